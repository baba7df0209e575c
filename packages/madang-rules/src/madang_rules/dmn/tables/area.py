"""What a cell of a decision table accepts, as a part of one axis: intervals, or a set of values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["ORDERED", "Area", "Interval", "Kind"]

Kind = Literal["any", "number", "date", "days", "months", "string", "boolean"]
ORDERED: frozenset[str] = frozenset({"number", "date", "days", "months"})
"""Kinds on which intervals make sense; the others are sets of values."""


@dataclass(frozen=True, slots=True)
class Interval:
    """All values between two ends; an end that is None lies at infinity."""

    low: Any = None
    low_closed: bool = False
    high: Any = None
    high_closed: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing lies inside, as in `[5..3]` or `(5..5]`."""
        if self.low is None or self.high is None:
            return False
        return bool(
            self.high < self.low or (self.high == self.low and not (self.low_closed and self.high_closed))
        )


@dataclass(frozen=True, slots=True)
class Area:
    """The accepted part of an axis of `kind`: `intervals` on an ordered one, `values` on another.

    `negated` turns the part into all the rest; `null` tells whether null is accepted.
    """

    kind: Kind
    intervals: tuple[Interval, ...] = ()
    values: frozenset[Any] = frozenset()
    negated: bool = False
    null: bool = False

    @property
    def is_all(self) -> bool:
        """Whether everything is accepted, as by `-`."""
        return self.kind == "any" and self.negated

    def united(self, other: Area) -> Area | None:
        """The area of `self` or `other`; None where one area cannot express it."""
        if self.is_all or other.is_all:
            return EVERYTHING
        if self.kind == "any" and not self.negated:  # null alone
            return _with_null(other, self.null)
        if other.kind == "any" and not other.negated:
            return _with_null(self, other.null)
        if self.kind != other.kind or self.negated or other.negated:
            return None
        return Area(
            self.kind,
            self.intervals + other.intervals,
            self.values | other.values,
            null=self.null or other.null,
        )


def _with_null(area: Area, null: bool) -> Area:
    return Area(area.kind, area.intervals, area.values, area.negated, area.null or null)


EVERYTHING = Area("any", negated=True, null=True)
"""The area of `-`."""
NULL_ONLY = Area("any", null=True)
"""The area of the test `null`."""
