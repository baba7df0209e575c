"""What is noted while decisions run, for whoever asks why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from madang_rules.feel import Evaluation, Reason
from madang_rules.feel.size import Measure

if TYPE_CHECKING:
    from madang_rules.dmn.program import Part
    from madang_rules.dmn.tables.table import TableRun

__all__ = ["MAX_TABLES", "DecisionTrace", "Tracer"]

ROWS_SHOWN = 3
"""Rows that came nearest to matching, each shown with the values that stood against it."""
MAX_TABLES = 1000
"""Runs of tables noted in one evaluation; a function called in a loop would fill memory otherwise."""


@dataclass(frozen=True, slots=True)
class DecisionTrace:
    """One decision that ran: what it saw, what its tables did, what came out, why parts are null.

    `depth` is 0 for a decision run for the question itself, more for one inside a called service. `parameters`
    are the dated parameters it looked up (`madang_rules.parameters.Use`).
    """

    part: Part
    scope: Mapping[str, Any]
    value: Any
    tables: tuple[TableRun, ...]
    reasons: tuple[Reason, ...]
    depth: int
    telling: Evaluation
    parameters: tuple[Any, ...] = ()

    @property
    def name(self) -> str:
        """The decision's name."""
        return self.part.name

    @property
    def facts(self) -> dict[str, Any]:
        """The values it saw, by name; functions left out."""
        return {
            need.name if imported is None else f"{imported}.{need.name}": (
                self.scope.get(need.name) if imported is None else self.scope[imported][need.name]
            )
            for imported, need in self.part.needs
            if not need.is_static
        }

    def measured(self, measure: Measure) -> None:
        """Count the values that stand in its explanation. Raises `BudgetExceeded`."""
        measure.add(self.value)
        for value in self.facts.values():
            measure.add(value)
        for run in self.tables:
            for value in run.values:
                measure.add(value, 1 + max(ROWS_SHOWN, len(run.open_rules)))
            measure.add(run.result)


class Tracer:
    """The trace sink of an evaluation: collects `decisions` in the order they finished.

    `telling`, set by whoever makes the evaluation, is that in which conditions are evaluated again to tell by how much
    they failed: with the question's steps once more for all that is told, and its seconds for each part.
    """

    telling: Evaluation

    def __init__(self) -> None:
        self.decisions: list[DecisionTrace] = []
        self._open: list[tuple[Mapping[str, Any], list[TableRun], int, list[Any]]] = []
        self._tables = 0

    def enter(self, _part: Part, scope: Mapping[str, Any], evaluation: Evaluation) -> None:
        """Note that a decision begins."""
        self._open.append((scope, [], len(evaluation.reasons), []))

    def table(self, run: TableRun) -> None:
        """Note that a table ran."""
        if self._open and self._tables < MAX_TABLES:
            self._tables += 1
            self._open[-1][1].append(run)

    def parameter(self, use: Any) -> None:
        """Note that a dated parameter was looked up."""
        if self._open and len(self._open[-1][3]) < MAX_TABLES and use not in self._open[-1][3]:
            self._open[-1][3].append(use)

    def leave(self, part: Part, value: Any, evaluation: Evaluation) -> None:
        """Note that the decision begun last has ended."""
        scope, tables, reasons, parameters = self._open.pop()
        self.decisions.append(
            DecisionTrace(
                part,
                scope,
                value,
                tuple(tables),
                tuple(evaluation.reasons[reasons:]),
                len(self._open),
                self.telling,
                tuple(parameters),
            )
        )
