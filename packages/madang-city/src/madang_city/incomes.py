"""What people earn, and what their households live on, in won a year before tax.

Amounts are whole tens of thousands of won a month, so that a month of a year is exact.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection
from dataclasses import dataclass

from madang_city.draws import Lottery, Stream
from madang_city.population import FEMALE, age_of
from madang_city.residents import NOBODY, Households, Residents
from madang_city.tables import incomes as table

UNIT = 120_000
"""Won a year that ten thousand won a month make."""
_PENSION_AGE = 65
_EARLY_AGE = 60
_TOP = len(table.SPREAD) - 1


@dataclass(slots=True)
class Incomes:
    """Won a year: ``earned`` by each person from work, ``household`` of each household from everything."""

    earned: array[int]
    household: array[int]


def draw_incomes(
    people: Residents,
    households: Households,
    owners: Collection[int],
    workers: Collection[int],
    stream: Stream,
) -> Incomes:
    """Draw what everybody earns (nothing for those who do not work) and what each household has.

    ``owners`` are those with a firm of their own, ``workers`` all who work, owners among them.
    """
    pensions = Lottery([percent for percent, _ in table.PENSIONS])
    property_ = Lottery([percent for percent, _ in table.PROPERTY])
    wages = _by_age()
    earned = array("q", [0]) * len(people)
    household = array("q", [0]) * len(households)
    for place in range(len(households)):
        members = households.of(place)
        monthly = 0
        for person in members:
            # As many draws for everybody, so that one person's work changes nobody else's income.
            luck, pension, early = stream.unit(), pensions.draw(stream), stream.unit()
            age = age_of(people.born[person])
            if person in workers:
                mean = wages[people.sex[person]][age] * _percent(people, members, person, owners)
                months = max(1, mean * _spread(luck) // 100_000)
                earned[person] = months * UNIT
                monthly += months
            if age >= _PENSION_AGE or (age >= _EARLY_AGE and early * 100 < table.EARLY_PENSIONS):
                monthly += table.PENSIONS[pension][1]
        help_, asked = stream.choice(table.HELP), stream.unit() * 100 < table.ENTITLED_ASK
        monthly = monthly or help_
        yearly = table.PROPERTY[property_.draw(stream)][1]
        monthly += int(yearly * (0.5 + stream.unit())) // 12
        if asked:
            monthly = max(monthly, table.LEAST[min(len(members), len(table.LEAST)) - 1])
        household[place] = monthly * UNIT
    return Incomes(earned, household)


def _by_age() -> tuple[list[int], list[int]]:
    """Means by sex (men, women) and age."""
    means: tuple[list[int], list[int]] = ([], [])
    for first, last, *both in table.WAGES:
        for sex, mean in enumerate(both):
            means[sex].extend([mean] * (last - first + 1))
    return (means[1], means[0]) if FEMALE == 0 else means


def _percent(people: Residents, members: array[int], person: int, owners: Collection[int]) -> int:
    percent = 100
    if len(members) == 1:
        percent = table.LIVING_ALONE_EARN
    elif (
        people.spouse[person] != NOBODY
        and people.household[people.spouse[person]] == people.household[person]
    ):
        percent = table.MARRIED_EARN
    return percent * table.OWNERS_EARN // 100 if person in owners else percent


def _spread(luck: float) -> int:
    """Per thousand of the mean, for somebody who stands at ``luck`` of the way from the least to the most."""
    at = luck * _TOP
    low = int(at)
    step = table.SPREAD[low + 1] - table.SPREAD[low]
    return table.SPREAD[low] + int(step * (at - low))
