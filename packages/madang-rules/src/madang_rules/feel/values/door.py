"""Values of Python into values of FEEL, and back."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from madang_rules.feel.values.date import Date
from madang_rules.feel.values.duration import SECOND, DaysDuration
from madang_rules.feel.values.number import DECIMAL, finite
from madang_rules.feel.values.time import DateTime, Time

_DEEPEST = 100
_LONGEST_INT = 20_413  # bits of 10**6145


def normal(value: Any) -> Any:
    """Return a value of Python as one of FEEL: the value itself where it is one already.

    Numbers are rounded to 34 digits; what is no number (NaN, infinity) is null. Anything unknown to FEEL is null.
    Lists and contexts are looked at by whoever uses their parts.
    """
    kind = value.__class__
    if kind is int:
        return finite(DECIMAL.create_decimal(value)) if value.bit_length() <= _LONGEST_INT else None
    if kind is float:
        return finite(DECIMAL.create_decimal(repr(value)))
    if kind is Decimal:
        return value if value.is_finite() and abs(value.adjusted()) <= 6144 else _at_the_ends(value)
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return _moment(value)
    if isinstance(value, bool | str | None | dict | list | tuple):
        return value
    if isinstance(value, Mapping):
        return dict(value)
    return value if kind.__module__.startswith("madang_rules.") or _is_function(value) else None


def _at_the_ends(number: Decimal) -> Decimal | None:
    """Return a very small or large number as FEEL has it: itself where it is one already, for callers ask by `is`."""
    rounded = DECIMAL.plus(number)
    return number if number.is_finite() and rounded.compare_total(number) == 0 else finite(rounded)


def _is_function(value: Any) -> bool:
    from madang_rules.feel.values.function import Function

    return isinstance(value, Function)


def _moment(value: datetime.date | datetime.time | datetime.timedelta) -> Any:
    if isinstance(value, datetime.timedelta):
        return DaysDuration.of((value.days * 86_400 + value.seconds) * SECOND + value.microseconds * 1000)
    if isinstance(value, datetime.time):
        return Time(_nanos(value), _zone(value.tzinfo, value.utcoffset()))
    if isinstance(value, datetime.datetime):
        date = Date(value.year, value.month, value.day)
        return DateTime(date, _nanos(value), _zone(value.tzinfo, value.utcoffset()))
    return Date(value.year, value.month, value.day)


def _nanos(value: datetime.time | datetime.datetime) -> int:
    return (value.hour * 3600 + value.minute * 60 + value.second) * SECOND + value.microsecond * 1000


def _zone(zone: datetime.tzinfo | None, offset: datetime.timedelta | None) -> int | str | None:
    if isinstance(zone, ZoneInfo) and zone.key:
        return zone.key
    return None if offset is None else int(offset.total_seconds())


def to_feel(value: Any) -> Any:
    """Return a value of Python, with all its parts, as one of FEEL. Deeper than 100 it becomes null.

    Lists and mappings that stand at several places stay one.
    """
    return _to_feel(value, 0, {})


def _to_feel(value: Any, depth: int, made: dict[tuple[int, int], tuple[Any, Any]]) -> Any:
    if depth > _DEEPEST:
        return None
    is_list = isinstance(value, list | tuple | set | frozenset)
    if not is_list and not isinstance(value, Mapping):
        return normal(value)
    key = (id(value), depth)
    if key not in made:
        if is_list:
            made[key] = value, [_to_feel(item, depth + 1, made) for item in value]
        else:
            made[key] = (
                value,  # kept, for a name of an object is its own only while it lives
                {str(name): _to_feel(item, depth + 1, made) for name, item in value.items()},
            )
    return made[key][1]
