"""Unknown as a value: not null, which is a known absence, but a fact nobody has told yet.

An unknown keeps its type, the values it may have, whether it may be null, and the names of the facts it
comes from. Operations on it are sound: a result that is not unknown is the result for every value the
unknown may have. They may be less than complete: `x - x` is unknown though it could only be 0.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING, Any

from madang_rules.feel.types import ANY, BOOLEAN, Type

if TYPE_CHECKING:
    from madang_rules.feel.evaluation import Evaluation

MAX_GUESSES = 64
"""How many combinations of possible values an operation tries before it leaves its result open."""
MAX_COMPARED = 4096
"""Parts of two lists compared to find that they are the same: lists may share theirs."""
MAX_NESTED_GUESSES = 40
"""How deep `if`s of unknown outcome are followed in both directions; ends recursion on an unknown number."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value not known (yet).

    `facts`: names of the facts it comes from. `allowed`: the values and ranges it may have, null left out; None
    where only the type limits it. `nullable`: whether it may turn out to be null.
    """

    facts: frozenset[str]
    type: Type = ANY
    allowed: tuple[Any, ...] | None = None
    nullable: bool = True

    @classmethod
    def fact(
        cls, name: str, type_: Type = ANY, *, allowed: Iterable[Any] | None = None, nullable: bool = True
    ) -> Unknown:
        """Return the unknown fact `name`. Values of `allowed` are FEEL values or ranges."""
        return cls(frozenset((name,)), type_, None if allowed is None else tuple(allowed), nullable)

    def __bool__(self) -> bool:
        raise TypeError("an unknown is neither true nor false")

    @property
    def values(self) -> tuple[Any, ...] | None:
        """All values it may have, null included; None where they cannot be listed."""
        from madang_rules.feel.values.range import Range

        allowed = self.allowed
        if allowed is None:
            if self.type is not BOOLEAN:
                return None
            allowed = (True, False)
        elif any(isinstance(value, Range) for value in allowed):
            return None
        return (*allowed, None) if self.nullable else allowed


def truths(value: Any) -> tuple[bool | None, ...]:
    """Return what a value may turn out to be as a truth: true, false or null (anything that is no boolean)."""
    if value.__class__ is not Unknown:
        return (value,) if value is True or value is False else (None,)
    if value.type is not BOOLEAN and value.allowed is None:
        return (True, False, None)
    values = value.values
    if values is None:
        return (True, False, None) if value.type is ANY else (None,)
    return tuple({one if one is True or one is False else None for one in values})


def truth_of(possible: Iterable[bool | None], facts: frozenset[str]) -> bool | Unknown | None:
    """Return the truth where there is only one, else an unknown boolean of these facts.

    Where nothing seems possible, what was thought possible was wrong: the truth is open, never one by default.
    """
    found = set(possible) or {True, False, None}
    if len(found) == 1:
        return found.pop()
    return Unknown(facts, BOOLEAN, tuple(one for one in (True, False) if one in found), None in found)


def facts_of(values: Iterable[Any]) -> frozenset[str]:
    """Return the facts of those values that are unknown themselves."""
    return frozenset().union(*(value.facts for value in values if value.__class__ is Unknown))


def parts_of(value: Any) -> Collection[Any] | None:
    """Return the parts of a list or context; None of any other value."""
    kind = value.__class__
    if kind is list or kind is tuple:
        return value  # type: ignore[no-any-return]
    return value.values() if kind is dict else None


_PLAIN = frozenset((Decimal, str, bool, type(None)))
"""Classes of most values without parts."""


def unknowns_within(values: Iterable[Any], evaluation: Evaluation | None = None) -> Iterator[Unknown]:
    """Yield the unknowns in some values, each list or context looked at once; an evaluation counts their parts."""
    from madang_rules.feel.values.range import Range

    seen: set[int] = set()
    stack = list(values)
    while stack:
        value = stack.pop()
        if value.__class__ is Unknown:
            yield value
        elif value.__class__ is Range:
            stack += (value.start, value.end)
        elif (parts := parts_of(value)) is not None and id(value) not in seen:
            seen.add(id(value))
            if evaluation is not None:
                evaluation.charge(len(parts))
            stack += [part for part in parts if part.__class__ not in _PLAIN]


def facts_within(values: Iterable[Any]) -> frozenset[str]:
    """Return the facts of all unknowns in some values."""
    return frozenset().union(*(one.facts for one in unknowns_within(values)))


def same(left: Any, right: Any) -> bool:
    """Whether two values are the same in every respect, also in how they are written; False if in doubt, as of lists
    with more than `MAX_COMPARED` parts."""
    return _same(left, right, [MAX_COMPARED])


def _same(left: Any, right: Any, most: list[int]) -> bool:
    most[0] -= 1
    if left.__class__ is not right.__class__:
        return False
    if left is None or left.__class__ in (bool, str):
        return bool(left == right)
    if left.__class__ is Decimal:
        return bool(left.as_tuple() == right.as_tuple())
    if left.__class__ in (list, tuple):
        return len(left) == len(right) <= MAX_GUESSES and all(
            most[0] > 0 and _same(one, other, most) for one, other in zip(left, right, strict=True)
        )
    if left.__class__.__name__ in ("Date", "Time", "DateTime", "DaysDuration", "MonthsDuration"):
        return str(left) == str(right)
    return left is right and left.__class__ is not Unknown


def join(possible: Sequence[Any], facts: frozenset[str], type_: Type = ANY) -> Any:
    """Return the value that all possible results agree on, else an unknown that may be any of them.

    Of no possible result at all nothing is known: as with `truth_of` it is open.
    """
    distinct: list[Any] = []
    nullable = False
    countable = True
    for value in possible:
        if value.__class__ is Unknown:
            facts = facts | value.facts
            nullable = nullable or value.nullable
            values = value.values
            if values is None:
                countable = False
                continue
            candidates: Iterable[Any] = values
        else:
            candidates = (value,)
        for one in candidates:
            if one is None:
                nullable = True
            elif not any(same(one, other) for other in distinct):
                distinct.append(one)
    if countable:
        if not distinct:
            return None if nullable else Unknown(facts, type_)
        if len(distinct) == 1 and not nullable:
            return distinct[0]
        if all(_scalar(value) for value in distinct) and len(distinct) <= MAX_GUESSES:
            return Unknown(
                facts, type_ if type_ is not ANY else _type_of(distinct), tuple(distinct), nullable
            )
    # Parts of a result may be unknown of facts of their own.
    return Unknown(facts | facts_within(distinct), type_, None, True)


def _scalar(value: Any) -> bool:
    return value.__class__ in (bool, str, Decimal) or value.__class__.__name__ in (
        "Date", "Time", "DateTime", "DaysDuration", "MonthsDuration",
    )  # fmt: skip


def _type_of(values: Sequence[Any]) -> Type:
    from madang_rules.feel.conform import SIMPLE_TYPE_OF

    types = {SIMPLE_TYPE_OF.get(value.__class__, ANY) for value in values}
    return types.pop() if len(types) == 1 else ANY


def lift(
    evaluation: Evaluation, operation: Callable[..., Any], arguments: Sequence[Any], type_: Type = ANY
) -> Any:
    """Return what `operation` gives for unknown arguments: tried for each value they may have, if those are few.

    `operation` must know what to do with arguments that are not unknown themselves. Its result is the value
    that all agree on, else an unknown of type `type_`.
    """
    facts = facts_of(arguments)
    choices: list[tuple[Any, ...]] = []
    combinations = 1
    for argument in arguments:
        values = argument.values if argument.__class__ is Unknown else (argument,)
        if values is None or (combinations := combinations * len(values)) > MAX_GUESSES:
            return Unknown(facts, type_)
        choices.append(values)
    reasons = len(evaluation.reasons)
    evaluation.charge(combinations)
    results = [operation(*chosen) for chosen in product(*choices)]
    joined = join(results, facts, ANY)
    if joined.__class__ is Unknown or joined is not None:
        del evaluation.reasons[reasons:]
    if joined.__class__ is Unknown and joined.type is ANY and joined.allowed is None:
        return Unknown(joined.facts, type_)
    return joined
