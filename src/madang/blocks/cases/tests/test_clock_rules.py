"""The legal values as data: each dated, with article and mark; contradictions are refused."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from madang.blocks.cases.clock import (
    IMMEDIATE,
    ClockError,
    Mark,
    OutsideCalendar,
    Period,
    Rules,
    TablesWrong,
    Unit,
)
from madang.blocks.cases.clock.periods import last_day
from madang.blocks.cases.clock.texts import FOLDER

RULES = Rules.standard()
TABLE = json.loads((FOLDER / "rules.json").read_text(encoding="utf-8"))


def changed(place: int, **values) -> list[dict]:
    return [row | values if number == place else row for number, row in enumerate(TABLE)]


def load(tmp_path, table) -> Rules:
    path = tmp_path / "rules.json"
    path.write_text(json.dumps(table), encoding="utf-8")
    return Rules.load(path)


def test_the_threshold_of_hours_to_days_changed_and_is_taken_by_date():
    days = ("2006-12-31", "2007-01-01", "2016-02-11", "2016-02-12", "2026-11-28")
    found = [RULES.on(date.fromisoformat(day)).rule("hours_up_to_days") for day in days]
    assert [rule.value for rule in found] == [3, 5, 5, 5, 5]
    assert [rule.mark for rule in found] == [Mark.LEAD, Mark.LEAD, Mark.LEAD, Mark.CHECKED, Mark.CHECKED]
    assert found[-1].article.ko == "민원 처리에 관한 법률 제19조제1항"


def test_every_value_has_an_article_and_every_lead_of_today_says_what_was_taken():
    for rule in RULES.rows:
        assert rule.article.ko and rule.article.en
        if rule.mark is Mark.LEAD:
            assert rule.note.ko and rule.note.en, rule.name


def test_the_same_rules_are_in_force_on_each_day_between_two_turns():
    day = date(2006, 1, 1)
    while day < date(2027, 1, 1):
        for rule in RULES.rows:
            valid = rule.valid_from <= day and (rule.valid_to is None or day <= rule.valid_to)
            if valid:
                assert RULES.on(day).rule(rule.name) is rule
        day += timedelta(days=29)
    for turn in (
        date(2006, 12, 31),
        date(2007, 1, 1),
        date(2016, 2, 11),
        date(2016, 2, 12),
        date(2022, 7, 12),
    ):
        assert RULES.on(turn).rule("hours_up_to_days").valid_from <= turn


def test_periods_that_the_law_names():
    on = RULES.on(date(2026, 11, 28))
    assert on.period("completion_second") == Period(10, Unit.DAYS)
    assert on.period("objection") == Period(60, Unit.DAYS)
    assert on.period("other") == IMMEDIATE
    assert on.period("transfer_other_body") == Period(8, Unit.HOURS)
    with pytest.raises(OutsideCalendar, match=r"period\.electronic_receipt"):
        RULES.on(date(2022, 7, 11)).period("electronic_receipt")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"valid_to": "2007-01-05"}, "without gap or overlap"),
        ({"valid_to": "2006-12-30"}, "without gap or overlap"),
        ({"valid_to": "1980-01-01"}, "before it begins"),
        ({"value": "3"}, "is no int"),
        ({"value": True}, "is no int"),
        ({"name": "hours_upto"}, "no rule is called"),
        ({"name": "pause.nap", "value": "sometimes"}, "one of whole_days"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(tmp_path, values, message):
    with pytest.raises(TablesWrong, match=message):
        load(tmp_path, changed(0, **values))


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("immediate", IMMEDIATE),
        ("PT3H", Period(3, Unit.HOURS)),
        ("P5D", Period(5, Unit.DAYS)),
        ("P2W", Period(2, Unit.WEEKS)),
        ("P1M", Period(1, Unit.MONTHS)),
        ("P1Y", Period(1, Unit.YEARS)),
    ],
)
def test_periods_are_read_and_written(text, period):
    assert Period.parse(text) == period
    assert str(period) == text


@pytest.mark.parametrize(
    "text", ["", "P0D", "P-1D", "5D", "P5", "P1DT1H", "PT30M", "P１D", "P5D\n", "P999999D"]
)
def test_a_period_that_cannot_be_is_refused(text):
    with pytest.raises(ClockError, match="a period is"):
        Period.parse(text)


@pytest.mark.parametrize("amount", [0, -1, True, 1.5])
def test_an_amount_that_is_no_whole_number_above_zero_is_refused(amount):
    with pytest.raises(ClockError, match="whole number"):
        Period(amount, Unit.DAYS)


@pytest.mark.parametrize(
    ("first", "period", "last"),
    [
        ("2026-11-30", "P1W", "2026-12-06"),
        ("2026-03-01", "P1M", "2026-03-31"),
        ("2026-01-29", "P1M", "2026-02-28"),  # no 29 Feb: the month's end
        ("2026-01-31", "P1M", "2026-02-28"),
        ("2028-01-29", "P1M", "2028-02-28"),  # the day before 29 Feb
        ("2028-01-30", "P1M", "2028-02-29"),
        ("2028-02-29", "P1Y", "2029-02-28"),
        ("2028-02-29", "P4Y", "2032-02-28"),
        ("2026-12-15", "P1M", "2027-01-14"),
        ("2026-12-31", "P1D", "2026-12-31"),
    ],
)
def test_weeks_months_and_years_end_by_the_civil_act(first, period, last):
    assert last_day(date.fromisoformat(first), Period.parse(period)) == date.fromisoformat(last)


def test_a_period_beyond_every_calendar_is_refused_in_words():
    for period in ("P99999Y", "P99999M", "P99999W"):
        with pytest.raises(ClockError, match="beyond"):
            last_day(date(9999, 12, 1), Period.parse(period))


def test_the_documentation_names_every_value_in_force_with_article_and_mark():
    page = (Path(__file__).parents[5] / "docs" / "legal-clock.md").read_text(encoding="utf-8").splitlines()
    words = {True: "yes", False: "no"}
    for rule in RULES.rows:
        if rule.valid_to is None:
            value = words[rule.value] if isinstance(rule.value, bool) else rule.value
            assert (
                f"| `{rule.name}` | {value} | {rule.article.ko} | {rule.valid_from} | {rule.mark} |" in page
            )
