"""Matches children to parents and elders to hosts by rank, then mends what is not possible.

Both sides are put in the order of the birth days expected of the one and known of the other, and matched one
to one. As both follow the same population the differences are those of life; the few pairs that cannot be
(a mother too young, sisters four months apart) swap with their neighbours until none is left.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from madang_city.draws import Stream

YEAR = 365.2425
MOTHER_YOUNGEST, MOTHER_OLDEST = int(17.5 * YEAR), int(49.5 * YEAR)
FATHER_YOUNGEST, FATHER_OLDEST = int(18 * YEAR), int(66 * YEAR)
BETWEEN_SIBLINGS = 300
"""Days between the births of siblings at the least."""


class Families:
    """Parents with the children that are found for them."""

    __slots__ = ("born", "children", "father", "mother")

    def __init__(self, born: array[int]) -> None:
        self.born = born
        self.mother: list[int] = []
        self.father: list[int] = []
        self.children: list[list[int]] = []

    def add(self, father: int, mother: int) -> int:
        """Note a family by its parents (``-1``: not in the household); its index."""
        self.father.append(father)
        self.mother.append(mother)
        self.children.append([])
        return len(self.mother) - 1

    def accepts(self, family: int, born: int, leaving: int = -1) -> bool:
        """Whether somebody born then may be a child of the family, were ``leaving`` not its child."""
        mother, father = self.mother[family], self.father[family]
        if mother >= 0 and not MOTHER_YOUNGEST <= born - self.born[mother] <= MOTHER_OLDEST:
            return False
        if father >= 0 and not FATHER_YOUNGEST <= born - self.born[father] <= FATHER_OLDEST:
            return False
        return all(
            child == leaving or abs(self.born[child] - born) >= BETWEEN_SIBLINGS
            for child in self.children[family]
        )

    def expected_births(self, family: int, count: int, stream: Stream) -> list[int]:
        """Birth days of ``count`` children as they may be expected of the parents."""
        mother = self.mother[family]
        # fathers are some two and a half years older than mothers
        parent = self.born[mother] if mother >= 0 else self.born[self.father[family]] + int(2.5 * YEAR)
        year = parent / YEAR
        age = min(32.0, max(22.5, 23.0 + 0.2 * (year - 1940)))
        first = parent + stream.bell(age, 3.3) * YEAR
        births = [int(first)]
        for _ in range(count - 1):
            births.append(births[-1] + int((1.4 + stream.unit() * 2.8) * YEAR))
        return births


def match_children(
    families: Families, wanted: Sequence[int], children: list[int], stream: Stream
) -> list[int]:
    """Give family ``f`` its ``wanted[f]`` children; returns those for whom no possible family was found."""
    born = families.born
    slots: list[tuple[int, int]] = []
    for family, count in enumerate(wanted):
        if count:
            slots.extend((expected, family) for expected in families.expected_births(family, count, stream))
    slots.sort()
    children.sort(key=lambda child: (born[child], child))
    places = [family for _, family in slots]
    for family, child in zip(places, children, strict=True):
        families.children[family].append(child)
    wrong = [
        index
        for index, family in enumerate(places)
        if not families.accepts(family, born[children[index]], children[index])
    ]
    lost: list[int] = []
    for index in wrong:
        child, family = children[index], places[index]
        if families.accepts(family, born[child], child):
            continue  # mended by an earlier swap
        other = _swap_partner(families, places, children, index)
        if other < 0:
            families.children[family].remove(child)
            lost.append(child)
            continue
        _swap(families, places, children, index, other)
    return lost


def _swap_partner(families: Families, places: list[int], children: list[int], index: int) -> int:
    """A near place whose child can change with the one at ``index``, or -1."""
    born, child, family = families.born, children[index], places[index]
    distance = 1
    while distance < len(places):
        for other in (index - distance, index + distance):
            if 0 <= other < len(places):
                sibling, place = children[other], places[other]
                if (
                    place != family
                    and sibling in families.children[place]
                    and families.accepts(place, born[child], sibling)
                    and families.accepts(family, born[sibling], child)
                ):
                    return other
        # close neighbours in a large city are all alike: ever larger steps find a way out
        distance += 1 + distance // 12
    return -1


def _swap(families: Families, places: list[int], children: list[int], index: int, other: int) -> None:
    for here, there in ((index, other), (other, index)):
        row = families.children[places[here]]
        row[row.index(children[here])] = children[there]
    children[index], children[other] = children[other], children[index]
