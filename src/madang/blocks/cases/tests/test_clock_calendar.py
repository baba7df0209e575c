"""Korean working days and office hours: holidays with substitutes, decrees, a body's own days, dated hours."""

from datetime import date, datetime, time, timedelta

import holidays
import pytest

from madang.blocks.cases.clock import (
    Calendar,
    DayKind,
    DecreedHoliday,
    Mark,
    OfficeHours,
    OutsideCalendar,
    OwnClosure,
    TablesWrong,
    Text,
)
from madang.blocks.cases.clock.calendar import FIRST_YEAR, LAST_YEAR, ZONE, absolute, moment
from madang.blocks.cases.clock.texts import Ground

KOREA = Calendar.korea()
GROUND = Ground("hours", Text("조례", "ordinance"), Mark.CHECKED, Text("", ""))


def hours(
    opens: str, closes: str, since: date, until: date | None, lunch: str = "12:00-13:00"
) -> OfficeHours:
    begins, _, ends = lunch.partition("-")
    times = [time.fromisoformat(one) for one in (opens, closes, begins, ends)]
    return OfficeHours(*times, valid_from=since, valid_to=until, ground=GROUND)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-01-01", "신정연휴"),
        ("2026-02-16", "설날 전날"),
        ("2026-03-02", "삼일절 대체 휴일"),
        ("2026-05-25", "부처님오신날 대체 휴일"),
        ("2026-06-03", "지방선거일"),
        ("2026-09-25", "추석"),
        ("2025-01-27", "임시공휴일"),
        ("2025-06-03", "대통령 선거일"),
        ("2020-08-17", "임시공휴일"),
        ("2026-07-17", "제헌절"),
        ("2026-11-29", "일요일"),
    ],
)
def test_holidays_substitutes_elections_and_decreed_days_are_off_and_named(day, name):
    found = KOREA.day(date.fromisoformat(day))
    assert (found.kind, found.working, found.name.ko) == (DayKind.HOLIDAY, False, name)
    assert found.name.en != name and found.ground.article.ko and found.ground.article.en


@pytest.mark.parametrize("day", ["2025-07-17", "2025-05-01", "2016-07-18", "2026-09-28", "2026-11-27"])
def test_days_that_were_no_holiday_in_their_year_are_worked(day):
    assert KOREA.working(date.fromisoformat(day))


def test_what_rests_on_wording_not_read_is_a_lead():
    marks = {
        day: KOREA.day(date.fromisoformat(day)).ground.mark
        for day in ("2026-09-25", "2026-05-01", "2025-01-27")
    }
    assert marks == {"2026-09-25": Mark.CHECKED, "2026-05-01": Mark.LEAD, "2025-01-27": Mark.LEAD}


def test_every_day_of_twenty_years_back_and_forward_is_known_and_no_week_lacks_working_days():
    day, week = date(2006, 1, 2), 0
    while day < date(2046, 12, 31):
        week = sum(KOREA.working(day + timedelta(days=ahead)) for ahead in range(14))
        assert 4 <= week <= 10, day
        day += timedelta(days=7)


@pytest.mark.parametrize("day", [date(FIRST_YEAR - 1, 12, 31), date(LAST_YEAR + 1, 1, 1)])
def test_a_day_outside_the_years_known_is_refused(day):
    with pytest.raises(OutsideCalendar, match=str(day)):
        KOREA.day(day)


def test_eight_working_hours_a_day_without_lunch():
    assert KOREA.day(date(2026, 11, 27)).spans == ((540, 720), (780, 1080))
    begins, ends = datetime(2026, 11, 27, tzinfo=ZONE), datetime(2026, 12, 1, tzinfo=ZONE)
    assert KOREA.working_minutes(begins, ends) == 2 * 480
    assert KOREA.working_minutes(ends, begins) == 0


def test_a_decree_given_twice_counts_once_and_touches_its_day_only():
    decree = DecreedHoliday(date(2026, 12, 24), Text("임시공휴일", "Temporary holiday"), mark=Mark.CHECKED)
    calendar = Calendar.korea(decrees=[decree, decree])
    assert not calendar.working(date(2026, 12, 24)) and calendar.working(date(2026, 12, 23))
    assert calendar.day(date(2026, 12, 24)).ground.mark is Mark.CHECKED
    assert KOREA.working(date(2026, 12, 24))


def test_a_day_that_a_body_closes_of_its_own_counts_unless_an_ordinance_says_otherwise():
    day = date(2026, 11, 27)
    counted = Calendar.korea(closures=[OwnClosure(day, Text("개청일", "founding day"))]).day(day)
    assert counted.working and counted.ground.mark is Mark.LEAD
    left_out = Calendar.korea(closures=[OwnClosure(day, Text("개청일", "founding day"), counted=False)]).day(
        day
    )
    assert (left_out.working, left_out.kind) == (False, DayKind.CLOSED)


def test_office_hours_are_dated():
    calendar = Calendar(
        [
            hours("09:00", "17:00", date(2020, 1, 1), date(2026, 11, 26)),
            hours("08:30", "17:30", date(2026, 11, 27), None, lunch="11:30-12:30"),
        ]
    )
    assert calendar.day(date(2026, 11, 26)).spans == ((540, 720), (780, 1020))
    assert calendar.day(date(2026, 11, 27)).spans == ((510, 690), (750, 1050))
    with pytest.raises(OutsideCalendar, match="2019-12-31"):
        calendar.day(date(2019, 12, 31))


def test_hours_that_leave_a_gap_overlap_or_run_backwards_are_refused():
    first = hours("09:00", "18:00", date(2020, 1, 1), date(2020, 12, 31))
    for since in (date(2021, 1, 2), date(2020, 12, 31)):
        with pytest.raises(TablesWrong, match="office hours"):
            Calendar([first, hours("09:00", "18:00", since, None)])
    with pytest.raises(TablesWrong, match="no row"):
        Calendar([])
    with pytest.raises(TablesWrong, match="out of order"):
        hours("18:00", "09:00", date(2020, 1, 1), None)


def test_moments_are_korean_time_cut_to_the_minute():
    told = datetime.fromisoformat("2026-11-27T23:59:59+00:00")
    assert moment(absolute(told)) == datetime(2026, 11, 28, 8, 59, tzinfo=ZONE)
    with pytest.raises(ValueError, match="zone"):
        absolute(datetime(2026, 11, 27, 9))


def substitutes(year: int) -> set[date]:
    """Substitute days (대체공휴일) by Article 3 as in force from 4 May 2023, worked out from the holidays alone.

    A holiday of one day moves from Saturday and Sunday, the three days of Seollal and Chuseok from Sunday; where two
    holidays meet on another day one day is added; a substitute that is taken moves on.
    """
    public = {
        day: [name for name in names.split("; ") if "대체" not in name]
        for day, names in holidays.country_holidays("KR", years=year, language="ko").items()
    }
    public = {day: names for day, names in public.items() if names}
    single = (
        "삼일절",
        "광복절",
        "개천절",
        "한글날",
        "어린이날",
        "부처님오신날",
        "기독탄신일",
        "제헌절",
        "노동절",
    )
    found: set[date] = set()
    for day, names in sorted(public.items()):
        alone = [name for name in names if name in single]
        three = [name for name in names if "설날" in name or "추석" in name]
        more = len(alone) * (day.weekday() >= 5) + len(three) * (day.weekday() == 6)
        if day.weekday() < 5 and len(names) > 1 and (alone or three):
            more = 1
        for _ in range(more):
            day += timedelta(days=1)
            while day in public or day in found or day.weekday() >= 5:
                day += timedelta(days=1)
            found.add(day)
    return found


@pytest.mark.parametrize("year", range(2024, 2047))
def test_substitute_days_are_those_of_article_3_worked_out_apart(year):
    days = (date(year, 1, 1) + timedelta(days=ahead) for ahead in range(366))
    assert {day for day in days if day.year == year and "대체" in KOREA.day(day).name.ko} == substitutes(year)
