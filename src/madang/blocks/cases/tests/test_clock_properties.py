"""Properties of the clock over twenty years of calendars, beside an oracle that walks quarter-hours and days.

The oracle knows no table of ours: holidays come straight from the package, hours and rules are written out here.
"""

from datetime import date, datetime, timedelta
from functools import cache

import holidays
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from madang.blocks.cases.clock import (
    IMMEDIATE,
    Calendar,
    LineKind,
    Period,
    Rules,
    Segment,
    SegmentKind,
    Unit,
    deadline,
)
from madang.blocks.cases.clock.calendar import ZONE
from madang.blocks.cases.clock.periods import BY_CALENDAR

KOREA = Calendar.korea()
RULES = Rules.standard()
QUARTER = timedelta(minutes=15)
BEGIN, END = datetime(2017, 1, 1, tzinfo=ZONE), datetime(2037, 12, 31, tzinfo=ZONE)  # twenty years and one
NEW_YEAR = datetime(2026, 12, 31, 17, 45, tzinfo=ZONE)
ELECTION = datetime(2026, 6, 2, 17, 45, tzinfo=ZONE)

quarters = st.integers(0, (END - BEGIN) // QUARTER).map(lambda n: BEGIN + n * QUARTER)
minutes = st.integers(0, (END - BEGIN) // timedelta(minutes=1)).map(lambda n: BEGIN + timedelta(minutes=n))
in_hours = st.one_of(
    st.just(IMMEDIATE),
    st.integers(1, 24).map(lambda n: Period(n, Unit.HOURS)),
    st.integers(1, 5).map(lambda n: Period(n, Unit.DAYS)),
)
in_days = st.integers(6, 60).map(lambda n: Period(n, Unit.DAYS))
by_calendar = st.one_of(
    st.integers(1, 8).map(lambda n: Period(n, Unit.WEEKS)),
    st.integers(1, 14).map(lambda n: Period(n, Unit.MONTHS)),
    st.integers(1, 3).map(lambda n: Period(n, Unit.YEARS)),
)
periods = st.one_of(in_hours, in_days, by_calendar)
MOMENTS = (SegmentKind.TRANSFER, SegmentKind.HEARING, SegmentKind.DECREE, SegmentKind.EXAMINATION)
COMPLETIONS = (SegmentKind.COMPLETION_FIRST, SegmentKind.COMPLETION_SECOND)


@st.composite
def pauses(draw, received, kinds=(*MOMENTS, *COMPLETIONS)):
    """Up to four closed pauses in the weeks around ``received``, in quarter-hours."""
    found = []
    for _ in range(draw(st.integers(0, 4))):
        begins = received + draw(st.integers(-200, 3000)) * QUARTER
        found.append(
            Segment(draw(st.sampled_from(kinds)), begins, begins + draw(st.integers(0, 1500)) * QUARTER)
        )
    return tuple(found)


@st.composite
def cases(draw, received=quarters, period=periods, kinds=(*MOMENTS, *COMPLETIONS)):
    begun = draw(received)
    return begun, draw(period), draw(pauses(begun, kinds))


def due(received, period, segments=()):
    return deadline(received, period, calendar=KOREA, rules=RULES, segments=segments)


# --- the oracle --------------------------------------------------------------------------------------------------


@cache
def year(number: int):
    return holidays.country_holidays("KR", years=number)


def worked(day: date) -> bool:
    return day.weekday() < 5 and day not in year(day.year)


def office_open(moment: datetime) -> bool:
    """Whether the quarter-hour that begins at ``moment`` is working time."""
    return worked(moment.date()) and moment.hour in (9, 10, 11, 13, 14, 15, 16, 17)


def days_of(segment: Segment) -> tuple[datetime, datetime]:
    """A completion request takes its first and its last day whole."""
    begins = segment.begins.replace(hour=0, minute=0)
    return begins, segment.ends.replace(hour=0, minute=0) + timedelta(days=1)


def walk_hours(received: datetime, quarters_left: int, segments) -> datetime:
    """Quarter-hour by quarter-hour."""
    at = received
    while True:
        if office_open(at) and not any(one.begins <= at < one.ends for one in segments):
            quarters_left -= 1
            if quarters_left == 0:
                return at + QUARTER
        at += QUARTER


def taken(day: date, stretches) -> bool:
    """Whether pauses fill every working quarter-hour of ``day``."""
    opens = datetime(day.year, day.month, day.day, tzinfo=ZONE)
    slots = [opens + n * QUARTER for n in range(96) if office_open(opens + n * QUARTER)]
    return all(any(begins <= slot < ends for begins, ends in stretches) for slot in slots)


def walk_days(received: datetime, left: int, segments) -> datetime:
    """Day by day, the first day in."""
    stretches = [days_of(one) if one.kind in COMPLETIONS else (one.begins, one.ends) for one in segments]
    day = received.date()
    if worked(day) and received.timetz().replace(tzinfo=None) > datetime(1, 1, 1, 18).time():
        day += timedelta(days=1)
    while True:
        if worked(day) and not taken(day, stretches):
            left -= 1
            if left == 0:
                return datetime(day.year, day.month, day.day, 18, tzinfo=ZONE)
        day += timedelta(days=1)


def quarters_of(period: Period) -> int:
    hours = {Unit.IMMEDIATE: 3, Unit.HOURS: period.amount, Unit.DAYS: 8 * period.amount}[period.unit]
    return 4 * hours


# --- properties --------------------------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(cases(period=in_hours))
@example((NEW_YEAR, IMMEDIATE, ()))
@example((ELECTION, Period(5, Unit.DAYS), ()))
def test_hours_equal_a_walk_by_quarter_hours(case):
    received, period, segments = case
    assert due(received, period, segments).due == walk_hours(received, quarters_of(period), segments)


@settings(max_examples=100, deadline=None)
@given(cases(period=in_days))
@example((NEW_YEAR, Period(6, Unit.DAYS), ()))
@example((ELECTION + timedelta(minutes=30), Period(6, Unit.DAYS), ()))
def test_days_equal_a_walk_by_days(case):
    received, period, segments = case
    assert due(received, period, segments).due == walk_days(received, period.amount, segments)


@settings(max_examples=400, deadline=None)
@given(cases(received=minutes))
@example((NEW_YEAR, Period(1, Unit.MONTHS), ()))
@example((ELECTION, Period(6, Unit.DAYS), ()))
def test_never_due_on_a_day_off_or_outside_office_hours(case):
    found = due(*case)
    assert worked(found.due.date())
    at = found.due.hour * 60 + found.due.minute
    assert 540 < at <= 720 or 780 < at <= 1080
    assert found.received_at <= found.due < found.lapses


@settings(max_examples=400, deadline=None)
@given(cases(received=minutes), st.integers(0, 20000))
@example((NEW_YEAR, Period(6, Unit.DAYS), ()), 20)
@example((ELECTION, IMMEDIATE, ()), 20)
@example((datetime(2028, 1, 29, 10, tzinfo=ZONE), Period(1, Unit.MONTHS), ()), 1440)
@example((datetime(2028, 2, 28, 10, tzinfo=ZONE), Period(1, Unit.YEARS), ()), 1440)
def test_a_later_receipt_is_never_due_earlier(case, later):
    received, period, segments = case
    if period.unit in BY_CALENDAR:
        segments = ()  # see test_a_pause_at_the_start_of_months_of_unlike_length
    first = due(received, period, segments)
    assert first.due <= due(received + timedelta(minutes=later), period, segments).due


def test_a_pause_at_the_start_of_months_of_unlike_length():
    """Months differ in days, and a pause moves the end by the days left out: the one place where a later receipt
    can be due earlier. 31 Dec 2037 to 30 Sep 2038 are 274 days, 4 Jan to 3 Oct 273."""
    begins = datetime(2037, 12, 31, tzinfo=ZONE)
    pause = (Segment(SegmentKind.TRANSFER, begins, datetime(2038, 1, 5, tzinfo=ZONE)),)
    early, late = begins + timedelta(hours=10), begins + timedelta(hours=19)
    ends = [due(at, Period(9, Unit.MONTHS), pause) for at in (early, late)]
    assert [end.basic for end in ends] == [274, 273]
    last = [date.fromordinal(end.pieces[-1][1] - 1) for end in ends]
    assert last == [date(2038, 10, 5), date(2038, 10, 4)]  # before the later end moves off a holiday


@settings(max_examples=300, deadline=None)
@given(minutes, in_hours, st.integers(0, 2400), st.integers(1, 5000))
@example(NEW_YEAR, Period(5, Unit.DAYS), 0, 400)
@example(ELECTION, Period(2, Unit.DAYS), 60, 600)
def test_a_pause_of_so_many_working_minutes_moves_the_end_by_exactly_as_many(received, period, after, length):
    plain = due(received, period)
    begins = received + timedelta(minutes=after)
    assume(begins < plain.due)
    ends = begins + timedelta(minutes=length)
    paused = due(received, period, (Segment(SegmentKind.COMPLETION_FIRST, begins, ends),))
    assert KOREA.working_minutes(plain.due, paused.due) == KOREA.working_minutes(begins, ends)


@settings(max_examples=300, deadline=None)
@given(cases(received=minutes), st.data())
def test_cutting_a_pause_in_two_giving_it_twice_or_in_another_order_changes_nothing(case, data):
    received, period, segments = case
    assume(segments)
    one = data.draw(st.sampled_from(segments))
    middle = one.begins + (one.ends - one.begins) * data.draw(st.integers(0, 4)) / 4
    rest = [segment for segment in segments if segment is not one]
    parts = [Segment(one.kind, one.begins, middle), Segment(one.kind, middle, one.ends)]
    whole = due(received, period, segments)
    cut = due(received, period, data.draw(st.permutations([*rest, *parts])))
    twice = due(received, period, data.draw(st.permutations([*segments, one])))
    assert (whole.due, whole.lapses, whole.lines, whole.pieces) == (
        cut.due,
        cut.lapses,
        cut.lines,
        cut.pieces,
    )
    assert whole == twice


@settings(max_examples=300, deadline=None)
@given(cases(received=minutes), st.integers(-2000, 60000))
def test_the_lines_add_up_and_what_remains_goes_down(case, later):
    found = due(*case)
    assert sum(line.counted for line in found.lines) == found.total
    sums = [line.sum for line in found.lines]
    assert sums == sorted(sums) and sums[-1] == found.total
    at = found.received_at + timedelta(minutes=later)
    now, soon = found.remaining(at), found.remaining(at + timedelta(hours=5))
    assert 0 <= soon.amount <= now.amount <= found.total
    assert found.is_late(at) is not found.on_time(at)
    if found.is_late(at):
        assert now.amount == 0 and at > found.due
    assert len(found.sentences("ko")) == len(found.sentences("en"))


@settings(max_examples=200, deadline=None)
@given(cases(received=minutes), st.integers(0, 3000))
def test_an_open_pause_stops_the_clock_and_ends_as_if_it_had_been_closed_all_along(case, after):
    received, period, segments = case
    begins = received + timedelta(minutes=after)
    stopped = due(received, period, (*segments, Segment(SegmentKind.TRANSFER, begins)))
    if stopped.due is not None:
        assert stopped.due == due(received, period, segments).due
        return
    assert stopped.lines[-1].kind is LineKind.STOPPED
    ends = begins + timedelta(days=40)
    closed = due(received, period, (*segments, Segment(SegmentKind.TRANSFER, begins, ends)))
    counted = [line for line in stopped.lines if line.counted]
    again = [line for line in closed.lines if line.counted]
    whole = max(0, len(counted) - 1)  # of days by the calendar the last run may go on
    assert again[:whole] == counted[:whole]
    assert stopped.remaining(ends).amount == stopped.total - sum(line.counted for line in counted)


@pytest.mark.parametrize("number", range(2017, 2038))
def test_every_turn_of_the_year_and_every_leap_day(number):
    for hour in (8, 12, 17, 18, 23):
        turn = datetime(number - 1, 12, 31, hour, 30, tzinfo=ZONE)
        assert due(turn, IMMEDIATE).due == walk_hours(turn, 12, ())
        assert due(turn, Period(7, Unit.DAYS)).due == walk_days(turn, 7, ())
        leap = datetime(number, 3, 1, hour, 30, tzinfo=ZONE) - timedelta(days=1)
        assert due(leap, Period(2, Unit.DAYS)).due == walk_hours(leap, 64, ())
        assert due(leap, Period(6, Unit.DAYS)).due == walk_days(leap, 6, ())
