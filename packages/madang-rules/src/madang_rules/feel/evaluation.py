"""What one evaluation carries along: its budget, its clock, and why parts of it became null."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from madang_rules.errors import Place, Sentence
from madang_rules.feel.budget import DEFAULT_BUDGET, SLICE, Budget
from madang_rules.feel.errors import BudgetExceeded

T = TypeVar("T")

MAX_REASONS = 100
"""Reasons kept of one evaluation; a loop over bad data would repeat the same one endlessly."""


class Reason(Sentence):
    """Why a part of an expression became null: a code, a sentence, and the place in the text (if known)."""

    def __init__(self, code: str, place: Place | None, values: dict[str, object]) -> None:
        super().__init__(code, **values)
        self.place = place

    def __repr__(self) -> str:
        return f"Reason({self.code!r}, {self.place}, {self.sentence()!r})"


def _now() -> datetime:
    return datetime.now(UTC).astimezone()


class Evaluation:
    """One evaluation of one question: make a new one for each.

    `reasons` collects why parts became null (DMN 1.5, 10.3.2.13.1: errors are null). `trace` is for whoever
    explains; FEEL itself only carries it. `clock` gives the instant that `now()` and `today()` speak of; it is
    read once, so that one evaluation sees one time.
    """

    # What few evaluations change stands here until one does: making an evaluation costs as much as a condition.
    trace: Any = None
    depth = 0
    guessing = 0
    """How many `if`s of unknown outcome are being followed in both directions."""
    _clock: Callable[[], datetime] = staticmethod(_now)
    _moment: datetime | None = None
    _refills = 0
    _deadline = 0.0
    _time: Callable[[], float] = staticmethod(time.monotonic)

    def __init__(
        self,
        budget: Budget = DEFAULT_BUDGET,
        *,
        clock: Callable[[], datetime] | None = None,
        trace: Any = None,
    ) -> None:
        self.budget = budget
        self.left = SLICE if budget.steps > SLICE else budget.steps
        self.reasons: list[Reason] = []
        if clock is not None:
            self._clock = clock
        if trace is not None:
            self.trace = trace

    def record(self, code: str, place: Place | None = None, **values: object) -> T | None:
        """Record why a value is null, and return that null."""
        if len(self.reasons) < MAX_REASONS:
            self.reasons.append(Reason(code, place, values))
        return None

    def step(self) -> None:
        """Count one step. Hot loops do the same inline."""
        self.left -= 1
        if self.left < 0:
            self.refill()

    def charge(self, steps: int) -> None:
        """Count `steps` at once, before they are taken."""
        self.left -= steps
        if self.left < 0:
            self.refill()

    def charge_list(self, length: int) -> None:
        """Count the making of a list of `length`. Raises `BudgetExceeded` when that is too long."""
        if length > self.budget.list_length:
            raise BudgetExceeded("list_length", self.budget.list_length)
        self.charge(length)

    def charge_string(self, length: int) -> None:
        """Count the making of a string of `length`. Raises `BudgetExceeded` when that is too long."""
        if length > self.budget.string_length:
            raise BudgetExceeded("string_length", self.budget.string_length)
        self.charge(length >> 4)

    def refill(self) -> None:
        """Grant the next slices of steps. Raises `BudgetExceeded` when steps or seconds are used up."""
        self.look_at_clock()
        while self.left < 0:
            granted = (self._refills + 1) * SLICE
            if granted >= self.budget.steps or -self.left > self.budget.steps:
                raise BudgetExceeded("steps", self.budget.steps)
            self._refills += 1
            self.left += SLICE

    def look_at_clock(self) -> None:
        """For work whose steps are long or counted before. Raises `BudgetExceeded` when the seconds are used up."""
        now = self._time()
        if self._deadline == 0.0:
            self._deadline = now + self.budget.seconds
        elif now > self._deadline:
            raise BudgetExceeded("seconds", self.budget.seconds)

    def again(self) -> Evaluation:
        """Begin anew with all the seconds, but only with the steps that are left: for several looks at one answer."""
        self.depth = self.guessing = 0
        self._deadline = 0.0
        return self

    @property
    def moment(self) -> datetime:
        """The aware instant of this evaluation."""
        if self._moment is None:
            self._moment = self._clock()
        return self._moment
