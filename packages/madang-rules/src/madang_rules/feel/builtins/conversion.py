"""Conversion functions (DMN 1.5, 10.3.4.1)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from madang_rules.feel.builtins.registry import builtin
from madang_rules.feel.evaluation import Evaluation
from madang_rules.feel.syntax.literals import number_value
from madang_rules.feel.values.date import Date, parse_date
from madang_rules.feel.values.duration import SECOND, DaysDuration, MonthsDuration, parse_duration
from madang_rules.feel.values.number import DECIMAL, whole
from madang_rules.feel.values.text import text_of
from madang_rules.feel.values.time import DateTime, Time, parse_date_time, parse_time
from madang_rules.feel.values.zone import LARGEST_OFFSET, Zone, parse_zone

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,9})?\Z")
_LONGEST_NUMBER = 10_000


@builtin("date(from: string|date|date and time) -> date")
def _date(evaluation: Evaluation, source: str | Date | DateTime) -> Date | None:
    if isinstance(source, str):
        return parse_date(source)
    return source if isinstance(source, Date) else source.date


@builtin("date(year: number, month: number, day: number) -> date")
def _date_of(evaluation: Evaluation, *parts: Decimal) -> Date | None:
    year, month, day = map(whole, parts)
    return None if year is None or month is None or day is None else Date.of(year, month, day)


@builtin("time(from: string|time|date|date and time) -> time")
def _time(evaluation: Evaluation, source: str | Time | Date | DateTime) -> Time | None:
    if isinstance(source, str):
        return parse_time(source)
    if isinstance(source, Date):
        return Time(0, 0)
    return source if isinstance(source, Time) else source.time


@builtin("time(hour: number, minute: number, second: number, offset: days?=) -> time")
def _time_of(
    evaluation: Evaluation,
    hour: Decimal,
    minute: Decimal,
    second: Decimal,
    offset: DaysDuration | None = None,
) -> Time | None:
    nanos = _nanos_of_day(hour, minute, second)
    zone = None if offset is None else _offset(offset)
    if nanos is None or (offset is not None and zone is None):
        return None
    return Time(nanos, zone)


def _nanos_of_day(hour: Decimal, minute: Decimal, second: Decimal) -> int | None:
    hours, minutes = whole(hour), whole(minute)
    if hours is None or minutes is None or not (0 <= hours < 24 and 0 <= minutes < 60 and 0 <= second < 60):
        return None
    return (hours * 60 + minutes) * 60 * SECOND + int(DECIMAL.scaleb(second, Decimal(9)))


def _offset(offset: DaysDuration) -> int | None:
    seconds = offset.nanos // SECOND
    return seconds if abs(seconds) <= LARGEST_OFFSET else None


@builtin("date and time(date: date|date and time, time: time) -> date and time")
def _date_and_time(evaluation: Evaluation, date: Date | DateTime, time: Time) -> DateTime:
    return DateTime(date if isinstance(date, Date) else date.date, time.nanos, time.zone)


@builtin("date and time(from: string|date|date and time) -> date and time")
def _date_and_time_from(evaluation: Evaluation, source: str | Date | DateTime) -> DateTime | None:
    if isinstance(source, str):
        return parse_date_time(source)
    return DateTime(source, 0, 0) if isinstance(source, Date) else source


@builtin(
    "date and time(year: number, month: number, day: number, hour: number, minute: number, second: number, "
    "offset: days?=) -> date and time",
    "date and time(year: number, month: number, day: number, hour: number, minute: number, second: number, "
    "timezone: string?=) -> date and time",
)
def _date_and_time_of(
    evaluation: Evaluation,
    year: Decimal,
    month: Decimal,
    day: Decimal,
    hour: Decimal,
    minute: Decimal,
    second: Decimal,
    zone: DaysDuration | str | None = None,
) -> DateTime | None:
    date = _date_of(evaluation, year, month, day)
    nanos = _nanos_of_day(hour, minute, second)
    known: Zone = None
    if isinstance(zone, str):
        readable, known = parse_zone("@" + zone)
        if not readable:
            return None
    elif zone is not None and (known := _offset(zone)) is None:
        return None
    return None if date is None or nanos is None else DateTime(date, nanos, known)


@builtin("duration(from: string|days|months) -> any")
def _duration(evaluation: Evaluation, source: Any) -> DaysDuration | MonthsDuration | None:
    return parse_duration(source) if isinstance(source, str) else source


@builtin(
    "years and months duration(from: date|date and time, to: date|date and time) -> years and months duration"
)
def _months_between(
    evaluation: Evaluation, start: Date | DateTime, end: Date | DateTime
) -> MonthsDuration | None:
    first = start if isinstance(start, Date) else start.date
    last = end if isinstance(end, Date) else end.date
    months = (last.year - first.year) * 12 + last.month - first.month
    # A month counts once it is over.
    if months > 0 and last.day < first.day:
        months -= 1
    elif months < 0 and last.day > first.day:
        months += 1
    return MonthsDuration.of(months)


@builtin("number(from: string|number) -> number")
def _number(evaluation: Evaluation, source: str | Decimal) -> Decimal | None:
    return source if isinstance(source, Decimal) else _read_number(source)


@builtin("number(from: string, grouping separator: string?, decimal separator: string?=) -> number")
def _number_with_separators(
    evaluation: Evaluation, source: str, grouping: str | None, point: str | None = None
) -> Decimal | None:
    if (
        grouping not in (None, " ", ",", ".")
        or point not in (None, ",", ".")
        or (point and point == grouping)
    ):
        return None
    plain = source.replace(grouping, "") if grouping else source
    if point and point != ".":
        if "." in plain:
            return None
        plain = plain.replace(point, ".")
    return _read_number(plain)


def _read_number(text: str) -> Decimal | None:
    if len(text) > _LONGEST_NUMBER or not _NUMBER.match(text):
        return None
    return number_value(text)


@builtin("string(from: any) -> string", knows_unknown=True)
def _string(evaluation: Evaluation, value: Any) -> Any:
    return text_of(evaluation, value)


@builtin("range(from: string) -> any")
def _range(evaluation: Evaluation, source: str) -> Any:
    from madang_rules.feel.builtins.range_text import parse_range

    return parse_range(evaluation, source)
