"""The properties of dates, times, durations and ranges (DMN 1.5, table 65)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from madang_rules.feel.types import DAYS_DURATION, NUMBER, STRING, Type
from madang_rules.feel.values.date import Date
from madang_rules.feel.values.duration import SECOND, DaysDuration, MonthsDuration
from madang_rules.feel.values.number import DECIMAL
from madang_rules.feel.values.range import Range
from madang_rules.feel.values.time import DateTime, Time


def _seconds(nanos: int) -> Decimal:
    return DECIMAL.divide(Decimal(nanos), Decimal(SECOND))


def _signed(duration: DaysDuration, part: int) -> Decimal:
    value = duration.parts[part]
    if part == 3 and duration.parts[4]:
        return _seconds((value * SECOND + duration.parts[4]) * (-1 if duration.nanos < 0 else 1))
    return Decimal(-value if duration.nanos < 0 else value)


def _months(duration: MonthsDuration, part: int) -> Decimal:
    value = divmod(abs(duration.months), 12)[part]
    return Decimal(-value if duration.months < 0 else value)


def _second(moment: Time | DateTime) -> Decimal:
    return _seconds(moment.nanos % (60 * SECOND))


def _offset(time: Time) -> DaysDuration | None:
    return None if time.zone is None else DaysDuration(time.nanos - time.instant)


def _moment_offset(moment: DateTime) -> DaysDuration | None:
    return None if moment.offset is None else DaysDuration(moment.offset * SECOND)


def _zone_name(moment: Time | DateTime) -> str | None:
    return moment.zone if isinstance(moment.zone, str) else None


_CLOCK: dict[str, Callable[[Any], Any]] = {
    "hour": lambda moment: Decimal(moment.nanos // (3600 * SECOND)),
    "minute": lambda moment: Decimal(moment.nanos // (60 * SECOND) % 60),
    "second": _second,
    "timezone": _zone_name,
}

PROPERTIES: dict[type, dict[str, Callable[[Any], Any]]] = {
    Date: {
        "year": lambda date: Decimal(date.year),
        "month": lambda date: Decimal(date.month),
        "day": lambda date: Decimal(date.day),
        "weekday": lambda date: Decimal(date.weekday),
        # A date counts as its midnight in UTC.
        "hour": lambda date: Decimal(0),
        "minute": lambda date: Decimal(0),
        "second": lambda date: Decimal(0),
        "time offset": lambda date: DaysDuration(0),
        "timezone": lambda date: None,
    },
    Time: _CLOCK | {"time offset": _offset},
    DateTime: _CLOCK
    | {
        "year": lambda moment: Decimal(moment.date.year),
        "month": lambda moment: Decimal(moment.date.month),
        "day": lambda moment: Decimal(moment.date.day),
        "weekday": lambda moment: Decimal(moment.date.weekday),
        "time offset": _moment_offset,
    },
    DaysDuration: {
        "days": lambda duration: _signed(duration, 0),
        "hours": lambda duration: _signed(duration, 1),
        "minutes": lambda duration: _signed(duration, 2),
        "seconds": lambda duration: _signed(duration, 3),
    },
    MonthsDuration: {
        "years": lambda duration: _months(duration, 0),
        "months": lambda duration: _months(duration, 1),
    },
    Range: {
        "start": lambda range_: range_.start,
        "end": lambda range_: range_.end,
        "start included": lambda range_: range_.start_included,
        "end included": lambda range_: range_.end_included,
    },
}
"""Python class of a value → name of a property → function that reads it."""

_NAMES = {
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    DaysDuration: "days and time duration",
    MonthsDuration: "years and months duration",
}
PROPERTY_TYPES: dict[tuple[str, str], Type] = {
    (_NAMES[kind], name): STRING if name == "timezone" else DAYS_DURATION if name == "time offset" else NUMBER
    for kind, properties in PROPERTIES.items()
    if kind in _NAMES
    for name in properties
}
"""(Name of a type, name of a property) → type of the property."""
