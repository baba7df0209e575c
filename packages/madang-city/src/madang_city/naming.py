"""Names: family names that run through the father's line, given names of their time, names of foreigners."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

from madang_city.draws import Lottery, Stream
from madang_city.population import FEMALE
from madang_city.residents import KOREAN, Households, Residents
from madang_city.tables import foreigners
from madang_city.tables import given_names as table
from madang_city.tables.surnames import SURNAMES

_LAST_YEAR = 2030
_NOT_NAMES = frozenset(table.NOT_NAMES.split())


@dataclass(slots=True)
class NameBook:
    """Names as columns. Koreans: indexes into SURNAMES and ``pool``. Foreigners: (family, given) names."""

    surname: array[int]
    given: array[int]
    pool: list[str] = field(default_factory=list)
    latin: dict[int, tuple[str, str]] = field(default_factory=dict)


class _GivenNames:
    """Draws given names for one sex and era."""

    def __init__(self, names: table.Names, since: int, single: str, pool: dict[str, int]) -> None:
        pairs = names.popular.split()
        popular = pairs[::2]
        shares = [int(share) for share in pairs[1::2]]
        native = next(share for year, share in reversed(table.HANGUL_PER_THOUSAND) if year <= since)
        groups = [
            (table.HANGUL_NAMES.split(), native * 10),
            (single.split(), table.SINGLE_PER_THOUSAND * 10),
            (table.LONG_NAMES.split(), table.LONG_PER_TEN_THOUSAND if since >= 1972 else 0),
            (table.RARE_NAMES.split(), table.RARE_PER_TEN_THOUSAND),
        ]
        self.pool = pool
        self.names = list(popular)
        weights = [share * 100 for share in shares]
        for group, share in groups:
            for place, name in enumerate(group):
                self.names.append(name)
                # the names of a group are listed by frequency
                weights.append(share * 200 * (len(group) - place) // (len(group) * (len(group) + 1)))
        rest = 1_000_000 - sum(weights)
        self.lottery = Lottery([*weights, rest])
        self.popular = frozenset(popular)
        self.first, self.second = names.first.split(), names.second.split()
        self.first_lottery = Lottery([24 // (place + 3) + 6 for place in range(len(self.first))])
        self.second_lottery = Lottery([24 // (place + 3) + 6 for place in range(len(self.second))])

    def draw(self, stream: Stream) -> int:
        """An index into the pool."""
        place = self.lottery.draw(stream)
        if place < len(self.names):
            name = self.names[place]
        else:
            while True:
                first = self.first[self.first_lottery.draw(stream)]
                second = self.second[self.second_lottery.draw(stream)]
                name = first + second
                if first != second and name not in self.popular and name not in _NOT_NAMES:
                    break
        return self.pool.setdefault(name, len(self.pool))


def name_everybody(people: Residents, households: Households, stream: Stream) -> NameBook:
    """Name all residents. No two people of a household have the same name."""
    pool: dict[str, int] = {}
    drawers = _drawers_by_year(pool)
    surnames = Lottery([count for _, _, count in SURNAMES])
    size = len(people)
    book = NameBook(array("h", [-1]) * size, array("i", [-1]) * size)
    for household in range(len(households)):
        taken: set[int] = set()
        latins: set[tuple[str, str]] = set()
        for person in households.of(household):
            if people.nationality[person] != KOREAN:
                latin = _foreign_name(people, book, person, stream)
                while latin in latins:
                    # a large family may use up the names there are: a second given name always helps
                    family, given_names = latin
                    latin = family, f"{given_names} {_foreign_name(people, book, person, stream)[1]}"
                latins.add(latin)
                book.latin[person] = latin
                continue
            _give_surname(people, book, person, surnames, stream)
            year = people.born[person] * 400 // 146_097 + 1
            draw = drawers[people.sex[person]][min(year, _LAST_YEAR)].draw
            given = draw(stream)
            while given in taken:
                given = draw(stream)
            taken.add(given)
            book.given[person] = given
    book.pool = list(pool)
    return book


def _drawers_by_year(pool: dict[str, int]) -> tuple[list[_GivenNames], list[_GivenNames]]:
    result: tuple[list[_GivenNames], list[_GivenNames]] = ([], [])
    eras = [
        (
            era.since,
            _GivenNames(era.men, era.since, table.SINGLE_MEN, pool),
            _GivenNames(era.women, era.since, table.SINGLE_WOMEN, pool),
        )
        for era in table.ERAS
    ]
    for year in range(_LAST_YEAR + 1):
        _, men, women = next((era for era in reversed(eras) if era[0] <= year), eras[0])
        result[0].append(men)
        result[1].append(women)
    return result


def _give_surname(people: Residents, book: NameBook, person: int, surnames: Lottery, stream: Stream) -> None:
    """Follow the line of namesakes to a name that stands, or draw one at its end; all of the line get it."""
    line = [person]
    while book.surname[line[-1]] < 0:
        source = people.namesake[line[-1]]
        if source >= 0 and people.nationality[source] != KOREAN:
            mother = people.mother[line[-1]]
            source = mother if mother >= 0 and people.nationality[mother] == KOREAN else -1
        if source < 0:
            book.surname[line[-1]] = surnames.draw(stream)
            break
        line.append(source)
    for bearer in line:
        book.surname[bearer] = book.surname[line[-1]]


def _foreign_name(people: Residents, book: NameBook, person: int, stream: Stream) -> tuple[str, str]:
    """(family name, given names) in capital letters, as in the passport."""
    nation, _ = foreigners.NATIONALITIES[people.nationality[person] - 1]
    sex = people.sex[person]
    long_ones = [
        (family, given)
        for code, of, family, given in foreigners.LONG_NAMES
        if (code, of) == (nation, "MF"[sex])
    ]
    if long_ones and stream.below(1000) < foreigners.LONG_PER_THOUSAND * 10:
        return stream.choice(long_ones)
    families, *given_by_sex = foreigners.LATIN_NAMES.get(nation, foreigners.LATIN_NAMES_ELSEWHERE)
    father = people.father[person]
    family = book.latin[father][0] if father in book.latin else stream.choice(families)
    if nation in ("RU", "UZ", "KZ"):
        family = family.removesuffix("A") if family.endswith(("OVA", "EVA")) else family
        if sex == FEMALE and family.endswith(("OV", "EV")):
            family += "A"
    return family, stream.choice(given_by_sex[sex])
