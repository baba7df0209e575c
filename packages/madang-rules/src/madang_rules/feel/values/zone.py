"""Zones of times: an offset in seconds, a name of the IANA database, or none (local time)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

Zone = int | str | None

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,3}\Z")
_OFFSET = re.compile(r"([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?\Z")
_EPOCH = datetime(1970, 1, 1)
_DAYS_OF_400_YEARS = 146_097
LARGEST_OFFSET = 18 * 3600


@lru_cache(maxsize=1024)
def _zone_info(name: str) -> ZoneInfo | None:
    if not _NAME.match(name):
        return None
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return None


def parse_zone(text: str) -> tuple[bool, Zone]:
    """Read `Z`, `+09:00`, `@Asia/Seoul` or nothing: whether it could be read, and the zone."""
    if not text:
        return True, None
    if text == "Z":
        return True, 0
    if text[0] == "@":
        return len(text) <= 64 and _zone_info(text[1:]) is not None, text[1:]
    if found := _OFFSET.match(text):
        sign, hours, minutes, seconds = found.groups()
        if int(minutes) > 59 or int(seconds or 0) > 59:
            return False, None
        offset = int(hours) * 3600 + int(minutes) * 60 + int(seconds or 0)
        return offset <= LARGEST_OFFSET, -offset if sign == "-" else offset
    return False, None


def zone_text(zone: Zone) -> str:
    """Write the zone as `parse_zone` reads it."""
    if zone is None:
        return ""
    if isinstance(zone, str):
        return f"@{zone}"
    if zone == 0:
        return "Z"
    minutes, seconds = divmod(abs(zone), 60)
    text = f"{'-' if zone < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{text}:{seconds:02d}" if seconds else text


def offset_at(zone: int | str, days: int, second: int) -> int:
    """Return the offset in seconds from UTC at a local moment (days since 1970-01-01, second of the day).

    The Gregorian calendar repeats after 400 years: years that Python's datetime does not reach take the
    offset of the same day within the last 400 it does.
    """
    if isinstance(zone, int):
        return zone
    info = _zone_info(zone)
    return 0 if info is None else _seconds(_near(days, second).replace(tzinfo=info).utcoffset())


def offset_of_instant(zone: int | str, days: int, second: int) -> int:
    """Return the offset in seconds from UTC at a moment given in UTC."""
    if isinstance(zone, int):
        return zone
    info = _zone_info(zone)
    return (
        0 if info is None else _seconds(_near(days, second).replace(tzinfo=UTC).astimezone(info).utcoffset())
    )


def _near(days: int, second: int) -> datetime:
    if days > 2_900_000:
        days = 2_700_000 + (days - 2_700_000) % _DAYS_OF_400_YEARS
    elif days < -700_000:
        days = -700_000
    return _EPOCH + timedelta(days=days, seconds=second)


def _seconds(offset: timedelta | None) -> int:
    return 0 if offset is None else int(offset.total_seconds())


def local_moment(zone: str, moment: datetime) -> datetime:
    """Return an aware instant as seen in a named zone; in UTC where the zone is not known."""
    info = _zone_info(zone)
    return moment.astimezone(info or UTC)
