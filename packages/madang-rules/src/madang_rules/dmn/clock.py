"""What making a model ready may use up: one clock for reading and compiling it, one for checking it."""

from __future__ import annotations

import math
import time

from madang_rules.feel import Budget, BudgetExceeded, Evaluation

__all__ = ["CHECKING", "Clock"]

CHECKING = Budget(steps=200_000_000, seconds=20.0)
"""Limits of checking a model: a step is a segment of a table's column looked at, or one of FEEL."""


class Clock(Evaluation):
    """Counts steps, its own and those of expressions evaluated with it, and seconds of the processor since it was
    made. Raises `BudgetExceeded`."""

    _time = staticmethod(time.thread_time)

    def __init__(self, limits: Budget) -> None:
        super().__init__(limits)
        self._deadline = self._time() + limits.seconds

    def look(self) -> None:
        """Look at the seconds at once, as before work whose steps cannot be counted."""
        if self._time() > self._deadline:
            raise BudgetExceeded("seconds", self.budget.seconds)

    def stop(self) -> None:
        """The work is done: whatever comes later is no part of its seconds."""
        self._deadline = math.inf
