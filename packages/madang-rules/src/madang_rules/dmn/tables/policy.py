"""Hit policies (DMN 1.5, 8.2.10): from the rules that match, and those that may, to the result.

Of an unknown fact each rule matches, does not, or may. A result is definite only when every way in which
the open rules could turn out leads to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any

from madang_rules.feel import Evaluation, Unknown
from madang_rules.feel.builtins import BUILTINS
from madang_rules.feel.conform import unknown_facts
from madang_rules.feel.types import ANY, NUMBER, ListType, Type
from madang_rules.feel.unknown import MAX_GUESSES, join, parts_of
from madang_rules.feel.values.number import DECIMAL

__all__ = ["HIT_POLICIES", "Hits", "bits"]

HIT_POLICIES = frozenset({"UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT", "RULE ORDER", "OUTPUT ORDER"})


def bits(rules: int) -> list[int]:
    """The rules in a bit set, lowest first."""
    found = []
    while rules:
        lowest = rules & -rules
        found.append(lowest.bit_length() - 1)
        rules ^= lowest
    return found


class Hits:
    """The outcome of one table under one set of facts.

    `yes` and `maybe` are bit sets; `output(rule)` gives a rule's output, `default()` that of no rule;
    `rank(rule)` its place by output values (lower is better); `disjoint` tells whether two rules can never
    match together, `separate` whether no two of several can; `covered()` whether one of the open rules must match; `facts` are those the open rules
    hang on.
    """

    def __init__(
        self,
        yes: int,
        maybe: int,
        *,
        output: Callable[[int], Any],
        default: Callable[[], Any],
        rank: Callable[[int], Any],
        disjoint: Callable[[int, int], bool],
        separate: Callable[[Sequence[int]], bool],
        covered: Callable[[], bool],
        facts: frozenset[str],
        type_: Type | None,
    ) -> None:
        self.yes = yes
        self.maybe = maybe
        self.output = output
        self.default = default
        self.rank = rank
        self.disjoint = disjoint
        self.separate = separate
        self.covered = covered
        self.facts = facts
        self.type = type_ or ANY

    def result(self, policy: str, aggregation: str | None, evaluation: Evaluation) -> Any:
        """The result under `policy`; what the policy forbids is null with a reason."""
        match policy:
            case "UNIQUE":
                return self._unique(evaluation)
            case "ANY":
                return self._any(evaluation)
            case "FIRST":
                return self._best(bits(self.yes | self.maybe))
            case "PRIORITY" | "OUTPUT ORDER":
                rules = bits(self.yes | self.maybe)
                if any(unknown_facts(self.output(rule), evaluation) is not None for rule in rules):
                    return Unknown(self.facts)  # their order is open
                rules.sort(key=self.rank)
                return self._best(rules) if policy == "PRIORITY" else self._list(rules, None, evaluation)
            case "COLLECT":
                return self._list(bits(self.yes | self.maybe), aggregation, evaluation)
            case _:
                return self._list(bits(self.yes | self.maybe), None, evaluation)

    def _joined(self, possible: Iterable[Any]) -> Any:
        """The value that all of `possible` agree on, else an unknown that may be any of them."""
        distinct: list[Any] = []
        seen: set[Any] = set()
        for value in possible:
            key = _key(value)
            if key is None or key not in seen:
                seen.add(key)
                distinct.append(value)
                if len(distinct) > MAX_GUESSES:
                    return Unknown(self.facts, self.type)
        return join(distinct, self.facts, self.type)

    def _unique(self, evaluation: Evaluation) -> Any:
        certain = bits(self.yes)
        if len(certain) > 1:
            return evaluation.record("table-not-unique", None, rules=_numbers(certain))
        if not self.maybe:
            return self.output(certain[0]) if certain else self.default()
        open_rules = [
            rule for rule in bits(self.maybe) if not any(self.disjoint(rule, sure) for sure in certain)
        ]
        if certain:
            return self._joined([self.output(certain[0]), *([None] if open_rules else [])])
        ends: list[Any] = [] if self.separate(open_rules) else [None]
        if not self.covered():
            ends.append(self.default())
        return self._joined(chain(ends, map(self.output, open_rules)))

    def _any(self, evaluation: Evaluation) -> Any:
        rules = bits(self.yes)
        outputs = [self.output(rule) for rule in rules]
        if any(
            each.__class__ is not Unknown and _differs(each, outputs[0], evaluation) for each in outputs[1:]
        ):
            return evaluation.record("table-not-any", None, rules=_numbers(rules))
        if not self.maybe and not any(each.__class__ is Unknown for each in outputs):
            return outputs[0] if outputs else self.default()
        possible = outputs + [self.output(rule) for rule in bits(self.maybe)]
        if len(possible) > 1 and any(_differs(each, possible[0], evaluation) for each in possible[1:]):
            possible.append(None)
        if not rules and not self.covered():
            possible.append(self.default())
        return self._joined(possible)

    def _best(self, order: list[int]) -> Any:
        possible = []
        for rule in order:
            possible.append(self.output(rule))
            if self.yes >> rule & 1:
                break
        else:
            if not self.maybe or not self.covered():
                possible.append(self.default())
        return possible[0] if len(possible) == 1 else self._joined(possible)

    def _list(self, order: list[int], aggregation: str | None, evaluation: Evaluation) -> Any:
        evaluation.charge_list(len(order))
        if not order:
            default = self.default()
            if default is not None:
                return default
        outputs = [self.output(rule) for rule in order]
        if aggregation is None:
            return Unknown(self.facts, ListType(ANY)) if self.maybe else outputs
        if not order and aggregation != "COUNT":
            return None
        certain = [value for rule, value in zip(order, outputs, strict=True) if self.yes >> rule & 1]
        open_values = [value for rule, value in zip(order, outputs, strict=True) if self.maybe >> rule & 1]
        return self._aggregate(aggregation, certain, open_values, evaluation)

    def _aggregate(
        self, aggregation: str, certain: list[Any], open_values: list[Any], evaluation: Evaluation
    ) -> Any:
        everything = certain + open_values
        if aggregation == "COUNT":
            return Unknown(self.facts, NUMBER, nullable=False) if open_values else Decimal(len(certain))
        if any(value.__class__ is Unknown for value in everything):
            return Unknown(self.facts)
        if any(value.__class__ is not Decimal for value in everything):
            if not open_values and aggregation in ("MIN", "MAX"):
                return self._extreme(aggregation, certain, evaluation)
            if not open_values:
                return evaluation.record("table-aggregate-numbers", None, aggregation=aggregation)
            return Unknown(self.facts)
        if aggregation == "SUM":
            total = Decimal(0)
            for value in certain:
                total = DECIMAL.add(total, value)
            if open_values and (not certain or any(open_values)):
                return Unknown(self.facts, NUMBER)
            return total if total.is_finite() else evaluation.record("out-of-range", None)
        best: Any = min if aggregation == "MIN" else max
        if not open_values:
            return best(certain)
        if certain and best(everything) == best(certain):
            return best(certain)
        return Unknown(self.facts, NUMBER)

    def _extreme(self, aggregation: str, values: list[Any], evaluation: Evaluation) -> Any:
        return BUILTINS["min" if aggregation == "MIN" else "max"].invoke(evaluation, [values])


def _key(value: Any) -> Any:
    """A key under which equal outputs meet, as they are written; None for what has none."""
    if value.__class__ is Decimal:
        return value.as_tuple()
    return (value.__class__, value) if value is None or value.__class__ in (str, bool) else None


def _differs(one: Any, other: Any, evaluation: Evaluation) -> bool:
    parts = parts_of(one)
    if one.__class__ is not other.__class__ or parts is None:
        return bool(one.__class__ is not other.__class__ or one != other)
    evaluation.charge(len(parts))
    if one.__class__ is dict:
        return one.keys() != other.keys() or any(
            _differs(each, other[name], evaluation) for name, each in one.items()
        )
    return len(one) != len(other) or any(_differs(*pair, evaluation) for pair in zip(one, other, strict=True))


def _numbers(rules: Sequence[int]) -> str:
    return ", ".join(str(rule + 1) for rule in rules)
