"""Days in a row: from a first one to before another one; None where they do not end."""

from __future__ import annotations

from datetime import date

Days = tuple[date, date | None]


def without(begin: date, end: date | None, first: date, last: date | None) -> list[Days]:
    """What is left of the days from ``begin`` to before ``end`` without those from ``first`` to before ``last``."""
    left: list[Days] = []
    if begin < first:
        left.append((begin, first if end is None else min(first, end)))
    if last is not None and (end is None or end > last):
        left.append((max(begin, last), end))
    return left
