"""Firms of the city, who owns them and who works in them."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from madang_city.buildings import Streets
from madang_city.cast import MEMBERS, OWNER, OWNERS_FIRM
from madang_city.draws import Lottery, Stream, apportion
from madang_city.numbers import business_number, landline
from madang_city.population import FEMALE, MALE, age_of
from madang_city.records import REFERENCE_DATE, Firm, Job
from madang_city.residents import Residents
from madang_city.tables import trades as table

_FIRST_PHONE = 100_000
_EMPLOYED = ((18, 24, 30), (25, 29, 68), (30, 54, 76), (55, 64, 64), (65, 74, 36))
"""Ages from, to: percent who look for work in a firm of the city."""
_WORDS = table.FIRM_WORDS.split()
_SECTIONS = {section.letter: section for section in table.SECTIONS}


@dataclass(slots=True)
class Firms:
    """Firms as columns; ``workers[first[f]:first[f + 1]]`` are those of firm ``f``, the owner first."""

    name: list[str] = field(default_factory=list)
    section: bytearray = field(default_factory=bytearray)
    trade: bytearray = field(default_factory=bytearray)
    corporate: bytearray = field(default_factory=bytearray)
    serial: array[int] = field(default_factory=lambda: array("i"))
    building: array[int] = field(default_factory=lambda: array("i"))
    unit: list[str] = field(default_factory=list)
    opened: array[int] = field(default_factory=lambda: array("i"))
    first: array[int] = field(default_factory=lambda: array("i", [0]))
    workers: array[int] = field(default_factory=lambda: array("i"))
    corporations: int = 0

    def __len__(self) -> int:
        return len(self.name)

    def records(self) -> Iterator[Firm]:
        """All firms in order."""
        for firm, name in enumerate(self.name):
            section = table.SECTIONS[self.section[firm]]
            corporate = bool(self.corporate[firm])
            yield Firm(
                firm_id=firm + 1,
                name=name,
                section=section.letter,
                trade=section.trades[self.trade[firm]][0],
                legal_form="corporation" if corporate else "sole",
                owner_id=self.workers[self.first[firm]] + 1,
                workers=self.first[firm + 1] - self.first[firm],
                address_id=self.building[firm] + 1,
                unit=self.unit[firm],
                registration_number=business_number(self.serial[firm], corporate),
                phone=landline(_FIRST_PHONE + firm),
                opened=date.fromordinal(self.opened[firm]),
            )

    def owners(self) -> set[int]:
        """Who owns a firm."""
        return {self.workers[self.first[firm]] for firm in range(len(self))}

    def jobs(self) -> Iterator[Job]:
        """All jobs, by firm, the owner first."""
        for firm in range(len(self)):
            for place in range(self.first[firm], self.first[firm + 1]):
                yield Job(
                    person_id=self.workers[place] + 1,
                    firm_id=firm + 1,
                    position="owner" if place == self.first[firm] else "employee",
                )


def firms_for(people: int) -> int:
    """How many firms a city of so many people has."""
    return max(1, people * table.FIRMS_PER_100000 // 100_000)


def found_firms(people: Residents, officials: set[int], streets: Streets, stream: Stream) -> Firms:
    """Found all firms, with owners and workers among those who are not officials."""
    count = firms_for(len(people))
    owners = _owners(people, officials, count - 1, stream)
    sizes = _sizes(len(owners), len(people), stream)
    sections = _sections(sizes, stream)
    hands = _hands(people, officials | set(owners), stream)
    firms = Firms()
    bakery = next(place for place, (trade, _) in enumerate(_SECTIONS["I"].trades) if trade == "제과점")
    place = table.SECTIONS.index(_SECTIONS["I"])
    _found(firms, OWNER, 3, place, bakery, OWNERS_FIRM, hands, people, streets, stream)
    for owner, size, section in zip(owners, sizes, sections, strict=True):
        trade = stream.below(len(table.SECTIONS[section].trades))
        ending = stream.choice(table.SECTIONS[section].trades[trade][1].split())
        first, second = stream.choice(_WORDS), stream.choice(_WORDS)
        name = (first if first == second or stream.unit() < 0.6 else first + second) + ending
        _found(firms, owner, size, section, trade, name, hands, people, streets, stream)
    return firms


def _found(
    firms: Firms, owner: int, size: int, section: int, trade: int, name: str, hands: list[int],
    people: Residents, streets: Streets, stream: Stream,
) -> None:  # fmt: skip
    staff = [owner, *(hands.pop() for _ in range(min(size - 1, len(hands))))]
    corporate = owner != OWNER and stream.unit() < (0.08 if size < 5 else 0.65)
    first_year = max(1970, date.fromordinal(people.born[owner]).year + 20)
    span = REFERENCE_DATE.year - 1 - first_year
    year = first_year + int(span * max(stream.unit(), stream.unit())) if span > 0 else REFERENCE_DATE.year - 1
    firms.name.append(f"주식회사 {name}" if corporate else name)
    firms.section.append(section)
    firms.trade.append(trade)
    firms.serial.append(firms.corporations if corporate else len(firms.corporate) - firms.corporations)
    firms.corporations += corporate
    firms.corporate.append(corporate)
    building = streets.shops.pop()
    firms.building.append(building)
    firms.unit.append(streets.buildings[building].next_unit())
    firms.opened.append(date(year, stream.between(1, 12), stream.between(1, 28)).toordinal())
    firms.workers.extend(staff)
    firms.first.append(len(firms.workers))


def _owners(people: Residents, officials: set[int], count: int, stream: Stream) -> list[int]:
    """Owners by sex and age as in the table."""
    groups: dict[tuple[int, int], list[int]] = {
        (sex, place): [] for sex in (MALE, FEMALE) for place in range(len(table.OWNER_AGES))
    }
    for person in range(len(MEMBERS), len(people)):
        age = age_of(people.born[person])
        if person in officials:
            continue
        for place, (first, last, _) in enumerate(table.OWNER_AGES):
            if first <= age <= last:
                groups[people.sex[person], place].append(person)
    shares = {
        (sex, place): (table.WOMEN_OWNERS if sex == FEMALE else 1000 - table.WOMEN_OWNERS) * share
        for sex in (MALE, FEMALE)
        for place, (_, _, share) in enumerate(table.OWNER_AGES)
    }
    result: list[int] = []
    for (key, group), wanted in zip(
        groups.items(), apportion(count, [shares[k] for k in groups]), strict=True
    ):
        stream.shuffle(group)
        result.extend(groups[key][:wanted])
    stream.shuffle(result)
    return result


def _sizes(count: int, people: int, stream: Stream) -> list[int]:
    """Workers a firm; none has more than a fortieth of the city."""
    sizes: list[int] = []
    parts = apportion(count, [share for _, _, share in table.WORKERS])
    for (low, high, _), part in zip(table.WORKERS, parts, strict=True):
        sizes.extend(min(stream.between(low, high), max(4, people // 40)) for _ in range(part))
    stream.shuffle(sizes)
    return sizes


def _sections(sizes: list[int], stream: Stream) -> list[int]:
    """A section for each size: shares as in the table, large firms more often where firms are large."""
    shares = apportion(len(sizes), [section.per_thousand for section in table.SECTIONS])
    left = list(shares)
    result = [-1] * len(sizes)
    large = sorted((place for place, size in enumerate(sizes) if size >= 5), key=lambda place: -sizes[place])
    for place in large:
        weights = [room * section.size_factor**2 for room, section in zip(left, table.SECTIONS, strict=True)]
        section = Lottery(weights).draw(stream)
        left[section] -= 1
        result[place] = section
    rest = [section for section, room in enumerate(left) for _ in range(room)]
    stream.shuffle(rest)
    for place, section in enumerate(result):
        if section < 0:
            result[place] = rest.pop()
    return result


def _hands(people: Residents, taken: set[int], stream: Stream) -> list[int]:
    """Those who look for work, in random order."""
    percent = [0] * 120
    for first, last, share in _EMPLOYED:
        percent[first : last + 1] = [share] * (last - first + 1)
    hands = [
        person
        for person in range(len(MEMBERS), len(people))
        if person not in taken and stream.unit() * 100 < percent[age_of(people.born[person])]
    ]
    stream.shuffle(hands)
    return hands
