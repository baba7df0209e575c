"""Functions of dates and times (DMN 1.5, 10.3.4.6 and 10.3.4.7), and `is`."""

from __future__ import annotations

from datetime import UTC
from decimal import Decimal
from typing import Any

from madang_rules.feel.builtins.registry import builtin
from madang_rules.feel.conform import SIMPLE_TYPE_OF
from madang_rules.feel.evaluation import Evaluation
from madang_rules.feel.values.date import Date
from madang_rules.feel.values.door import normal
from madang_rules.feel.values.equality import equals
from madang_rules.feel.values.time import DateTime, Time

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def _day(moment: Date | DateTime) -> Date:
    return moment if isinstance(moment, Date) else moment.date


@builtin("day of year(date: date|date and time) -> number")
def _day_of_year(evaluation: Evaluation, moment: Date | DateTime) -> Decimal:
    date = _day(moment)
    return Decimal(date.days - Date(date.year, 1, 1).days + 1)


@builtin("day of week(date: date|date and time) -> string")
def _day_of_week(evaluation: Evaluation, moment: Date | DateTime) -> str:
    return _WEEKDAYS[_day(moment).weekday - 1]


@builtin("month of year(date: date|date and time) -> string")
def _month_of_year(evaluation: Evaluation, moment: Date | DateTime) -> str:
    return _MONTHS[_day(moment).month - 1]


@builtin("week of year(date: date|date and time) -> number")
def _week_of_year(evaluation: Evaluation, moment: Date | DateTime) -> Decimal:
    """By ISO 8601: a week belongs to the year that holds its Thursday."""
    date = _day(moment)
    thursday = Date.from_days(date.days - date.weekday + 4) or date
    return Decimal((thursday.days - Date(thursday.year, 1, 1).days) // 7 + 1)


@builtin("now() -> date and time")
def _now(evaluation: Evaluation) -> Any:
    moment = evaluation.moment
    return normal(moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC))


@builtin("today() -> date")
def _today(evaluation: Evaluation) -> Date:
    moment = evaluation.moment
    return Date(moment.year, moment.month, moment.day)


@builtin("is(value1: any, value2: any) -> boolean")
def _is(evaluation: Evaluation, left: Any, right: Any) -> bool | None:
    """Whether both are the same element of the semantic domain: of one type, and times of one zone."""
    left, right = normal(left), normal(right)
    if left.__class__ is not right.__class__ and not (
        isinstance(left, list | tuple) and isinstance(right, list | tuple)
    ):
        return False
    if isinstance(left, Time | DateTime):
        return bool(left.nanos == right.nanos and left.zone == right.zone and left == right)
    answer = equals(evaluation, left, right)
    if answer is None and SIMPLE_TYPE_OF.get(left.__class__) is None:
        return False
    return bool(answer)
