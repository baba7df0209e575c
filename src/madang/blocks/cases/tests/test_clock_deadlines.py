"""Deadlines of cases by example: receipts at odd moments, new year, an election day, the arithmetic as people read it."""

from datetime import date, datetime, timedelta

import pytest

from madang.blocks.cases.clock import (
    Calendar,
    ClockError,
    DecreedHoliday,
    LineKind,
    Mode,
    OutsideCalendar,
    OwnClosure,
    Period,
    Rules,
    Text,
    deadline,
    term,
)
from madang.blocks.cases.clock.calendar import ZONE

KOREA = Calendar.korea()
RULES = Rules.standard()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def due(received: str, period: str, *segments, calendar=KOREA):
    return deadline(at(received), Period.parse(period), calendar=calendar, rules=RULES, segments=segments)


@pytest.mark.parametrize(
    ("received", "period", "expected"),
    [
        # hours: Chuseok from Thu 24 to Sat 26 Sep 2026
        ("2026-09-22T14:20", "P5D", "2026-10-01T14:20"),
        ("2026-09-22T14:20:59", "P5D", "2026-10-01T14:20"),
        ("2026-09-22T12:20", "immediate", "2026-09-22T16:00"),  # in lunch
        ("2026-09-22T16:00", "immediate", "2026-09-23T10:00"),
        ("2026-09-22T15:00", "immediate", "2026-09-22T18:00"),  # ends with the day, not at nine on the next
        ("2026-09-22T09:00", "immediate", "2026-09-22T12:00"),  # ends at noon, not at one
        ("2026-09-22T18:01", "immediate", "2026-09-23T12:00"),
        ("2026-09-22T18:00", "immediate", "2026-09-23T12:00"),
        ("2026-09-23T18:01", "P1D", "2026-09-28T18:00"),
        ("2026-09-26T10:00", "P1D", "2026-09-28T18:00"),  # a Saturday that is a holiday
        ("2026-09-22T07:00", "PT8H", "2026-09-22T18:00"),
        # new year 2027: Thu 31 Dec, Fri 1 Jan
        ("2026-12-31T17:00", "P1D", "2027-01-04T17:00"),
        ("2027-01-01T00:00", "immediate", "2027-01-04T12:00"),
        ("2026-12-31T23:59", "P6D", "2027-01-11T18:00"),
        # election day, Wed 3 Jun 2026
        ("2026-06-02T17:00", "immediate", "2026-06-04T11:00"),
        ("2026-06-01T10:00", "P6D", "2026-06-09T18:00"),
        # days: the first day is counted
        ("2026-09-22T17:59", "P7D", "2026-10-02T18:00"),
        ("2026-09-22T18:00", "P7D", "2026-10-02T18:00"),
        ("2026-09-22T18:01", "P7D", "2026-10-06T18:00"),
        ("2026-11-28T10:00", "P6D", "2026-12-07T18:00"),  # a Saturday
        # by the calendar
        ("2026-11-27T10:00", "P1M", "2026-12-28T18:00"),  # the end, Sat 26 Dec, moves to Monday
        ("2026-11-30T10:00", "P1W", "2026-12-07T18:00"),  # Sunday 6 Dec
        ("2028-02-29T10:00", "P1Y", "2029-02-28T18:00"),
        ("2028-02-29T10:00", "P1M", "2028-03-28T18:00"),
        ("2027-01-01T03:00", "P1M", "2027-02-03T18:00"),
    ],
)
def test_the_moment_due(received, period, expected):
    assert due(received, period).due == at(expected)


def test_five_days_are_counted_in_hours_and_six_in_days():
    assert [due("2026-11-27T14:20", period).mode for period in ("P5D", "P6D", "P1W")] == [
        Mode.HOURS,
        Mode.DAYS,
        Mode.CALENDAR,
    ]


def test_an_older_case_is_counted_by_the_rules_of_its_day():
    assert due("2006-12-28T10:00", "P4D").mode is Mode.DAYS
    assert due("2007-01-02T10:00", "P4D").mode is Mode.HOURS
    # Until 11 Feb 2016 Saturdays counted in periods of days.
    assert due("2016-01-25T10:00", "P6D").due == at(
        "2016-02-01T18:00"
    )  # Saturday 30 Jan is the sixth: the end moves
    assert due("2016-02-15T10:00", "P6D").due == at("2016-02-22T18:00")
    assert due("2016-01-26T10:00", "P6D").due == at("2016-02-01T18:00")


def test_the_arithmetic_is_told_step_by_step_in_korean_and_english():
    found = due("2026-09-23T14:20", "P1D")
    assert found.sentences("ko") == [
        "접수: 2026. 9. 23.(수) 14:20",
        "처리기간: 1일 = 8시간 (근무시간)",
        "2026. 9. 23.(수) 14:20–18:00: 3시간 40분 (합계 3시간 40분)",
        "2026. 9. 24.(목) 추석 전날: 세지 않음",
        "2026. 9. 25.(금) 추석: 세지 않음",
        "2026. 9. 26.(토) 추석 다음날: 세지 않음",
        "2026. 9. 27.(일) 일요일: 세지 않음",
        "2026. 9. 28.(월) 09:00–12:00: 3시간 (합계 6시간 40분)",
        "2026. 9. 28.(월) 12:00–13:00 점심시간: 세지 않음",
        "2026. 9. 28.(월) 13:00–14:20: 1시간 20분 (합계 8시간)",
        "기한: 2026. 9. 28.(월) 14:20까지",
    ]
    english = found.sentences("en-GB")
    assert english[1:3] == [
        "Period: 1 day = 8 h of working time",
        "Wed 23 Sep 2026 14:20–18:00: 3 h 40 min (3 h 40 min so far)",
    ]
    assert english[4] == "Fri 25 Sep 2026 Chuseok: not counted"
    assert english[-1] == "Due: Mon 28 Sep 2026 14:20"
    assert found.leads == ()


def test_a_receipt_outside_working_hours_is_said_with_its_ground():
    found = due("2026-09-22T18:01", "P7D")
    first = found.lines[0]
    assert first.kind is LineKind.LATER
    assert first.text("ko") == "2026. 9. 22.(화) 18:01 접수는 근무시간 밖이므로 2026. 9. 23.(수) 09:00부터 셈"
    assert "outside_hours" in {ground.name for ground in found.leads}
    # In hours the Act itself counts working time only: no reading of ours is needed.
    assert due("2026-09-22T18:01", "P1D").leads == ()


def test_an_end_on_a_day_off_is_said_to_move():
    found = due("2026-11-27T10:00", "P1M")
    moved = [line.text("ko") for line in found.lines if line.kind is LineKind.MOVED]
    assert moved[0].startswith("2026. 12. 26.(토) 토요일: 끝나는 날이 쉬는 날이므로")
    assert len(moved) == 2


def test_late_and_in_time_around_the_moment_due():
    hours = due("2026-09-22T14:20", "P1D")
    assert hours.on_time(at("2026-09-23T14:20:59")) and not hours.is_late(at("2026-09-23T14:20"))
    assert hours.is_late(at("2026-09-23T14:21")) and not hours.on_time(at("2026-09-23T14:21"))
    # In days the whole last day is in time, though closing time is what people are told.
    days = due("2026-09-22T14:20", "P7D")
    assert days.due == at("2026-10-02T18:00") and days.lapses == at("2026-10-03T00:00")
    assert days.on_time(at("2026-10-02T23:59")) and days.is_late(at("2026-10-03T00:00"))


def test_what_remains_is_told_in_working_time_or_days():
    hours = due("2026-09-22T14:20", "P1D")
    assert hours.remaining(at("2026-09-22T14:00")).amount == 480
    assert hours.remaining(at("2026-09-23T12:30")).said("ko") == "1시간 20분"
    assert hours.remaining(at("2026-09-24T09:00")).amount == 0
    days = due("2026-09-22T14:20", "P7D")
    assert [
        days.remaining(at(f"2026-{day}T10:00")).said("en") for day in ("09-22", "09-25", "10-02", "10-03")
    ] == [
        "7 days",
        "5 days",
        "1 day",
        "0 days",
    ]
    month = due("2026-11-02T10:00", "P1M")
    assert month.remaining(at("2026-11-30T10:00")).amount == 2


def test_a_decreed_holiday_moves_the_end_by_one_day():
    decree = DecreedHoliday(date(2026, 9, 30), Text("임시공휴일", "Temporary holiday"))
    calendar = Calendar.korea(decrees=[decree, decree])
    assert due("2026-09-22T14:20", "P7D", calendar=calendar).due == at("2026-10-06T18:00")
    assert due("2026-09-22T14:20", "P5D", calendar=calendar).due == at("2026-10-02T14:20")


def test_a_day_that_the_body_closes_of_its_own_counts_and_is_a_lead():
    closure = OwnClosure(date(2026, 9, 30), Text("개청 기념일", "founding day"))
    found = due("2026-09-22T14:20", "P7D", calendar=Calendar.korea(closures=[closure]))
    assert found.due == due("2026-09-22T14:20", "P7D").due
    assert "closure" in {ground.name for ground in found.leads}
    hours = due("2026-09-29T17:00", "P1D", calendar=Calendar.korea(closures=[closure]))
    assert hours.due == at("2026-09-30T17:00") and "closure" in {ground.name for ground in hours.leads}


def test_plain_data_holds_the_whole_deadline():
    data = due("2026-09-22T18:01", "P7D").as_data()
    assert data["due"] == "2026-10-06T18:00:00+09:00"
    assert data["lines"][1] == {
        "day": "2026-09-23",
        "until": None,
        "kind": "counted",
        "begins": None,
        "ends": None,
        "counted": 1,
        "sum": 1,
        "unit": "days",
        "article": {
            "ko": "민원 처리에 관한 법률 제19조제2항",
            "en": "Civil Petitions Treatment Act, Art. 19(2)",
        },
        "mark": "checked",
        "actor": "",
        "text": {"ko": "2026. 9. 23.(수): 1일 (합계 1일)", "en": "Wed 23 Sep 2026: 1 day (1 day so far)"},
    }
    assert {ground["name"] for ground in data["grounds"]} >= {"first_day", "saturdays_count", "lapse_days"}


def test_moments_without_zone_and_years_unknown_are_refused():
    with pytest.raises(ClockError, match="zone"):
        deadline(datetime(2026, 9, 22, 10), Period.parse("P5D"), calendar=KOREA, rules=RULES)
    with pytest.raises(OutsideCalendar, match="2051"):
        due("2050-12-30T17:00", "P30D")


@pytest.mark.parametrize(
    ("told", "period", "ends"),
    [
        ("2026-09-22T23:30", "P10D", "2026-10-03T00:00"),
        ("2026-09-23T09:00", "P10D", "2026-10-07T00:00"),  # Sat 3 Oct, a holiday; Mon 5 Oct its substitute
        ("2026-11-02T09:00", "P60D", "2027-01-05T00:00"),  # 1 Jan 2027 is Friday
        (
            "2026-01-30T09:00",
            "P1M",
            "2026-03-04T00:00",
        ),  # from 31 Jan to 28 Feb, a Saturday before two holidays
    ],
)
def test_a_citizens_term_leaves_the_first_day_out_and_ends_at_midnight(told, period, ends):
    found = term(at(told), Period.parse(period), calendar=KOREA, rules=RULES)
    assert found.ends == at(ends)
    assert found.in_time(at(ends) - timedelta(minutes=1)) and not found.in_time(at(ends))
    with pytest.raises(ClockError, match="one of days"):
        term(at(told), Period.parse("PT3H"), calendar=KOREA, rules=RULES)
