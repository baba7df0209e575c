"""Forms households out of the people in their positions."""

from __future__ import annotations

from madang_city.draws import Stream, fit, settle
from madang_city.matching import FATHER_YOUNGEST, MOTHER_OLDEST, YEAR, Families, match_children
from madang_city.population import FEMALE, Births, age_of
from madang_city.positions import Plan, couples_of, lone_parents_of
from madang_city.residents import (
    CHILD,
    GRANDCHILD,
    HEAD,
    HOUSEHOLD_KINDS,
    NOBODY,
    OTHER,
    PARENT,
    SIBLING,
    SPOUSE,
    Households,
    Residents,
)
from madang_city.tables import positions as weights

Kinds = dict[str, tuple[tuple[int, int, int], ...]]
OLD_PARENT = 75
"""From this age a lone parent is no longer head when a child of forty and more is there."""


class Builder:
    """Puts people into households and links parents, spouses and children."""

    def __init__(self, births: Births, stream: Stream) -> None:
        sex = bytearray(len(births.born))
        for cohort in births.cohorts:
            sex[cohort.start : cohort.stop] = bytes([cohort.sex]) * (cohort.stop - cohort.start)
        self.people = Residents(births.born, sex)
        self.households = Households()
        self.stream = stream

    def build(self, positions: dict[str, list[int]], plan: Plan) -> None:
        """Form all households of ``plan`` from ``positions`` (see :mod:`madang_city.positions`)."""
        for person in positions["alone"]:
            self._house("one_person", [(person, HEAD)])
        couples = self._couples(positions["husband"], positions["wife"], plan)
        lone = self._lone_parents(positions["father"] + positions["mother"], plan)
        elders = self._hosts_and_elders(couples, lone, positions["elder"])
        self._families(couples, lone, elders, positions["child"])
        self._grandparents(positions["grandparent"], positions["grandchild"], plan)
        self._siblings(positions["sibling"], plan)
        self._unrelated(positions["unrelated"], plan)

    def _house(self, kind: str, members: list[tuple[int, int]]) -> None:
        household = self.households.add(HOUSEHOLD_KINDS.index(kind), [person for person, _ in members])
        for person, relation in members:
            self.people.household[person] = household
            self.people.relation[person] = relation

    def _couples(self, husbands: list[int], wives: list[int], plan: Plan) -> dict[str, list[tuple[int, int]]]:
        """Kind -> (husband, wife) pairs. Partners are of like age; men are older by the margins' doing."""
        born, bell = self.people.born, self.stream.bell
        by_age = [
            [
                person
                for _, person in sorted((born[person] + int(bell(0, 2.1) * YEAR), person) for person in side)
            ]
            for side in (husbands, wives)
        ]
        pairs = list(zip(*by_age, strict=True))
        for husband, wife in pairs:
            self.people.spouse[husband], self.people.spouse[wife] = wife, husband
        return _by_kind(
            [(age_of(born[wife]), (husband, wife)) for husband, wife in pairs],
            weights.COUPLE_KINDS, couples_of(plan), self.stream,
        )  # fmt: skip

    def _lone_parents(self, parents: list[int], plan: Plan) -> dict[str, list[tuple[int, int]]]:
        """Kind -> (father, mother) with :data:`NOBODY` for the missing one."""
        people = self.people
        pairs = [(NOBODY, person) if people.sex[person] == FEMALE else (person, NOBODY) for person in parents]
        return _by_kind(
            [(age_of(people.born[person]), pair) for person, pair in zip(parents, pairs, strict=True)],
            weights.LONE_PARENT_KINDS, lone_parents_of(plan), self.stream,
        )  # fmt: skip

    def _hosts_and_elders(
        self,
        couples: dict[str, list[tuple[int, int]]],
        lone: dict[str, list[tuple[int, int]]],
        elders: list[int],
    ) -> dict[tuple[int, int], list[int]]:
        """(father, mother) of the hosts -> the elders who live with them, linked as parents of one host."""
        people, born = self.people, self.people.born
        hosts: list[tuple[int, tuple[int, int]]] = []
        for pairs in (couples["couple_parents/3"], couples["three_generations/4"],
                      couples["three_generations/5"], lone["three_generations/3"]):  # fmt: skip
            for father, mother in pairs:
                # three elders in four are parents of the man
                first = mother if father < 0 or (mother >= 0 and self.stream.unit() < 0.25) else father
                hosts.append((first, (father, mother)))
        result: dict[tuple[int, int], list[int]] = {}
        groups = [[elder] for elder in elders]
        double = couples["three_generations/6"] + couples["three_generations/7"]
        for single, family_groups in (
            (hosts, groups),
            (
                [(husband, (husband, wife)) for husband, wife in double],
                [list(p) for p in couples["elder_couple"]],
            ),
        ):
            single.sort(key=lambda item: (born[item[0]], item[0]))
            family_groups.sort(key=lambda group: (born[group[-1]], group[-1]))
            for (host, pair), group in zip(single, family_groups, strict=True):
                result[pair] = group
                child = host
                if not self._may_be_parents(group, child):
                    child = next((p for p in pair if p >= 0 and self._may_be_parents(group, p)), NOBODY)
                if child == NOBODY:
                    continue
                for elder in group:
                    if people.sex[elder] == FEMALE:
                        people.mother[child] = elder
                    else:
                        people.father[child] = elder
                        people.namesake[child] = elder
        return result

    def _may_be_parents(self, group: list[int], child: int) -> bool:
        return all(
            FATHER_YOUNGEST <= self.people.born[child] - self.people.born[elder] <= MOTHER_OLDEST
            for elder in group
        )

    def _families(
        self,
        couples: dict[str, list[tuple[int, int]]],
        lone: dict[str, list[tuple[int, int]]],
        elders: dict[tuple[int, int], list[int]],
        children: list[int],
    ) -> None:
        """Find children for all who have some, and form the households of couples and lone parents."""
        people = self.people
        families = Families(people.born)
        wanted: list[int] = []
        kinds: list[str] = []
        for kind, pairs, beside in (
            *((kind, couples[kind], 2) for kind in couples if kind != "elder_couple"),
            *((kind, lone[kind], 1) for kind in lone),
        ):
            name, _, size = kind.partition("/")
            for father, mother in pairs:
                families.add(father, mother)
                wanted.append(int(size) - beside - len(elders.get((father, mother), ())))
                kinds.append(name)
        lost = match_children(families, wanted, children, self.stream)
        spare = iter(lost)
        for family, kind in enumerate(kinds):
            own = sorted(families.children[family], key=lambda child: people.born[child])
            father, mother = families.father[family], families.mother[family]
            self._link(father, mother, own)
            others = [next(spare) for _ in range(wanted[family] - len(own))]
            self._house_family(kind, father, mother, own, others, elders.get((father, mother), []))

    def _link(self, father: int, mother: int, children: list[int]) -> None:
        people = self.people
        for child in children:
            people.father[child], people.mother[child] = father, mother
            people.namesake[child] = (
                father if father >= 0 else (NOBODY if child == children[0] else children[0])
            )

    def _house_family(
        self, kind: str, father: int, mother: int, own: list[int], others: list[int], elders: list[int]
    ) -> None:
        people = self.people
        if kind == "parent_children":
            kind = "father_children" if mother < 0 else "mother_children"
        parents = [person for person in (father, mother) if person >= 0]
        rest = [(child, CHILD) for child in own]
        if len(parents) == 2 and self.stream.unit() < 0.15:
            parents.reverse()
        if len(parents) == 1 and own and age_of(people.born[parents[0]]) >= OLD_PARENT:
            head = own[0]
            if age_of(people.born[head]) >= 40:
                rest = [(parents[0], PARENT), *((child, SIBLING) for child in own[1:])]
                parents = [head]
        members = [(parents[0], HEAD), *((person, SPOUSE) for person in parents[1:]), *rest]
        host = parents[0]
        for elder in elders:
            kin = {people.father[host], people.mother[host], *(
                parent for person in parents[1:] for parent in (people.father[person], people.mother[person])
            )}  # fmt: skip
            members.append((elder, PARENT if elder in kin else OTHER))
        self._house(kind, members + [(person, OTHER) for person in others])

    def _grandparents(self, grandparents: list[int], grandchildren: list[int], plan: Plan) -> None:
        """Grandparents with grandchildren whose parents live elsewhere."""
        born = self.people.born
        grandparents.sort(key=lambda person: (born[person], person))
        grandchildren.sort(key=lambda person: (born[person], person))
        two, three = plan["grandparents_grandchildren", 2], plan["grandparents_grandchildren", 3]
        # the many with one grandchild and the few with two are spread over all ages
        counts = [1] * two + [2] * three
        self.stream.shuffle(counts)
        taken = 0
        for person, count in zip(grandparents, counts, strict=True):
            own = grandchildren[taken : taken + count]
            taken += count
            for child in own[1:]:
                self.people.namesake[child] = own[0]
            self._house(
                "grandparents_grandchildren", [(person, HEAD), *((child, GRANDCHILD) for child in own)]
            )

    def _siblings(self, people: list[int], plan: Plan) -> None:
        """Brothers and sisters of near ages, without parents."""
        born = self.people.born
        queue = sorted(
            people, key=lambda person: (born[person] + int(self.stream.bell(0, 1.5) * YEAR), person)
        )
        sizes = [2] * plan["siblings", 2] + [3] * plan["siblings", 3]
        self.stream.shuffle(sizes)
        for size in sizes:
            group = sorted((queue.pop() for _ in range(size)), key=lambda person: (born[person], person))
            for person in group[1:]:
                self.people.namesake[person] = group[0]
            self._house("siblings", [(group[0], HEAD), *((person, SIBLING) for person in group[1:])])

    def _unrelated(self, people: list[int], plan: Plan) -> None:
        """People who share a dwelling and are no kin."""
        born = self.people.born
        queue = sorted(people, key=lambda person: (born[person] + int(self.stream.bell(0, 4) * YEAR), person))
        sizes = [size for size in (2, 3, 4) for _ in range(plan["unrelated", size])]
        self.stream.shuffle(sizes)
        for size in sizes:
            group = sorted((queue.pop() for _ in range(size)), key=lambda person: (born[person], person))
            self._house("unrelated", [(group[0], HEAD), *((person, OTHER) for person in group[1:])])


def _by_kind(
    units: list[tuple[int, tuple[int, int]]], kinds: Kinds, totals: dict[str, int], stream: Stream
) -> dict[str, list[tuple[int, int]]]:
    """Split (age, unit) over kinds, so that each kind gets its total and the ages that suit it."""
    stream.shuffle(units)
    units.sort(key=lambda unit: unit[0])
    ages = sorted({age for age, _ in units})
    counts = dict.fromkeys(ages, 0)
    for age, _ in units:
        counts[age] += 1
    names = list(kinds)
    prior = [[_weight(kinds[name], age) if totals[name] else 0.0 for name in names] for age in ages]
    rows = [counts[age] for age in ages]
    fitted = fit(rows, [totals[name] for name in names], prior)
    result: dict[str, list[tuple[int, int]]] = {name: [] for name in names}
    taken = 0
    for line in settle(fitted, rows):
        for name, count in zip(names, line, strict=True):
            result[name].extend(unit for _, unit in units[taken : taken + count])
            taken += count
    _level(result, totals)
    return result


def _level(result: dict[str, list[tuple[int, int]]], totals: dict[str, int]) -> None:
    """Move single units from kinds that got one too many to kinds that lack one."""
    for name, units in result.items():
        while len(units) > totals[name]:
            lacking = next(other for other in result if len(result[other]) < totals[other])
            result[lacking].append(units.pop())


def _weight(bands: tuple[tuple[int, int, int], ...], age: int) -> float:
    for first, last, weight in bands:
        if first <= age <= last:
            return float(weight)
    # a trace everywhere, so that a small city can always be settled
    return 0.01
