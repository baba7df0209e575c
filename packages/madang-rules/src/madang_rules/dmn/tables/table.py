"""A decision table ready to run: input values in, the result of its hit policy out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from madang_rules.dmn.model import DecisionTable
from madang_rules.dmn.tables.area import Area
from madang_rules.dmn.tables.column import Column, Tests, kind_of_type
from madang_rules.dmn.tables.geometry import Boxes, GaveUp, Region, Side
from madang_rules.dmn.tables.policy import Hits, bits
from madang_rules.dmn.values import Conversion
from madang_rules.feel import Evaluation, Unknown
from madang_rules.feel.conform import unknown_facts
from madang_rules.feel.types import Type
from madang_rules.feel.values import Range

__all__ = ["Input", "Output", "Table", "TableRun"]

MAX_PAIRED = 100
"""Open rules compared pair by pair."""


@dataclass(slots=True)
class Input:
    """An input column: `label` for people, its expression, its type, its cells, and the values allowed."""

    label: str
    text: str
    expression: Any
    type: Type | None
    column: Column
    values: Tests | None
    allowed: Area | None
    convert: Conversion


@dataclass(slots=True)
class Output:
    """An output column: an expression a rule, those that are constants, default, and values by priority."""

    name: str
    type: Type | None
    entries: list[Any]
    constants: list[tuple[bool, Any]]
    default: Any
    order: tuple[Any, ...] | None
    allowed: Tests | None
    convert: Conversion


@dataclass(frozen=True, slots=True)
class TableRun:
    """What happened when a table ran, kept for explanation: values, rules that matched or may have."""

    table: Table
    scope: Mapping[str, Any]
    values: tuple[Any, ...]
    matched: tuple[int, ...]
    open_rules: tuple[int, ...]
    result: Any
    telling: Evaluation

    @property
    def candidates(self) -> tuple[int, ...]:
        """The rules of which one gives the result, as far as the facts tell, in the order of the hit policy; none
        under a policy that collects rules. Raises `BudgetExceeded`."""
        matched, rules = self.matched, sorted((*self.matched, *self.open_rules))
        match self.table.policy:
            case "FIRST":
                return self._up_to_the_first_that_matched(rules)
            case "PRIORITY":
                telling = self.telling.again()
                if self.open_rules and any(
                    unknown_facts(self.table.output(rule, self.scope, telling), telling) is not None
                    for rule in rules
                ):
                    return tuple(rules)
                rules.sort(key=lambda rule: self.table.rank(rule, self.scope, telling))
                return self._up_to_the_first_that_matched(rules)
            case "UNIQUE":
                disjoint = self.table.boxes_are_disjoint
                beside = (
                    rule for rule in self.open_rules if not any(disjoint(rule, sure) for sure in matched)
                )
                return matched if len(matched) > 1 else tuple(sorted((*matched, *beside)))
            case "ANY":
                return matched if matched and self.result.__class__ is not Unknown else tuple(rules)
        return ()

    def _up_to_the_first_that_matched(self, rules: Sequence[int]) -> tuple[int, ...]:
        sure = next((place for place, rule in enumerate(rules) if rule in self.matched), len(rules))
        return tuple(rules[: sure + 1])

    @property
    def undecided(self) -> tuple[int, ...]:
        """The candidates where more facts may still tell which of them decides. Raises `BudgetExceeded`."""
        candidates = self.candidates if self.open_rules else ()
        return candidates if any(rule in self.open_rules for rule in candidates) else ()

    @property
    def deciding(self) -> tuple[int, ...]:
        """Those of the rules that matched which the hit policy surely let decide. Raises `BudgetExceeded`."""
        if not self.matched or self.undecided:
            return ()
        return self.candidates[:1] if self.table.policy in ("FIRST", "PRIORITY") else self.matched

    @property
    def default_is_open(self) -> bool:
        """Whether the default stands unless one of the open rules turns out to match."""
        return (
            not self.matched
            and any(output.default is not None for output in self.table.outputs)
            and not self.table.is_covered(self.values, sum(1 << rule for rule in self.open_rules))
        )


class Table:
    """A compiled table; calling it with (scope, evaluation) gives its result."""

    def __init__(
        self,
        source: DecisionTable,
        policy: str,
        inputs: Sequence[Input],
        outputs: Sequence[Output],
        within: str,
    ) -> None:
        self.source = source
        self.policy = policy
        self.aggregation = source.aggregation
        self.inputs = inputs
        self.outputs = outputs
        self.within = within
        self.everything = (1 << len(source.rules)) - 1
        self._restricted = any(each.values is not None for each in inputs)
        self._gives_one = policy in ("UNIQUE", "FIRST", "ANY", "PRIORITY")
        # Columns that only look up come first: they leave fewer rules to test one by one.
        self._order = sorted(range(len(inputs)), key=lambda index: len(inputs[index].column.general))

    def __call__(self, scope: Mapping[str, Any], evaluation: Evaluation) -> Any:
        values = [each.convert(each.expression(scope, evaluation), evaluation) for each in self.inputs]
        if self._restricted:
            refused = self._refused(values, scope, evaluation)
            if refused is not None:
                return refused.value
        yes, maybe = self.match(values, scope, evaluation)
        if not maybe and yes and not yes & (yes - 1) and self._gives_one:
            result = self.output(yes.bit_length() - 1, scope, evaluation)
        else:
            result = self._result(yes, maybe, values, scope, evaluation)
        trace = evaluation.trace
        if trace is not None:
            matched, open_rules = tuple(bits(yes)), tuple(bits(maybe))
            trace.table(TableRun(self, scope, tuple(values), matched, open_rules, result, trace.telling))
        return result

    def _result(
        self, yes: int, maybe: int, values: list[Any], scope: Mapping[str, Any], evaluation: Evaluation
    ) -> Any:
        facts: frozenset[str] = frozenset()
        if maybe:
            for value in values:
                facts |= unknown_facts(value, evaluation) or frozenset()
        hits = Hits(
            yes,
            maybe,
            output=lambda rule: self.output(rule, scope, evaluation),
            default=lambda: self.default(scope, evaluation),
            rank=lambda rule: self.rank(rule, scope, evaluation),
            disjoint=self.boxes_are_disjoint,
            separate=self.boxes_are_separate,
            covered=lambda: self.is_covered(values, maybe),
            facts=facts,
            type_=self.outputs[0].type if len(self.outputs) == 1 and not self.gives_list else None,
        )
        return hits.result(self.policy, self.aggregation, evaluation)

    @property
    def gives_list(self) -> bool:
        """Whether the result is a list of outputs."""
        return self.policy in ("COLLECT", "RULE ORDER", "OUTPUT ORDER") and self.aggregation is None

    def _refused(
        self, values: list[Any], scope: Mapping[str, Any], evaluation: Evaluation
    ) -> _Refusal | None:
        """Null with a reason where an input has a value that its column does not allow (8.3.2)."""
        for each, value in zip(self.inputs, values, strict=True):
            if each.values is None or value is None:
                continue
            verdict = each.values(scope, evaluation, value)
            if verdict.__class__ is Unknown:
                if not _all_allowed(value, each, scope, evaluation):
                    return _Refusal(Unknown(verdict.facts))
            elif verdict is not True and value.__class__ is Unknown and value.nullable:
                return _Refusal(Unknown(value.facts))  # null would not be refused
            elif verdict is not True:
                return _Refusal(evaluation.record("table-input-not-allowed", None, name=each.label))
        return None

    def match(
        self, values: Sequence[Any], scope: Mapping[str, Any], evaluation: Evaluation
    ) -> tuple[int, int]:
        """The rules that match, and those of which that is unknown, as bit sets."""
        yes, maybe = self.everything, 0
        for index in self._order:
            found, open_rules = self.inputs[index].column.accepting(
                values[index], yes | maybe, scope, evaluation
            )
            if open_rules or maybe:
                maybe = (yes & open_rules & ~found) | (maybe & (found | open_rules))
            yes &= found
            if not yes | maybe:
                break
        return yes, maybe

    def output(self, rule: int, scope: Mapping[str, Any], evaluation: Evaluation) -> Any:
        """What `rule` gives: a value, or a context of several outputs."""
        if len(self.outputs) == 1:
            return self._entry(self.outputs[0], rule, scope, evaluation)
        return {each.name: self._entry(each, rule, scope, evaluation) for each in self.outputs}

    def _entry(self, output: Output, rule: int, scope: Mapping[str, Any], evaluation: Evaluation) -> Any:
        is_constant, value = output.constants[rule]
        return output.convert(value if is_constant else output.entries[rule](scope, evaluation), evaluation)

    def default(self, scope: Mapping[str, Any], evaluation: Evaluation) -> Any:
        """What is given where no rule matches."""
        if all(each.default is None for each in self.outputs):
            return None
        values = [None if each.default is None else each.default(scope, evaluation) for each in self.outputs]
        if len(values) == 1:
            return values[0]
        return {each.name: value for each, value in zip(self.outputs, values, strict=True)}

    def rank(self, rule: int, scope: Mapping[str, Any], evaluation: Evaluation) -> tuple[int, ...]:
        """The place of a rule by its output values: lower is better (8.2.10, PRIORITY)."""
        places = []
        for each in self.outputs:
            if each.order is None:
                places.append(0)
                continue
            value = self._entry(each, rule, scope, evaluation)
            place = next((at for at, known in enumerate(each.order) if _is(value, known)), len(each.order))
            places.append(place)
        return (*places, rule)

    @cached_property
    def boxes(self) -> Boxes:
        """The table as boxes, for its checks and for open rules."""
        return Boxes(
            [each.column for each in self.inputs],
            len(self.source.rules),
            [each.allowed for each in self.inputs],
        )

    def boxes_are_disjoint(self, one: int, other: int) -> bool:
        """Whether two rules can never match together."""
        return self.boxes.are_disjoint(one, other)

    def boxes_are_separate(self, rules: Sequence[int]) -> bool:
        """Whether no two of `rules` can match together; false where there are too many to tell."""
        if self._all_separate:
            return True
        if len(rules) > MAX_PAIRED:
            return False
        return all(
            self.boxes.are_disjoint(one, other)
            for index, one in enumerate(rules)
            for other in rules[index + 1 :]
        )

    @cached_property
    def _all_separate(self) -> bool:
        return self.boxes.all_separate()

    def is_covered(self, values: Sequence[Any], rules: int) -> bool:
        """Whether, whatever the unknown ones of `values` turn out to be, one of `rules` matches."""
        region: Region = []
        for side, each, value in zip(self.boxes.sides, self.inputs, values, strict=True):
            mask = _mask_of(side, each, value)
            if mask is None:
                return False
            region.append(mask)
        try:
            return self.boxes.is_covered(region, rules)
        except GaveUp:
            return False


@dataclass(frozen=True, slots=True)
class _Refusal:
    value: Any


def _all_allowed(value: Any, each: Input, scope: Mapping[str, Any], evaluation: Evaluation) -> bool:
    """Whether all values that an unknown may have are allowed."""
    values = value.values if value.__class__ is Unknown else None
    if values is None or each.values is None:
        return False
    reasons = len(evaluation.reasons)
    allowed = all(one is None or each.values(scope, evaluation, one) is True for one in values)
    del evaluation.reasons[reasons:]
    return allowed


def _mask_of(side: Side, each: Input, value: Any) -> int | None:
    """The segments in which `value` lies, or may turn out to lie; None where that cannot be told."""
    axis = side.axis
    column = each.column
    if value is None:
        return 1 << axis.null_segment
    if column.kind is None and value.__class__ is Unknown:
        return side.full
    if value.__class__ is Unknown:
        null = 1 << axis.null_segment if value.nullable else 0
        values = value.values
        if values is not None:
            mask = null
            for one in values:
                if one is not None:
                    inner = _mask_of(side, each, one)
                    if inner is None:
                        return None
                    mask |= inner
            return mask
        if value.allowed is not None and column.cls is not None:
            return side.full & ~(1 << axis.null_segment) | null
        if kind_of_type(value.type) != column.kind:
            return None
        return (side.full & ~(1 << axis.null_segment)) | null
    if column.kind is None:
        return 1
    if value.__class__ is not column.cls:
        return None
    return 1 << axis.segment(column.key(value))


def _is(value: Any, known: Any) -> bool:
    if known.__class__ is Range:
        return False
    return bool(value.__class__ is known.__class__ and value == known)
