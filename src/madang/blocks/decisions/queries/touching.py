"""Whom a change touches in the demo city: who gains, who loses, by age, sex, income and area.

Both versions are asked column by column (``madang_rules.population``): people whose facts a version cannot tell apart
are asked once, and a rule that tells everybody apart is asked for each.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from madang_rules.dmn.explain.plain import plain
from madang_rules.feel.types import ANY, unnamed

from madang.blocks.decisions import populations, running
from madang.blocks.decisions.errors import TooLong
from madang.blocks.decisions.models import Better
from madang.blocks.decisions.queries.answers import Ready

if TYPE_CHECKING:
    from numpy import int64
    from numpy.typing import NDArray

GAIN, LOSE, OTHER, UNKNOWN, SAME = "gain", "lose", "other", "unknown", "same"
OUTCOMES = (GAIN, LOSE, OTHER, UNKNOWN, SAME)
MOST_SECONDS = 10.0
"""What asking the small city may take within a request."""
AT_ONCE = 4096
Progress = Callable[[int, int], None]


@dataclass
class Counts:
    """People by what a change does to them."""

    gain: int = 0
    lose: int = 0
    other: int = 0
    unknown: int = 0
    same: int = 0

    @property
    def all(self) -> int:
        return self.gain + self.lose + self.other + self.unknown + self.same

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

    Raises Unfit for an assumption that does not fit, and when it takes more than ``seconds``.
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
    city = populations.city(people)
    until = time.monotonic() + (MOST_SECONDS if seconds is None else seconds)
    outcomes, codes, times = _outcomes(before, after, assumed, held, city, better, until, progress)
    found = Touched(
        len(city),
        assumed=assumed,
        unheld=tuple(sorted(asked - set(held) - set(assumed))),
        income_tops=city.decile_tops,
        asked=times,
    )
    for part, band in (
        (found.by_age, city.age_bands(before.day)),
        (found.by_sex, city.sex),
        (found.by_income, city.deciles()),
        (found.by_district, city.district),
    ):
        part.update(_counted(band, codes, outcomes))
    found.all = _sum(found.by_sex.values())
    return found


def _fits(name: str, version: Ready) -> bool:
    """Whether what the city tells is of the type that the version asks for, where it asks."""
    type_ = version.engine.inputs.get(name)
    return type_ is None or unnamed(type_) in (populations.FACTS[name], ANY)


def _outcomes(
    before: Ready,
    after: Ready,
    assumed: Mapping[str, Any],
    held: tuple[str, ...],
    city: populations.City,
    better: Better,
    until: float,
    progress: Progress,
) -> tuple[list[str], NDArray[int64], int]:
    """What becomes of each person: outcomes, a code for each person, and how often the engine was asked."""
    import numpy as np

    total = 2 * len(city)
    decided = []
    for number, version in enumerate((before, after)):
        step = partial(_step, progress, number * len(city), total)
        decided.append(_decided(version, assumed, held, city, until, step))
    (old_values, old, old_times), (new_values, new, new_times) = decided
    pairs, codes = np.unique(old * len(new_values) + new, return_inverse=True)
    outcomes = [
        outcome(old_values[pair // len(new_values)], new_values[pair % len(new_values)], better)
        for pair in pairs.tolist()
    ]
    progress(total, total)
    return outcomes, codes, old_times + new_times


def _step(progress: Progress, before: int, total: int, done: int) -> None:
    progress(before + done, total)


def _decided(
    version: Ready,
    assumed: Mapping[str, Any],
    held: tuple[str, ...],
    city: populations.City,
    until: float,
    progress: Callable[[int], None],
) -> tuple[list[Any], NDArray[int64], int]:
    """The values a version gives, as plain data, and whose is which."""
    import numpy as np
    from madang_rules.population import Constant, Decider, People

    inputs = version.engine.inputs
    columns: dict[str | tuple[str, ...], Any] = {}
    for name, column in city.columns(tuple(name for name in held if name in inputs), version.day).items():
        columns[name] = column
    for name, value in version.facts({each: assumed[each] for each in assumed if each in inputs}).items():
        columns[name] = Constant(value, len(city))
    decider = Decider(version.engine, version.decision)
    parts = decider.decide(
        People(columns or {"": Constant(None, len(city))}),
        at_once=AT_ONCE if len(city) > AT_ONCE else 256,
        budget=running.BUDGET,
        clock=running.noon(version.day),
    )
    codes = np.empty(len(city), np.int64)
    values: list[Any] = []
    while (part := running.bounded(lambda: next(parts, None))) is not None:
        codes[part.start : part.stop] = part.codes
        values = part.outcomes
        progress(part.stop)
        if time.monotonic() > until:
            raise TooLong
    return [plain(each) for each in values], codes, decider.decided


def _counted(band: populations.Band, codes: NDArray[int64], outcomes: list[str]) -> dict[str, Counts]:
    import numpy as np

    table = np.bincount(band.codes * len(outcomes) + codes, minlength=len(band.names) * len(outcomes))
    found: dict[str, Counts] = {}
    for name, row in zip(band.names, table.reshape(-1, len(outcomes)).tolist(), strict=True):
        if not any(row):
            continue
        found[name] = counts = Counts()
        for each, people in zip(outcomes, row, strict=True):
            setattr(counts, each, getattr(counts, each) + people)
    return found


def _sum(parts: Any) -> Counts:
    found = Counts()
    for part in parts:
        for each in OUTCOMES:
            setattr(found, each, getattr(found, each) + getattr(part, each))
    return found


def outcome(before: Any, after: Any, better: Better) -> str:
    """What a change of a plain result means for whom it is about."""
    if running.same(before, after) and not running.is_unknown(after):
        return SAME
    if running.is_unknown(before) or running.is_unknown(after):
        return UNKNOWN
    old, new = _rank(before), _rank(after)
    if better == Better.NEITHER or old is None or new is None:
        return OTHER
    return GAIN if (new > old) == (better == Better.MORE) else LOSE


def _rank(value: Any) -> Decimal | None:
    """A result as a number to compare by; a yes is more than a no, and nothing at all is zero."""
    if value is None:
        return Decimal(0)
    if isinstance(value, bool):
        return Decimal(int(value))
    return running.number_of(value) if isinstance(value, str) else None
