"""What explaining an answer may use up: conditions are evaluated again to say by how much they failed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from madang_rules.feel import BudgetExceeded, Evaluation

__all__ = ["Telling"]


class Telling:
    """The budget of a question once more, for all that is told of its answer, at the moment it was asked.

    Seconds count only while something is told.
    """

    def __init__(self, asked: Evaluation) -> None:
        self._asked = asked
        self._steps = asked.budget.steps
        self._seconds = asked.budget.seconds

    @contextmanager
    def evaluation(self) -> Iterator[Evaluation]:
        """An evaluation within what is left. Raises `BudgetExceeded`."""
        limits = self._asked.budget
        if self._seconds <= 0:
            raise BudgetExceeded("seconds", limits.seconds)
        if self._steps <= 0:
            raise BudgetExceeded("steps", limits.steps)
        within = Evaluation(
            replace(limits, steps=self._steps, seconds=self._seconds), clock=lambda: self._asked.moment
        )
        began = time.monotonic()
        try:
            yield within
        except BudgetExceeded as used_up:
            raise BudgetExceeded(used_up.limit, getattr(limits, used_up.limit, used_up.allowed)) from None
        finally:
            self._seconds -= time.monotonic() - began
            self._steps -= within.used
