"""Korean working days (근무일) and office hours, each with the article it stands on.

Holidays come from the package ``holidays`` (substitute days and election days included), joined by a table of
decrees (임시공휴일) and by days that a body closes of its own. The years known are :data:`FIRST_YEAR` to
:data:`LAST_YEAR`: before, Saturdays were worked; after, lunar dates are estimates.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import holidays

from .errors import ClockError, OutsideCalendar, TablesWrong
from .texts import DAY_MINUTES, FOLDER, Ground, Mark, Text

ZONE = ZoneInfo("Asia/Seoul")
FIRST_YEAR = 2006
LAST_YEAR = 2050
Span = tuple[int, int]  # minutes of the day, the end not included

_HOLIDAYS = Text("관공서의 공휴일에 관한 규정 제2조", "Regulations on Holidays of Public Agencies, Art. 2")
_SUBSTITUTES = Text("관공서의 공휴일에 관한 규정 제3조", "Regulations on Holidays of Public Agencies, Art. 3")
_ELECTIONS = Text(
    "관공서의 공휴일에 관한 규정 제2조제10호의2", "Regulations on Holidays of Public Agencies, Art. 2 (10-2)"
)
_DECREED = Text(
    "관공서의 공휴일에 관한 규정 제2조제11호, 제4조",
    "Regulations on Holidays of Public Agencies, Arts. 2 (11), 4",
)
_SATURDAYS = Text(
    "국가공무원 복무규정 제9조제1항", "Regulations on State Public Officials' Service, Art. 9(1)"
)
_OWN = Text("기관이 정함", "Set by the body")
_NO_NOTE = Text("", "")
_LIBRARY = Text("날짜는 공휴일 꾸러미에서 가져옴", "the date comes from the package of holidays")
_NEW_BASIS = Text("지정 근거 조문을 읽지 못함", "the article that makes it a holiday was not read")
_OWN_COUNTED = Text(
    "기관이 스스로 쉬는 날은 공휴일이 아니므로 기간에 넣어 셈",
    "a day that a body closes of its own is no public holiday, so it counts",
)
_UNREAD = ("노동절", "제헌절 대체", "선거일", "임시공휴일", "국군의 날")


class DayKind(StrEnum):
    WORKING = "working"
    SATURDAY = "saturday"
    HOLIDAY = "holiday"  # Sundays too: 제2조제1호
    CLOSED = "closed"  # by the body itself, and not counted


class Day(NamedTuple):
    """One day as the clock sees it: ``spans`` are its working minutes, empty on a day off."""

    date: date
    kind: DayKind
    name: Text
    ground: Ground
    spans: tuple[Span, ...]

    @property
    def working(self) -> bool:
        return bool(self.spans)


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Office hours in force from ``valid_from`` to ``valid_to`` (both included; None: for good)."""

    opens: time
    closes: time
    lunch_from: time
    lunch_to: time
    valid_from: date
    valid_to: date | None
    ground: Ground

    def __post_init__(self) -> None:
        if not self.opens <= self.lunch_from <= self.lunch_to <= self.closes or self.opens == self.closes:
            raise TablesWrong(
                f"office hours out of order: {self.opens}, {self.lunch_from}–{self.lunch_to}, {self.closes}"
            )

    @property
    def spans(self) -> tuple[Span, ...]:
        parts = ((self.opens, self.lunch_from), (self.lunch_to, self.closes))
        return tuple((_minute(begins), _minute(ends)) for begins, ends in parts if begins < ends)

    @property
    def lunch(self) -> Span:
        return _minute(self.lunch_from), _minute(self.lunch_to)


@dataclass(frozen=True, slots=True)
class DecreedHoliday:
    """A temporary holiday (임시공휴일) of the whole country. Given twice for one day, it counts once."""

    day: date
    name: Text
    article: Text = _DECREED
    mark: Mark = Mark.LEAD


@dataclass(frozen=True, slots=True)
class OwnClosure:
    """A day that a body closes of its own (자체 휴무일).

    It is no public holiday of the Act, so it counts as a working day (``counted``): a reading that no source
    confirmed, hence a lead. An ordinance that says otherwise is given with ``counted=False`` and its article.
    """

    day: date
    name: Text
    counted: bool = True
    article: Text = _OWN
    mark: Mark = Mark.LEAD


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute


class Calendar:
    """Working days and office hours of one body.

    Args:
        hours: office hours; they follow one another without gap or overlap.
        decrees: temporary holidays.
        closures: days that the body closes of its own.

    Raises:
        TablesWrong: the hours overlap or leave a gap.
    """

    def __init__(
        self,
        hours: Sequence[OfficeHours],
        decrees: Iterable[DecreedHoliday] = (),
        closures: Iterable[OwnClosure] = (),
    ) -> None:
        self.hours = tuple(sorted(hours, key=lambda row: row.valid_from))
        self.decrees = {row.day: row for row in decrees}
        self.closures = {row.day: row for row in closures}
        self._begins = [row.valid_from for row in self.hours]
        self._days: dict[int, Day] = {}
        _check_rows([(row.valid_from, row.valid_to) for row in self.hours], "office hours")

    @classmethod
    def korea(cls, closures: Iterable[OwnClosure] = (), decrees: Iterable[DecreedHoliday] = ()) -> Calendar:
        """The calendar of ``calendar.json``, with more decrees and a body's own days where given."""
        hours, known = _standard()
        return cls(hours, (*known, *decrees), closures)

    def day(self, day: date) -> Day:
        """What ``day`` is. Raises :class:`OutsideCalendar` outside the years known."""
        return self.at(day.toordinal())

    def at(self, ordinal: int) -> Day:
        """The day with this proleptic ordinal (``date.toordinal``)."""
        found = self._days.get(ordinal)
        if found is None:
            found = self._days[ordinal] = self._make(date.fromordinal(ordinal))
        return found

    def working(self, day: date) -> bool:
        return self.day(day).working

    def hours_on(self, day: date) -> OfficeHours:
        """The office hours in force on ``day``."""
        place = bisect_right(self._begins, day) - 1
        row = self.hours[place] if place >= 0 else None
        if row is None or (row.valid_to is not None and day > row.valid_to):
            raise OutsideCalendar(f"no office hours are known for {day}")
        return row

    def next_working(self, day: date) -> date:
        """``day`` itself where it is worked, else the first working day after it."""
        while not self.working(day):
            day += timedelta(days=1)
        return day

    def working_minutes(self, begins: datetime, ends: datetime) -> int:
        """Working minutes between two moments (0 where they are out of order)."""
        first, last = absolute(begins), absolute(ends)
        return sum(
            max(0, min(last, ordinal * DAY_MINUTES + until) - max(first, ordinal * DAY_MINUTES + since))
            for ordinal in range(first // DAY_MINUTES, last // DAY_MINUTES + 1)
            for since, until in self.at(ordinal).spans
        )

    def _make(self, day: date) -> Day:
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise OutsideCalendar(f"holidays are known from {FIRST_YEAR} to {LAST_YEAR}, not for {day}")
        decree = self.decrees.get(day)
        if decree is not None:
            ground = Ground(
                "holiday", decree.article, decree.mark, _LIBRARY if decree.mark is Mark.LEAD else _NO_NOTE
            )
            return Day(day, DayKind.HOLIDAY, decree.name, ground, ())
        public = _public(day.year).get(day)
        if public is not None:
            return Day(day, DayKind.HOLIDAY, public[0], public[1], ())
        if day.weekday() == 6:
            ground = Ground("holiday", _HOLIDAYS, Mark.CHECKED, _NO_NOTE)
            return Day(day, DayKind.HOLIDAY, Text("일요일", "Sunday"), ground, ())
        if day.weekday() == 5:
            ground = Ground("saturday", _SATURDAYS, Mark.CHECKED, _NO_NOTE)
            return Day(day, DayKind.SATURDAY, Text("토요일", "Saturday"), ground, ())
        closure = self.closures.get(day)
        row = self.hours_on(day)
        if closure is not None:
            ground = Ground(
                "closure", closure.article, closure.mark, _OWN_COUNTED if closure.counted else _NO_NOTE
            )
            kind = DayKind.WORKING if closure.counted else DayKind.CLOSED
            return Day(day, kind, closure.name, ground, row.spans if closure.counted else ())
        return Day(day, DayKind.WORKING, Text("근무일", "working day"), row.ground, row.spans)


def absolute(moment: datetime) -> int:
    """A moment as whole minutes of Korean time; seconds are cut off, as people read a clock.

    Raises:
        ClockError: the moment has no zone.
    """
    if moment.tzinfo is None:
        raise ClockError(f"a moment needs a zone: {moment}")
    local = moment.astimezone(ZONE)
    return local.toordinal() * DAY_MINUTES + local.hour * 60 + local.minute


def moment(minute: int) -> datetime:
    """The moment, in Korean time, of a count of :func:`absolute`."""
    ordinal, rest = divmod(minute, DAY_MINUTES)
    return datetime.combine(date.fromordinal(ordinal), time(rest // 60, rest % 60), ZONE)


def _check_rows(rows: Sequence[tuple[date, date | None]], what: str) -> None:
    """Rows in order of their first day must follow one another without gap or overlap."""
    if not rows:
        raise TablesWrong(f"{what}: no row")
    for (begins, ends), (following, _) in pairwise(rows):
        if ends is None or ends < begins or following != ends + timedelta(days=1):
            raise TablesWrong(f"{what}: the row from {begins} must end on the day before {following}")


@cache
def _public(year: int) -> dict[date, tuple[Text, Ground]]:
    """Public holidays of one year with their names and grounds; decreed ones are marked as leads."""
    korean = holidays.country_holidays("KR", years=year, language="ko")
    english = holidays.country_holidays("KR", years=year, language="en_US")
    return {
        day: (Text(name.replace("; ", ", "), english[day].replace("; ", ", ")), _ground(name))
        for day, name in korean.items()
        if day.year == year
    }


def _ground(name: str) -> Ground:
    """The article behind a holiday's Korean name; a lead where each of its names rests on wording not read."""
    names = name.split("; ")
    lead = all(any(word in one for word in _UNREAD) for one in names)
    if "대체" in name:
        article = _SUBSTITUTES
    elif "선거일" in name:
        article = _ELECTIONS
    else:
        article = _HOLIDAYS
    note = _LIBRARY if "선거일" in name else _NEW_BASIS
    return Ground("holiday", article, Mark.LEAD if lead else Mark.CHECKED, note if lead else _NO_NOTE)


@cache
def _standard() -> tuple[tuple[OfficeHours, ...], tuple[DecreedHoliday, ...]]:
    table: dict[str, list[dict[str, Any]]] = json.loads(
        (FOLDER / "calendar.json").read_text(encoding="utf-8")
    )
    hours = tuple(
        OfficeHours(
            opens=time.fromisoformat(row["opens"]),
            closes=time.fromisoformat(row["closes"]),
            lunch_from=time.fromisoformat(row["lunch_from"]),
            lunch_to=time.fromisoformat(row["lunch_to"]),
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            ground=Ground("hours", Text(**row["article"]), Mark(row["mark"]), Text(**row["note"])),
        )
        for row in table["hours"]
    )
    decrees = tuple(
        DecreedHoliday(date.fromisoformat(row["day"]), Text(**row["name"]), mark=Mark(row["mark"]))
        for row in table["decrees"]
    )
    return hours, decrees
