"""The people of the city as columns: compact enough for millions."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field

from madang_city.draws import Stream
from madang_city.records import HouseholdKind, Marital, Relation

NOBODY = -1
RELATIONS: tuple[Relation, ...] = ("head", "spouse", "child", "parent", "grandchild", "sibling", "other")
HEAD, SPOUSE, CHILD, PARENT, GRANDCHILD, SIBLING, OTHER = range(len(RELATIONS))
MARITALS: tuple[Marital, ...] = ("single", "married", "widowed", "divorced")
SINGLE, MARRIED, WIDOWED, DIVORCED = range(len(MARITALS))
HOUSEHOLD_KINDS: tuple[HouseholdKind, ...] = (
    "one_person", "couple", "couple_children", "mother_children", "father_children", "three_generations",
    "couple_parents", "grandparents_grandchildren", "siblings", "unrelated",
)  # fmt: skip
KOREAN = 0


def _ints(size: int, value: int) -> array[int]:
    return array("i", [value]) * size


@dataclass(slots=True)
class Residents:
    """One entry a person in every column; people are named by their index.

    ``born`` is an ordinal of a day. ``father``, ``mother``, ``spouse`` and ``namesake`` are indexes or
    :data:`NOBODY`; ``namesake`` is whose family name the person bears (the father, or the first of the
    siblings when the father is not in the city). ``nationality`` is :data:`KOREAN` or an index into
    ``tables.foreigners.NATIONALITIES`` plus one.
    """

    born: array[int]
    sex: bytearray
    marital: bytearray = field(init=False)
    relation: bytearray = field(init=False)
    nationality: bytearray = field(init=False)
    household: array[int] = field(init=False)
    father: array[int] = field(init=False)
    mother: array[int] = field(init=False)
    spouse: array[int] = field(init=False)
    namesake: array[int] = field(init=False)

    def __post_init__(self) -> None:
        size = len(self.born)
        self.marital, self.relation, self.nationality = bytearray(size), bytearray(size), bytearray(size)
        self.household = _ints(size, NOBODY)
        self.father, self.mother = _ints(size, NOBODY), _ints(size, NOBODY)
        self.spouse, self.namesake = _ints(size, NOBODY), _ints(size, NOBODY)

    def __len__(self) -> int:
        return len(self.born)

    def in_order(self, order: array[int]) -> Residents:
        """The same people with ``order[i]`` as the i-th; references follow."""
        place = array("i", bytes(4 * len(order)))
        for new, old in enumerate(order):
            place[old] = new
        result = Residents(array("i", [self.born[old] for old in order]), _take(self.sex, order))
        result.marital = _take(self.marital, order)
        result.relation = _take(self.relation, order)
        result.nationality = _take(self.nationality, order)
        result.household = array("i", [self.household[old] for old in order])
        for name in ("father", "mother", "spouse", "namesake"):
            column: array[int] = getattr(self, name)
            moved = array("i", [place[column[old]] if column[old] >= 0 else NOBODY for old in order])
            setattr(result, name, moved)
        return result


def _take(column: bytearray, order: array[int]) -> bytearray:
    return bytearray([column[old] for old in order])


@dataclass(slots=True)
class Households:
    """Households as columns. Members lie side by side, the head first: ``members[first[h]:first[h + 1]]``."""

    kind: bytearray = field(default_factory=bytearray)
    first: array[int] = field(default_factory=lambda: array("i", [0]))
    members: array[int] = field(default_factory=lambda: array("i"))

    def __len__(self) -> int:
        return len(self.kind)

    def add(self, kind: int, people: Iterable[int]) -> int:
        """Note a household with its head first; its index."""
        self.kind.append(kind)
        self.members.extend(people)
        self.first.append(len(self.members))
        return len(self.kind) - 1

    def shuffled(self, stream: Stream) -> Households:
        """The same households in random order."""
        order = array("i", range(len(self)))
        stream.shuffle(order)
        result = Households()
        for household in order:
            result.add(self.kind[household], self.of(household))
        return result

    def of(self, household: int) -> array[int]:
        """The members of a household, the head first."""
        return self.members[self.first[household] : self.first[household + 1]]
