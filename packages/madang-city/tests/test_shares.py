"""Shares in the city are those of the source tables: quickly in a town, closely in the full city."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pytest
from madang_city import REFERENCE_DATE, City, Person
from madang_city.tables import foreigners, given_names, households, population, trades
from madang_city.tables.surnames import SURNAMES


@dataclass(frozen=True)
class Sample:
    """A city and how many percentage points a share may be off in it."""

    city: City
    points: float


@pytest.fixture(params=["town", pytest.param("city", marks=pytest.mark.long)])
def sample(request: pytest.FixtureRequest) -> Sample:
    city: City = request.getfixturevalue(request.param)
    return Sample(city, {"town": 1.2, "city": 0.5}[request.param])


def age(person: Person) -> int:
    today = REFERENCE_DATE
    return (
        today.year
        - person.birth_date.year
        - ((today.month, today.day) < (person.birth_date.month, person.birth_date.day))
    )


def shares(counts: Counter[object]) -> dict[object, float]:
    total = counts.total()
    return {key: 100 * count / total for key, count in counts.items()}


def test_ages_of_men_and_women(sample: Sample) -> None:
    for sex, column in (("M", 2), ("F", 3)):
        found = shares(
            Counter(min(age(person) // 10 * 10, 70) for person in sample.city.persons() if person.sex == sex)
        )
        for row in population.AGE_SEX:
            assert found[row[0]] == pytest.approx(row[column] / 100, abs=sample.points / 2), (sex, row)


def test_men_and_women(sample: Sample) -> None:
    found = shares(Counter(person.sex for person in sample.city.persons()))
    assert found["M"] == pytest.approx(population.MEN_PER_100000 / 1000, abs=0.2)


def test_ages_of_fifteen_and_sixty_five_and_over(sample: Sample) -> None:
    ages = [age(person) for person in sample.city.persons()]
    assert 100 * sum(a < 15 for a in ages) / len(ages) == pytest.approx(10.67, abs=sample.points / 2)
    assert 100 * sum(a >= 65 for a in ages) / len(ages) == pytest.approx(20.03, abs=sample.points / 2)


def test_sizes_of_households(sample: Sample) -> None:
    counts = Counter(min(household.size, 5) for household in sample.city.households())
    found = shares(counts)
    for size, per_thousand in households.SIZES.items():
        assert found[size] == pytest.approx(per_thousand / 10, abs=sample.points / 2)
    assert sample.city.size / counts.total() == pytest.approx(2.21, abs=0.02)


def test_kinds_of_households(sample: Sample) -> None:
    found = shares(Counter(household.kind for household in sample.city.households()))
    wanted: Counter[str] = Counter()
    for (kind, _), share in households.KINDS.items():
        wanted[kind] += share
    # mothers and fathers follow the ages of those who are left; together they are exact
    for total in (wanted, found):
        total["lone"] = total.pop("mother_children") + total.pop("father_children")
    for kind, share in wanted.items():
        assert found[kind] == pytest.approx(share / 100, abs=sample.points / 2), kind


def test_ages_of_those_who_live_alone(sample: Sample) -> None:
    alone = {h.head_id for h in sample.city.households() if h.kind == "one_person"}
    ages = [age(person) for person in sample.city.persons() if person.person_id in alone]
    for (first, last), percent in households.LIVING_ALONE_PUBLISHED.items():
        found = 100 * sum(first <= a <= last for a in ages) / len(ages)
        assert found == pytest.approx(percent, abs=sample.points)


def test_marital_status_of_adults(sample: Sample) -> None:
    adults = [p for p in sample.city.persons() if age(p) >= 18 and p.nationality == "KR"]
    found = shares(Counter("parted" if p.marital in ("widowed", "divorced") else p.marital for p in adults))
    for status, percent in population.PUBLISHED_MARITAL.items():
        assert found[status] == pytest.approx(percent, abs=sample.points + 1.2), status
    thirties = [p for p in adults if 30 <= age(p) < 40]
    single = 100 * sum(p.marital == "single" for p in thirties) / len(thirties)
    assert single == pytest.approx(51.3, abs=sample.points + 2.0)


def test_surnames(sample: Sample) -> None:
    found = shares(Counter(p.family_name for p in sample.city.persons() if p.nationality == "KR"))
    total = sum(people for _, _, people in SURNAMES)
    for name, _, people in SURNAMES[:30]:
        # surnames run in families, which makes their shares waver more than those of single draws
        assert found[name] == pytest.approx(100 * people / total, abs=sample.points * 1.2), name
    assert found["김"] > found["이"] > found["박"] > found["최"]


def test_popular_given_names_of_their_time(sample: Sample) -> None:
    koreans = [p for p in sample.city.persons() if p.nationality == "KR"]
    eras = [*given_names.ERAS[1:], None]
    for era, following in zip(given_names.ERAS, eras, strict=True):
        for sex, names in (("M", era.men), ("F", era.women)):
            end = following.since if following else 3000
            born = [p.given_name for p in koreans if p.sex == sex and era.since <= p.birth_date.year < end]
            popular = names.popular.split()
            wanted = sum(map(int, popular[1::2])) / 100
            found = 100 * sum(name in set(popular[::2]) for name in born) / len(born)
            # three standard deviations of a draw of so many
            slack = 3 * (wanted * (100 - wanted) / len(born)) ** 0.5
            assert found == pytest.approx(wanted, abs=slack + 0.5), (era.since, sex)


def test_foreigners(sample: Sample) -> None:
    people = list(sample.city.persons())
    abroad = [p for p in people if p.nationality != "KR"]
    assert 1000 * len(abroad) / len(people) == pytest.approx(foreigners.PER_THOUSAND, abs=2)
    found = shares(Counter(p.nationality for p in abroad))
    for nation, per_thousand in foreigners.NATIONALITIES[:4]:
        # whole households share a nationality
        assert found[nation] == pytest.approx(per_thousand / 10, abs=8 * sample.points), nation
    assert sum(p.sex == "M" for p in abroad) > len(abroad) / 2


def test_dwellings(sample: Sample) -> None:
    kinds = {address.address_id: address.kind for address in sample.city.addresses()}
    found = shares(Counter(kinds[household.address_id] for household in sample.city.households()))
    assert found["apartment"] == pytest.approx(53.1, abs=sample.points)


def test_firms_and_their_owners(sample: Sample) -> None:
    firms = list(sample.city.firms())
    assert 100_000 * len(firms) / sample.city.size == pytest.approx(trades.FIRMS_PER_100000, rel=0.01)
    found = shares(Counter(firm.section for firm in firms))
    for section in trades.SECTIONS:
        assert found.get(section.letter, 0) == pytest.approx(section.per_thousand / 10, abs=sample.points)
    people = {person.person_id: person for person in sample.city.persons()}
    owners = [people[firm.owner_id] for firm in firms]
    women = 1000 * sum(owner.sex == "F" for owner in owners) / len(owners)
    assert women == pytest.approx(trades.WOMEN_OWNERS, abs=5)
    for first, last, per_thousand in trades.OWNER_AGES:
        share = 1000 * sum(first <= age(owner) <= last for owner in owners) / len(owners)
        assert share == pytest.approx(per_thousand, abs=10)
    few = 100 * sum(firm.workers <= 4 for firm in firms) / len(firms)
    assert few == pytest.approx(86.4, abs=sample.points)
