"""Families could be real: ages, kin and households fit together in a city of any size and seed."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

import madang_city
from hypothesis import given, settings
from hypothesis import strategies as st
from madang_city import City, Person

YEAR = 365.2425
cities = st.builds(madang_city.generate, st.integers(madang_city.SMALLEST, 2_500), seed=st.integers(0, 2**31))


def everybody(city: City) -> dict[int, Person]:
    return {person.person_id: person for person in city.persons()}


def years(older: Person, younger: Person) -> float:
    return (younger.birth_date - older.birth_date).days / YEAR


@settings(max_examples=15, deadline=None)
@given(cities)
def test_a_city_has_exactly_the_people_asked_for(city: City) -> None:
    people = list(city.persons())
    assert len(people) == city.size
    assert [person.person_id for person in people] == list(range(1, city.size + 1))


@settings(max_examples=15, deadline=None)
@given(cities)
def test_parents_are_older_than_their_children_by_a_sane_gap(city: City) -> None:
    people = everybody(city)
    for person in people.values():
        if person.mother_id is not None:
            mother = people[person.mother_id]
            assert mother.sex == "F"
            assert 17 <= years(mother, person) <= 50
        if person.father_id is not None:
            father = people[person.father_id]
            assert father.sex == "M"
            assert 17 <= years(father, person) <= 67


@settings(max_examples=10, deadline=None)
@given(cities)
def test_brothers_and_sisters_are_not_born_within_ten_months(city: City) -> None:
    births = defaultdict(list)
    for person in city.persons():
        if person.mother_id is not None:
            births[person.mother_id].append(person.birth_date)
    for days in births.values():
        days.sort()
        assert all((later - earlier).days >= 300 for earlier, later in pairwise(days))


@settings(max_examples=10, deadline=None)
@given(cities)
def test_marriages_are_mutual_between_adults_and_never_between_siblings(city: City) -> None:
    people = everybody(city)
    for person in people.values():
        if person.spouse_id is None:
            continue
        spouse = people[person.spouse_id]
        assert spouse.spouse_id == person.person_id
        assert {person.sex, spouse.sex} == {"M", "F"}
        assert person.marital == "married"
        assert person.household_id == spouse.household_id
        assert years(person, max(people.values(), key=lambda other: other.birth_date)) > 18
        for one, other in ((person.father_id, spouse.father_id), (person.mother_id, spouse.mother_id)):
            assert one is None or one != other


@settings(max_examples=10, deadline=None)
@given(cities)
def test_each_person_is_in_exactly_one_household_and_each_household_has_one_head(city: City) -> None:
    members = defaultdict(list)
    for person in city.persons():
        members[person.household_id].append(person)
    households = list(city.households())
    assert set(members) == {household.household_id for household in households}
    for household in households:
        inside = members[household.household_id]
        assert len(inside) == household.size
        assert [person.person_id for person in inside if person.relation == "head"] == [household.head_id]
        assert Counter(person.relation for person in inside)["spouse"] <= 1
        # nobody heads a household as a child
        assert inside[0].birth_date.year <= madang_city.REFERENCE_DATE.year - 18


@settings(max_examples=10, deadline=None)
@given(cities)
def test_relations_within_a_household_agree_with_kinship(city: City) -> None:
    people = everybody(city)
    heads = {household.household_id: people[household.head_id] for household in city.households()}
    for person in people.values():
        head = heads[person.household_id]
        couple = {head.person_id, head.spouse_id}
        if person.relation == "spouse":
            assert person.spouse_id == head.person_id
        elif person.relation == "child":
            assert {person.father_id, person.mother_id} & couple
        elif person.relation == "parent":
            partner = people[head.spouse_id] if head.spouse_id else head
            assert person.person_id in {head.father_id, head.mother_id, partner.father_id, partner.mother_id}


def test_the_kinships_are_those_of_the_persons(small: City) -> None:
    from_persons = set()
    for person in small.persons():
        for kind, kin in (("father", person.father_id), ("mother", person.mother_id)):
            if kin is not None:
                from_persons.add((person.person_id, kin, kind))
        if person.spouse_id is not None and person.spouse_id > person.person_id:
            from_persons.add((person.person_id, person.spouse_id, "spouse"))
    listed = [(kin.person_id, kin.kin_id, kin.kind) for kin in small.kinships()]
    assert len(listed) == len(set(listed))
    assert set(listed) == from_persons


def test_some_grown_up_people_have_parents_in_another_household(small: City) -> None:
    people = everybody(small)
    apart = [
        person
        for person in people.values()
        if person.mother_id is not None and people[person.mother_id].household_id != person.household_id
    ]
    assert len(apart) > small.size // 20


def test_children_bear_the_name_of_their_father(town: City) -> None:
    people = everybody(town)
    checked = 0
    for person in people.values():
        if person.nationality == "KR" and person.father_id is not None:
            father = people[person.father_id]
            if father.nationality == "KR":
                assert person.family_name == father.family_name
                checked += 1
    assert checked > 1_000


def test_nobody_under_age_is_married_or_lives_alone(town: City) -> None:
    sizes = {household.household_id: household.size for household in town.households()}
    for person in town.persons():
        if person.birth_date.year > madang_city.REFERENCE_DATE.year - 18:
            assert person.marital == "single"
            assert sizes[person.household_id] > 1
