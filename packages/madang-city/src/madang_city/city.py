"""Haneul-si as a whole: made once, read as often as wanted."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from datetime import date

from madang_city import characters, plan
from madang_city.bodies import settle_bodies
from madang_city.buildings import Streets, build_streets
from madang_city.cast import MEMBERS
from madang_city.draws import Stream
from madang_city.families import Builder
from madang_city.firms import Firms, firms_for, found_firms
from madang_city.incomes import Incomes, draw_incomes
from madang_city.lives import link_kin, settle_foreigners, settle_marriages
from madang_city.naming import NameBook, name_everybody
from madang_city.numbers import mark_of, mix, mobile, resident_number, tails
from madang_city.officials import appoint
from madang_city.population import age_of, draw_births
from madang_city.positions import assign, plan_households
from madang_city.records import (
    RECORDS,
    REFERENCE_DATE,
    Address,
    Body,
    Character,
    DongPair,
    Firm,
    Household,
    Job,
    Kinship,
    Official,
    Person,
    Record,
    Region,
    Road,
    Sex,
)
from madang_city.residents import HOUSEHOLD_KINDS, MARITALS, RELATIONS, Households, Residents
from madang_city.romanise import romanise
from madang_city.tables.foreigners import NATIONALITIES
from madang_city.tables.surnames import SURNAMES

SIZES = {"small": 2_000, "city": 100_000}
"""Named sizes -> people."""
SMALLEST, LARGEST = 300, 5_000_000
_SEXES: tuple[Sex, Sex] = ("M", "F")


class SizeError(ValueError):
    """The size asked for is no name of a size and no number of people that a city can have."""

    def __init__(self, size: object) -> None:
        names = ", ".join(SIZES)
        super().__init__(
            f"도시 크기 {size!r}은(는) 쓸 수 없습니다. {names} 또는 {SMALLEST:,}에서 {LARGEST:,} 사이의 "
            f"사람 수를 쓰십시오. / {size!r} is no size of a city: say {names} or a number of people from "
            f"{SMALLEST:,} to {LARGEST:,}."
        )


def people_of(size: int | str) -> int:
    """The number of people a size stands for: a name in SIZES, a number, or digits.

    Raises :class:`SizeError` for anything else.
    """
    if isinstance(size, str) and size in SIZES:
        return SIZES[size]
    if isinstance(size, str) and size.isascii() and size.isdigit():
        size = int(size)
    if isinstance(size, bool) or not isinstance(size, int) or not SMALLEST <= size <= LARGEST:
        raise SizeError(size)
    return size


def generate(size: int | str, seed: int = 2026) -> City:
    """Make a city. The same size and seed make the same city, byte for byte, on every machine.

    The README tells how long it takes. Raises :class:`SizeError` for a size that is not one.
    """
    return City(people_of(size), seed)


class City:
    """An invented city. Every method that returns an iterator starts anew each time it is called."""

    def __init__(self, people: int, seed: int) -> None:
        self.size = people
        self.seed = seed
        residents, households, book = _populate(people, seed)
        self._people: Residents = residents
        self._households: Households = households
        self._book: NameBook = book
        self._tails = tails(residents, characters.tails(), seed)
        self._officials = appoint(residents, Stream(seed, "officials"))
        officials = {official.person_id - 1 for official in self._officials}
        self._streets: Streets = build_streets(households, firms_for(people), Stream(seed, "buildings"))
        self._bodies = settle_bodies(self._streets)
        self._firms: Firms = found_firms(residents, officials, self._streets, Stream(seed, "firms"))
        self._incomes: Incomes = draw_incomes(
            residents, households, self._firms.owners(), self._workers(), Stream(seed, "incomes")
        )

    def regions(self) -> Iterator[Region]:
        """Territories, the one above before those in it."""
        return self._streets.plan.regions()

    def dong_pairs(self) -> Iterator[DongPair]:
        """Which 법정동 and 행정동 overlap."""
        return plan.dong_pairs()

    def roads(self) -> Iterator[Road]:
        """All roads."""
        return iter(self._streets.plan.roads)

    def addresses(self) -> Iterator[Address]:
        """All buildings, by ``address_id``."""
        return self._streets.addresses()

    def households(self) -> Iterator[Household]:
        """All households, by ``household_id``."""
        households, streets = self._households, self._streets
        for place in range(len(households)):
            first = households.first[place]
            yield Household(
                household_id=place + 1,
                kind=HOUSEHOLD_KINDS[households.kind[place]],
                size=households.first[place + 1] - first,
                head_id=first + 1,
                address_id=streets.home[place] + 1,
                unit=streets.unit[place],
                admin_dong_code=plan.admin_code(streets.cell_of(streets.home[place])),
                income=self._incomes.household[place],
            )

    def persons(self) -> Iterator[Person]:
        """Everybody, by ``person_id``; members of a household follow one another, the head first."""
        people = self._people
        for place in range(len(people)):
            yield self._person(place)

    def kinships(self) -> Iterator[Kinship]:
        """Fathers, mothers and spouses of everybody, by ``person_id``."""
        people = self._people
        for place in range(len(people)):
            if people.father[place] >= 0:
                yield Kinship(place + 1, people.father[place] + 1, "father")
            if people.mother[place] >= 0:
                yield Kinship(place + 1, people.mother[place] + 1, "mother")
            if people.spouse[place] > place:
                yield Kinship(place + 1, people.spouse[place] + 1, "spouse")

    def bodies(self) -> Iterator[Body]:
        """Public bodies, each after the one above it."""
        return iter(self._bodies)

    def officials(self) -> Iterator[Official]:
        """Officials, by ``staff_number``."""
        return iter(self._officials)

    def firms(self) -> Iterator[Firm]:
        """Firms, by ``firm_id``."""
        return self._firms.records()

    def jobs(self) -> Iterator[Job]:
        """Who works in which firm, by ``firm_id``, the owner first."""
        return self._firms.jobs()

    def characters(self) -> Iterator[Character]:
        """The named people of the demo, the same in every city."""
        return characters.characters()

    def rows(self, name: str) -> Iterator[Record]:
        """The records of a kind by its name in ``RECORDS``. Raises KeyError for an unknown name."""
        if name not in RECORDS:
            raise KeyError(f"{name!r} is none of {', '.join(RECORDS)}")
        method: Callable[[], Iterator[Record]] = getattr(self, name)
        return method()

    def counts(self) -> dict[str, int]:
        """Rows by name of record."""
        people, marriages = self._people, 0
        for place in range(len(people)):
            marriages += people.spouse[place] > place
        return {
            "regions": sum(1 for _ in self.regions()),
            "dong_pairs": sum(1 for _ in self.dong_pairs()),
            "roads": len(self._streets.plan.roads),
            "addresses": len(self._streets.buildings),
            "households": len(self._households),
            "persons": len(people),
            "kinships": marriages + sum(
                1 for column in (people.father, people.mother) for parent in column if parent >= 0
            ),
            "bodies": len(self._bodies),
            "officials": len(self._officials),
            "firms": len(self._firms),
            "jobs": len(self._firms.workers),
            "characters": sum(1 for _ in self.characters()),
        }  # fmt: skip

    def _workers(self) -> set[int]:
        """Who works: in a firm, or in an office that they have not left."""
        inside = {
            official.person_id - 1
            for official in self._officials
            if official.term_end is None or official.term_end >= REFERENCE_DATE
        }
        return inside.union(self._firms.workers)

    def _person(self, place: int) -> Person:
        people, book = self._people, self._book
        born = date.fromordinal(people.born[place])
        nation = people.nationality[place]
        if nation:
            family, given = book.latin[place]
            latin = f"{family} {given}"
            mailbox = "".join(character for character in latin.split()[0].lower() if character.isalpha())
        else:
            family, roman, _ = SURNAMES[book.surname[place]]
            given = book.pool[book.given[place]]
            given_roman = romanise(given)
            latin = f"{roman} {given_roman}".upper()
            mailbox = f"{given_roman}.{roman.lower()}"
        age = age_of(people.born[place])
        luck = mix(place, self.seed) % 100
        father, mother, spouse = people.father[place], people.mother[place], people.spouse[place]
        return Person(
            person_id=place + 1,
            family_name=family,
            given_name=given,
            latin_name=latin,
            sex=_SEXES[people.sex[place]],
            birth_date=born,
            nationality=NATIONALITIES[nation - 1][0] if nation else "KR",
            resident_number=resident_number(born, mark_of(people, place), self._tails[place]),
            marital=MARITALS[people.marital[place]],
            household_id=people.household[place] + 1,
            relation=RELATIONS[people.relation[place]],
            father_id=father + 1 if father >= 0 else None,
            mother_id=mother + 1 if mother >= 0 else None,
            spouse_id=spouse + 1 if spouse >= 0 else None,
            mobile=mobile(place + 1) if luck < _percent_with_mobile(age) else None,
            email=f"{mailbox}.{place + 1}@haneul.example" if luck < _percent_with_email(age) else None,
            earned=self._incomes.earned[place],
        )


def _populate(size: int, seed: int) -> tuple[Residents, Households, NameBook]:
    """People in the order of their households, the cast first."""
    others = size - len(MEMBERS)
    births = draw_births(others, Stream(seed, "births"))
    households_plan = plan_households(others)
    positions = assign(births, households_plan, Stream(seed, "positions"))
    builder = Builder(births, Stream(seed, "families"))
    builder.build(positions, households_plan)
    people = builder.people
    settle_marriages(people, positions, Stream(seed, "marriages"))
    settle_foreigners(people, builder.households, Stream(seed, "foreigners"))
    link_kin(people, Stream(seed, "kin"))
    shuffled = builder.households.shuffled(Stream(seed, "households"))
    ordered = people.in_order(shuffled.members)
    shuffled.members = array("i", range(others))
    book = name_everybody(ordered, shuffled, Stream(seed, "names"))
    return characters.with_cast(ordered, shuffled, book)


def _percent_with_mobile(age: int) -> int:
    """Set by us: no small child, nearly every grown-up, most of the old."""
    return 0 if age < 7 else 70 if age < 13 else 98 if age < 75 else 88 if age < 85 else 60


def _percent_with_email(age: int) -> int:
    """Set by us: from fourteen years, when one may sign up alone; few of the old."""
    return 0 if age < 14 else 94 if age < 60 else 72 if age < 70 else 40 if age < 80 else 10
