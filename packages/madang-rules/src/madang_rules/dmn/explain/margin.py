"""By how much a value misses what is accepted."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from madang_rules.dmn.explain.words import duration_in_words, value_in_words
from madang_rules.dmn.tables.area import ORDERED, Area, Interval
from madang_rules.dmn.tables.cells import KEYS
from madang_rules.errors import Language
from madang_rules.feel.values import DaysDuration, MonthsDuration
from madang_rules.feel.values.duration import DAY

__all__ = ["Margin", "difference", "margin_of"]


@dataclass(frozen=True, slots=True)
class Margin:
    """How far a value lies outside: `by` below or above the nearest accepted end.

    `by` is a number or a duration; it may be zero, where the end itself is just not accepted.
    """

    direction: Literal["below", "above"]
    by: Decimal | DaysDuration | MonthsDuration
    of_dates: bool = False

    @property
    def word(self) -> str:
        """The direction as its sentences are called: above and below, of dates later and earlier."""
        if not self.of_dates:
            return self.direction
        return "later" if self.direction == "above" else "earlier"

    @property
    def is_nothing(self) -> bool:
        """Whether the value is the end itself, which is just not accepted."""
        return not _size(self)

    def in_words(self, language: Language) -> str:
        """The amount in words, without its direction."""
        if isinstance(self.by, Decimal):
            return value_in_words(self.by, language)
        return duration_in_words(self.by, language)


def difference(value: Any, end: Any) -> Margin | None:
    """How far `value` lies from `end`; None where no distance is told between them."""
    if value.__class__ is not end.__class__ or value.__class__ not in KEYS:
        return None
    kind, key = KEYS[value.__class__]
    return None if kind not in ORDERED else _margin(kind, key(value), key(end))


def margin_of(value: Any, area: Area | None) -> Margin | None:
    """How far `value` lies outside `area`; None where it lies inside or no distance can be told."""
    if area is None or value.__class__ not in KEYS or area.negated:
        return None
    kind, key = KEYS[value.__class__]
    if kind != area.kind or kind not in ORDERED:
        return None
    place = key(value)
    best: Margin | None = None
    for interval in area.intervals:
        if interval.is_empty:
            continue
        margin = _outside(kind, place, interval)
        if margin is None:
            return None
        if best is None or _size(margin) < _size(best):
            best = margin
    return best


def _outside(kind: str, place: Any, interval: Interval) -> Margin | None:
    if interval.low is not None and (
        place < interval.low or (place == interval.low and not interval.low_closed)
    ):
        return _margin(kind, place, interval.low, "below")
    if interval.high is not None and (
        place > interval.high or (place == interval.high and not interval.high_closed)
    ):
        return _margin(kind, place, interval.high, "above")
    return None


def _margin(kind: str, place: Any, end: Any, direction: Literal["below", "above"] | None = None) -> Margin:
    direction = direction or ("below" if place < end else "above")
    amount = abs(place - end)
    if kind == "date":
        return Margin(direction, DaysDuration(amount * DAY), of_dates=True)
    if kind == "days":
        return Margin(direction, DaysDuration(amount))
    if kind == "months":
        return Margin(direction, MonthsDuration(amount))
    return Margin(direction, amount)


def _size(margin: Margin) -> Any:
    by = margin.by
    if isinstance(by, DaysDuration):
        return by.nanos
    return by.months if isinstance(by, MonthsDuration) else by
