"""People to try a rule on: groups of equal people of the demo city, counted; nobody's record is read.

The city is the invented one of ``madang_city``, the same that a demo site holds. It knows age, sex, district,
household size and address; it knows no income, no property and no past. What a rule asks beyond that stays unknown, unless
the comparison assumes it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import madang_city
from django.conf import settings

from madang.blocks.rooms.manifest import Text

FACTS = ("나이", "성별", "가구원 수", "거주 시", "거주 구", "생년월일")
"""The inputs, by name, that the city can answer."""
SIZE, SEED = "small", 2026
CITY = "하늘시"
_SEX = {"F": "여성", "M": "남성"}


@dataclass(frozen=True)
class Group:
    """People who are alike in everything that the city tells of them."""

    birth_date: date
    sex: str
    district: str
    household: int

    def age_on(self, day: date) -> int:
        """Age in whole years; one born on 29 February is a year older on 1 March in common years."""
        born = self.birth_date
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    def facts_on(self, day: date) -> dict[str, Any]:
        """What the city tells of them, by the names of ``FACTS``."""
        return {
            "나이": self.age_on(day),
            "성별": _SEX[self.sex],
            "가구원 수": self.household,
            "거주 시": CITY,
            "거주 구": self.district,
            "생년월일": self.birth_date.isoformat(),
        }


@lru_cache(maxsize=2)
def groups(size: int | str = SIZE) -> tuple[tuple[Group, int], ...]:
    """The city's people as groups with their number; empty in production, which has no invented city."""
    if settings.ENVIRONMENT.production:
        return ()
    city = madang_city.generate(size, SEED)
    districts = {each.address_id: each.district_name for each in city.addresses()}
    homes = {each.household_id: (districts[each.address_id], each.size) for each in city.households()}
    counted = Counter(Group(each.birth_date, each.sex, *homes[each.household_id]) for each in city.persons())
    return tuple(sorted(counted.items(), key=lambda item: (item[0].birth_date, str(item[0]))))


def age_band(age: int) -> str:
    """The band of ten years in which an age lies, e.g. ``20–29``; the last is ``80+``."""
    return "80+" if age >= 80 else f"{age // 10 * 10}–{age // 10 * 10 + 9}"


SEXES = {"F": Text("여성", "Women"), "M": Text("남성", "Men")}
