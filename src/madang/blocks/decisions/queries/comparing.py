"""Two versions side by side: what stands differently in them, and whom that touches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from madang_rules.dmn import Engine
from madang_rules.dmn.model import Decision, DecisionTable, Rule

from madang.blocks.decisions import populations
from madang.blocks.decisions.models import Better, ModelVersion
from madang.blocks.decisions.queries.answers import Trial, Tried, trial
from madang.blocks.decisions.queries.completing import NO_ANSWER, outcome
from madang.blocks.decisions.queries.touching import Progress, Touched, touched


@dataclass(frozen=True)
class RowChange:
    """A row of a table that was added, removed, changed or moved; cells as texts, None on the side where it is not."""

    decision: str
    kind: str
    before: tuple[str, ...] | None
    after: tuple[str, ...] | None
    number: int
    was: int | None = None
    """Its number on the side before, where it is there; ``number`` is that on the side after, or else this."""


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
                    "row_before": each.was,
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
    people: int = populations.SMALL,
    seconds: float | None = None,
    progress: Progress = lambda done, total: None,
) -> Comparison:
    """Compare two versions of one model on ``day``, and ask a city of so many people.

    ``assumed`` are facts taken for everybody in the city that the city itself does not hold. Raises Unfit for an
    assumption that does not fit, and when asking takes longer than ``seconds``.
    """
    old, new = trial(before, day), trial(after, day)
    better = Better(after.model.better)
    counted = touched(
        old.prepared, new.prepared, assumed or {}, better, people=people, seconds=seconds, progress=progress
    )
    return replace(_differences(old, new), touched=counted)


def side_by_side(before: ModelVersion, after: ModelVersion, day: date) -> Comparison:
    """What differs in rows and for test persons, without asking the city."""
    return _differences(trial(before, day), trial(after, day))


def _differences(before: Trial, after: Trial) -> Comparison:
    old, new = before.prepared, after.prepared
    better = Better(new.version.model.better)
    changed = tuple(
        PersonChange(one, other, _outcome(one, other, better))
        for one, other in zip(before.tried, after.tried, strict=True)
        if one.differs(other)
    )
    return Comparison(old.version, new.version, new.day, row_changes(old.engine, new.engine), changed, None)


def _outcome(before: Tried, after: Tried, better: Better) -> str:
    if before.fault or after.fault:
        return NO_ANSWER
    return outcome(before.value, after.value, better)


def row_changes(before: Engine, after: Engine) -> tuple[RowChange, ...]:
    """The rows of decision tables that were added, removed, changed or moved, by their id or else their place."""
    found: list[RowChange] = []
    old_tables, new_tables = _tables(before), _tables(after)
    for name in [*old_tables, *(each for each in new_tables if each not in old_tables)]:
        old, new = _rows(old_tables.get(name)), _rows(new_tables.get(name))
        moved = _moved(old, new)
        for key in [*old, *(each for each in new if each not in old)]:
            was, now = old.get(key), new.get(key)
            if was is None and now is not None:
                found.append(RowChange(name, "added", None, now[1], now[0]))
            elif now is None and was is not None:
                found.append(RowChange(name, "removed", was[1], None, was[0], was[0]))
            elif was is not None and now is not None and was[1] != now[1]:
                found.append(RowChange(name, "changed", was[1], now[1], now[0], was[0]))
            elif was is not None and now is not None and key in moved:
                found.append(RowChange(name, "moved", was[1], now[1], now[0], was[0]))
    return tuple(found)


def _moved(old: Iterable[str], new: Iterable[str]) -> set[str]:
    """The rows of both that stand in another order; of two that changed places one has moved."""
    before, after = list(old), list(new)
    there = set(before) & set(after)
    before, after = ([each for each in keys if each in there] for keys in (before, after))
    kept = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return there - {before[one.a + step] for one in kept for step in range(one.size)}


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
