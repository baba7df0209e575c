"""An input column of a decision table made for look-up: from a value to the set of rules that accept it.

Sets of rules are bit sets (Python integers; rule 0 is the lowest bit): thousands of rules cost one `&`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from madang_rules.dmn.tables.area import Area, Kind
from madang_rules.dmn.tables.axis import Axis
from madang_rules.dmn.tables.cells import KEYS
from madang_rules.feel import Evaluation, Unknown
from madang_rules.feel.conform import SIMPLE_TYPE_OF
from madang_rules.feel.types import Type, unnamed
from madang_rules.feel.unknown import MAX_GUESSES

__all__ = ["Cell", "Column", "kind_of_type"]

Tests = Callable[[Mapping[str, Any], Evaluation, Any], Any]


@dataclass(slots=True)
class Cell:
    """All cells of one text in a column: the rules that have it, what it accepts, and how it is tested.

    `area` is None where the cell is more than constants; `tests` compiles on first need.
    """

    text: str
    rules: int
    area: Area | None
    tests: Tests


class Column:
    """The cells of one input. `general` are those tested one by one; all others are looked up."""

    __slots__ = ("always", "axis", "cells", "cls", "general", "key", "kind", "null_rules", "segments", "some")

    def __init__(self, cells: list[Cell]) -> None:
        self.cells = cells
        self.kind: Kind | None = _common_kind(cells)
        self.general = [cell for cell in cells if not self.looks_up(cell)]
        found = [cell for cell in cells if self.looks_up(cell)]
        self.always = 0
        self.some = 0
        self.null_rules = 0
        self.axis: Axis | None = None
        self.segments: list[int] = []
        self.cls: type | None = None
        self.key: Any = None
        for cell in found:
            assert cell.area is not None
            if cell.area.is_all:
                self.always |= cell.rules
            self.some |= cell.rules
            if cell.area.null:
                self.null_rules |= cell.rules
        if self.kind is not None:
            self.cls, self.key = next((cls, key) for cls, (kind, key) in KEYS.items() if kind == self.kind)
            areas = [(cell, cell.area) for cell in found if cell.area is not None and not cell.area.is_all]
            self.axis = Axis(self.kind, [area for _, area in areas])
            self.segments = self._segments(self.axis, areas)

    def looks_up(self, cell: Cell) -> bool:
        """Whether `cell` is answered by look-up."""
        return cell.area is not None and cell.area.kind in ("any", self.kind)

    def _segments(self, axis: Axis, areas: list[tuple[Cell, Area]]) -> list[int]:
        enter = [0] * (axis.segments + 1)
        leave = [0] * (axis.segments + 1)
        for cell, area in areas:
            for start, end in axis.spans(area):
                enter[start] |= cell.rules
                leave[end + 1] |= cell.rules
        current, result = 0, []
        for segment in range(axis.segments):
            current = (current & ~leave[segment]) | enter[segment]
            result.append(current | self.always)
        return result

    def accepting(
        self, value: Any, candidates: int, scope: Mapping[str, Any], evaluation: Evaluation
    ) -> tuple[int, int]:
        """The rules of `candidates` that accept `value`, and those of which that is unknown."""
        cls = value.__class__
        maybe = 0
        if cls is self.cls:
            assert self.axis is not None
            yes = self.segments[self.axis.segment(self.key(value))]
            tested = self.general
        elif value is None:
            yes = self.null_rules
            tested = self.general
        elif cls is Unknown and (found := self._looked_up(value)) is not None:
            yes, maybe = found
            tested = self.general
        else:
            yes = self.always
            tested = [cell for cell in self.cells if cell.area is None or not cell.area.is_all]
        for cell in tested:
            if cell.rules & candidates:
                evaluation.step()
                verdict = cell.tests(scope, evaluation, value)
                if verdict is True:
                    yes |= cell.rules
                elif verdict.__class__ is Unknown:
                    maybe |= cell.rules
        return yes, maybe

    def _looked_up(self, value: Unknown) -> tuple[int, int] | None:
        """The rules that accept an unknown whatever it is, and those that may, by look-up alone; None where
        it may be of another kind than this column."""
        values = value.values
        if values is not None and len(values) <= MAX_GUESSES:
            yes, possible = -1, 0
            for one in values:
                if one is None:
                    rules = self.null_rules
                elif one.__class__ is self.cls and self.axis is not None:
                    rules = self.segments[self.axis.segment(self.key(one))]
                else:
                    return None
                yes &= rules
                possible |= rules
            return (yes, possible & ~yes) if values else None
        if self.kind is None or kind_of_type(value.type) != self.kind:
            return None
        return self.always, self.some & ~self.always


def kind_of_type(type_: Type) -> Kind | None:
    """The kind of axis on which the values of a type lie; None where no axis is made for it."""
    behind = unnamed(type_)
    return next((kind for cls, (kind, _) in KEYS.items() if SIMPLE_TYPE_OF[cls] == behind), None)


def _common_kind(cells: list[Cell]) -> Kind | None:
    kinds: dict[Kind, int] = {}
    for cell in cells:
        if cell.area is not None and cell.area.kind != "any":
            kinds[cell.area.kind] = kinds.get(cell.area.kind, 0) + 1
    most = max(kinds.values(), default=0)
    return next((kind for kind, count in kinds.items() if count == most), None)
