"""Dates of the proleptic Gregorian calendar from year -999,999,999 to 999,999,999 (DMN 1.5, 10.3.2.3.4)."""

from __future__ import annotations

import re
from functools import lru_cache

LARGEST_YEAR = 999_999_999
_DATE = re.compile(r"(-?(?:[1-9][0-9]{4,8}|[0-9]{4}))-([0-9]{2})-([0-9]{2})\Z")
_LENGTHS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def leap_year(year: int) -> bool:
    """Whether the year has a 29th of February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_of_month(year: int, month: int) -> int:
    """Return how many days the month has."""
    return 29 if month == 2 and leap_year(year) else _LENGTHS[month]


class Date:
    """A day. `days` counts from 1970-01-01."""

    __slots__ = ("day", "days", "month", "year")

    def __init__(self, year: int, month: int, day: int) -> None:
        self.year = year
        self.month = month
        self.day = day
        # Days of whole years that begin in March, so that the leap day comes last.
        shifted = year - (month <= 2)
        era, year_of_era = divmod(shifted, 400)
        day_of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
        self.days = (
            era * 146_097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719_468
        )

    @classmethod
    def of(cls, year: int, month: int, day: int) -> Date | None:
        """Return the date, None where the calendar has none such."""
        if (
            -LARGEST_YEAR <= year <= LARGEST_YEAR
            and 1 <= month <= 12
            and 1 <= day <= days_of_month(year, month)
        ):
            return cls(year, month, day)
        return None

    @classmethod
    def from_days(cls, days: int) -> Date | None:
        """Return the date that lies `days` after 1970-01-01, None beyond the calendar."""
        era, day_of_era = divmod(days + 719_468, 146_097)
        year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
        day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
        shifted_month = (5 * day_of_year + 2) // 153
        day = day_of_year - (153 * shifted_month + 2) // 5 + 1
        month = shifted_month + (3 if shifted_month < 10 else -9)
        return cls.of(year_of_era + era * 400 + (month <= 2), month, day)

    def plus_months(self, months: int) -> Date | None:
        """Return the same day `months` later, or the last of that month where it is shorter."""
        years, month = divmod(self.month - 1 + months, 12)
        year = self.year + years
        return Date.of(year, month + 1, min(self.day, days_of_month(year, month + 1)))

    @property
    def weekday(self) -> int:
        """Monday 1 to Sunday 7."""
        return (self.days + 3) % 7 + 1

    def __eq__(self, other: object) -> bool:
        return other.__class__ is Date and self.days == other.days

    def __hash__(self) -> int:
        return hash(self.days)

    def __str__(self) -> str:
        return f"{'-' if self.year < 0 else ''}{abs(self.year):04d}-{self.month:02d}-{self.day:02d}"

    def __repr__(self) -> str:
        return f"Date({self})"


LONGEST_TEXT = 100
"""Characters beyond which a text is no date or time, and is not kept."""


def parse_date(text: str) -> Date | None:
    """Read `2026-01-31`; None where it is no date."""
    return _read(text) if len(text) <= LONGEST_TEXT else None


@lru_cache(maxsize=8192)
def _read(text: str) -> Date | None:
    found = _DATE.match(text)
    return Date.of(int(found[1]), int(found[2]), int(found[3])) if found else None
