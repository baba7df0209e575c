"""Times of day and moments, with or without a zone (DMN 1.5, 10.3.2.3.5 and 10.3.2.3.6)."""

from __future__ import annotations

import re
from functools import lru_cache

from madang_rules.feel.values.date import LONGEST_TEXT, Date, parse_date
from madang_rules.feel.values.duration import DAY, SECOND
from madang_rules.feel.values.zone import Zone, offset_at, offset_of_instant, parse_zone, zone_text

_TIME = re.compile(r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,30}))?(.*)\Z", re.DOTALL)


class Time:
    """A time of day. Times equal to the whole second, fractions cut off, are equal (but ordered).

    `nanos` counts from midnight; `zone` is an offset in seconds, a name, or None.
    """

    __slots__ = ("nanos", "zone")

    def __init__(self, nanos: int, zone: Zone = None) -> None:
        self.nanos = nanos
        self.zone = zone

    @property
    def hour(self) -> int:
        """0 to 23."""
        return self.nanos // (3600 * SECOND)

    @property
    def minute(self) -> int:
        """0 to 59."""
        return self.nanos // (60 * SECOND) % 60

    @property
    def second(self) -> int:
        """0 to 59, without the fraction."""
        return self.nanos // SECOND % 60

    @property
    def instant(self) -> int:
        """Nanoseconds since midnight UTC; of local time since local midnight. A named zone counts as in winter 1970."""
        if self.zone is None:
            return self.nanos
        return self.nanos - offset_at(self.zone, 0, self.nanos // SECOND) * SECOND

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not Time or (self.zone is None) != (other.zone is None):
            return False
        return self.instant // SECOND == other.instant // SECOND

    def __hash__(self) -> int:
        return hash(self.instant // SECOND)

    def __str__(self) -> str:
        return clock_text(self.nanos) + zone_text(self.zone)

    def __repr__(self) -> str:
        return f"Time({self})"


class DateTime:
    """A moment: a day, a time of day and a zone. `instant` counts nanoseconds since 1970-01-01 (UTC or local)."""

    __slots__ = ("date", "instant", "nanos", "zone")

    def __init__(self, date: Date, nanos: int, zone: Zone = None) -> None:
        self.date = date
        self.nanos = nanos
        self.zone = zone
        self.instant = date.days * DAY + nanos
        if zone is not None:
            self.instant -= offset_at(zone, date.days, nanos // SECOND) * SECOND

    @classmethod
    def from_instant(cls, instant: int, zone: Zone) -> DateTime | None:
        """Return the moment as the clocks of `zone` show it; None beyond the calendar."""
        local = instant
        if zone is not None:
            local += offset_of_instant(zone, instant // DAY, instant % DAY // SECOND) * SECOND
        date = Date.from_days(local // DAY)
        return None if date is None else cls(date, local % DAY, zone)

    @property
    def time(self) -> Time:
        """The time of day with the zone."""
        return Time(self.nanos, self.zone)

    @property
    def offset(self) -> int | None:
        """Seconds from UTC, None for local time."""
        return None if self.zone is None else offset_at(self.zone, self.date.days, self.nanos // SECOND)

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not DateTime or (self.zone is None) != (other.zone is None):
            return False
        return self.instant // SECOND == other.instant // SECOND

    def __hash__(self) -> int:
        return hash(self.instant // SECOND)

    def __str__(self) -> str:
        return f"{self.date}T{clock_text(self.nanos)}{zone_text(self.zone)}"

    def __repr__(self) -> str:
        return f"DateTime({self})"


def clock_text(nanos: int) -> str:
    """Write nanoseconds since midnight as `23:59:59.5`."""
    seconds, fraction = divmod(nanos, SECOND)
    text = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"{text}.{f'{fraction:09d}'.rstrip('0')}" if fraction else text


def parse_time(text: str) -> Time | None:
    """Read `23:59:59.5+09:00` or `23:59:59@Asia/Seoul`; None where it is no time."""
    return _read_time(text) if len(text) <= LONGEST_TEXT else None


@lru_cache(maxsize=4096)
def _read_time(text: str) -> Time | None:
    found = _TIME.match(text)
    if not found:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3])
    readable, zone = parse_zone(found[5])
    fraction = int(((found[4] or "") + "0" * 9)[:9])
    if (hour, minute, second, fraction) == (24, 0, 0, 0):
        hour = 0  # ISO 8601 writes the end of a day so
    if not readable or minute > 59 or second > 59 or hour > 23:
        return None
    return Time((hour * 3600 + minute * 60 + second) * SECOND + fraction, zone)


def parse_date_time(text: str) -> DateTime | None:
    """Read a date, `T` and a time; None where it is none. A date alone is its midnight in local time."""
    return _read_date_time(text) if len(text) <= LONGEST_TEXT else None


@lru_cache(maxsize=4096)
def _read_date_time(text: str) -> DateTime | None:
    day, separator, clock = text.partition("T")
    date = parse_date(day)
    if date is None:
        return None
    if not separator:
        return DateTime(date, 0)
    time = parse_time(clock)
    if time is None:
        return None
    if clock.startswith("24"):
        following = Date.from_days(date.days + 1)
        return None if following is None else DateTime(following, 0, time.zone)
    return DateTime(date, time.nanos, time.zone)
