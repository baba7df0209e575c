"""Whom a change touches in the demo city: who gains, who loses, by age, sex, income and area.

Both versions are asked column by column (``madang_rules.population``): people whose facts a version cannot tell apart
are asked once, and a rule that tells everybody apart is asked for each. What a fact that nobody tells does not change is
said all the same (``completing``).
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from madang_rules.feel import Budget
from madang_rules.feel.types import ANY, unnamed

from madang.blocks.decisions import populations, running
from madang.blocks.decisions.errors import TooLong, Unfit
from madang.blocks.decisions.models import Better
from madang.blocks.decisions.queries.answers import Ready
from madang.blocks.decisions.queries.completing import (
    ALL,
    BITS,
    OUTCOMES,
    Possible,
    completions,
    effect,
    name_of,
)

if TYPE_CHECKING:
    from numpy import int64
    from numpy.typing import NDArray

MOST_SECONDS = 10.0
"""What asking the small city may take within a request."""
AT_ONCE = 4096
Progress = Callable[[int, int], None]


@dataclass
class Counts:
    """People by what a change does to them, whatever the facts that are not known; ``unknown`` is what it may do both ways.

    ``no_answer`` are those to whom only one of the versions gives a value: they neither gain nor lose.
    """

    gain: int = 0
    lose: int = 0
    other: int = 0
    no_answer: int = 0
    may_gain: int = 0
    may_lose: int = 0
    unknown: int = 0
    same: int = 0

    @property
    def all(self) -> int:
        return sum(getattr(self, each) for each in OUTCOMES)

    def as_data(self) -> dict[str, int]:
        return {each: getattr(self, each) for each in OUTCOMES}


@dataclass
class Touched:
    """Whom a change touches in the demo city, in all and by parts.

    ``assumed`` are facts taken for everybody; ``unheld`` the inputs that neither the city nor an assumption tells.
    ``by_income`` is by tenths of the people, from the poorest, whose greatest income (won a month for one person)
    stands in ``income_tops``. ``asked`` is how often the engine was asked.
    """

    people: int
    all: Counts = field(default_factory=Counts)
    by_age: dict[str, Counts] = field(default_factory=dict)
    by_sex: dict[str, Counts] = field(default_factory=dict)
    by_income: dict[str, Counts] = field(default_factory=dict)
    by_district: dict[str, Counts] = field(default_factory=dict)
    income_tops: tuple[int, ...] = ()
    assumed: Mapping[str, Any] = field(default_factory=dict)
    unheld: tuple[str, ...] = ()
    asked: int = 0

    def as_data(self) -> dict[str, Any]:
        """The result as JSON can hold it."""

        def part(counts: Mapping[str, Counts]) -> dict[str, Any]:
            return {name: each.as_data() for name, each in counts.items()}

        return {
            "people": self.people,
            "all": self.all.as_data(),
            "by_age": part(self.by_age),
            "by_sex": part(self.by_sex),
            "by_income": part(self.by_income),
            "by_district": part(self.by_district),
            "income_tops": list(self.income_tops),
            "assumed": dict(self.assumed),
            "unheld": list(self.unheld),
            "asked": self.asked,
        }

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Touched:
        """What ``as_data`` gave."""

        def part(name: str) -> dict[str, Counts]:
            # The database keeps no order of names: bands begin with a number, what has none goes by its letters.
            found = {each: Counts(**counts) for each, counts in data[name].items()}
            return dict(sorted(found.items(), key=lambda item: (_first_number(item[0]), item[0])))

        return cls(
            data["people"],
            Counts(**data["all"]),
            part("by_age"),
            part("by_sex"),
            part("by_income"),
            part("by_district"),
            tuple(data["income_tops"]),
            data["assumed"],
            tuple(data["unheld"]),
            data["asked"],
        )


def _first_number(name: str) -> int:
    number = re.match(r"\d+", name)
    return int(number[0]) if number else 0


def touched(
    before: Ready,
    after: Ready,
    assumed: Mapping[str, Any],
    better: Better,
    *,
    people: int = populations.SMALL,
    seconds: float | None = None,
    progress: Progress = lambda done, total: None,
) -> Touched | None:
    """Count whom the change touches in the city of so many people; None where there is no city.

    Who is not born yet on the day is not asked. Raises Unfit for an assumption that does not fit, for a day on which
    nobody is born, and when it takes more than ``seconds``.
    """
    if not populations.exists():
        return None
    asked = {*before.asked, *after.asked}
    after.facts({name: value for name, value in assumed.items() if name not in before.engine.inputs})
    held = tuple(
        name
        for name in populations.FACTS
        if name in asked and name not in assumed and _fits(name, before) and _fits(name, after)
    )
    city = populations.city(people).born_by(before.day)
    if not len(city):
        raise Unfit(_("그날에는 하늘시에 태어난 사람이 아직 없습니다. 뒤의 날을 골라 주세요."), field="day")
    until = time.monotonic() + (MOST_SECONDS if seconds is None else seconds)
    asking = _Asking((before, after), held, better, until, progress, 2 * len(city))
    outcomes = _outcomes(asking, assumed, city)
    progress(asking.total, asking.total)
    found = Touched(
        len(city),
        assumed=assumed,
        unheld=tuple(sorted(asked - set(held) - set(assumed))),
        income_tops=city.decile_tops,
        asked=asking.times,
    )
    for part, band in (
        (found.by_age, city.age_bands(before.day)),
        (found.by_sex, city.sex),
        (found.by_income, city.deciles()),
        (found.by_district, city.district),
    ):
        part.update(_counted(band, outcomes))
    found.all = _sum(found.by_sex.values())
    return found


def _fits(name: str, version: Ready) -> bool:
    """Whether what the city tells is of the type that the version asks for, where it asks."""
    type_ = version.engine.inputs.get(name)
    return type_ is None or unnamed(type_) in (populations.FACTS[name], ANY)


def _outcomes(asking: _Asking, assumed: Mapping[str, Any], city: populations.City) -> NDArray[int64]:
    """What becomes of each person, as places in ``OUTCOMES``: a fact that is not known may turn out in any way."""
    import numpy as np

    effects, codes, facts = asking.effects(assumed, city)
    found = effects[codes]
    open_ = sorted({each for each in facts if each}, key=sorted)
    group = np.array([open_.index(each) if each else -1 for each in facts], np.int64)[codes]
    for number, names in enumerate(open_):
        ways = completions(asking.versions, names)
        people = np.flatnonzero((group == number) & ~np.isin(found, tuple(BITS.values())))
        if not ways or not len(people):
            continue
        those = city.those(people)
        told = np.zeros(len(people), np.int64)
        for way in ways:
            effects, its_codes, _facts = asking.effects({**assumed, **way}, those)
            told |= effects[its_codes]
        found[people] = told
    places = np.array([OUTCOMES.index(name_of(bits)) for bits in range(ALL + 1)], np.int64)
    return np.asarray(places[found], np.int64)


@dataclass
class _Asking:
    """Both versions, and until when they may be asked. ``times`` is how often the engine was."""

    versions: tuple[Ready, Ready]
    held: tuple[str, ...]
    better: Better
    until: float
    progress: Progress
    total: int
    done: int = 0
    times: int = 0

    def effects(
        self, assumed: Mapping[str, Any], city: populations.City
    ) -> tuple[NDArray[int64], NDArray[int64], list[frozenset[str]]]:
        """What the change may do to people: sums of ``BITS``, which is whose, and the facts that each rests on."""
        import numpy as np

        (old_values, old), (new_values, new) = (self._decided(each, assumed, city) for each in self.versions)
        pairs, codes = np.unique(old * max(len(new_values), 1) + new, return_inverse=True)
        both = [
            (old_values[pair // len(new_values)], new_values[pair % len(new_values)])
            for pair in pairs.tolist()
        ]
        effects = np.array([effect(one, other, self.better) for one, other in both], np.int64)
        return effects, codes, [one.facts | other.facts for one, other in both]

    def _decided(
        self, version: Ready, assumed: Mapping[str, Any], city: populations.City
    ) -> tuple[list[Possible], NDArray[int64]]:
        """What a version may give, and whose is which."""
        import numpy as np
        from madang_rules.population import Constant, Decider, People

        inputs = version.engine.inputs
        columns: dict[str | tuple[str, ...], Any] = {}
        held = tuple(name for name in self.held if name in inputs)
        for name, column in city.columns(held, version.day).items():
            columns[name] = column
        for name, value in version.facts({each: assumed[each] for each in assumed if each in inputs}).items():
            columns[name] = Constant(value, len(city))
        decider = Decider(version.engine, version.decision)
        parts = decider.decide(
            People(columns or {"": Constant(None, len(city))}),
            at_once=AT_ONCE if len(city) > AT_ONCE else 256,
            budget=self._budget,
            clock=running.noon(version.day),
        )
        codes = np.empty(len(city), np.int64)
        values: list[Any] = []
        while (part := running.bounded(lambda: next(parts, None))) is not None:
            codes[part.start : part.stop] = part.codes
            values = part.outcomes
            self.done = min(self.done + part.stop - part.start, self.total)
            self.progress(self.done, self.total)
        self.times += decider.decided
        return [Possible.of(each) for each in values], codes

    def _budget(self) -> Budget:
        """What one question to the engine may use up: no longer than is left for all of them."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise TooLong
        self.progress(self.done, self.total)
        return replace(running.BUDGET, seconds=min(running.BUDGET.seconds, left))


def _counted(band: populations.Band, outcomes: NDArray[int64]) -> dict[str, Counts]:
    import numpy as np

    width = len(OUTCOMES)
    table = np.bincount(band.codes * width + outcomes, minlength=len(band.names) * width)
    rows = zip(band.names, table.reshape(-1, width).tolist(), strict=True)
    return {name: Counts(**dict(zip(OUTCOMES, row, strict=True))) for name, row in rows if any(row)}


def _sum(parts: Any) -> Counts:
    found = Counts()
    for part in parts:
        for each in OUTCOMES:
            setattr(found, each, getattr(found, each) + getattr(part, each))
    return found
