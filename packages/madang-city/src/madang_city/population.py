"""How many people of each sex and age, and on which day each was born."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from datetime import date

from madang_city.draws import Stream, apportion
from madang_city.records import REFERENCE_DATE
from madang_city.tables import population as table

MALE, FEMALE = 0, 1
OLDEST = 105
_YEAR = REFERENCE_DATE.year
_FIRST_DAYS = [
    # who was born from this day on is not yet older than the index (age 0: a year before the reference day)
    date(_YEAR - 1 - age, REFERENCE_DATE.month, REFERENCE_DATE.day).toordinal() + 1
    for age in range(OLDEST + 2)
]


def age_of(born: int) -> int:
    """Age in full years on :data:`REFERENCE_DATE` of somebody born on the day with this ordinal."""
    age = max(0, (_FIRST_DAYS[0] - born) // 366)
    while born < _FIRST_DAYS[age]:
        age += 1
    return age


@dataclass(frozen=True, slots=True)
class Cohort:
    """People of one sex and age, who lie side by side: indexes from ``start`` to ``stop`` (excluded)."""

    sex: int
    age: int
    start: int
    stop: int


@dataclass(slots=True)
class Births:
    """Everybody's birth day (ordinal) in the order of ``cohorts``."""

    born: array[int]
    cohorts: list[Cohort]


def people_by_age(men: int, women: int) -> list[tuple[int, int, int]]:
    """(sex, age, people) for every sex and single year of age, as in the tables; they add up exactly."""
    result: list[tuple[int, int, int]] = []
    for sex, total in ((MALE, men), (FEMALE, women)):
        shares: list[float] = []
        for first, last, *by_sex in table.AGE_SEX:
            shares.extend(_within_decade(first, last, sex, by_sex[sex]))
        counts = apportion(total, shares)
        result.extend((sex, age, count) for age, count in enumerate(counts))
    return result


def draw_births(size: int, stream: Stream) -> Births:
    """Birth days of ``size`` people, any day of their year of age being as likely."""
    men = (size * table.MEN_PER_100000 + 50_000) // 100_000
    born = array("i")
    cohorts: list[Cohort] = []
    unit = stream.unit
    for sex, age, count in people_by_age(men, size - men):
        start = len(born)
        first = _FIRST_DAYS[age]
        span = (_FIRST_DAYS[age - 1] if age else REFERENCE_DATE.toordinal() + 1) - first
        born.extend([first + int(unit() * span) for _ in range(count)])
        cohorts.append(Cohort(sex, age, start, len(born)))
    return Births(born, cohorts)


def _within_decade(first: int, last: int, sex: int, share: int) -> list[float]:
    """Split the share of a decade over its single years of age."""
    if first >= 70:
        return _old_ages(sex, share)
    weights = [float(table.BIRTHS.get(_YEAR - 1 - age, 1000)) for age in range(first, last + 1)]
    halves = [weights]
    parts = [100.0]
    if first in table.FIVE_YEARS:
        halves = [weights[:5], weights[5:]]
        parts = [table.FIVE_YEARS[first], table.FIVE_YEARS[first + 5]]
    result: list[float] = []
    for half, part in zip(halves, parts, strict=True):
        total = 0.0
        for weight in half:
            total += weight
        result.extend(share * part / 100 * weight / total for weight in half)
    return result


def _old_ages(sex: int, share: int) -> list[float]:
    """Seventy and over: fewer with each year, and very few past a hundred."""
    result: list[float] = []
    for first, last, *by_sex in table.OLD_AGES:
        years = last - first + 1
        falling = [float(years * 4 - step) for step in range(years)]
        if last == OLDEST:
            falling = [1.0]
            while len(falling) < years:
                falling.append(falling[-1] * 0.72)
        total = 0.0
        for weight in falling:
            total += weight
        result.extend(share * by_sex[sex] / 1000 * weight / total for weight in falling)
    return result
