"""The deadline (처리기한) of a case: the moment due, and the arithmetic that leads to it.

Pure: no database, no clock of its own, no Django. What is counted how, by which article, and what could not be
checked stands in ``docs/legal-clock.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from .calendar import Calendar, absolute, moment
from .counting import Count, count_by_calendar, count_days, count_hours
from .errors import ClockError, ExtensionNotAllowed
from .lines import Line, LineKind
from .periods import BY_CALENDAR, Period, Unit, last_day
from .rules import Rules, RulesOn
from .segments import Pause, Segment, SegmentKind, pauses_of
from .texts import DAY_MINUTES, Ground, Mark, Text, length_text, moment_text, say


class Mode(StrEnum):
    """The way in which a period is counted."""

    HOURS = "hours"
    DAYS = "days"
    CALENDAR = "calendar"


class Remaining(NamedTuple):
    """What is left of a period: working ``minutes``, or ``days``."""

    amount: int
    unit: str

    def said(self, language: str) -> str:
        return length_text(self.amount, self.unit, language)


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a case is due, and why.

    Attributes:
        received_at: the receipt (접수) in Korean time, cut to the minute.
        period, mode: the length set, and how it is counted.
        basic: what the period itself asks to be counted, in ``unit``: ``minutes`` of working time or ``days``.
        total: all that has to be counted, extensions in it.
        lines: the arithmetic, step by step.
        due: the moment told to people, always within working time; None while the clock stands still.
        lapses: the moment from which a decision is late. After ``due`` where the law gives the whole last day.
        grounds: every article the arithmetic stands on, with its mark.
    """

    received_at: datetime
    period: Period
    mode: Mode
    basic: int
    total: int
    unit: str
    lines: tuple[Line, ...]
    due: datetime | None
    lapses: datetime | None
    grounds: tuple[Ground, ...]
    pieces: tuple[tuple[int, int], ...]

    @property
    def leads(self) -> tuple[Ground, ...]:
        """The grounds still to be checked. While there are any, nothing may be refused or expired on this deadline."""
        return tuple(ground for ground in self.grounds if ground.mark is Mark.LEAD)

    def is_late(self, at: datetime) -> bool:
        """Whether an undecided case is late at ``at``. Never while the clock stands still."""
        return self.lapses is not None and absolute(at) >= absolute(self.lapses)

    def on_time(self, decided_at: datetime) -> bool:
        """Whether a decision of ``decided_at`` was in time; one in the minute due is."""
        return not self.is_late(decided_at)

    def remaining(self, at: datetime) -> Remaining:
        """What is left at ``at``; in periods of days the day of ``at`` is still left. None is left of a late case."""
        if self.is_late(at):
            return Remaining(0, self.unit)
        now = absolute(at) if self.mode is Mode.HOURS else absolute(at) // DAY_MINUTES
        used = sum(min(ends, now) - begins for begins, ends in self.pieces if begins < now)
        return Remaining(self.total - used, self.unit)

    def sentences(self, language: str) -> list[str]:
        """The whole arithmetic as people read it, the leads last."""
        total = length_text(self.basic, self.unit, language)
        told = [
            say("received", language, moment=moment_text(self.received_at, language)),
            say(f"period-{self.mode}", language, period=self.period.said(language), total=total),
            *(line.text(language) for line in self.lines),
        ]
        if self.due is not None:
            told.append(say("due", language, moment=moment_text(self.due, language)))
        else:
            left = Remaining(self.total - sum(ends - begins for begins, ends in self.pieces), self.unit)
            told.append(say("open", language, left=left.said(language)))
        for ground in self.leads:
            told.append(
                say("lead", language, article=ground.article.said(language), note=ground.note.said(language))
            )
        return told

    def as_data(self) -> dict[str, Any]:
        """The deadline for machines and for storing: plain values only."""
        return {
            "received_at": self.received_at.isoformat(),
            "period": str(self.period),
            "mode": self.mode.value,
            "basic": self.basic,
            "total": self.total,
            "unit": self.unit,
            "due": self.due.isoformat() if self.due else None,
            "lapses": self.lapses.isoformat() if self.lapses else None,
            "lines": [line.as_data() for line in self.lines],
            "grounds": [
                {
                    "name": ground.name,
                    "article": ground.article._asdict(),
                    "mark": ground.mark.value,
                    "note": ground.note._asdict(),
                }
                for ground in self.grounds
            ],
        }


def deadline(
    received_at: datetime,
    period: Period,
    *,
    calendar: Calendar,
    rules: Rules,
    segments: Sequence[Segment] = (),
) -> Deadline:
    """Works out when a case received at ``received_at`` is due.

    Args:
        received_at: the moment of receipt (접수시각), with a zone.
        period: the length set for the service.
        calendar: working days and hours of the body.
        rules: legal values; those in force on the day of receipt are taken.
        segments: what paused or extended the clock, in any order.

    Raises:
        OutsideCalendar: the count runs into years whose holidays are not known.
        ExtensionNotAllowed: an extension is longer than the period, or one too many.
        ClockError: ``received_at`` has no zone, or the segments cannot be.
    """
    received = absolute(received_at)
    walk = _Walk(received, period, calendar, rules.on(moment(received).date()))
    pauses = pauses_of(segments, walk.rules, walk.mode)
    total = walk.total
    count = walk.count(total, pauses)
    told: list[Line] = []
    grounds: list[Ground] = []
    extensions = sorted(
        (one for one in segments if one.kind is SegmentKind.EXTENSION), key=lambda one: one.begins
    )
    given = 0
    for extension in extensions:
        rule = walk.rules.rule("extension_after_lapse")
        late = count.due is not None and absolute(extension.begins) >= walk.lapse(count.due)
        if late and not rule.value:
            told.append(walk.extended(extension, LineKind.EXTENDED_LATE, 0, total, rule.ground))
            grounds.append(rule.ground)
            continue
        given += 1
        ground = _allowed(extension, given, walk.rules)
        more = walk.more(extension, total)
        total += more
        told.append(walk.extended(extension, LineKind.EXTENDED, more, total, ground))
        grounds.append(ground)
        count = walk.count(total, pauses)
    lines = _in_order([*walk.opening, *count.lines], told)
    due = count.due
    return Deadline(
        received_at=moment(received),
        period=period,
        mode=walk.mode,
        basic=walk.total,
        total=total,
        unit=count.unit,
        lines=tuple(lines),
        due=None if due is None else moment(due),
        lapses=None if due is None else moment(walk.lapse(due)),
        grounds=tuple(dict.fromkeys([*walk.grounds(due), *(line.ground for line in lines), *grounds])),
        pieces=tuple(count.pieces),
    )


def _allowed(extension: Segment, number: int, rules: RulesOn) -> Ground:
    """The ground of the extension that is the ``number``-th; refuses one too many (시행령 제21조제1항)."""
    plain, agreed = rules.rule("extensions"), rules.rule("extensions_with_consent")
    if number <= int(plain.value):
        return plain.ground
    if number <= int(agreed.value) and extension.consent:
        return agreed.ground
    if number <= int(agreed.value):
        raise ExtensionNotAllowed(f"extension {number} needs the citizen's consent: {agreed.article.en}")
    raise ExtensionNotAllowed(f"a period is extended {agreed.value} times at most: {agreed.article.en}")


def _in_order(lines: Sequence[Line], told: Iterable[Line]) -> list[Line]:
    """Lines of extensions put after the steps of the day on which they were told."""
    ordered = list(lines)
    for one in told:
        place = next((place for place, line in enumerate(ordered) if line.day > one.day), len(ordered))
        ordered.insert(place, one)
    return ordered


class _Walk:
    """One receipt and one period, ready to be counted: mode, first day, total."""

    def __init__(self, received: int, period: Period, calendar: Calendar, rules: RulesOn) -> None:
        self.received = received
        self.period = period
        self.calendar = calendar
        self.rules = rules
        self.mode, self.ground = self._mode()
        self.opening: list[Line] = []
        self.first = received // DAY_MINUTES
        self._open()
        self.total = self._total(period)

    def _mode(self) -> tuple[Mode, Ground]:
        unit = self.period.unit
        if unit in BY_CALENDAR:
            return Mode.CALENDAR, self.rules.rule("by_calendar").ground
        if unit is Unit.IMMEDIATE:
            return Mode.HOURS, self.rules.rule("immediate_hours").ground
        limit = self.rules.rule("hours_up_to_days")
        if unit is Unit.DAYS and self.period.amount > int(limit.value):
            return Mode.DAYS, self.rules.rule("first_day").ground
        return Mode.HOURS, limit.ground

    @property
    def saturdays(self) -> bool:
        return bool(self.rules.rule("saturdays_count").value)

    def _open(self) -> None:
        """Finds the first day, and says so where the receipt lies outside working time."""
        day = self.calendar.at(self.first)
        minute = self.received % DAY_MINUTES
        closed = bool(day.spans) and minute > day.spans[-1][1]
        same_day = self.rules.rule("outside_hours").value == "same_day"
        if self.mode is Mode.HOURS:
            self.first += closed or (bool(day.spans) and minute == day.spans[-1][1])
        else:
            self.first += (closed and not same_day) or not self.rules.rule("first_day").value
            if self.mode is Mode.CALENDAR and same_day:
                return
        start = self.calendar.at(self.first)
        while not start.spans:
            if self.mode is Mode.DAYS and self.saturdays and start.date.weekday() == 5:
                break
            start = self.calendar.at(start.date.toordinal() + 1)
        opens = start.spans[0][0] if start.spans else 0
        begins = start.date.toordinal() * DAY_MINUTES + opens
        if self.mode is Mode.CALENDAR:
            self.first = start.date.toordinal()
        if start.date == day.date and (self.mode is not Mode.HOURS or begins <= self.received):
            return
        # That hours run in working time only, and holidays do not count, is the Act's own word; the rest a reading.
        plain = self.mode is Mode.HOURS or (self.mode is Mode.DAYS and not closed)
        self.opening.append(
            Line(
                day.date,
                LineKind.LATER,
                0,
                0,
                "minutes" if self.mode is Mode.HOURS else "days",
                self.ground if plain else self.rules.rule("outside_hours").ground,
                begins=minute,
                ends=opens,
                until=start.date,
            )
        )

    def _total(self, period: Period) -> int:
        if self.mode is Mode.CALENDAR:
            first = moment(self.first * DAY_MINUTES).date()
            return (last_day(first, period) - first).days + 1
        if self.mode is Mode.DAYS:
            if period.unit is not Unit.DAYS:
                raise ExtensionNotAllowed(f"{self.period} is counted in days; {period} cannot be added")
            return period.amount
        if period.unit is Unit.IMMEDIATE:
            return self.rules.number("immediate_hours") * 60
        if period.unit in BY_CALENDAR:
            raise ExtensionNotAllowed(f"{self.period} is counted in hours; {period} cannot be added")
        return period.amount * 60 * (self.rules.number("hours_per_day") if period.unit is Unit.DAYS else 1)

    def more(self, extension: Segment, total: int) -> int:
        """What ``extension`` adds; refuses more than the period itself."""
        length = extension.length or self.period
        if self.mode is Mode.CALENDAR:
            # It runs from the day after the last one, as 제35조제2항 has it for objections.
            first = moment(self.first * DAY_MINUTES).date() + timedelta(days=total)
            added = (last_day(first, length) - first).days + 1
            limit = (last_day(first, self.period) - first).days + 1
        else:
            added, limit = self._total(length), self.total
        if added > limit:
            raise ExtensionNotAllowed(
                f"an extension of {length} is longer than the period {self.period} itself"
            )
        return added

    def extended(self, extension: Segment, kind: LineKind, more: int, total: int, ground: Ground) -> Line:
        if extension.begins < moment(self.received):
            raise ClockError(f"an extension told at {extension.begins}, before the receipt")
        article = Text(extension.article, extension.article) if extension.article else ground.article
        return Line(
            moment(absolute(extension.begins)).date(),
            kind,
            more,
            total,
            "minutes" if self.mode is Mode.HOURS else "days",
            ground._replace(article=article),
            Text(extension.reason, extension.reason),
            actor=extension.actor,
        )

    def count(self, total: int, pauses: Sequence[Pause]) -> Count:
        if self.mode is Mode.HOURS:
            return count_hours(self.received, total, self.calendar, pauses, self.ground)
        if self.mode is Mode.DAYS:
            return count_days(self.first, total, self.calendar, pauses, self.ground, self.saturdays)
        moves = self.rules.rule("end_off_moves").ground
        return count_by_calendar(self.first, total, self.calendar, pauses, self.ground, moves)

    def lapse(self, due: int) -> int:
        """The minute from which a decision is late, for a case due at the minute ``due``."""
        if self.mode is Mode.HOURS or self.rules.rule(f"lapse_{self.mode}").value == "closing":
            return due + 1  # a decision in the minute due is in time
        return (due // DAY_MINUTES + 1) * DAY_MINUTES

    def grounds(self, due: int | None) -> list[Ground]:
        """The grounds that no line shows: the way of counting, and when the period lapses."""
        grounds = [self.ground]
        grounds.append(self.calendar.hours_on(moment(self.received).date()).ground)
        if self.mode is Mode.HOURS and self.period.unit is Unit.DAYS:
            grounds.append(self.rules.rule("hours_per_day").ground)
        if self.mode is Mode.DAYS:
            grounds.append(self.rules.rule("saturdays_count").ground)
        if self.mode is not Mode.HOURS and due is not None:
            grounds.append(self.rules.rule(f"lapse_{self.mode}").ground)
        return grounds
