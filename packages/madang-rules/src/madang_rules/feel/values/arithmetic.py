"""Arithmetic (DMN 1.5, 10.3.2.11 and table 45): numbers, strings, dates, times and durations."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Any

from madang_rules.errors import Place
from madang_rules.feel.conform import SIMPLE_TYPE_OF, type_name
from madang_rules.feel.types import ANY, DAYS_DURATION, MONTHS_DURATION, NUMBER
from madang_rules.feel.unknown import Unknown, lift
from madang_rules.feel.values.date import Date
from madang_rules.feel.values.door import normal
from madang_rules.feel.values.duration import DAY, DaysDuration, MonthsDuration
from madang_rules.feel.values.equality import compare
from madang_rules.feel.values.number import DECIMAL
from madang_rules.feel.values.range import Range
from madang_rules.feel.values.time import DateTime, Time

if TYPE_CHECKING:
    from madang_rules.feel.evaluation import Evaluation

Operation = Callable[["Evaluation", Any, Any, Place | None], Any]
STEPS_OF_A_POWER = 400
"""A power to a fraction takes up to a thousand times as long as a sum."""
_LONGEST = 10**30
"""Factors beyond make no duration that the calendar could hold."""


def _power(base: Decimal, exponent: Decimal) -> Decimal:
    """Return the power; zero to the power of zero is one, as IEEE 754-2008 (9.2.1) has it."""
    return DECIMAL.power(base, exponent) if exponent or base else Decimal(1)


NUMERIC: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": DECIMAL.add,
    "-": DECIMAL.subtract,
    "*": DECIMAL.multiply,
    "/": DECIMAL.divide,
    "**": _power,
}


def calculate(
    evaluation: Evaluation, operator: str, left: Any, right: Any, place: Place | None = None
) -> Any:
    """Return `left operator right`; null with a reason where the two have no such operation or result."""
    kind, other = left.__class__, right.__class__
    if kind is Decimal and other is Decimal:
        if operator == "/" and not right:
            return evaluation.record("division-by-zero", place)
        if operator == "**":
            evaluation.charge(STEPS_OF_A_POWER)
        number = NUMERIC[operator](left, right)
        return number if number.is_finite() else evaluation.record("out-of-range", place)
    if kind is Unknown or other is Unknown:
        return _unknown(evaluation, operator, left, right, place)
    if kind is str and other is str and operator == "+":
        evaluation.charge_string(len(left) + len(right))
        return left + right
    found = _TEMPORAL.get((operator, kind, other))
    if found is not None:
        result = found(left, right)
        if result is None:
            code = "division-by-zero" if operator == "/" and not _size(right) else "out-of-range"
            return evaluation.record(code, place)
        return result
    a, b = normal(left), normal(right)
    if a is not left or b is not right:
        return calculate(evaluation, operator, a, b, place)
    return evaluation.record(
        "operands", place, operator=operator, left=type_name(left), right=type_name(right)
    )


def negative(evaluation: Evaluation, value: Any, place: Place | None = None) -> Any:
    """Return `-value` of a number or duration."""
    if value.__class__ is Decimal:
        return DECIMAL.minus(value)
    if value.__class__ is DaysDuration:
        return DaysDuration(-value.nanos)
    if value.__class__ is MonthsDuration:
        return MonthsDuration(-value.months)
    if value.__class__ is Unknown:
        type_ = value.type if value.type in (NUMBER, DAYS_DURATION, MONTHS_DURATION) else ANY
        return lift(evaluation, lambda one: negative(evaluation, one, place), (value,), type_)
    if value is not None and normal(value) is not value:
        return negative(evaluation, normal(value), place)
    return evaluation.record("type", place, expected="number", found=type_name(value))


def _unknown(evaluation: Evaluation, operator: str, left: Any, right: Any, place: Place | None) -> Any:
    types = [value.type if value.__class__ is Unknown else NUMBER for value in (left, right)]
    numbers = all(type_ == NUMBER for type_ in types) and all(
        value.__class__ in (Unknown, Decimal) for value in (left, right)
    )
    found = lift(
        evaluation,
        lambda a, b: calculate(evaluation, operator, a, b, place),
        (left, right),
        NUMBER if numbers else ANY,
    )
    if found.__class__ is not Unknown or found.allowed is not None:
        return found
    bounded = _between_ends(evaluation, operator, left, right, found)
    return found if bounded is None else bounded


def _between_ends(
    evaluation: Evaluation, operator: str, left: Any, right: Any, found: Unknown
) -> Unknown | None:
    """Return the result of a range of values with a constant as the range between the results of its ends.

    A negative number or duration turns the range around. Ends that still stand the wrong way round tell nothing.

    Sums, differences, products and quotients with a constant never turn back, also when they are rounded; an
    open end may be reached by rounding, so ends are included. None where that is not so: times of day begin anew
    at midnight, and clocks of named zones are set back.
    """
    unknown, constant = (left, right) if left.__class__ is Unknown else (right, left)
    if constant.__class__ is Unknown or unknown.allowed is None or operator == "**":
        return None
    if unknown is right and operator == "/":
        return None
    falls = (unknown is right and operator == "-") or (operator in "*/" and not _positive(constant))
    quiet = len(evaluation.reasons)
    pieces: list[Any] = []
    for piece in unknown.allowed:
        ends = (piece.start, piece.end) if piece.__class__ is Range else (piece, piece)
        if piece.__class__ is Range and piece.operator:
            return None
        results: list[Any] = []
        for end in ends:
            pair = (end, constant) if unknown is left else (constant, end)
            result = None if end is None else calculate(evaluation, operator, *pair)
            if result is None and end is not None:
                return None
            results.append(result)
        if falls:
            results.reverse()
        low, high = results
        if low is not None and high is not None and compare(evaluation, "<=", low, high) is not True:
            return None
        pieces.append(Range(low, high, low is not None, high is not None))
    del evaluation.reasons[quiet:]
    open_ended = any(piece.start is None or piece.end is None for piece in pieces)
    kinds = {end.__class__ for piece in pieces for end in (piece.start, piece.end) if end is not None}
    if len(kinds) != 1 or not kinds <= _STEADY or constant.__class__ not in _STEADY:
        return None
    type_ = SIMPLE_TYPE_OF[kinds.pop()] if unknown.type is not ANY else ANY
    return Unknown(found.facts, type_, tuple(pieces), unknown.nullable or open_ended)


_STEADY = frozenset((Decimal, Date, DaysDuration, MonthsDuration))


def _positive(constant: Any) -> bool:
    size = _size(constant)
    return isinstance(size, Decimal | int) and size > 0


def _size(value: Any) -> Any:
    return (
        value.nanos
        if value.__class__ is DaysDuration
        else value.months
        if value.__class__ is MonthsDuration
        else value
    )


def _whole(number: Decimal) -> int | None:
    """Round to the nearest whole number, exactly; None where it is too long for a duration."""
    if number.copy_abs() > _LONGEST:
        return None
    return int(number.to_integral_value(ROUND_HALF_EVEN, DECIMAL))


def _times_days(duration: DaysDuration, factor: Decimal) -> DaysDuration | None:
    nanos = _whole(DECIMAL.multiply(Decimal(duration.nanos), factor))
    return None if nanos is None else DaysDuration.of(nanos)


def _divide_days(duration: DaysDuration, divisor: Decimal) -> DaysDuration | None:
    nanos = _whole(DECIMAL.divide(Decimal(duration.nanos), divisor)) if divisor else None
    return None if nanos is None else DaysDuration.of(nanos)


def _cut(number: Decimal) -> int | None:
    return int(number) if number.copy_abs() <= _LONGEST else None


def _times_months(duration: MonthsDuration, factor: Decimal) -> MonthsDuration | None:
    months = _cut(DECIMAL.multiply(Decimal(duration.months), factor))
    return None if months is None else MonthsDuration.of(months)


def _divide_months(duration: MonthsDuration, divisor: Decimal) -> MonthsDuration | None:
    months = _cut(DECIMAL.divide(Decimal(duration.months), divisor)) if divisor else None
    return None if months is None else MonthsDuration.of(months)


def _ratio(left: int, right: int) -> Decimal | None:
    return DECIMAL.divide(Decimal(left), Decimal(right)) if right else None


def _date_plus_days(date: Date, duration: DaysDuration) -> Date | None:
    """A date and a part of a day is still that day (table 45: the date's midnight plus the duration, as a date)."""
    return Date.from_days(date.days + duration.nanos // DAY)


def _moment_plus_days(moment: DateTime, duration: DaysDuration) -> DateTime | None:
    if isinstance(moment.zone, str):
        return DateTime.from_instant(moment.instant + duration.nanos, moment.zone)
    days, nanos = divmod(moment.nanos + duration.nanos, DAY)
    date = Date.from_days(moment.date.days + days)
    return None if date is None else DateTime(date, nanos, moment.zone)


def _moment_plus_months(moment: DateTime, months: int) -> DateTime | None:
    date = moment.date.plus_months(months)
    return None if date is None else DateTime(date, moment.nanos, moment.zone)


def _time_plus(time: Time, nanos: int) -> Time:
    return Time((time.nanos + nanos) % DAY, time.zone)


def _between_moments(left: DateTime, right: DateTime) -> DaysDuration | None:
    if (left.zone is None) != (right.zone is None):
        return None
    return DaysDuration.of(left.instant - right.instant)


def _between_times(left: Time, right: Time) -> DaysDuration | None:
    if (left.zone is None) != (right.zone is None):
        return None
    return DaysDuration.of(left.instant - right.instant)


def _midnight(date: Date) -> DateTime:
    """A date counts as its midnight in UTC (10.3.2.9.4)."""
    return DateTime(date, 0, 0)


_TEMPORAL: dict[tuple[str, type, type], Callable[[Any, Any], Any]] = {
    ("+", DaysDuration, DaysDuration): lambda a, b: DaysDuration.of(a.nanos + b.nanos),
    ("-", DaysDuration, DaysDuration): lambda a, b: DaysDuration.of(a.nanos - b.nanos),
    ("/", DaysDuration, DaysDuration): lambda a, b: _ratio(a.nanos, b.nanos),
    ("*", DaysDuration, Decimal): _times_days,
    ("*", Decimal, DaysDuration): lambda a, b: _times_days(b, a),
    ("/", DaysDuration, Decimal): _divide_days,
    ("+", MonthsDuration, MonthsDuration): lambda a, b: MonthsDuration.of(a.months + b.months),
    ("-", MonthsDuration, MonthsDuration): lambda a, b: MonthsDuration.of(a.months - b.months),
    ("/", MonthsDuration, MonthsDuration): lambda a, b: _ratio(a.months, b.months),
    ("*", MonthsDuration, Decimal): _times_months,
    ("*", Decimal, MonthsDuration): lambda a, b: _times_months(b, a),
    ("/", MonthsDuration, Decimal): _divide_months,
    ("+", Date, DaysDuration): _date_plus_days,
    ("+", DaysDuration, Date): lambda a, b: _date_plus_days(b, a),
    ("-", Date, DaysDuration): lambda a, b: _date_plus_days(a, DaysDuration(-b.nanos)),
    ("+", Date, MonthsDuration): lambda a, b: a.plus_months(b.months),
    ("+", MonthsDuration, Date): lambda a, b: b.plus_months(a.months),
    ("-", Date, MonthsDuration): lambda a, b: a.plus_months(-b.months),
    ("-", Date, Date): lambda a, b: DaysDuration.of((a.days - b.days) * DAY),
    ("+", DateTime, DaysDuration): _moment_plus_days,
    ("+", DaysDuration, DateTime): lambda a, b: _moment_plus_days(b, a),
    ("-", DateTime, DaysDuration): lambda a, b: _moment_plus_days(a, DaysDuration(-b.nanos)),
    ("+", DateTime, MonthsDuration): lambda a, b: _moment_plus_months(a, b.months),
    ("+", MonthsDuration, DateTime): lambda a, b: _moment_plus_months(b, a.months),
    ("-", DateTime, MonthsDuration): lambda a, b: _moment_plus_months(a, -b.months),
    ("-", DateTime, DateTime): _between_moments,
    ("-", DateTime, Date): lambda a, b: _between_moments(a, _midnight(b)),
    ("-", Date, DateTime): lambda a, b: _between_moments(_midnight(a), b),
    ("+", Time, DaysDuration): lambda a, b: _time_plus(a, b.nanos),
    ("+", DaysDuration, Time): lambda a, b: _time_plus(b, a.nanos),
    ("-", Time, DaysDuration): lambda a, b: _time_plus(a, -b.nanos),
    ("-", Time, Time): _between_times,
}
