"""Marriage, foreign residents and kin who live elsewhere in the city."""

from __future__ import annotations

from madang_city.draws import Lottery, Stream
from madang_city.matching import YEAR, Families
from madang_city.population import FEMALE, MALE, age_of
from madang_city.residents import (
    DIVORCED,
    HOUSEHOLD_KINDS,
    KOREAN,
    MARRIED,
    NOBODY,
    OTHER,
    PARENT,
    SINGLE,
    WIDOWED,
    Households,
    Residents,
)
from madang_city.tables import foreigners
from madang_city.tables import population as table

_ONE, _COUPLE, _CHILDREN, _SIBLINGS, _UNRELATED = (
    HOUSEHOLD_KINDS.index(kind)
    for kind in ("one_person", "couple", "couple_children", "siblings", "unrelated")
)
_WORKING_AGE = range(19, 65)
_NEAR_PARENTS = 0.45
"""Share of grown-up people whose parents, if alive, live in the city too (set by us)."""


def settle_marriages(people: Residents, positions: dict[str, list[int]], stream: Stream) -> None:
    """Give everybody a marital status that fits age, sex and the position in the household."""
    unit = stream.unit
    for name, members in positions.items():
        for person in members:
            if people.spouse[person] != NOBODY:
                people.marital[person] = MARRIED
                continue
            age, sex = age_of(people.born[person]), people.sex[person]
            if name in ("alone", "sibling", "unrelated"):
                never = _percent(table.NEVER_MARRIED, age, sex)
            elif name in ("child", "grandchild"):
                never = 100 if age < 30 else 94
            else:
                never = 10 if name in ("father", "mother") and age < 50 else 0
            if unit() * 100 < never:
                people.marital[person] = SINGLE
            elif unit() * 100 < table.APART:
                people.marital[person] = MARRIED
            else:
                widowed = unit() * 100 < _percent(table.WIDOWED, age, sex)
                people.marital[person] = WIDOWED if widowed else DIVORCED


def settle_foreigners(people: Residents, households: Households, stream: Stream) -> None:
    """Make some residents foreigners: people alone, who share a dwelling, families, and one of a couple."""
    nations = Lottery([share for _, share in foreigners.NATIONALITIES])
    left = (len(people) * foreigners.PER_THOUSAND + 500) // 1000
    quotas = {"alone": 40, "shared": 20, "family": 24, "wife": 13, "husband": 3}
    room = {name: left * percent / 100 for name, percent in quotas.items()}
    order = list(range(len(households)))
    stream.shuffle(order)
    for household in order:
        members = list(households.of(household))
        kind = households.kind[household]
        if _has_korean_kin(people, members, kind):
            continue
        ages = [age_of(people.born[person]) for person in members]
        if ages[0] not in _WORKING_AGE:
            continue
        chosen: list[int] = []
        if kind == _ONE and room["alone"] >= 1:
            # most who come alone are young, and men
            if stream.unit() < (0.9 if ages[0] < 40 else 0.5) * (0.55 if people.sex[members[0]] else 1.0):
                chosen, name = members, "alone"
        elif kind in (_SIBLINGS, _UNRELATED) and room["shared"] >= len(members) and stream.unit() < 0.7:
            chosen, name = members, "shared"
        elif kind in (_COUPLE, _CHILDREN) and ages[0] < 55:
            if room["family"] >= len(members) and stream.unit() < 0.3:
                chosen, name = members, "family"
            elif room["wife"] >= 1:
                chosen, name = [person for person in members[:2] if people.sex[person] == FEMALE], "wife"
            elif room["husband"] >= 1:
                chosen, name = [person for person in members[:2] if people.sex[person] == MALE], "husband"
        if chosen:
            room[name] -= len(chosen)
            nation = nations.draw(stream) + 1
            for person in chosen:
                people.nationality[person] = nation


def _has_korean_kin(people: Residents, members: list[int], kind: int) -> bool:
    """Whether parents of a couple, or others who are no children, belong to the household."""
    if kind == _UNRELATED:
        return False
    return any(
        people.relation[person] in (PARENT, OTHER)
        or (people.spouse[person] >= 0 and (people.father[person] >= 0 or people.mother[person] >= 0))
        for person in members
    )


def link_kin(people: Residents, stream: Stream) -> None:
    """Find parents in other households for grown-up people who live without theirs."""
    families, buckets, room = _elder_families(people, stream)
    grown = [
        person
        for person in range(len(people))
        if people.father[person] == NOBODY
        and people.mother[person] == NOBODY
        and people.nationality[person] == KOREAN
        and people.namesake[person] == NOBODY
        and 22 <= age_of(people.born[person]) < 66
    ]
    stream.shuffle(grown)
    for person in grown:
        if stream.unit() >= _NEAR_PARENTS:
            continue
        born = people.born[person]
        year = int((born - stream.bell(28.0, 3.6) * YEAR) / YEAR)
        family = _find_family(people, families, buckets, room, person, year, stream)
        if family < 0:
            continue
        father, mother = families.father[family], families.mother[family]
        siblings = families.children[family]
        people.father[person], people.mother[person] = father, mother
        if father >= 0:
            people.namesake[person] = father
        elif siblings:
            people.namesake[person] = siblings[0]
        siblings.append(person)
        room[family] -= 1


def _elder_families(people: Residents, stream: Stream) -> tuple[Families, dict[int, list[int]], list[int]]:
    """Koreans who may have grown-up children, by year of the mother's birth, and how many more they have."""
    families = Families(people.born)
    room: list[int] = []
    buckets: dict[int, list[int]] = {}
    children: dict[int, list[int]] = {}
    for person in range(len(people)):
        for parent in (people.father[person], people.mother[person]):
            if parent >= 0:
                children.setdefault(parent, []).append(person)
    for person in range(len(people)):
        spouse = people.spouse[person]
        if people.nationality[person] != KOREAN or people.marital[person] == SINGLE:
            continue
        if spouse >= 0 and (people.sex[person] == MALE or people.nationality[spouse] != KOREAN):
            continue  # a couple is noted once, with the wife
        if age_of(people.born[person]) < 45:
            continue
        if people.sex[person] == FEMALE:
            family, year = families.add(spouse, person), int(people.born[person] / YEAR)
        else:
            family, year = families.add(person, NOBODY), int(people.born[person] / YEAR + 2.5)
        families.children[family] = list(children.get(person, ()))
        more = max(0, stream.between(0, 3) - len(families.children[family]) // 2)
        room.append(more)
        if more:
            buckets.setdefault(year, []).append(family)
    return families, buckets, room


def _find_family(
    people: Residents,
    families: Families,
    buckets: dict[int, list[int]],
    room: list[int],
    person: int,
    year: int,
    stream: Stream,
) -> int:
    spouse = people.spouse[person]
    for shift in (0, -1, 1, -2, 2, -3, 3):
        bucket = buckets.get(year + shift, [])
        for _ in range(min(3, len(bucket))):
            place = stream.below(len(bucket))
            family = bucket[place]
            if room[family] == 0:
                bucket[place] = bucket[-1]
                bucket.pop()
                if not bucket:
                    break
                continue
            father, mother = families.father[family], families.mother[family]
            if spouse >= 0 and (
                (father >= 0 and people.father[spouse] == father)
                or (mother >= 0 and people.mother[spouse] == mother)
            ):
                continue  # brother and sister do not marry
            if families.accepts(family, people.born[person]):
                return family
    return -1


def _percent(bands: tuple[tuple[int, int, int, int], ...], age: int, sex: int) -> int:
    for first, last, *by_sex in bands:
        if first <= age <= last:
            return by_sex[sex]
    raise ValueError(f"no row for the age {age} in {bands!r}")
