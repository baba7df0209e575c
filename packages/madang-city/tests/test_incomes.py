"""Incomes are those of Korea by age, sex and household, the same for the same seed, and touch nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import madang_city
import pytest
from madang_city import REFERENCE_DATE, City, Household, Person
from madang_city.tables import incomes as table

MONTH = 120_000
"""Ten thousand won a month, in won a year."""


@dataclass(frozen=True)
class Sample:
    """A city, and by how many per cent a mean or points per thousand a share may be off in it."""

    city: City
    percent: float
    points: int


@pytest.fixture(params=["town", pytest.param("city", marks=pytest.mark.long)])
def sample(request: pytest.FixtureRequest) -> Sample:
    city: City = request.getfixturevalue(request.param)
    return Sample(city, *{"town": (9, 70), "city": (6, 65)}[request.param])


def age(person: Person) -> int:
    born, today = person.birth_date, REFERENCE_DATE
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def yearly(households: Iterable[Household]) -> list[float]:
    return [each.income / 10_000 for each in households]


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def classes(values: list[float], bounds: Iterable[int | None]) -> list[int]:
    found, low = [], 0.0
    for bound in bounds:
        high = bound if bound is not None else float("inf")
        found.append(round(1000 * sum(low <= each < high for each in values) / len(values)))
        low = high
    return found


def test_households_have_what_households_have(sample: Sample) -> None:
    everybody = yearly(sample.city.households())
    assert mean(everybody) == pytest.approx(table.HOUSEHOLD_MEAN, rel=sample.percent / 100)
    found = classes(everybody, (bound for bound, _ in table.CLASSES))
    assert found == pytest.approx([share for _, share in table.CLASSES], abs=sample.points)


def test_who_lives_alone_has_less_than_half(sample: Sample) -> None:
    alone = yearly(each for each in sample.city.households() if each.size == 1)
    assert mean(alone) == pytest.approx(table.ONE_PERSON_MEAN, rel=sample.percent / 100)
    found = classes(alone, (bound for bound, _ in table.ONE_PERSON_CLASSES))
    assert found == pytest.approx([share for _, share in table.ONE_PERSON_CLASSES], abs=sample.points)


def test_larger_households_have_more_up_to_four(sample: Sample) -> None:
    by_size = [mean(yearly(h for h in sample.city.households() if h.size == size)) for size in (1, 2, 3, 4)]
    assert by_size == sorted(by_size) and by_size[3] > 3 * by_size[0]


def test_households_have_most_in_their_forties_and_fifties(sample: Sample) -> None:
    heads = {each.head_id: each for each in sample.city.households()}
    people = [each for each in sample.city.persons() if each.person_id in heads]
    for first, last, published in table.MEAN_BY_HEAD[1:]:
        found = mean(yearly(heads[each.person_id] for each in people if first <= age(each) <= last))
        assert found == pytest.approx(published, rel=sample.percent / 100)
    old = mean(yearly(heads[each.person_id] for each in people if age(each) >= 60))
    assert old < 0.7 * table.MEAN_BY_HEAD[1][2]


def test_earnings_follow_age_and_sex(sample: Sample) -> None:
    working = [each for each in sample.city.persons() if each.earned]

    def of(sex: str, decade: int) -> float:
        return mean(
            [each.earned / MONTH for each in working if each.sex == sex and age(each) // 10 == decade]
        )

    for decade, row in zip((2, 3, 4, 5), table.WAGES[1:5], strict=True):
        # Who is married earns more than the mean and who lives alone less, so that households come out right.
        assert of("M", decade) == pytest.approx(row[2], rel=0.25), decade
        assert of("F", decade) == pytest.approx(row[3], rel=0.25), decade
    ratio = mean([e.earned for e in working if e.sex == "M"]) / mean(
        [e.earned for e in working if e.sex == "F"]
    )
    assert ratio == pytest.approx(426 / 279, abs=0.1)


def test_who_works_earns_and_nobody_else(small: City) -> None:
    working = {each.person_id for each in small.jobs()} | {
        each.person_id
        for each in small.officials()
        if each.term_end is None or each.term_end >= REFERENCE_DATE
    }
    assert {each.person_id for each in small.persons() if each.earned} == working


def test_a_household_has_at_least_what_its_people_earn_in_whole_months(small: City) -> None:
    earned: Counter[int] = Counter()
    for person in small.persons():
        assert person.earned % MONTH == 0
        earned[person.household_id] += person.earned
    for household in small.households():
        assert household.income >= earned[household.household_id]
        assert household.income > 0 and household.income % MONTH == 0


def test_the_same_seed_gives_the_same_incomes() -> None:
    one, other, third = (madang_city.generate(500, seed=seed) for seed in (3, 3, 4))

    def incomes(city: City) -> list[tuple[int, ...]]:
        return [tuple(p.earned for p in city.persons()), tuple(h.income for h in city.households())]

    assert incomes(one) == incomes(other) != incomes(third)
