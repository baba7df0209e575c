"""Which rows of the decision tables matched somebody, and on which sides of their bounds anybody stood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from madang_rules.dmn import DecisionTrace, Engine
from madang_rules.dmn.tables.area import ORDERED
from madang_rules.dmn.tables.cells import KEYS, value_of_key
from madang_rules.dmn.tables.table import Table
from madang_rules.errors import Sentence
from madang_rules.feel.evaluation import Evaluation
from madang_rules.feel.values.text import literal_text

__all__ = ["Bound", "TableCoverage", "coverage_of"]


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound of the cells of a column, and the persons' values nearest to it on each side.

    `is_tried` when somebody stands below, somebody above, and somebody at the bound itself.
    """

    column: int
    label: str
    value: Any
    below: Any
    at: bool
    above: Any

    @property
    def is_tried(self) -> bool:
        """Whether both sides and the bound itself were tried."""
        return self.at and self.below is not None and self.above is not None

    @property
    def missing(self) -> tuple[str, ...]:
        """Where nobody stands: "below", "at", "above"."""
        sides = (("below", self.below is not None), ("at", self.at), ("above", self.above is not None))
        return tuple(side for side, is_tried in sides if not is_tried)


@dataclass(frozen=True, slots=True, eq=False)
class TableCoverage:
    """One table: for each row the persons who matched it, and the bounds of its columns."""

    table: Table
    name: str
    rows: tuple[tuple[str, ...], ...]
    bounds: tuple[Bound, ...]

    @property
    def rows_never_matched(self) -> list[int]:
        """Rows (from 0) that matched nobody."""
        return [row for row, persons in enumerate(self.rows) if not persons]

    @property
    def bounds_not_tried(self) -> list[Bound]:
        """Bounds with nobody below, at or above."""
        return [bound for bound in self.bounds if not bound.is_tried]

    def sentences(self) -> list[Sentence]:
        """Return what is left open, as sentences in Korean and English."""
        said = [Sentence("row-not-reached", table=self.name, row=row + 1) for row in self.rows_never_matched]
        for bound in self.bounds_not_tried:
            said.append(
                Sentence(
                    "bound-not-tried",
                    table=self.name,
                    column=bound.label,
                    bound=literal_text(Evaluation(), bound.value),
                    sides=_Sides(bound.missing),
                )
            )
        return said

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data, rows counted from 1."""
        return {
            "table": self.name,
            "rows": len(self.rows),
            "rows_never_matched": [row + 1 for row in self.rows_never_matched],
            "bounds": len(self.bounds),
            "bounds_not_tried": [
                {
                    "column": bound.label,
                    "bound": literal_text(Evaluation(), bound.value),
                    "missing": list(bound.missing),
                }
                for bound in self.bounds_not_tried
            ],
        }


_SIDES = {
    "below": ("아래", "below"),
    "at": ("위치", "at"),
    "above": ("위", "above"),
}


class _Sides(Sentence):
    def __init__(self, sides: tuple[str, ...]) -> None:
        super().__init__("")
        self.sides = sides

    def sentence(self, language: Any = "en") -> str:
        words = [_SIDES[side][0 if language == "ko" else 1] for side in self.sides]
        return "·".join(words) if language == "ko" else f"is {' or '.join(words)}"


def coverage_of(engine: Engine, traces: Iterable[tuple[str, DecisionTrace]]) -> tuple[TableCoverage, ...]:
    """Return the coverage of all tables of a model by traces, each with the name of its person."""
    tables = [table for _, table in engine.program.tables]
    matched: dict[int, list[dict[str, None]]] = {
        id(table): [{} for _ in table.source.rules] for table in tables
    }
    keys: dict[int, list[set[Any]]] = {id(table): [set() for _ in table.inputs] for table in tables}
    for person, trace in traces:
        for run in trace.tables:
            if id(run.table) not in matched:
                continue
            for row in run.matched:
                matched[id(run.table)][row][person] = None
            for seen, column, value in zip(keys[id(run.table)], run.table.inputs, run.values, strict=True):
                kind = KEYS.get(value.__class__)
                if kind is not None and kind[0] == column.column.kind:
                    seen.add(kind[1](value))
    return tuple(
        TableCoverage(
            table,
            table.within,
            tuple(tuple(persons) for persons in matched[id(table)]),
            tuple(_bounds(table, keys[id(table)])),
        )
        for table in tables
    )


def _bounds(table: Table, keys: list[set[Any]]) -> Iterable[Bound]:
    for index, (column, seen) in enumerate(zip(table.inputs, keys, strict=True)):
        axis = column.column.axis
        if axis is None or axis.kind not in ORDERED:
            continue
        for key in axis.bounds:
            below = max((one for one in seen if one < key), default=None)
            above = min((one for one in seen if one > key), default=None)
            yield Bound(
                index,
                column.label,
                value_of_key(axis.kind, key),
                None if below is None else value_of_key(axis.kind, below),
                key in seen,
                None if above is None else value_of_key(axis.kind, above),
            )
