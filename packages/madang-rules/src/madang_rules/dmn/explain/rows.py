"""Rows of a table that did not match: which cells stood against them, and by how much."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from madang_rules.dmn.explain.margin import Margin, margin_of
from madang_rules.dmn.tables.area import Area
from madang_rules.dmn.tables.cells import area_of_value
from madang_rules.dmn.tables.column import Cell
from madang_rules.dmn.tables.policy import bits
from madang_rules.dmn.tables.table import TableRun
from madang_rules.dmn.trace import ROWS_SHOWN
from madang_rules.feel import CompiledUnaryTests, Evaluation, Unknown
from madang_rules.feel.values import DaysDuration, MonthsDuration, Range
from madang_rules.feel.values.duration import DAY

__all__ = ["Miss", "RowMiss", "annotations_of", "nearest_rows", "row_misses"]


@dataclass(frozen=True, slots=True)
class Miss:
    """A condition not met, or (`open`) not known to be: the input, its value, what was wanted."""

    column: int
    label: str
    value: Any
    wanted: str
    area: Area | None
    margin: Margin | None
    open: bool = False


@dataclass(frozen=True, slots=True)
class RowMiss:
    """A row that did not match (rows count from 0), and its conditions not met."""

    row: int
    misses: tuple[Miss, ...]

    @property
    def failed(self) -> int:
        """How many conditions are surely not met."""
        return sum(not miss.open for miss in self.misses)

    @property
    def distance(self) -> float:
        """How far all conditions together are from being met, each measured by the value itself (a duration:
        by years); a condition without a margin counts 1."""
        return sum(_relative(miss) for miss in self.misses)


def _relative(miss: Miss) -> float:
    if miss.margin is None:
        return 1.0
    by = miss.margin.by
    if isinstance(by, DaysDuration):
        return by.nanos / (365 * DAY)
    if isinstance(by, MonthsDuration):
        return by.months / 12
    return float(by / max(abs(miss.value), Decimal(1)))


def row_misses(run: TableRun, rows: Iterable[int]) -> list[RowMiss]:
    """For each of `rows`, the conditions that the values of `run` do not meet. Raises `BudgetExceeded`."""
    evaluation = run.telling.again()
    wanted = list(rows)
    chosen = sum(1 << row for row in set(wanted))
    misses: dict[int, list[Miss]] = {row: [] for row in wanted}
    for index, (each, value) in enumerate(zip(run.table.inputs, run.values, strict=True)):
        evaluation.charge(len(each.column.cells) + len(wanted) >> 3)
        for cell in each.column.cells:
            here = cell.rules & chosen
            if not here:
                continue
            if cell.area is not None and cell.area.is_all:
                continue
            verdict = cell.tests(run.scope, evaluation, value)
            if verdict is True:
                continue
            area = cell.area or _area_now(cell, run.scope, evaluation)
            miss = Miss(
                index,
                each.label,
                value,
                cell.text,
                area,
                margin_of(value, area),
                isinstance(verdict, Unknown),
            )
            for row in bits(here):
                misses[row].append(miss)
    return [RowMiss(row, tuple(misses[row])) for row in wanted]


def _area_now(cell: Cell, scope: Mapping[str, Any], evaluation: Evaluation) -> Area | None:
    """What a cell that compares with more than constants accepts this time, so that the amount can be told."""
    asked = cell.tests.range if isinstance(cell.tests, CompiledUnaryTests) else None
    found = None if asked is None else asked(scope, evaluation)
    return area_of_value(found) if found.__class__ is Range and found.operator != "!=" else None


def nearest_rows(run: TableRun, rows: Iterable[int] | None = None, limit: int = ROWS_SHOWN) -> list[RowMiss]:
    """The rows (of `rows`, or all) that came nearest to matching: the fewest conditions not met first."""
    candidates = range(len(run.table.source.rules)) if rows is None else rows
    found = [miss for miss in row_misses(run, candidates) if miss.misses]
    found.sort(key=lambda miss: (miss.failed, len(miss.misses), miss.distance, miss.row))
    return found[:limit]


def annotations_of(run: TableRun, row: int) -> list[tuple[str, str]]:
    """The annotations of a row, with the names of their columns, for example the article of law."""
    rule = run.table.source.rules[row]
    clauses = run.table.source.annotations
    found = []
    for index, entry in enumerate(rule.annotations):
        if entry.text and entry.text.strip():
            name = (clauses[index].name or "") if index < len(clauses) else ""
            found.append((name, entry.text.strip()))
    if not found and rule.description and rule.description.strip():
        found.append(("", rule.description.strip()))  # where DMN 1.1 keeps it
    return found
