"""How large a value is once it is shown: parts that several lists share count wherever they stand.

Lists share their parts, so that forty lists of `[d, d]` cost little to make and hold 2^40 leaves when they are written
out. What leaves an engine is measured first, each list or context once.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from madang_rules.feel.errors import BudgetExceeded
from madang_rules.feel.evaluation import Evaluation
from madang_rules.feel.unknown import Unknown, parts_of

__all__ = ["MAX_DEPTH", "Measure"]

MAX_DEPTH = 200
"""Lists and contexts within one another in what leaves an engine: whoever shows it goes down as deep."""


class Measure:
    """Adds up the leaves of values, within the budget of the evaluation they come from.

    A text counts one more leaf for each sixteen characters, a number for the zeros to be written, an unknown for its
    facts. Raises `BudgetExceeded`.
    """

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation
        self.most = evaluation.budget.answer_size
        self.total = 0
        self._known: dict[int, tuple[int, int]] = {}

    def add(self, value: Any, times: int = 1) -> None:
        """Count a value that is shown so many times."""
        self.total += times * self._size(value, 1)[0]
        if self.total > self.most:
            raise BudgetExceeded("answer_size", self.most)

    def _size(self, value: Any, level: int) -> tuple[int, int]:
        """The leaves of a value, and how deep lists and contexts lie within it."""
        parts = parts_of(value)
        if parts is None:
            return _leaf(value), 0
        found = self._known.get(id(value))
        if level + (found[1] if found else 1) > MAX_DEPTH + 1:
            raise BudgetExceeded("answer_depth", MAX_DEPTH)
        if found is None:
            self.evaluation.charge(len(parts))
            size, depth = 1, 0
            if value.__class__ is dict:
                size += sum(map(_leaf, value))
            for part in parts:
                inner = self._size(part, level + 1)
                size, depth = size + inner[0], max(depth, inner[1])
            if size > self.most:
                raise BudgetExceeded("answer_size", self.most)
            found = self._known[id(value)] = size, depth + 1
        return found


def _leaf(value: Any) -> int:
    kind = value.__class__
    if kind is str:
        return 1 + (len(value) >> 4)
    if kind is Decimal:
        zeros: int = abs(value.adjusted())
        return 1 + (zeros >> 4)
    return 1 + len(value.facts) if isinstance(value, Unknown) else 1
