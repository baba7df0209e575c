"""Draws that come out the same on every machine, and integer shares that add up.

Only ``random.Random.random`` is used: Python promises that its sequence never changes, which it does not for
``choice``, ``shuffle`` or ``randrange``. Weights are whole numbers. Floats are only added, multiplied and
divided, in a fixed order: never by ``sum``, whose rounding changed in Python 3.12, and never with powers and
roots, which differ between C libraries in the last bit.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import MutableSequence, Sequence
from itertools import accumulate
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Stream:
    """A named stream of draws: the same seed and name give the same draws."""

    __slots__ = ("unit",)

    def __init__(self, seed: int, name: str) -> None:
        digest = hashlib.sha256(f"haneul/{seed}/{name}".encode()).digest()
        self.unit = Random(int.from_bytes(digest, "big")).random  # noqa: S311 - no secret, it must repeat
        """``unit()`` is a float in [0, 1)."""

    def below(self, limit: int) -> int:
        """A whole number in [0, ``limit``)."""
        return int(self.unit() * limit)

    def between(self, low: int, high: int) -> int:
        """A whole number in [``low``, ``high``], both included."""
        return low + int(self.unit() * (high - low + 1))

    def bell(self, centre: float, spread: float) -> float:
        """About normal: mean ``centre``, deviation ``spread``, never further off than 3.47 deviations."""
        unit = self.unit
        return centre + (unit() + unit() + unit() + unit() - 2.0) * 1.7320508 * spread

    def choice(self, items: Sequence[T]) -> T:
        """One of ``items``, each as likely."""
        return items[int(self.unit() * len(items))]

    def shuffle(self, items: MutableSequence[T]) -> None:
        """Put ``items`` into a random order, in place."""
        unit = self.unit
        for last in range(len(items) - 1, 0, -1):
            other = int(unit() * (last + 1))
            items[last], items[other] = items[other], items[last]


class Lottery:
    """Draws an index with probability in proportion to whole-number weights."""

    __slots__ = ("bounds", "total")

    def __init__(self, weights: Sequence[int]) -> None:
        self.bounds = list(accumulate(weights))
        if not self.bounds or self.bounds[-1] <= 0:
            raise ValueError(f"a lottery needs at least one positive weight, got {list(weights)!r}")
        self.total = self.bounds[-1]

    def draw(self, stream: Stream) -> int:
        """The index of one entry."""
        return bisect_right(self.bounds, int(stream.unit() * self.total))


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Split ``total`` in proportion to ``weights`` by largest remainders; the parts add up to ``total``."""
    weight_sum = 0.0
    for weight in weights:
        weight_sum += weight
    if weight_sum <= 0:
        raise ValueError("weights to apportion by must have a positive sum")
    quotas = [total * weight / weight_sum for weight in weights]
    parts = [int(quota) for quota in quotas]
    by_remainder = sorted(range(len(weights)), key=lambda index: (parts[index] - quotas[index], index))
    for index in by_remainder[: total - sum(parts)]:
        parts[index] += 1
    return parts


def fit(
    rows: Sequence[float], columns: Sequence[float], prior: Sequence[Sequence[float]], rounds: int = 60
) -> list[list[float]]:
    """Scale ``prior`` (row by column) until its sums are ``rows`` and ``columns``.

    Iterative proportional fitting (Deming and Stephan, 1940). The last step fits the rows, so these are met;
    columns are met as far as the zeros of ``prior`` allow. ``rows`` and ``columns`` need the same sum.
    """
    table = [list(line) for line in prior]
    width = len(columns)
    for _ in range(rounds):
        for column in range(width):
            have = 0.0
            for line in table:
                have += line[column]
            if have > 0:
                factor = columns[column] / have
                for line in table:
                    line[column] *= factor
        for line, wanted in zip(table, rows, strict=True):
            have = 0.0
            for value in line:
                have += value
            if have > 0:
                factor = wanted / have
                for column in range(width):
                    line[column] *= factor
    return table


def settle(table: Sequence[Sequence[float]], rows: Sequence[int]) -> list[list[int]]:
    """Whole numbers for a fitted table: row sums are kept, column sums are met to within one.

    Goes down the rows and gives each unit to the column that is furthest behind its running share, so that
    shares hold in a city of any size.
    """
    width = len(table[0]) if table else 0
    due = [0.0] * width
    result: list[list[int]] = []
    for line, count in zip(table, rows, strict=True):
        given = [0] * width
        possible = [column for column in range(width) if line[column] > 0]
        for column in possible:
            due[column] += line[column]
        for column in possible:
            whole = min(int(due[column]), count - sum(given)) if due[column] > 0 else 0
            given[column] += whole
            due[column] -= whole
        for _ in range(count - sum(given)):
            best = max(possible, key=lambda column: (due[column], -column))
            given[best] += 1
            due[best] -= 1.0
        result.append(given)
    return result
