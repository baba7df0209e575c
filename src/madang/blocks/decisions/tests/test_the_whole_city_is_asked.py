"""Whom a change touches: by age, income and area; of the whole city in a job, kept for the question it answers."""

from __future__ import annotations

import random
import re
from collections import Counter
from datetime import date
from typing import Any

import madang_city
import pytest
from django.db import connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from madang.blocks.decisions import actions, populations
from madang.blocks.decisions.demo.load import RENT_CHANGE, elders_from_70, rent_up_to_75_percent, source_of
from madang.blocks.decisions.errors import Unfit
from madang.blocks.decisions.jobs import count_city
from madang.blocks.decisions.models import Better, Counting, DatedParameter, DecisionModel, ModelVersion
from madang.blocks.decisions.queries import counted
from madang.blocks.decisions.queries.answers import Ready, ready
from madang.blocks.decisions.queries.completing import OUTCOMES, outcome
from madang.blocks.decisions.queries.counted import Question
from madang.blocks.decisions.queries.touching import Touched, touched
from madang.blocks.identity.models import Account

from .conftest import FEE, RENT, proposed

OWNS_NO_HOME = {"무주택": True}
FEW = 500


@pytest.fixture(autouse=True)
def no_large_city(monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole city is 3,000 people here; the real size is measured by hand (README)."""
    monkeypatch.setattr(populations, "WHOLE", 3_000)


@pytest.fixture(autouse=True)
def no_jobs_of_other_tests(db: None) -> None:
    """Begin with an empty queue: its tables are no models of Django's, so no test that commits empties them."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


def versions(
    model: DecisionModel, drafter: Account, xml: bytes, day: date
) -> tuple[ModelVersion, ModelVersion]:
    return ModelVersion.objects.get(model=model, number=1), proposed(model, drafter, xml, day)


def one_by_one(before: Ready, after: Ready, assumed: dict[str, Any], better: Better) -> Counter[str]:
    """What the columns must equal: everybody asked by themselves, from the records of the city."""
    city = madang_city.generate(FEW, populations.SEED)
    districts = {each.address_id: each.district_name for each in city.addresses()}
    homes = {each.household_id: each for each in city.households()}
    found: Counter[str] = Counter()
    for person in city.persons():
        home, born = homes[person.household_id], person.birth_date
        day = before.day
        facts = {
            "나이": day.year - born.year - ((day.month, day.day) < (born.month, born.day)),
            "성별": {"F": "여성", "M": "남성"}[person.sex],
            "생년월일": born.isoformat(),
            "가구원 수": home.size,
            "거주 시": "하늘시",
            "거주 구": districts[home.address_id],
            "소득": person.earned,
            "월 소득": person.earned // 12,
            "가구 소득": home.income,
            "가구 월 소득": home.income // 12,
        } | assumed
        ways = [{}] if assumed else [{"무주택": each} for each in (True, False, None)]
        effects = set()
        for way in ways:
            values = [
                each.answer(
                    {name: told for name, told in (facts | way).items() if name in each.asked}, ask=False
                ).value
                for each in (before, after)
            ]
            effects.add(outcome(*values, better))
        found[
            effects.pop() if len(effects) == 1 else "may_gain" if effects == {"gain", "same"} else "unknown"
        ] += 1
    return found


@pytest.mark.parametrize("assumed", [OWNS_NO_HOME, {}])
def test_columns_count_as_asking_everybody_does(
    rent: DecisionModel, drafter: Account, assumed: dict[str, Any]
) -> None:
    one, other = (
        ready(each, RENT_CHANGE) for each in versions(rent, drafter, rent_up_to_75_percent(), RENT_CHANGE)
    )
    found = touched(one, other, assumed, Better.MORE, people=FEW)
    assert found is not None
    assert found.all.as_data() == dict.fromkeys(OUTCOMES, 0) | one_by_one(one, other, assumed, Better.MORE)
    for part in (found.by_age, found.by_sex, found.by_income, found.by_district):
        for each in OUTCOMES:
            assert sum(getattr(counts, each) for counts in part.values()) == getattr(found.all, each)
    ways = 2 if found.unheld else 1  # whether somebody owns a home, unless all are taken not to
    assert found.asked < 2 * ways * found.people
    assert Touched.of_data(found.as_data()) == found


def test_a_wider_limit_of_income_is_gained_by_the_young_just_above_it(
    rent: DecisionModel, drafter: Account
) -> None:
    one, other = (
        ready(each, RENT_CHANGE) for each in versions(rent, drafter, rent_up_to_75_percent(), RENT_CHANGE)
    )
    found = touched(one, other, OWNS_NO_HOME, Better.MORE)
    assert found is not None and found.unheld == ()
    gaining = {name for name, counts in found.by_income.items() if counts.gain}
    assert gaining and gaining <= {"2", "3", "4"}, "neither the poorest, who have it already, nor the rich"
    assert {name for name, counts in found.by_age.items() if counts.gain} <= {"10–19", "20–29", "30–39"}
    assert len(found.income_tops) == 9 and list(found.income_tops) == sorted(found.income_tops)
    assert set(found.by_district) == {"새벽구", "노을구"}


def test_a_fact_of_another_type_than_the_citys_stays_unknown(fee: DecisionModel, drafter: Account) -> None:
    words = source_of(FEE)
    for before, after in (
        (
            '<variable name="나이" typeRef="만 나이"/></inputData>',
            '<variable name="나이" typeRef="string"/></inputData>',
        ),
        ('<inputExpression typeRef="만 나이"><text>나이', '<inputExpression typeRef="string"><text>나이'),
        ("<text>&gt;= 65</text>", '<text>"old"</text>'),
    ):
        assert before.encode() in words
        words = words.replace(before.encode(), after.encode())
    one, other = (ready(each, RENT_CHANGE) for each in versions(fee, drafter, words, RENT_CHANGE))
    found = touched(one, other, {}, Better.LESS)
    assert found is not None and "나이" in found.unheld


def test_a_proposal_is_counted_in_a_job_and_its_desk_tells_before_it_is_in_force(
    rent: DecisionModel, drafter: Account, desk: Client, judge: Client, client: Client
) -> None:
    version = proposed(rent, drafter, rent_up_to_75_percent(), RENT_CHANGE)
    waiting = version.countings.get()
    (job,) = ProcrastinateJob.objects.filter(task_name="decisions.count_city")
    assert job.args == {"counting": waiting.pk} and waiting.state == "waiting"
    office = f"/decisions/office/versions/{version.pk}/"
    page = judge.get(office).content.decode()
    assert "3,000명에게 묻고 있습니다" in page and "<progress" in page and "끝났는지 보기" in page
    assert 'hx-trigger="every 2s"' in page

    count_city(counting=waiting.pk)
    count_city(counting=waiting.pk)  # safe to run twice
    waiting.refresh_from_db()
    assert (waiting.state, waiting.done, waiting.result["people"]) == ("done", 100, 3_000)
    page = judge.get(office).content.decode()
    assert (
        "하늘시의 3,000명에게 두 판을 물었습니다" in page
        and "소득 십분위" in page
        and "hx-trigger" not in page
    )
    assert client.get(f"/decisions/models/{RENT}/").status_code == 200


def test_the_drafter_asks_the_city_under_an_assumption_and_everybody_reads_what_was_counted(
    rent: DecisionModel, drafter: Account, reviewer: Account, desk: Client, client: Client
) -> None:
    version = actions.draft(drafter, rent, xml=rent_up_to_75_percent(), note_="개정")
    query = f"before=1&after=2&day={RENT_CHANGE}&f0=true"
    page = desk.get(f"/decisions/models/{RENT}/compare/?{query}").content.decode()
    assert "하늘시의 2,000명에게" in page and "하늘시 3,000명 모두에게 묻기" in page
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)">', page))
    assert hidden | {"f0": "true"} == {
        **hidden,
        "before": "1",
        "after": "2",
        "day": str(RENT_CHANGE),
        "f0": "true",
    }

    path = f"/decisions/office/models/{RENT}/count/"
    assert client.post(path, hidden).status_code == 302 and not Counting.objects.exists()
    answer = desk.post(path, hidden)
    assert answer["Location"].startswith(f"/decisions/models/{RENT}/compare/?") and answer[
        "Location"
    ].endswith("#city")
    desk.post(path, hidden)
    row = Counting.objects.get()
    assert ProcrastinateJob.objects.filter(task_name="decisions.count_city").count() == 1, (
        "one question, one job"
    )
    assert row.assumed == OWNS_NO_HOME
    assert "묻고 있습니다" in desk.get(answer["Location"]).content.decode()

    count_city(counting=row.pk)
    plain = desk.get(f"/decisions/models/{RENT}/compare/?before=1&after=2").content.decode()
    assert "도시 전체에 물어 둔 다른 견주기" in plain and "무주택: 예" in plain
    assert f"/compare/?before=1&amp;after=2&amp;day={RENT_CHANGE}&amp;f0=true#city" in plain
    counted_page = desk.get(answer["Location"]).content.decode()
    bands = [counted_page.index(f">{band}<") for band in ("0–9", "10–19", "70–79", "80+")]
    assert bands == sorted(bands)
    assert "하늘시의 3,000명에게" in desk.get(answer["Location"]).content.decode()
    actions.propose(drafter, version, valid_from=RENT_CHANGE)
    assert Counting.objects.count() == 1, "the drafter had it counted: the proposal asks no second time"
    actions.approve(reviewer, version)
    public = client.get(answer["Location"]).content.decode()
    assert "하늘시의 3,000명에게" in public and "모두에게 묻기" not in public


def test_changed_figures_are_another_question(
    rent: DecisionModel, median: DatedParameter, drafter: Account, reviewer: Account
) -> None:
    one, other = versions(rent, drafter, rent_up_to_75_percent(), RENT_CHANGE)
    question = Question(one, other, RENT_CHANGE, OWNS_NO_HOME)
    waiting = counted.kept(question)
    assert waiting is not None
    before = Question(one, other, date(2026, 2, 1), {}).digest()
    change = actions.propose_parameters(
        drafter,
        median,
        rows=[(["1"], "2700000")],
        valid_from=date(2027, 1, 1),
        article="고시",
        note_="새 고시",
    )
    actions.approve_parameters(reviewer, change)
    assert counted.kept(question) is None
    assert Question(one, other, date(2026, 2, 1), {}).digest() == before, (
        "figures of other days count for nothing"
    )

    # The job of the old question says in both languages why it counted nothing, and may be asked for again.
    count_city(counting=waiting.pk)
    waiting.refresh_from_db()
    assert waiting.state == "failed"
    assert "기준값이 바뀌었습니다" in waiting.fault["ko"] and "figures changed" in waiting.fault["en"]


def test_a_count_that_takes_too_long_says_so_and_can_be_asked_for_again(
    rent: DecisionModel, drafter: Account, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = proposed(rent, drafter, rent_up_to_75_percent(), RENT_CHANGE)
    row = version.countings.get()
    monkeypatch.setattr("madang.blocks.decisions.actions.counting.MOST_SECONDS", -1.0)
    count_city(counting=row.pk)
    row.refresh_from_db()
    assert row.state == "failed" and "too long" in row.fault["en"]
    page = desk.get(
        f"/decisions/models/{RENT}/compare/?before=1&after=2&day={RENT_CHANGE}&f0=true"
    ).content.decode()
    assert "너무 오래 걸려" in page and "모두에게 묻기" in page
    assert "너무 오래 걸려" in desk.get(f"/decisions/office/versions/{version.pk}/").content.decode()
    again = actions.ask_the_city(drafter, Question(row.before, row.after, row.day, row.assumed))
    assert (again.pk, again.state) == (row.pk, "waiting")


def test_an_assumption_that_does_not_fit_is_refused_by_name(fee: DecisionModel, drafter: Account) -> None:
    one, other = versions(fee, drafter, elders_from_70(), RENT_CHANGE)
    for assumed in ({"무엇": 1}, {"재난 피해": "yes"}):
        with pytest.raises(Unfit) as refused:
            actions.ask_the_city(drafter, Question(one, other, RENT_CHANGE, assumed))
        assert refused.value.field == next(iter(assumed))


def test_ages_are_whole_years_on_every_day(db: None) -> None:
    city = populations.city()
    people = list(madang_city.generate(populations.SMALL, populations.SEED).persons())
    for day in (date(2026, 1, 1), date(2026, 2, 28), date(2028, 2, 29), date(2027, 12, 31)):
        ages = city.ages(day)
        for place in random.Random(1).sample(range(len(people)), 300):
            born = people[place].birth_date
            assert ages[place] == day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def test_tenths_hold_as_many_people_each_and_a_household_is_in_one(db: None) -> None:
    city = populations.city()
    sizes = Counter(city.decile.tolist())
    assert set(sizes) == set(range(10))
    assert all(abs(count - len(city) / 10) < len(city) / 50 for count in sizes.values())
