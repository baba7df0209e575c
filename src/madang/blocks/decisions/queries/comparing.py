"""Two versions side by side: what stands differently in them, and whom that touches."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from madang_rules.dmn import Engine
from madang_rules.dmn.model import Decision, DecisionTable, Rule

from madang.blocks.decisions import populations, running
from madang.blocks.decisions.errors import Unfit
from madang.blocks.decisions.models import Better, ModelVersion
from madang.blocks.decisions.queries.answers import Ready, Tried, ready, try_persons

GAIN, LOSE, OTHER, UNKNOWN, SAME = "gain", "lose", "other", "unknown", "same"
MOST_SECONDS = 10.0
"""What asking the whole city may take in one request."""
OUTCOMES = (GAIN, LOSE, OTHER, UNKNOWN, SAME)


@dataclass(frozen=True)
class RowChange:
    """A row of a table that was added, removed or changed; cells as texts, None on the side where it is not."""

    decision: str
    kind: str
    before: tuple[str, ...] | None
    after: tuple[str, ...] | None
    number: int


@dataclass
class Counts:
    """People by what a change does to them."""

    gain: int = 0
    lose: int = 0
    other: int = 0
    unknown: int = 0
    same: int = 0

    def add(self, outcome: str, people: int) -> None:
        setattr(self, outcome, getattr(self, outcome) + people)

    @property
    def all(self) -> int:
        return self.gain + self.lose + self.other + self.unknown + self.same

    def as_data(self) -> dict[str, int]:
        return {each: getattr(self, each) for each in OUTCOMES}


@dataclass
class Touched:
    """Whom a change touches in the demo city, in all and by age band, sex and district.

    ``assumed`` are facts taken for everybody; ``unheld`` the inputs that neither the city nor an assumption tells.
    """

    people: int
    all: Counts = field(default_factory=Counts)
    by_age: dict[str, Counts] = field(default_factory=dict)
    by_sex: dict[str, Counts] = field(default_factory=dict)
    by_district: dict[str, Counts] = field(default_factory=dict)
    assumed: Mapping[str, Any] = field(default_factory=dict)
    unheld: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        def part(counts: Mapping[str, Counts]) -> dict[str, Any]:
            return {name: each.as_data() for name, each in counts.items()}

        return {
            "people": self.people,
            "all": self.all.as_data(),
            "by_age": part(self.by_age),
            "by_sex": part(self.by_sex),
            "by_district": part(self.by_district),
            "assumed": dict(self.assumed),
            "unheld": list(self.unheld),
        }


@dataclass(frozen=True)
class PersonChange:
    """A test person whose result differs."""

    before: Tried
    after: Tried
    outcome: str


@dataclass(frozen=True)
class Comparison:
    """Everything that differs between two versions on a day."""

    before: ModelVersion
    after: ModelVersion
    day: date
    rows: tuple[RowChange, ...]
    persons: tuple[PersonChange, ...]
    touched: Touched | None

    def as_data(self) -> dict[str, Any]:
        return {
            "model": self.after.model.key,
            "before": self.before.number,
            "after": self.after.number,
            "day": self.day.isoformat(),
            "rows": [
                {
                    "decision": each.decision,
                    "kind": each.kind,
                    "row": each.number,
                    "before": each.before,
                    "after": each.after,
                }
                for each in self.rows
            ],
            "persons": [
                {
                    "key": each.before.person.key,
                    "before": each.before.value,
                    "after": each.after.value,
                    "outcome": each.outcome,
                }
                for each in self.persons
            ],
            "city": self.touched.as_data() if self.touched else None,
        }


def compare(
    before: ModelVersion,
    after: ModelVersion,
    day: date,
    assumed: Mapping[str, Any] | None = None,
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Comparison:
    """Compare two versions of one model on ``day``; raises Unfit for an assumption that does not fit.

    ``assumed`` are facts taken for everybody in the city that the city itself does not hold.
    """
    better = Better(after.model.better)
    pairs = zip(try_persons(before, day), try_persons(after, day), strict=True)
    changed = tuple(
        PersonChange(old, new, _outcome(old.value, new.value, better))
        for old, new in pairs
        if old.fault != new.fault or not running.same(old.value, new.value)
    )
    return Comparison(
        before,
        after,
        day,
        row_changes(running.engine_of(before.source_xml), running.engine_of(after.source_xml)),
        changed,
        touched(ready(before, day), ready(after, day), assumed or {}, better, progress),
    )


def touched(
    before: Ready,
    after: Ready,
    assumed: Mapping[str, Any],
    better: Better,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Touched | None:
    """Count whom the change touches in the city; None where there is no city. Equal people are asked once."""
    city = populations.groups()
    if not city:
        return None
    asked = {*before.asked, *after.asked}
    after.facts(assumed)  # refuses what does not fit
    held = [name for name in populations.FACTS if name in asked and name not in assumed]
    found = Touched(
        sum(count for _group, count in city),
        assumed=assumed,
        unheld=tuple(sorted(asked - set(held) - set(assumed))),
    )
    outcomes: dict[tuple[Any, ...], str] = {}
    until = time.monotonic() + MOST_SECONDS
    for number, (group, people) in enumerate(city):
        if number % 200 == 0:
            progress(number, len(city))
        facts = group.facts_on(before.day)
        key = tuple(facts[name] for name in held)
        outcome = outcomes.get(key)
        if outcome is None:
            if time.monotonic() > until:
                raise Unfit(
                    _(
                        "모두에게 묻는 데 너무 오래 걸려 멈추었습니다. 가정을 더하거나 모형을 간단히 해 주세요."
                    )
                )
            told = {**{name: facts[name] for name in held}, **assumed}
            outcome = _outcome(_value(before, told), _value(after, told), better)
            outcomes[key] = outcome
        found.all.add(outcome, people)
        for part, name in (
            (found.by_age, populations.age_band(group.age_on(before.day))),
            (found.by_sex, group.sex),
            (found.by_district, group.district),
        ):
            part.setdefault(name, Counts()).add(outcome, people)
    found.by_age = dict(sorted(found.by_age.items(), key=lambda item: int(item[0].rstrip("+").split("–")[0])))
    progress(len(city), len(city))
    return found


def _value(prepared: Ready, told: Mapping[str, Any]) -> Any:
    return prepared.value({name: value for name, value in told.items() if name in prepared.engine.inputs})


def _outcome(before: Any, after: Any, better: Better) -> str:
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


def row_changes(before: Engine, after: Engine) -> tuple[RowChange, ...]:
    """The rows of decision tables that were added, removed or changed, by their id or else their place."""
    found: list[RowChange] = []
    old_tables, new_tables = _tables(before), _tables(after)
    for name in [*old_tables, *(each for each in new_tables if each not in old_tables)]:
        old, new = _rows(old_tables.get(name)), _rows(new_tables.get(name))
        for key in [*old, *(each for each in new if each not in old)]:
            was, now = old.get(key), new.get(key)
            if was is None and now is not None:
                found.append(RowChange(name, "added", None, now[1], now[0]))
            elif now is None and was is not None:
                found.append(RowChange(name, "removed", was[1], None, was[0]))
            elif was is not None and now is not None and was[1] != now[1]:
                found.append(RowChange(name, "changed", was[1], now[1], now[0]))
    return tuple(found)


def _tables(engine: Engine) -> dict[str, DecisionTable]:
    return {
        each.name: each.expression
        for each in engine.definitions.elements
        if isinstance(each, Decision) and isinstance(each.expression, DecisionTable)
    }


def _rows(table: DecisionTable | None) -> dict[str, tuple[int, tuple[str, ...]]]:
    if table is None:
        return {}
    return {rule.id or f"#{number}": (number, cells(rule)) for number, rule in enumerate(table.rules, 1)}


def cells(rule: Rule) -> tuple[str, ...]:
    """The texts of a row: conditions, results, annotations."""
    return tuple(
        (each.text or "").strip() for part in (rule.inputs, rule.outputs, rule.annotations) for each in part
    )
