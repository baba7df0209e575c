"""People to try a rule on: those of the demo city as columns; nobody's record is read.

The city is the invented one of ``madang_city``, the same that a demo site holds, made anew from its seed. It knows
age, sex, household, address and income before tax; it knows no property and no past. What a rule asks beyond that
stays unknown, unless the comparison assumes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.conf import settings
from madang_rules.feel.types import DATE, NUMBER, STRING, Type

from madang.blocks.rooms.manifest import Text

if TYPE_CHECKING:
    from madang_rules.population import Column
    from numpy import int64
    from numpy.typing import NDArray

    Codes = NDArray[int64]

FACTS: Mapping[str, Type] = {
    "나이": NUMBER,
    "성별": STRING,
    "생년월일": DATE,
    "가구원 수": NUMBER,
    "거주 시": STRING,
    "거주 구": STRING,
    "소득": NUMBER,
    "월 소득": NUMBER,
    "가구 소득": NUMBER,
    "가구 월 소득": NUMBER,
}
"""The inputs, by name, that the city can answer. Incomes are in won, a year where no month is named."""
SMALL, WHOLE = 2_000, 100_000
"""People who are asked within a request, and in a job."""
SIZES = (SMALL, WHOLE)
SEED = 2026
CITY = "하늘시"
SEXES = {"F": Text("여성", "Women"), "M": Text("남성", "Men")}
_SEX_WORDS = ("여성", "남성")
DECILES = 10


def exists() -> bool:
    """Whether there is an invented city: production has none."""
    return not settings.ENVIRONMENT.production


@dataclass(frozen=True, eq=False)
class Band:
    """A way of dividing people: ``codes`` are places in ``names``."""

    names: tuple[str, ...]
    codes: Codes

    def those(self, chosen: NDArray[Any]) -> Band:
        """Some of the people, by their places."""
        return Band(self.names, self.codes[chosen])


@dataclass(frozen=True, eq=False)
class City:
    """Everybody, one entry a person in every column. Won a year; ``born`` in days from 1970-01-01."""

    born: Codes
    sex: Band
    district: Band
    household: Codes
    earned: Codes
    income: Codes
    decile: Codes
    decile_tops: tuple[int, ...]
    """The greatest income of each decile but the last, in won a month for one person (see ``deciles``)."""

    def __len__(self) -> int:
        return len(self.born)

    def those(self, chosen: NDArray[Any]) -> City:
        """Some of the people, by their places."""
        return City(
            self.born[chosen],
            self.sex.those(chosen),
            self.district.those(chosen),
            self.household[chosen],
            self.earned[chosen],
            self.income[chosen],
            self.decile[chosen],
            self.decile_tops,
        )

    def born_by(self, day: date) -> City:
        """Those who are born on ``day``."""
        return self.those(self.born <= day.toordinal() - date(1970, 1, 1).toordinal())

    def ages(self, day: date) -> Codes:
        """Whole years; one born on 29 February is a year older on 1 March in common years."""
        import numpy as np

        born = self.born.astype("M8[D]")
        years, months = born.astype("M8[Y]"), born.astype("M8[M]")
        month_day = (months - years).astype(np.int64) * 100 + (born - months).astype(np.int64)
        ages = day.year - 1970 - years.astype(np.int64)
        return np.asarray(ages - (month_day > (day.month - 1) * 100 + day.day - 1), np.int64)

    def age_bands(self, day: date) -> Band:
        """Bands of ten years, e.g. ``20–29``; the last is ``80+``."""
        import numpy as np

        names = tuple(f"{first}–{first + 9}" for first in range(0, 80, 10))
        return Band((*names, "80+"), np.minimum(self.ages(day) // 10, 8))

    def deciles(self) -> Band:
        """Tenths of the people by the income of their household, put on a par by the root of its size."""
        return Band(tuple(str(number) for number in range(1, DECILES + 1)), self.decile)

    def columns(self, names: tuple[str, ...], day: date) -> dict[str, Column]:
        """What the city tells to the inputs of these names on ``day``."""
        from madang_rules.population import Constant, Days, Numbers, Words

        made: dict[str, Any] = {
            "나이": lambda: Numbers(self.ages(day)),
            "성별": lambda: Words(self.sex.codes, _SEX_WORDS),
            "생년월일": lambda: Days(self.born),
            "가구원 수": lambda: Numbers(self.household),
            "거주 시": lambda: Constant(CITY, len(self)),
            "거주 구": lambda: Words(self.district.codes, self.district.names),
            "소득": lambda: Numbers(self.earned),
            "월 소득": lambda: Numbers(self.earned // 12),
            "가구 소득": lambda: Numbers(self.income),
            "가구 월 소득": lambda: Numbers(self.income // 12),
        }
        return {name: made[name]() for name in names}


@lru_cache(maxsize=2)
def city(size: int = SMALL) -> City:
    """The city of so many people. 100,000 take some seconds and a few megabytes that are kept."""
    import madang_city
    import numpy as np

    made = madang_city.generate(size, SEED)
    districts = {each.address_id: each.district_name for each in made.addresses()}
    homes = {each.household_id: each for each in made.households()}
    names = tuple(sorted(set(districts.values())))
    epoch = date(1970, 1, 1).toordinal()

    def row(person: madang_city.Person) -> tuple[int, ...]:
        home = homes[person.household_id]
        return (
            person.birth_date.toordinal() - epoch,
            0 if person.sex == "F" else 1,
            names.index(districts[home.address_id]),
            home.size,
            person.earned,
            home.income,
        )

    table = np.fromiter(chain.from_iterable(map(row, made.persons())), np.int64).reshape(-1, 6).T.copy()
    born, sex, district, household, earned, income = table
    equal = income / 12 / np.sqrt(household)
    tops = np.quantile(equal, np.arange(1, DECILES) / DECILES, method="inverted_cdf")
    return City(
        born,
        Band(("F", "M"), sex),
        Band(names, district),
        household,
        earned,
        income,
        np.searchsorted(tops, equal, side="left").astype(np.int64),
        tuple(int(each) for each in tops.tolist()),
    )
