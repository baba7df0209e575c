"""Numbers, strings, dates, times, durations, ranges: arithmetic, comparison, text (DMN 1.5, 10.3.2)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from feel import reasons, value, written
from hypothesis import given
from hypothesis import strategies as st
from madang_rules.feel import Evaluation, to_feel
from madang_rules.feel.values import Date, parse_date
from madang_rules.feel.values.text import literal_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.1 + 0.2", "0.3"),
        ("1 / 3", "0.3333333333333333333333333333333333"),
        ("2 ** 10", "1024"),
        ("-2 ** 2", "4"),
        ("2 ** 3 ** 2", "64"),
        ("2 - 3 - 4", "-5"),
        ("12 / 3 / 2", "2"),
        ("1 + 2 * 3", "7"),
        ("-(1 + 2)", "-3"),
        ("- -1", "1"),
        ("1.0 = 1.00", "true"),
        ("1e3", "1000"),
        (".5 + 1", "1.5"),
        ("9999999999999999999999999999999999 + 1", "10000000000000000000000000000000000"),
        ('"가" + "나"', '"가나"'),
        ('"a" < "b"', "true"),
        ('"a\\n\\"\\u00e9\\\\"', '"a\\n\\"é\\\\"'),
        ("true and null", "null"),
        ("false and null", "false"),
        ("true or null", "true"),
        ("null or false", "null"),
        ("not(null)", "null"),
        ("1 and false", "false"),
        ("1 and true", "null"),
        ("null = null", "true"),
        ("1 = null", "false"),
        ('1 = "1"', "null"),
        ('1 != "1"', "null"),
        ("[1, [2]] = [1, [2]]", "true"),
        ("{a: 1, b: 2} = {b: 2, a: 1}", "true"),
        ("1 < null", "null"),
        ('1 < "2"', "null"),
        ("5 between 1 and 5", "true"),
        ("null between 1 and 5", "null"),
        ("1 between 2 and null", "false"),
        ("1 in (2, 3, < 2)", "true"),
        ("1 in [1, 2]", "true"),
        ("5 in [1..5)", "false"),
        ("5 in ]4..5]", "true"),
        ("1 in (1)", "true"),
        ("2 in ((1 + 1))", "true"),
        ('"b" in ["a".."c"]', "true"),
        ("1 in []", "false"),
        ("3 in [[1..5], [7..9]]", "true"),
        ("if null then 1 else 2", "2"),
        ('if "x" then 1 else 2', "null"),
    ],
)
def test_operators(text: str, expected: str) -> None:
    assert written(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('date("2026-01-31") + @"P1M"', "2026-02-28"),
        ('date("2024-02-29") + @"P1Y"', "2025-02-28"),
        ('date("2026-03-31") - @"P1M"', "2026-02-28"),
        ('date("2026-03-01") - date("2026-02-01")', "P28D"),
        ('date("2026-01-01") + @"P1DT23H"', "2026-01-02"),
        ('@"2026-01-01T23:00:00" + @"PT2H"', "2026-01-02T01:00:00"),
        ('@"2026-01-01T10:00:00+09:00" - @"2026-01-01T01:00:00Z"', "PT0S"),
        ('@"2026-01-01T10:00:00@Asia/Seoul" = @"2026-01-01T01:00:00Z"', "true"),
        ('@"2026-03-29T01:30:00@Europe/Paris" + @"PT1H"', "2026-03-29T03:30:00@Europe/Paris"),
        ('@"10:00:00" + @"PT15H"', "01:00:00"),
        ('@"10:00:00" - @"09:30:00"', "PT30M"),
        ('@"P1D" + @"PT36H"', "P2DT12H"),
        ('@"P1Y" / @"P1M"', "12"),
        ('@"PT1H" * 1.5', "PT1H30M"),
        ('@"P1M" * 2.9', "P2M"),
        ('-@"P1DT1S"', "-P1DT1S"),
        ('@"P13M"', "P1Y1M"),
        ('@"PT0.5S"', "PT0.5S"),
        ('date(2026, 2, 3).weekday', "2"),
        ('@"2026-02-03T04:05:06.5Z".second', "6.5"),
        ('@"2026-02-03T04:05:06+09:00".time offset', "PT9H"),
        ('@"2026-02-03T04:05:06@Asia/Seoul".timezone', '"Asia/Seoul"'),
        ('@"P1Y2M".months', "2"),
        ('@"-PT1H30M".minutes', "-30"),
        ('[1..5].start included', "true"),
        ('(> 5).end', "null"),
        ('years and months duration(date("2026-12-31"), date("2026-01-01"))', "-P11M"),
        ('years and months duration(date("2026-01-31"), date("2026-03-01"))', "P1M"),
        ('@"2026-01-01T24:00:00"', "2026-01-02T00:00:00"),
    ],
)  # fmt: skip
def test_dates_and_durations(text: str, expected: str) -> None:
    assert written(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        'date("2026-02-30")', 'date("2026-2-3")', 'date("2026-01-01T00:00:00")', 'time("25:00:00")', 'time("10:00")',
        '@"2026-13-01"', 'duration("P1Y1D")', 'duration("P")', 'duration("1D")', '@"2026-01-01" + 1', '@"10:00:00" < @"10:00:00Z"',
        '@"2026-01-01T00:00:00" - @"2026-01-01T00:00:00Z"', "1 + null", "null + null", '"a" - "b"', "[] + 1", "1 / 0", "[3..1]", '[1.."a"]',
        "[null..1]", "5 in (null..10)", "null[1]", "[1, 2][0]", "[1, 2][3]", "{a: 1}.b", "(1)(2)", "(function(x) x)()", "(function(x: number) x)(\"a\")",
        "substring(\"abc\", 0)", "date(\"2026-01-01\").hours", "f(1)",
    ],
)  # fmt: skip
def test_what_has_no_value_is_null_with_a_reason(text: str) -> None:
    assert value(text) is None
    assert reasons(text) or text.startswith("@") or "@" in text


def test_a_reason_speaks_both_languages_and_names_its_place() -> None:
    from madang_rules.feel import compile_expression

    evaluation = Evaluation()
    assert compile_expression('1 + (2 - "삼")')({}, evaluation) is None
    first = evaluation.reasons[0]
    assert first.code == "operands" and first.place == (5, 12)
    assert first.sentence("en") == "'-' does not apply to number and string."
    assert first.sentence("ko") == "number와(과) string에는 '-'을(를) 쓸 수 없습니다."


@given(st.dates())
def test_days_and_dates_agree_with_python(day: date) -> None:
    here = to_feel(day)
    assert here.days == (day - date(1970, 1, 1)).days
    assert here.weekday == day.isoweekday()
    assert Date.from_days(here.days) == here
    assert parse_date(str(here)) == here
    assert str(here) == day.isoformat()


@given(st.integers(-365_243_000_000 + 1_000_000, 365_241_780_471))
def test_days_come_back_over_all_years(days: int) -> None:
    found = Date.from_days(days)
    assert found is not None and found.days == days
    assert parse_date(str(found)) == found


@given(
    st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)),
    st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)),
)
def test_months_between_lead_from_one_day_to_the_other(start: date, end: date) -> None:
    first, last = to_feel(min(start, end)), to_feel(max(start, end))
    months = value("years and months duration(a, b)", a=first, b=last).months
    assert first.plus_months(months).days <= last.days
    assert first.plus_months(months + 1).days > last.days or first.day > last.day


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12))
def test_numbers_are_written_and_read_again(number: Decimal) -> None:
    assert value(literal_text(Evaluation(), number)) == number


@given(st.text())
def test_strings_are_written_and_read_again(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    assert value(literal_text(Evaluation(), text)) == text


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        (1, "1"),
        (1.5, "1.5"),
        (True, "true"),
        (date(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "2026-01-02T03:04:05Z"),
        (time(3, 4, 5, 500_000), "03:04:05.5"),
        (timedelta(days=1, seconds=1), "P1DT1S"),
        ({"가": [1, None]}, "{가: [1, null]}"),
        (float("nan"), "null"),
        (Decimal("Infinity"), "null"),
        (object(), "null"),
    ],
)
def test_values_of_python_come_in(given_: Any, expected: str) -> None:
    assert literal_text(Evaluation(), to_feel(given_)) == expected


def test_now_and_today_are_one_moment() -> None:
    from madang_rules.feel import compile_expression

    evaluation = Evaluation(clock=lambda: datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    assert str(compile_expression("now()")({}, evaluation)) == "2026-03-01T23:30:00Z"
    assert str(compile_expression("today()")({}, evaluation)) == "2026-03-01"
