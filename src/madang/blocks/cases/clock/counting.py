"""The three ways of counting: working hours, working days, and by the calendar (민원 처리에 관한 법률 제19조).

Each walks from the first moment or day, writes a line for each step and ends where the period is full, or where
a pause that is still open stops it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from .calendar import Calendar, Day, DayKind
from .lines import Line, LineKind
from .segments import Pause, covering
from .texts import DAY_MINUTES, Ground


@dataclass(slots=True)
class Count:
    """What a walk found: its lines, the pieces counted, and the minute due (None: the clock stands still).

    ``pieces`` are runs of minutes, or of days by their ordinal; in both the end is not included.
    """

    unit: str
    lines: list[Line] = field(default_factory=list)
    pieces: list[tuple[int, int]] = field(default_factory=list)
    sum: int = 0
    due: int | None = None

    def add(self, line_kind: LineKind, day: date, ground: Ground, counted: int = 0, **more: object) -> None:
        self.sum += counted
        self.lines.append(Line(day, line_kind, counted, self.sum, self.unit, ground, **more))  # type: ignore[arg-type]


def count_hours(start: int, total: int, calendar: Calendar, pauses: Sequence[Pause], ground: Ground) -> Count:
    """Counts ``total`` working minutes from the minute ``start`` (제19조제1항)."""
    count = Count("minutes")
    ordinal = start // DAY_MINUTES
    while True:
        day = calendar.at(ordinal)
        if not day.spans:
            _off(count, day, ground)
        elif _hours_of_day(count, day, start, total, calendar, pauses, ground):
            return count
        ordinal += 1


def _hours_of_day(
    count: Count,
    day: Day,
    start: int,
    total: int,
    calendar: Calendar,
    pauses: Sequence[Pause],
    ground: Ground,
) -> bool:
    """Counts one working day; True when the walk is over."""
    base = day.date.toordinal() * DAY_MINUTES
    pauses = [pause for pause in pauses if pause.begins < base + DAY_MINUTES and pause.ends > base]
    opens, closes = base + day.spans[0][0], base + day.spans[-1][1]
    whole = [one for one in pauses if one.begins <= opens and closes <= one.ends and not one.open]
    if whole and start <= opens:  # one line will do
        count.add(LineKind.PAUSED, day.date, whole[0].ground, name=whole[0].name, actor=whole[0].actor)
        return False
    before = None
    for since, until in day.spans:
        if before is not None and max(start - base, before) < since:
            rests = max(start - base, before)
            count.add(LineKind.LUNCH, day.date, calendar.hours_on(day.date).ground, begins=rests, ends=since)
        before = until
        at, end = max(start, base + since), base + until
        while at < end:
            pause = next((pause for pause in pauses if pause.ends > at), None)
            if pause is not None and pause.begins <= at:
                if pause.open:
                    _stopped(count, pause)
                    return True
                ends = min(end, pause.ends)
                count.add(
                    LineKind.PAUSED,
                    day.date,
                    pause.ground,
                    name=pause.name,
                    actor=pause.actor,
                    begins=at - base,
                    ends=ends - base,
                )
            else:
                free = min(end, pause.begins) if pause is not None else end
                ends = min(free, at + total - count.sum)
                count.pieces.append((at, ends))
                counted_on = _counted_on(day, ground)
                count.add(
                    LineKind.COUNTED, day.date, counted_on, ends - at, begins=at - base, ends=ends - base
                )
                if count.sum == total:
                    count.due = ends
                    return True
            at = ends
    return False


def count_days(
    first: int, total: int, calendar: Calendar, pauses: Sequence[Pause], ground: Ground, saturdays: bool
) -> Count:
    """Counts ``total`` working days from the day ``first`` (an ordinal), which is counted (제19조제2항).

    A day is left out where pauses cover all of its working time. ``saturdays``: the older law counted them.
    """
    count = Count("days")
    ordinal = first
    while True:
        day = calendar.at(ordinal)
        spans = day.spans or (((0, DAY_MINUTES),) if saturdays and day.kind is DayKind.SATURDAY else ())
        pause = _pause_over(pauses, ordinal, spans)
        if not spans:
            _off(count, day, ground)
        elif pause is None:
            count.pieces.append((ordinal, ordinal + 1))
            count.add(LineKind.COUNTED, day.date, _counted_on(day, ground), 1)
            if count.sum == total:
                _end_on(count, ordinal, calendar, pauses, ground)
                return count
        elif pause[1].open:
            _stopped(count, pause[1])
            return count
        else:
            count.add(LineKind.PAUSED, day.date, pause[0].ground, name=pause[0].name, actor=pause[0].actor)
        ordinal += 1


def count_by_calendar(
    first: int, total: int, calendar: Calendar, pauses: Sequence[Pause], ground: Ground, moves: Ground | None
) -> Count:
    """Counts ``total`` days of the calendar, holidays in, from the day ``first`` (제19조제3항).

    Days that pauses cover whole are left out. An end on a day off moves to the next working day, on the ground
    ``moves``.
    """
    count = Count("days")
    ordinal = first
    while count.sum < total:
        pause = _pause_over(pauses, ordinal, ((0, DAY_MINUTES),))
        following = [piece.begins // DAY_MINUTES for piece in pauses if piece.begins > ordinal * DAY_MINUTES]
        if pause is None:
            # Up to the day on which a pause may begin to cover whole days, all days count.
            until = min([ordinal + total - count.sum, *(max(day, ordinal + 1) for day in following)])
            _run(count, LineKind.COUNTED, ordinal, until, ground)
        elif pause[1].open:
            _stopped(count, pause[1])
            return count
        else:
            until = ordinal + 1
            while (
                (more := _pause_over(pauses, until, ((0, DAY_MINUTES),)))
                and not more[1].open
                and more[0] == pause[0]
            ):
                until += 1
            _run(count, LineKind.PAUSED, ordinal, until, pause[0].ground, pause[0])
        ordinal = until
    _end_on(count, ordinal - 1, calendar, pauses, moves or ground)
    return count


def _run(
    count: Count, kind: LineKind, begins: int, ends: int, ground: Ground, pause: Pause | None = None
) -> None:
    """A line for the days from ``begins`` to before ``ends``; it lengthens the line before where it can."""
    days = ends - begins if kind is LineKind.COUNTED else 0
    last = count.lines[-1] if count.lines else None
    if days and last is not None and last.kind is kind and count.pieces[-1][1] == begins:
        count.pieces[-1] = (count.pieces[-1][0], ends)
        count.sum += days
        count.lines[-1] = last._replace(
            counted=last.counted + days, sum=count.sum, until=date.fromordinal(ends - 1)
        )
        return
    if days:
        count.pieces.append((begins, ends))
    until = date.fromordinal(ends - 1) if ends - begins > 1 else None
    more = {"name": pause.name, "actor": pause.actor} if pause is not None else {}
    count.add(kind, date.fromordinal(begins), ground, days, until=until, **more)


def _end_on(count: Count, ordinal: int, calendar: Calendar, pauses: Sequence[Pause], moves: Ground) -> None:
    """Puts the end at closing time of the day ``ordinal``, or of the first working day after it that no pause fills."""
    while True:
        day = calendar.at(ordinal)
        pause = _pause_over(pauses, ordinal, day.spans)
        if day.spans and pause is None:
            count.due = ordinal * DAY_MINUTES + day.spans[-1][1]
            return
        if pause is not None and pause[1].open:
            _stopped(count, pause[1])
            return
        if pause is not None:
            count.add(LineKind.PAUSED, day.date, pause[0].ground, name=pause[0].name, actor=pause[0].actor)
        else:
            count.add(LineKind.MOVED, day.date, moves, name=day.name)
        ordinal += 1


def _pause_over(
    pauses: Sequence[Pause], ordinal: int, spans: Sequence[tuple[int, int]]
) -> tuple[Pause, Pause] | None:
    if not pauses or not spans:
        return None
    base = ordinal * DAY_MINUTES
    return covering(pauses, [(base + since, base + until) for since, until in spans])


def _counted_on(day: Day, ground: Ground) -> Ground:
    # That a day counts on which the body is closed of its own is a reading apart from the way of counting.
    return day.ground if day.ground.name == "closure" else ground


def _off(count: Count, day: Day, ground: Ground) -> None:
    # That Saturdays are left out is the Act's own word; of holidays the regulation says which they are.
    count.add(LineKind.OFF, day.date, ground if day.kind is DayKind.SATURDAY else day.ground, name=day.name)


def _stopped(count: Count, pause: Pause) -> None:
    ordinal, minute = divmod(pause.begins, DAY_MINUTES)
    count.add(
        LineKind.STOPPED,
        date.fromordinal(ordinal),
        pause.ground,
        name=pause.name,
        actor=pause.actor,
        begins=minute,
    )
