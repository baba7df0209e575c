"""Equality and order of values (DMN 1.5, 10.3.2.12 and tables 42, 43 and 53), three-valued."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from madang_rules.errors import Place
from madang_rules.feel.conform import SCALARS, type_name
from madang_rules.feel.unknown import Unknown, lift, truth_of
from madang_rules.feel.values.date import Date
from madang_rules.feel.values.door import normal
from madang_rules.feel.values.duration import DaysDuration, MonthsDuration
from madang_rules.feel.values.function import Function
from madang_rules.feel.values.range import Range
from madang_rules.feel.values.time import DateTime, Time

if TYPE_CHECKING:
    from madang_rules.feel.evaluation import Evaluation

Truth = bool | Unknown | None


def equals(evaluation: Evaluation, left: Any, right: Any, place: Place | None = None) -> Truth:
    """Answer `left = right`; null where the two are of different kinds."""
    kind = left.__class__
    if kind is right.__class__ and kind in SCALARS:
        return left == right  # type: ignore[no-any-return]
    if kind is Unknown or right.__class__ is Unknown:
        return _unknown_equals(evaluation, left, right, place)
    if left is None or right is None:
        return left is right
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        if len(left) != len(right):
            return False
        return _all_equal(evaluation, zip(left, right, strict=True), len(left), place)
    if isinstance(left, dict) and isinstance(right, dict):
        if left.keys() != right.keys():
            return False
        return _all_equal(
            evaluation, ((value, right[name]) for name, value in left.items()), len(left), place
        )
    if kind is Range and right.__class__ is Range:
        if (left.start_included, left.end_included, left.operator) != (
            right.start_included, right.end_included, right.operator,
        ):  # fmt: skip
            return False
        return _all_equal(evaluation, ((left.start, right.start), (left.end, right.end)), 2, place)
    if isinstance(left, Function) and isinstance(right, Function):
        return left is right
    a, b = normal(left), normal(right)
    if a is not left or b is not right:
        return equals(evaluation, a, b, place)
    return evaluation.record("operands", place, operator="=", left=type_name(left), right=type_name(right))


def _all_equal(evaluation: Evaluation, pairs: Any, length: int, place: Place | None) -> Truth:
    evaluation.charge(length)
    null = False
    facts: frozenset[str] | None = None
    for left, right in pairs:
        answer = equals(evaluation, left, right, place)
        if answer is False:
            return False
        if answer is None:
            null = True
        elif answer is not True:
            facts = answer.facts if facts is None else facts | answer.facts
    if facts is not None:
        return truth_of((True, False, None), facts)
    return None if null else True


def _unknown_equals(evaluation: Evaluation, left: Any, right: Any, place: Place | None) -> Truth:
    found = lift(evaluation, lambda a, b: equals(evaluation, a, b, place), (left, right))
    if found.__class__ is not Unknown or found.allowed is not None:
        return found  # type: ignore[no-any-return]
    if left.__class__ is Unknown and right.__class__ is Unknown:
        return truth_of((True, False, None), found.facts)
    unknown, other = (left, right) if left.__class__ is Unknown else (right, left)
    if other is None:
        return truth_of((True, False) if unknown.nullable else (False,), found.facts)
    if unknown.allowed is not None and other.__class__ in SCALARS:
        possible: set[bool | None] = {False} if unknown.nullable else set()
        quiet = len(evaluation.reasons)
        for piece in unknown.allowed:
            if piece.__class__ is Range:
                inside = _within(evaluation, other, piece)
                possible |= (
                    {False} if inside is False else {True, False} if inside is True else {True, False, None}
                )
            else:
                possible.add(equals(evaluation, piece, other, place))  # type: ignore[arg-type]
        del evaluation.reasons[quiet:]
        return truth_of(possible, found.facts)
    return truth_of((True, False, None), found.facts)


def _within(evaluation: Evaluation, value: Any, piece: Range) -> bool | None:
    from madang_rules.feel.values.membership import in_range

    found = in_range(evaluation, value, piece, None)
    return found if found is True or found is False else None


def order_key(value: Any) -> tuple[type, Any] | None:
    """Return the kind of a value and what orders it within the kind; None where it has no order."""
    kind = value.__class__
    if kind is Decimal or kind is str:
        return kind, value
    if kind is Date:
        return kind, value.days
    if kind is DateTime or kind is Time:
        return (kind, value.instant) if value.zone is None else (_ZONED[kind], value.instant)
    if kind is DaysDuration:
        return kind, value.nanos
    if kind is MonthsDuration:
        return kind, value.months
    return None


class _ZonedTime: ...


class _ZonedDateTime: ...


_ZONED: dict[type, type] = {Time: _ZonedTime, DateTime: _ZonedDateTime}


def compare(
    evaluation: Evaluation, operator: str, left: Any, right: Any, place: Place | None = None
) -> Truth:
    """Answer `left operator right` for < <= > >=; null where the two have no common order."""
    if left.__class__ is Unknown or right.__class__ is Unknown:
        return _unknown_compare(evaluation, operator, left, right, place)
    a, b = order_key(left), order_key(right)
    if a is None or b is None or a[0] is not b[0]:
        normal_left, normal_right = normal(left), normal(right)
        if normal_left is not left or normal_right is not right:
            return compare(evaluation, operator, normal_left, normal_right, place)
        return evaluation.record(
            "operands", place, operator=operator, left=type_name(left), right=type_name(right)
        )
    return _ordered(operator, a[1], b[1])


def _ordered(operator: str, a: Any, b: Any) -> bool:
    match operator:
        case "<":
            return a < b  # type: ignore[no-any-return]
        case "<=":
            return a <= b  # type: ignore[no-any-return]
        case ">":
            return a > b  # type: ignore[no-any-return]
    return a >= b  # type: ignore[no-any-return]


_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _unknown_compare(
    evaluation: Evaluation, operator: str, left: Any, right: Any, place: Place | None
) -> Truth:
    found = lift(evaluation, lambda a, b: compare(evaluation, operator, a, b, place), (left, right))
    if found.__class__ is not Unknown or found.allowed is not None:
        return found  # type: ignore[no-any-return]
    if left.__class__ is Unknown and right.__class__ is Unknown:
        return truth_of((True, False, None), found.facts)
    if right.__class__ is Unknown:
        left, right, operator = right, left, _MIRRORED[operator]
    key = order_key(right)
    if key is None:
        if normal(right) is not right:
            return _unknown_compare(evaluation, operator, left, normal(right), place)
        return None
    possible: set[bool | None] = {None} if left.nullable else set()
    for piece in left.allowed or (Range(None, None, False, False),):
        if left.allowed is None or piece.__class__ is not Range:
            pieces: set[bool | None] = {True, False, None} if left.allowed is None else set()
            if left.allowed is None and left.type == _type_of_key(right):
                pieces = {True, False}
                if key[0] in (_ZonedTime, _ZonedDateTime, Time, DateTime):
                    pieces.add(None)
            if left.allowed is not None:
                own = order_key(piece)
                pieces = {
                    _ordered(operator, own[1], key[1]) if own is not None and own[0] is key[0] else None
                }
            possible |= pieces
        else:
            possible |= _range_answers(operator, piece, key)
    return truth_of(possible, found.facts)


def _type_of_key(value: Any) -> Any:
    from madang_rules.feel.conform import SIMPLE_TYPE_OF

    return SIMPLE_TYPE_OF[value.__class__]


def _range_answers(operator: str, piece: Range, key: tuple[type, Any]) -> set[bool | None]:
    """Return how the values of a range may compare to one value: over-approximated at open ends."""
    ends = [order_key(end) for end in (piece.start, piece.end)]
    if piece.operator == "!=" or any(end is not None and end[0] is not key[0] for end in ends):
        return {True, False, None}
    if all(end is None for end in ends):
        return {True, False, None}
    lowest = None if ends[0] is None else ends[0][1]
    highest = None if ends[1] is None else ends[1][1]
    low_in, high_in = piece.start_included, piece.end_included
    value = key[1]
    below = lowest is None or lowest < value
    above = highest is None or highest > value
    equal = (lowest is None or lowest < value or (lowest == value and low_in)) and (
        highest is None or highest > value or (highest == value and high_in)
    )
    answers: set[bool | None] = set()
    for possible, sign in ((below, -1), (equal, 0), (above, 1)):
        if possible:
            answers.add(_ordered(operator, sign, 0))
    return answers
