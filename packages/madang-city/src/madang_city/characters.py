"""The cast of the demo: named people who live in every Haneul-si with the same ids, numbers and offices.

They are for sign-ins, docs and tests. Their households come first (``household_id`` from 1) and their
``person_id`` follow the order below; only their addresses depend on the size of the city.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from datetime import date

from madang_city.cast import CAST, MEMBERS, OWNER, Member
from madang_city.naming import NameBook
from madang_city.population import FEMALE, MALE
from madang_city.records import Character
from madang_city.residents import HOUSEHOLD_KINDS, MARITALS, RELATIONS, Households, Residents
from madang_city.tables.foreigners import NATIONALITIES
from madang_city.tables.surnames import SURNAMES


def tails() -> dict[int, int]:
    """Person (from 0) -> last six digits of the number."""
    return {place: member.tail for place, member in enumerate(MEMBERS)}


def characters() -> Iterator[Character]:
    """Those of the cast who have a sign-in."""
    for place, member in enumerate(MEMBERS):
        if member.key:
            yield Character(
                key=member.key,
                login=f"{member.key.replace('_', '-')}@haneul.example",
                person_id=place + 1,
                name=_shown(member),
                role=member.role,
                body_code=f"HN{member.office:05d}" if member.role else None,
                firm_id=1 if place == OWNER else None,
                story=member.story,
            )


def with_cast(
    people: Residents, households: Households, book: NameBook
) -> tuple[Residents, Households, NameBook]:
    """The city with the cast before everybody else; ``people`` lie in the order of ``households``."""
    count = len(MEMBERS)
    born = array("i", [date.fromisoformat(member.born).toordinal() for member in MEMBERS])
    sexes = bytes(MALE if member.sex == "M" else FEMALE for member in MEMBERS)
    nations = [code for code, _ in NATIONALITIES]
    result = Residents(born + people.born, bytearray(sexes) + people.sex)
    result.marital = bytearray(MARITALS.index(member.marital) for member in MEMBERS) + people.marital
    result.relation = bytearray(RELATIONS.index(member.relation) for member in MEMBERS) + people.relation
    result.nationality = (
        bytearray(
            0 if member.nationality == "KR" else nations.index(member.nationality) + 1 for member in MEMBERS
        )
        + people.nationality
    )
    result.father = array("i", [m.father for m in MEMBERS]) + _moved(people.father, count)
    result.mother = array("i", [m.mother for m in MEMBERS]) + _moved(people.mother, count)
    result.spouse = array("i", [m.spouse for m in MEMBERS]) + _moved(people.spouse, count)
    result.namesake = array("i", [m.father for m in MEMBERS]) + _moved(people.namesake, count)
    all_households = Households()
    taken = 0
    for kind, members in CAST:
        all_households.add(HOUSEHOLD_KINDS.index(kind), range(taken, taken + len(members)))
        taken += len(members)
    for household in range(len(households)):
        all_households.add(households.kind[household], range(taken, taken + len(households.of(household))))
        taken += len(households.of(household))
    for household in range(len(all_households)):
        for person in range(all_households.first[household], all_households.first[household + 1]):
            result.household[person] = household
    return result, all_households, _names_with_cast(book)


def _names_with_cast(book: NameBook) -> NameBook:
    surnames = {name: place for place, (name, _, _) in enumerate(SURNAMES)}
    pool = {name: place for place, name in enumerate(book.pool)}
    surname, given = array("h"), array("i")
    latin: dict[int, tuple[str, str]] = {}
    for place, member in enumerate(MEMBERS):
        if member.nationality != "KR":
            family, _, rest = member.name.partition("/")
            latin[place] = (family, rest)
            surname.append(-1)
            given.append(-1)
            continue
        family, rest = member.name.split()
        surname.append(surnames[family])
        given.append(pool.setdefault(rest, len(pool)))
    latin.update((person + len(MEMBERS), name) for person, name in book.latin.items())
    return NameBook(surname + book.surname, given + book.given, list(pool), latin)


def _moved(column: array[int], by: int) -> array[int]:
    return array("i", [value + by if value >= 0 else value for value in column])


def _shown(member: Member) -> str:
    return member.name.replace("/", " ") if member.nationality != "KR" else member.name.replace(" ", "")
