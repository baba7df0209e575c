"""Gives every person a position in some household, so that ages, sexes and households all add up.

First the number of households of each kind is fixed, and with it how many positions of each sort there are.
The table (sex and age) x (position) is then fitted to both margins, and each cell is filled with people drawn
from its sex and age.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence

from madang_city.draws import Stream, apportion, fit, settle
from madang_city.population import FEMALE, MALE, OLDEST, Births
from madang_city.tables import households as table
from madang_city.tables import positions as weights

PARTNERS = ("husband", "wife")
LONE_PARENTS = ("father", "mother")
_COUPLE_KINDS = {"couple", "couple_children", "couple_parents"}
Band = tuple[int, int, int, int]
Plan = dict[tuple[str, int], int]
"""(kind, size) -> households."""


def plan_households(people: int) -> Plan:
    """How many households of each kind and size ``people`` form; their sizes add up to ``people``."""
    per_ten_thousand = 0
    for (_, size), share in table.KINDS.items():
        per_ten_thousand += size * share
    total = (people * 10_000 + per_ten_thousand // 2) // per_ten_thousand
    plan: Plan = dict(zip(table.KINDS, apportion(total, list(table.KINDS.values())), strict=True))
    missing = people - sum(size * count for (_, size), count in plan.items())
    plan["one_person", 1] += missing
    if plan["one_person", 1] < 0:
        raise ValueError(f"{people} people are too few for the kinds of households there are")
    return plan


def couples_of(plan: Plan) -> dict[str, int]:
    """How many couples each kind needs, as in ``tables.positions.COUPLE_KINDS``."""
    result = {name: plan.get(_split(name), 0) for name in weights.COUPLE_KINDS if name != "elder_couple"}
    result["elder_couple"] = result["three_generations/6"] + result["three_generations/7"]
    return result


def lone_parents_of(plan: Plan) -> dict[str, int]:
    """How many lone parents each kind needs, as in ``tables.positions.LONE_PARENT_KINDS``."""
    result = {
        f"parent_children/{size}": plan["mother_children", size] + plan["father_children", size]
        for size in (2, 3, 4)
    }
    result["three_generations/3"] = plan["three_generations", 3]
    return result


def assign(births: Births, plan: Plan, stream: Stream) -> dict[str, list[int]]:
    """Position -> the people in it (indexes into ``births.born``), in random order.

    Positions are: ``alone``, ``husband``, ``wife``, ``father``, ``mother`` (lone parents), ``child``,
    ``grandchild``, ``elder``, ``grandparent``, ``sibling``, ``unrelated``.
    """
    columns, totals, prior = _margins(births, plan)
    rows = [cohort.stop - cohort.start for cohort in births.cohorts]
    fitted = fit(rows, totals, prior)
    counts = settle(fitted, rows)
    _repair(counts, fitted, totals)
    result: dict[str, list[int]] = {}
    for cohort, line in zip(births.cohorts, counts, strict=True):
        people = list(range(cohort.start, cohort.stop))
        stream.shuffle(people)
        taken = 0
        for column, count in zip(columns, line, strict=True):
            name = column.partition("/")[0]
            result.setdefault(name, []).extend(people[taken : taken + count])
            taken += count
    for people in result.values():
        stream.shuffle(people)
    return result


def _split(name: str) -> tuple[str, int]:
    kind, _, size = name.partition("/")
    return kind, int(size)


def _margins(births: Births, plan: Plan) -> tuple[list[str], list[int], list[list[float]]]:
    """Columns of the table, their totals and the weights before fitting."""
    alone = plan["one_person", 1]
    names: list[str] = []
    totals: list[int] = []
    bands: list[tuple[Sequence[Band], tuple[int, ...]]] = []
    men_alone = (alone * table.MEN_ALONE + 500) // 1000
    for sex, share in ((MALE, men_alone), (FEMALE, alone - men_alone)):
        parts = apportion(share, [group[2 + sex] for group in table.LIVING_ALONE])
        for (first, last, *_), part in zip(table.LIVING_ALONE, parts, strict=True):
            names.append(f"alone/{sex}/{first}")
            totals.append(part)
            bands.append((weights.ALONE_YOUNG if first < 30 else ((first, last, 250, 250),), (sex,)))
    couples = sum(couples_of(plan).values())
    three = plan["three_generations", 3]
    mothers = sum(plan["mother_children", size] for size in (2, 3, 4)) + (three * 3 + 3) // 4
    fathers = sum(plan["father_children", size] for size in (2, 3, 4)) + three - (three * 3 + 3) // 4
    skipped = [(size, plan["grandparents_grandchildren", size]) for size in (2, 3)]
    for name, total, band, sexes in (
        ("husband", couples, _married(), (MALE,)),
        ("wife", couples, _married(), (FEMALE,)),
        ("father", fathers, weights.LONE_PARENT, (MALE,)),
        ("mother", mothers, weights.LONE_PARENT, (FEMALE,)),
        ("child", _children(plan), weights.CHILD, (MALE, FEMALE)),
        (
            "grandchild",
            sum((size - 1) * count for size, count in skipped),
            weights.GRANDCHILD,
            (MALE, FEMALE),
        ),
        (
            "elder",
            plan["couple_parents", 3] + sum(plan["three_generations", size] for size in (3, 4, 5)),
            weights.ELDER,
            (MALE, FEMALE),
        ),
        ("grandparent", sum(count for _, count in skipped), weights.GRANDPARENT, (MALE, FEMALE)),
        ("sibling", sum(size * plan["siblings", size] for size in (2, 3)), weights.SIBLING, (MALE, FEMALE)),
        (
            "unrelated",
            sum(size * plan["unrelated", size] for size in (2, 3, 4)),
            weights.UNRELATED,
            (MALE, FEMALE),
        ),
    ):
        names.append(name)
        totals.append(total)
        bands.append((band, sexes))
    lookups = [_by_age(band, sexes) for band, sexes in bands]
    prior = [
        [
            lookup[cohort.sex][cohort.age] * (cohort.stop - cohort.start) if total else 0.0
            for lookup, total in zip(lookups, totals, strict=True)
        ]
        for cohort in births.cohorts
    ]
    return names, totals, prior


def _children(plan: Plan) -> int:
    """Children who live with a parent."""
    parents = {"mother_children": 1, "father_children": 1, "couple_children": 2}
    own = sum((size - parents[kind]) * count for (kind, size), count in plan.items() if kind in parents)
    # one child beside a lone parent or a couple with one elder, two and more in larger households
    three = {3: 1, 4: 1, 5: 2, 6: 2, 7: 3}
    return own + sum(
        three[size] * count for (kind, size), count in plan.items() if kind == "three_generations"
    )


def _married() -> tuple[Band, ...]:
    from madang_city.tables.population import MARRIED_HERE

    return tuple((first, last, men * 10, women * 10) for first, last, men, women in MARRIED_HERE)


def _by_age(bands: Iterable[Band], sexes: tuple[int, ...]) -> list[list[float]]:
    """[sex][age] -> weight."""
    lookup = [[0.0] * (OLDEST + 1) for _ in (MALE, FEMALE)]
    for first, last, *by_sex in bands:
        for sex in sexes:
            for age in range(first, last + 1):
                lookup[sex][age] = float(by_sex[sex])
    return lookup


def _repair(counts: list[list[int]], fitted: Sequence[Sequence[float]], totals: Sequence[int]) -> None:
    """Move people between positions until the column totals are met exactly.

    Needed where rounding left a column one off. A chain of moves may lead through other columns.
    """
    width = len(totals)
    have = [sum(line[column] for line in counts) for column in range(width)]
    while have != list(totals):
        start = next(column for column in range(width) if have[column] > totals[column])
        chain = _chain(counts, fitted, start, {c for c in range(width) if have[c] < totals[c]})
        for row, source, target in chain:
            counts[row][source] -= 1
            counts[row][target] += 1
        have[start] -= 1
        have[chain[-1][2]] += 1


def _chain(
    counts: list[list[int]], fitted: Sequence[Sequence[float]], start: int, goals: set[int]
) -> list[tuple[int, int, int]]:
    """Shortest list of (row, from column, to column) from ``start`` to one of ``goals``."""
    came: dict[int, tuple[int, int]] = {}
    waiting = deque([start])
    while waiting:
        column = waiting.popleft()
        if column in goals:
            chain: list[tuple[int, int, int]] = []
            while column != start:
                row, source = came[column]
                chain.append((row, source, column))
                column = source
            return chain[::-1]
        for row, line in enumerate(counts):
            if line[column] > 0:
                for target, weight in enumerate(fitted[row]):
                    if weight > 0 and target != start and target not in came and target != column:
                        came[target] = (row, column)
                        waiting.append(target)
    raise ValueError("the city is too small to place everybody in a household; ask for more people")
