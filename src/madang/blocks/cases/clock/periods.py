"""Periods (처리기간) as a service names them: at once, hours, days, weeks, months, years."""

from __future__ import annotations

import calendar as months
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .errors import ClockError
from .texts import say


class Unit(StrEnum):
    IMMEDIATE = "immediate"  # 즉시
    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


BY_CALENDAR = frozenset({Unit.WEEKS, Unit.MONTHS, Unit.YEARS})
_LETTERS = {"W": Unit.WEEKS, "M": Unit.MONTHS, "Y": Unit.YEARS, "D": Unit.DAYS}
_ISO = re.compile(r"P(?:(?P<days>[1-9][0-9]{0,4})(?P<letter>[DWMY])|T(?P<hours>[1-9][0-9]{0,4})H)", re.ASCII)
_WORDS = {
    Unit.WEEKS: "weeks",
    Unit.MONTHS: "months_long",
    Unit.YEARS: "years",
    Unit.DAYS: "days",
    Unit.HOURS: "hours",
}


@dataclass(frozen=True, slots=True)
class Period:
    """A length set for a service: ``Period(5, Unit.DAYS)``. Hours are working hours.

    Raises:
        ClockError: the amount is not a whole number above zero.
    """

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if isinstance(self.amount, bool) or not isinstance(self.amount, int) or self.amount < 1:
            raise ClockError(f"a period is a whole number above zero, not {self.amount!r}")

    @classmethod
    def parse(cls, text: str) -> Period:
        """A period from ``immediate`` or one part of ISO 8601: ``PT3H``, ``P5D``, ``P2W``, ``P1M``, ``P1Y``."""
        if text == Unit.IMMEDIATE:
            return IMMEDIATE
        match = _ISO.fullmatch(text)
        if match is None:
            raise ClockError(f"a period is 'immediate', PT3H, P5D, P2W, P1M or P1Y, not {text!r}")
        if match["hours"]:
            return cls(int(match["hours"]), Unit.HOURS)
        return cls(int(match["days"]), _LETTERS[match["letter"]])

    def __str__(self) -> str:
        if self.unit is Unit.IMMEDIATE:
            return str(Unit.IMMEDIATE)
        return (
            f"PT{self.amount}H" if self.unit is Unit.HOURS else f"P{self.amount}{self.unit.value[0].upper()}"
        )

    def said(self, language: str) -> str:
        if self.unit is Unit.IMMEDIATE:
            return say("immediate", language)
        return say(_WORDS[self.unit], language, n=self.amount)


IMMEDIATE = Period(1, Unit.IMMEDIATE)


def last_day(first: date, period: Period) -> date:
    """The last day of a period that runs by the calendar from ``first``, which is its first day (민법 제160조).

    A period of weeks, months or years ends on the day before the one that answers to the first; where the last
    month has no such day it ends with that month: one year from 29 Feb 2028 ends on 28 Feb 2029.

    Raises:
        ClockError: the period runs beyond the calendar of the machine (year 9999).
    """
    if period.unit not in BY_CALENDAR and period.unit is not Unit.DAYS:
        raise ClockError(f"{period} does not run by the calendar")
    try:
        if period.unit is Unit.DAYS:
            return first + timedelta(days=period.amount - 1)
        if period.unit is Unit.WEEKS:
            return first + timedelta(weeks=period.amount, days=-1)
        ahead = period.amount * (12 if period.unit is Unit.YEARS else 1)
        year, month = divmod(first.year * 12 + first.month - 1 + ahead, 12)
        length = months.monthrange(year, month + 1)[1]
        if first.day > length:
            return date(year, month + 1, length)
        return date(year, month + 1, first.day) - timedelta(days=1)
    except (OverflowError, ValueError) as error:
        raise ClockError(f"{period} from {first} runs beyond every calendar") from error
