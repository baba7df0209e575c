"""Both durations of FEEL (DMN 1.5, 10.3.2.3.7 and 10.3.2.3.8)."""

from __future__ import annotations

import re
from dataclasses import dataclass

SECOND = 1_000_000_000
"""Nanoseconds."""
DAY = 86_400 * SECOND
LARGEST_NANOS = 800_000_000_000 * DAY
"""Beyond twice the years of the calendar a duration is no value."""
LARGEST_MONTHS = 30_000_000_000

_DAYS = re.compile(
    r"(-)?P(?:([0-9]{1,30})D)?(?:T(?:([0-9]{1,30})H)?(?:([0-9]{1,30})M)?(?:([0-9]{1,30})(?:\.([0-9]{0,30}))?S)?)?\Z"
)
_MONTHS = re.compile(r"(-)?P(?:([0-9]{1,30})Y)?(?:([0-9]{1,30})M)?\Z")


@dataclass(frozen=True, slots=True, order=True)
class DaysDuration:
    """A days and time duration, exact to the nanosecond."""

    nanos: int

    @classmethod
    def of(cls, nanos: int) -> DaysDuration | None:
        """Return the duration, None where it is beyond what the calendar can hold."""
        return cls(nanos) if -LARGEST_NANOS <= nanos <= LARGEST_NANOS else None

    @property
    def parts(self) -> tuple[int, int, int, int, int]:
        """Days, hours, minutes, seconds and nanoseconds of the duration without its sign."""
        seconds, nanos = divmod(abs(self.nanos), SECOND)
        minutes, second = divmod(seconds, 60)
        hours, minute = divmod(minutes, 60)
        days, hour = divmod(hours, 24)
        return days, hour, minute, second, nanos

    def __str__(self) -> str:
        days, hours, minutes, seconds, nanos = self.parts
        text = "-P" if self.nanos < 0 else "P"
        if days:
            text += f"{days}D"
        if not self.nanos:
            return "PT0S"
        if hours or minutes or seconds or nanos:
            text += "T"
        text += f"{hours}H" if hours else ""
        text += f"{minutes}M" if minutes else ""
        if nanos:
            text += f"{seconds}.{f'{nanos:09d}'.rstrip('0')}S"
        elif seconds:
            text += f"{seconds}S"
        return text


@dataclass(frozen=True, slots=True, order=True)
class MonthsDuration:
    """A years and months duration."""

    months: int

    @classmethod
    def of(cls, months: int) -> MonthsDuration | None:
        """Return the duration, None where it is beyond what the calendar can hold."""
        return cls(months) if -LARGEST_MONTHS <= months <= LARGEST_MONTHS else None

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        text = "-P" if self.months < 0 else "P"
        if not self.months:
            return "P0M"
        return text + (f"{years}Y" if years else "") + (f"{months}M" if months else "")


def parse_duration(text: str) -> DaysDuration | MonthsDuration | None:
    """Read ISO 8601 (`P1DT2H`, `-P1Y2M`); None where it is none or mixes months with days."""
    if found := _DAYS.match(text):
        sign, days, hours, minutes, seconds, fraction = found.groups()
        if (days, hours, minutes, seconds) == (None,) * 4 or text.endswith("T"):
            return None
        whole_seconds = (
            int(days or 0) * 86_400 + int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
        )
        nanos = whole_seconds * SECOND + int(((fraction or "") + "0" * 9)[:9])
        return DaysDuration.of(-nanos if sign else nanos)
    if found := _MONTHS.match(text):
        sign, years, months = found.groups()
        if years is None and months is None:
            return None
        total = int(years or 0) * 12 + int(months or 0)
        return MonthsDuration.of(-total if sign else total)
    return None
