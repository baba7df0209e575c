"""One column of a decision table as an axis cut into segments, on which every cell is a set of segments.

An ordered axis with the bounds b0 < b1 < … has the segments (-∞, b0), {b0}, (b0, b1), {b1}, …, (bn, ∞).
Any other axis has one segment a value named in the column, and one for all values not named. The last
segment of each is null. So lookup is one search, and overlap and gaps are operations on bit sets.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from madang_rules.dmn.tables.area import ORDERED, Area, Interval, Kind

__all__ = ["Axis", "spans_to_mask"]

Span = tuple[int, int]
"""First and last segment, both included."""


class Axis:
    """An axis of `kind` whose segments are cut by the bounds and values of `areas`."""

    __slots__ = ("bounds", "kind", "null_segment", "places", "segments")

    def __init__(self, kind: Kind, areas: Iterable[Area]) -> None:
        self.kind = kind
        self.bounds: list[Any] = []
        self.places: dict[Any, int] = {}
        if kind in ORDERED:
            ends = {
                end
                for area in areas
                for interval in area.intervals
                for end in (interval.low, interval.high)
                if end is not None
            }
            self.bounds = sorted(ends)
            self.places = {bound: 2 * index + 1 for index, bound in enumerate(self.bounds)}
            self.segments = 2 * len(self.bounds) + 2
        else:
            for area in areas:
                for value in area.values:
                    self.places.setdefault(value, len(self.places))
            if kind == "boolean":
                self.places.setdefault(False, len(self.places))
                self.places.setdefault(True, len(self.places))
            self.segments = len(self.places) + 2
        self.null_segment = self.segments - 1

    def segment(self, value: Any) -> int:
        """The segment of `value`, which is of this axis' kind."""
        found = self.places.get(value)
        if found is not None:
            return found
        if self.bounds:
            return 2 * bisect_left(self.bounds, value)
        return self.segments - 2

    def spans(self, area: Area) -> list[Span]:
        """The segments of `area` as sorted, disjoint spans."""
        last = self.segments - 2
        if area.is_all:
            return [(0, self.null_segment)]
        spans: list[Span] = []
        if area.kind in ORDERED:
            spans = _merged([self._span(each) for each in area.intervals if not each.is_empty])
        elif area.values:
            spans = _merged([(place, place) for place in (self.places[value] for value in area.values)])
        if area.negated:
            spans = _complement(spans, last)
        if area.null:
            spans.append((self.null_segment, self.null_segment))
        return spans

    def _span(self, interval: Interval) -> Span:
        start, end = 0, self.segments - 2
        if interval.low is not None:
            start = self.places[interval.low] + (0 if interval.low_closed else 1)
        if interval.high is not None:
            end = self.places[interval.high] - (0 if interval.high_closed else 1)
        return start, end

    def domain(self, allowed: Area | None) -> int:
        """The mask of all segments that a value can lie in: those of `allowed` where values are restricted;
        null is none of them."""
        if allowed is None or allowed.is_all:
            if self.kind == "boolean":
                return (1 << len(self.places)) - 1
            return (1 << (self.segments - 1)) - 1
        return spans_to_mask(self.spans(allowed)) & ~(1 << self.null_segment)

    def region(self, mask: int) -> list[Interval | Any]:
        """What the segments of `mask` stand for: intervals, values; `...` stands for values not named."""
        if self.kind not in ORDERED:
            named = {place: value for value, place in self.places.items()}
            return [named.get(place, ...) for place in range(self.segments - 1) if mask >> place & 1]
        found: list[Interval | Any] = []
        place = 0
        while place < self.segments - 1:
            if not mask >> place & 1:
                place += 1
                continue
            start = place
            while place < self.segments - 1 and mask >> place & 1:
                place += 1
            found.append(self._interval(start, place - 1))
        return found

    def _interval(self, start: int, end: int) -> Interval:
        low = self.bounds[(start - 1) // 2] if start else None
        high = self.bounds[end // 2] if end < self.segments - 2 else None
        return Interval(low, start % 2 == 1, high, end % 2 == 1)


def spans_to_mask(spans: Sequence[Span]) -> int:
    """The bit set of the segments in `spans`."""
    mask = 0
    for start, end in spans:
        mask |= (1 << (end + 1)) - (1 << start)
    return mask


def _merged(spans: list[Span]) -> list[Span]:
    spans = sorted(span for span in spans if span[0] <= span[1])
    merged: list[Span] = []
    for start, end in spans:
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _complement(spans: list[Span], last: int) -> list[Span]:
    result: list[Span] = []
    start = 0
    for first, end in spans:
        if start < first:
            result.append((start, first - 1))
        start = end + 1
    if start <= last:
        result.append((start, last))
    return result


def kind_of(value: object) -> Kind | None:
    """The kind of axis `value` lies on; None where no axis is made for it."""
    cls = value.__class__
    if cls is Decimal:
        return "number"
    if cls is str:
        return "string"
    if cls is bool:
        return "boolean"
    return _KINDS.get(cls)


_KINDS: dict[type, Kind] = {}
