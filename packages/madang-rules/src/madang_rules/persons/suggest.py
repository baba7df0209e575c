"""Persons who are missing: for rows that matched nobody, and for bounds at or beside which nobody stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from madang_rules.dmn import Engine
from madang_rules.dmn.tables.area import ORDERED, Area, Interval
from madang_rules.dmn.tables.cells import value_of_key
from madang_rules.dmn.tables.table import Table
from madang_rules.errors import RulesError
from madang_rules.feel.budget import Budget
from madang_rules.feel.evaluation import Evaluation
from madang_rules.feel.unknown import Unknown
from madang_rules.feel.values.text import literal_text
from madang_rules.persons.coverage import Bound, TableCoverage
from madang_rules.persons.person import UNKNOWN, Person
from madang_rules.persons.run import Report

__all__ = ["suggestions"]

OTHER = "기타"
"""A string that no cell names."""
_NONE = object()
_DAY = 86_400 * 10**9


@dataclass(frozen=True, slots=True)
class _Wish:
    """Facts wanted, why, and which row must match (None: any)."""

    facts: Mapping[str, Any]
    note: str
    kind: str
    row: int | None = None


def suggestions(
    engine: Engine, report: Report, *, most: int = 100, budget: Budget | None = None
) -> list[Person]:
    """Return persons who would try what the report's persons have not, with what the model says of them today.

    Their expected results are the model's own answers: a person has to confirm them. Tables whose inputs are not
    plain facts get none; each person suggested was seen to reach what it is meant to reach.
    """
    found: list[Person] = []
    for coverage in report.tables:
        for wish in _wishes(engine, coverage, report):
            if len(found) >= most:
                return found
            expected = _reached(engine, coverage.table, wish, budget)
            if expected is not None:
                name = f"{coverage.name}: {wish.note}"
                found.append(
                    Person(name, "edge", wish.facts, expected, note="suggested; confirm what is expected")
                )
    return found


def _wishes(engine: Engine, coverage: TableCoverage, report: Report) -> Iterator[_Wish]:
    table = coverage.table
    paths = [_fact(engine, column.text) for column in table.inputs]
    for row in coverage.rows_never_matched:
        facts = _facts_of_row(table, row, paths, {}, report)
        if facts is not None:
            yield _Wish(facts, f"row {row + 1}", "row", row)
    for bound in coverage.bounds_not_tried:
        at = _row_at(table, bound)
        if at is None or paths[bound.column] is None:
            continue
        text = literal_text(Evaluation(), bound.value)
        for side, value in _around(bound):
            facts = _facts_of_row(table, at, paths, {bound.column: value}, report)
            if facts is not None:
                yield _Wish(facts, f"{bound.label} {side} {text}", "bound")


def _fact(engine: Engine, text: str) -> str | None:
    name = " ".join(text.split())
    return name if name in engine.inputs else None


def _facts_of_row(
    table: Table, row: int, paths: list[str | None], fixed: Mapping[int, Any], report: Report
) -> dict[str, Any] | None:
    """Return facts that lie in the cells of a row, as near to a known person's as can be."""
    facts: dict[str, Any] = dict(_nearest(table, row, report))
    for index, column in enumerate(table.inputs):
        path = paths[index]
        if index in fixed:
            if path is None:
                return None
            facts[path] = fixed[index]
            continue
        area = _area(table, index, row)
        if area is None:
            return None
        if area.is_all:
            continue
        if path is None:
            return None
        value = _inside(area)
        if value is _NONE and area.kind == "string":
            value = _other(table, index, area)
        if value is _NONE:
            return None
        facts[path] = value
        if column.allowed is not None and not _is_allowed(value, column.allowed):
            return None
    return facts


def _nearest(table: Table, row: int, report: Report) -> Mapping[str, Any]:
    """The facts of the person for whom the table ran and who met most cells of the row."""
    best: tuple[int, Mapping[str, Any]] = (-1, {})
    for outcome in report.outcomes:
        for trace in outcome.answer.trace if outcome.answer is not None else ():
            for run in trace.tables:
                if run.table is not table:
                    continue
                met = sum(
                    (area := _area(table, index, row)) is not None
                    and (area.is_all or _is_allowed(value, area))
                    for index, value in enumerate(run.values)
                )
                if met > best[0]:
                    best = (met, outcome.person.facts)
    return best[1]


def _area(table: Table, column: int, row: int) -> Area | None:
    for cell in table.inputs[column].column.cells:
        if cell.rules >> row & 1:
            return cell.area
    return None


def _row_at(table: Table, bound: Bound) -> int | None:
    """The first row one of whose intervals ends at the bound."""
    for cell in table.inputs[bound.column].column.cells:
        if cell.area is None:
            continue
        for interval in cell.area.intervals:
            for end in (interval.low, interval.high):
                if end is not None and value_of_key(cell.area.kind, end) == bound.value and cell.rules:
                    return (cell.rules & -cell.rules).bit_length() - 1
    return None


def _around(bound: Bound) -> Iterator[tuple[str, Any]]:
    """The values at and beside a bound that nobody has."""
    for side in bound.missing:
        if side == "at":
            yield side, bound.value
            continue
        value = _step(bound.value, -1 if side == "below" else 1)
        if value is not None:
            yield side, value


def _step(value: Any, sign: int) -> Any:
    """The value next to another: one unit of its last written digit, one day, one month."""
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        places = min(0, exponent if isinstance(exponent, int) else 0)
        return value + sign * Decimal((0, (1,), places))
    for kind, name, size in (("date", "days", 1), ("days", "nanos", _DAY), ("months", "months", 1)):
        if hasattr(value, name):
            return value_of_key(kind, getattr(value, name) + sign * size)  # type: ignore[arg-type]
    return None


def _other(table: Table, index: int, area: Area) -> Any:
    """A string that a `not(…)` accepts: one that another cell of the column names, or a new one."""
    axis = table.inputs[index].column.axis
    candidates = [*(sorted(axis.places) if axis is not None else ()), OTHER]
    return next((value for value in candidates if _is_allowed(value, area)), _NONE)


def _inside(area: Area) -> Any:
    """A value of the area; `_NONE` where none is found."""
    if area.kind in ORDERED:
        if area.negated:
            candidates = [end for each in area.intervals for end in (each.low, each.high) if end is not None]
            tried = [value_of_key(area.kind, end) for end in candidates]
            steps = [_step(value, sign) for value in tried for sign in (-1, 1)]
            return next((value for value in steps if value is not None and _is_allowed(value, area)), _NONE)
        for interval in area.intervals:
            value = _inside_interval(area, interval)
            if value is not _NONE:
                return value
        return None if area.null else _NONE
    if area.negated:
        return next(
            (value for value in (True, False) if area.kind == "boolean" and value not in area.values), _NONE
        )
    if area.values:
        return min(area.values)
    return None if area.null else _NONE


def _inside_interval(area: Area, interval: Interval) -> Any:
    if interval.is_empty:
        return _NONE
    for end, closed, sign in (
        (interval.low, interval.low_closed, 1),
        (interval.high, interval.high_closed, -1),
    ):
        if end is None:
            continue
        value = value_of_key(area.kind, end)
        if closed:
            return value
        value = _step(value, sign)
        if value is not None and _is_allowed(value, area):
            return value
    if area.kind == "number" and interval.low is not None and interval.high is not None:
        return (interval.low + interval.high) / 2
    return _NONE


def _is_allowed(value: Any, area: Area) -> bool:
    """Whether a value lies in an area."""
    if area.is_all:
        return True
    if value is None:
        return area.null
    if area.kind not in ORDERED:
        try:
            return (value in area.values) != area.negated
        except TypeError:
            return False
    name = {"number": "", "date": "days", "days": "nanos", "months": "months"}[area.kind]
    key = value if not name else getattr(value, name, None)
    if not isinstance(key, Decimal if not name else int):
        return False
    within = any(
        (each.low is None or key > each.low or (each.low_closed and key == each.low))
        and (each.high is None or key < each.high or (each.high_closed and key == each.high))
        for each in area.intervals
    )
    return within != area.negated


def _reached(engine: Engine, table: Table, wish: _Wish, budget: Budget | None) -> dict[str, Any] | None:
    """Return what the model says of the decisions that use the table; None where the row is not reached."""
    expected: dict[str, Any] = {}
    is_reached = False
    for decision in engine.decisions:
        try:
            answer = engine.decide(decision, wish.facts, unknown="unknown", trace=True, budget=budget)
        except RulesError:
            continue
        runs = [run for trace in answer.trace for run in trace.tables if run.table is table]
        if not runs:
            continue
        is_reached = is_reached or wish.row is None or any(wish.row in run.matched for run in runs)
        expected[decision] = UNKNOWN if isinstance(answer.value, Unknown) else answer.value
    return expected if is_reached else None
