"""The cast of the demo is the same in every city."""

from __future__ import annotations

import madang_city
import pytest
from madang_city import City, Person
from madang_city.records import Role

STAFF: tuple[Role, ...] = (
    "clerk", "phone_agent", "case_officer", "supervisor", "auditor", "editor", "operator", "field_officer",
)  # fmt: skip


def cast(city: City) -> list[Person]:
    last = max(character.person_id for character in city.characters())
    return [person for person in city.persons() if person.person_id <= last]


@pytest.mark.parametrize(("size", "seed"), [(madang_city.SMALLEST, 1), (2_000, 99), (15_000, 0)])
def test_the_cast_does_not_depend_on_size_or_seed(size: int, seed: int, small: City) -> None:
    city = madang_city.generate(size, seed=seed)
    assert list(city.characters()) == list(small.characters())

    def fixed(person: Person) -> tuple[object, ...]:
        return (person.person_id, person.name, person.birth_date, person.resident_number, person.household_id,
                person.relation, person.father_id, person.mother_id, person.spouse_id, person.mobile is None)  # fmt: skip

    assert [fixed(person)[:-1] for person in cast(city)] == [fixed(person)[:-1] for person in cast(small)]
    posts = {official.person_id: (official.body_code, official.role) for official in city.officials()}
    for character in city.characters():
        assert posts.get(character.person_id) == (
            (character.body_code, character.role) if character.role else None
        )


def test_there_is_somebody_for_every_role_and_kind_of_citizen(small: City) -> None:
    by_key = {character.key: character for character in small.characters()}
    for role in STAFF:
        assert by_key[role].role == role
        assert by_key[role].body_code is not None
    assert {"citizen", "elder", "foreigner", "owner", "long_name", "namesake", "rare_syllable"} <= set(by_key)
    assert by_key["citizen"].name == by_key["namesake"].name == "김하늘"
    assert by_key["citizen"].person_id != by_key["namesake"].person_id


def test_the_elder_is_the_mother_of_the_citizen(small: City) -> None:
    by_key = {character.key: character for character in small.characters()}
    citizen = next(p for p in small.persons() if p.person_id == by_key["citizen"].person_id)
    assert citizen.mother_id == by_key["elder"].person_id


def test_the_owner_has_the_first_firm(small: City) -> None:
    owner = next(character for character in small.characters() if character.key == "owner")
    firm = next(small.firms())
    assert (firm.firm_id, firm.owner_id, firm.name) == (owner.firm_id, owner.person_id, "하늘제과")


def test_sign_ins_are_unique_and_at_the_reserved_domain(small: City) -> None:
    logins = [character.login for character in small.characters()]
    assert len(set(logins)) == len(logins)
    assert all(login.endswith("@haneul.example") for login in logins)
