"""How large a value is once it is shown: parts that several lists share count wherever they stand.

Lists share their parts, so that forty lists of `[d, d]` cost little to make and hold 2^40 leaves when they are written
out. What leaves an engine is measured first, each list or context once.
"""

from __future__ import annotations

from collections.abc import Collection
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
        parts = parts_of(value)
        self.total += times * (_leaf(value) if parts is None else self._container(value, parts))
        if self.total > self.most:
            raise BudgetExceeded("answer_size", self.most)

    def _container(self, outer: Any, its: Collection[Any]) -> int:
        known = self._known
        stack = [(outer, its)]
        while stack:
            value, parts = stack[-1]
            if id(value) in known:
                stack.pop()
                continue
            self.evaluation.charge(len(parts))
            size, depth = (1 + sum(map(_leaf, value)) if value.__class__ is dict else 1), 0
            open_parts = []
            for part in parts:
                inner = parts_of(part)
                if inner is None:
                    size += _leaf(part)
                elif (found := known.get(id(part))) is None:
                    open_parts.append((part, inner))
                else:
                    size, depth = size + found[0], max(depth, found[1])
            if open_parts:
                stack += open_parts
                continue
            if size > self.most:
                raise BudgetExceeded("answer_size", self.most)
            if depth >= MAX_DEPTH:
                raise BudgetExceeded("answer_depth", MAX_DEPTH)
            known[id(value)] = size, depth + 1
            stack.pop()
        return known[id(outer)][0]


def _leaf(value: Any) -> int:
    kind = value.__class__
    if kind is str:
        return 1 + (len(value) >> 4)
    if kind is Decimal:
        zeros: int = abs(value.adjusted())
        return 1 + (zeros >> 4)
    return 1 + len(value.facts) if isinstance(value, Unknown) else 1
