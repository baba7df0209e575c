"""Validation of compiled models beyond what compiling itself finds: tables as boxes, types, names, graph."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cached_property, reduce
from operator import or_
from typing import Any

from madang_rules.dmn.clock import Clock
from madang_rules.dmn.explain.said import Joined, Name, Value
from madang_rules.dmn.findings import Finding, finding
from madang_rules.dmn.homoglyphs import skeleton
from madang_rules.dmn.link import Unit
from madang_rules.dmn.model import Decision, Rule
from madang_rules.dmn.program import Program
from madang_rules.dmn.tables.area import Interval, Kind
from madang_rules.dmn.tables.cells import value_of_key
from madang_rules.dmn.tables.column import kind_of_type
from madang_rules.dmn.tables.geometry import GaveUp, Region
from madang_rules.dmn.tables.table import Table
from madang_rules.errors import Sentence
from madang_rules.feel import BudgetExceeded
from madang_rules.feel.conform import conforms
from madang_rules.feel.values import Range

__all__ = ["MAX_FINDINGS", "check_program"]

MAX_FINDINGS = 20
"""Overlaps, and gaps, told of one table."""


def check_program(program: Program, clock: Clock) -> Iterator[Finding]:
    """All findings about tables, names and unused logic; of tables for which `clock` leaves no time, that."""
    for unit in program.linked.units.values():
        yield from _check_names(unit)
    for part in program.parts.values():
        if isinstance(part.element, Decision) and part.element.expression is None:
            yield finding("logic-missing", part.unit.definitions, part.element, {"name": part.name})
    for index, (unit, table) in enumerate(program.tables):
        try:
            yield from check_table(table, unit, clock)
        except BudgetExceeded as limit:
            yield from _not_looked_at(program.tables[index:], limit)
            return


def _not_looked_at(tables: Sequence[tuple[Unit, Table]], limit: BudgetExceeded) -> Iterator[Finding]:
    """The table during which the clock ran out, and those behind it."""
    for unit, table in tables[:MAX_FINDINGS]:
        yield finding("not-looked-at", unit.definitions, table.source, {"limit": limit}, within=table.within)


def _check_names(unit: Unit) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for element in unit.definitions.elements:
        name = unicodedata.normalize("NFC", element.name)
        if not name.strip():
            yield finding("name-empty", unit.definitions, element, {"id": element.id or ""})
            continue
        form = skeleton(name)
        other = seen.setdefault(form, name)
        if other != name:
            yield finding("homoglyph", unit.definitions, element, {"name": name, "other": other})
        if _mixes_scripts(name):
            yield finding("homoglyph-mixed", unit.definitions, element, {"name": name})


def _mixes_scripts(name: str) -> bool:
    """Whether a word mixes Latin with Cyrillic or Greek letters, which look alike."""
    for word in name.split():
        scripts = {unicodedata.name(each, "").split(" ")[0] for each in word if each.isalpha()}
        if len(scripts & {"LATIN", "CYRILLIC", "GREEK"}) > 1:
            return True
    return False


def check_table(table: Table, unit: Unit, clock: Clock) -> Iterator[Finding]:
    """Overlaps, gaps, rows without effect and values of wrong types in one table.

    Raises `BudgetExceeded` when `clock` runs out.
    """
    clock.look()
    checker = _TableChecker(table, unit, clock)
    yield from checker.types()
    if len(table.source.rules) == 0:
        yield checker.finding("table-empty", table.source)
        return
    yield from checker.empty_rows()
    yield from checker.overlaps()
    yield from checker.unreachable_rows()
    yield from checker.gaps()


class _TableChecker:
    def __init__(self, table: Table, unit: Unit, clock: Clock) -> None:
        self.table = table
        self.unit = unit
        self.clock = clock
        self.rules = table.source.rules
        self.empty: set[int] = set()

    def finding(
        self, code: str, element: Any, *, rule: int | None = None, clause: int | None = None, **values: object
    ) -> Finding:
        return finding(
            code, self.unit.definitions, element, values, within=self.table.within, rule=rule, clause=clause
        )

    def types(self) -> Iterator[Finding]:
        """Cells and outputs whose constants are of another type than their column, or not allowed there."""
        for index, each in enumerate(self.table.inputs):
            kind = None if each.type is None else kind_of_type(each.type)
            self.clock.charge(len(each.column.cells))
            for cell in each.column.cells:
                area = cell.area
                if area is None or area.kind == "any":
                    continue
                row = (cell.rules & -cell.rules).bit_length() - 1
                if kind is not None and area.kind != kind:
                    yield self._cell_finding(
                        "cell-type",
                        row,
                        index,
                        text=cell.text,
                        expected=str(each.type),
                        column_label=each.label,
                    )
                elif each.allowed is not None and area.values and not area.negated and each.allowed.values:
                    wrong = sorted(str(value) for value in area.values - each.allowed.values)
                    if wrong and area.kind == each.allowed.kind and not each.allowed.negated:
                        yield self._cell_finding(
                            "cell-not-allowed", row, index, text=", ".join(wrong), column_label=each.label
                        )
        for index, output in enumerate(self.table.outputs):
            told: set[str] = set()
            for row, (is_constant, value) in enumerate(output.constants):
                if not is_constant or value is None or str(value) in told:
                    continue
                code = ""
                if output.type is not None and conforms(value, output.type, self.clock) is not True:
                    code = "output-type"
                elif output.allowed is not None and output.allowed({}, self.clock, value) is False:
                    code = "output-not-allowed"
                if code:
                    told.add(str(value))
                    yield self._cell_finding(
                        code,
                        row,
                        len(self.table.inputs) + index,
                        text=Value(value),
                        expected=str(output.type),
                        column_label=output.name,
                    )

    def _cell_finding(self, code: str, row: int, clause: int, **values: Any) -> Finding:
        return self.finding(code, self.rules[row], rule=row + 1, clause=clause + 1, **values)

    def empty_rows(self) -> Iterator[Finding]:
        """Rows that no value can satisfy."""
        for row, rule in enumerate(self.rules):
            side = self._empty_side(row)
            if side is not None:
                self.empty.add(row)
                yield self.finding(
                    "row-empty",
                    rule,
                    rule=row + 1,
                    clause=side + 1,
                    row=row + 1,
                    column_label=self.table.inputs[side].label,
                    text=_cell_text(rule, side),
                )

    def _empty_side(self, row: int) -> int | None:
        """The column in which the row accepts no possible value."""
        for index, rules in enumerate(self.vain):
            if rules >> row & 1:
                return index
        return self.table.boxes.empty_side(row)

    @cached_property
    def vain(self) -> list[int]:
        """For each input the rows whose ranges hold nothing, such as `[5..3]`."""
        return [
            reduce(
                or_,
                (
                    cell.rules
                    for cell in each.column.cells
                    if cell.area is not None
                    and cell.area.intervals
                    and not cell.area.negated
                    and all(interval.is_empty for interval in cell.area.intervals)
                ),
                0,
            )
            for each in self.table.inputs
        ]

    def overlaps(self) -> Iterator[Finding]:
        """Rows that can match together where the hit policy does not foresee it."""
        policy = self.table.policy
        if policy not in ("UNIQUE", "ANY"):
            return
        for one, other, region in self.table.boxes.overlaps(MAX_FINDINGS, self.clock.charge):
            same = self._same_outputs(one, other)
            if policy == "ANY" and same is not False:
                continue
            code = "rows-differ" if policy == "ANY" else "rows-overlap-same" if same else "rows-overlap"
            yield self.finding(
                code,
                self.rules[other],
                rule=other + 1,
                row=one + 1,
                other=other + 1,
                where=self.where(region),
            )

    def _same_outputs(self, one: int, other: int) -> bool | None:
        """Whether both rows give the same; None where that is not told by constants."""
        for output in self.table.outputs:
            if not (output.constants[one][0] and output.constants[other][0]):
                return None
            if output.constants[one][1] != output.constants[other][1]:
                return False
        return True

    def unreachable_rows(self) -> Iterator[Finding]:
        """Rows that never count because others always come before them."""
        policy = self.table.policy
        if policy not in ("FIRST", "PRIORITY"):
            return
        boxes = self.table.boxes
        for row, rule in enumerate(self.rules):
            if row in self.empty:
                continue
            before = self._before(row)
            region = [side.outer[row] & side.domain for side in boxes.sides]
            if not before or not all(region):
                continue
            try:
                if boxes.is_covered(region, before, 2000, self.clock.charge):
                    yield self.finding("row-unreachable", rule, rule=row + 1, row=row + 1)
            except GaveUp:
                continue

    def _before(self, row: int) -> int:
        if self.table.policy == "FIRST":
            return (1 << row) - 1
        before = 0
        mine = self.ranks[row]
        self.clock.charge(len(self.rules))
        for other, rank in enumerate(self.ranks):
            if other != row and mine is not None and rank is not None and rank < mine:
                before |= 1 << other
        return before

    @cached_property
    def ranks(self) -> list[tuple[int, ...] | None]:
        """The rank of each row by its outputs; None where they are no constants."""
        return [self._rank(row) for row in range(len(self.rules))]

    def _rank(self, row: int) -> tuple[int, ...] | None:
        if not all(output.constants[row][0] for output in self.table.outputs):
            return None
        return self.table.rank(row, {}, self.clock)

    def gaps(self) -> Iterator[Finding]:
        """Values of the inputs that no row accepts, where no default stands for them."""
        table = self.table
        if (
            any(output.default is not None for output in table.outputs)
            or table.gives_list
            or table.aggregation
        ):
            return
        try:
            regions = table.boxes.gaps(MAX_FINDINGS, charge=self.clock.charge)
        except GaveUp:
            yield self.finding("not-checked", table.source)
            return
        for region in regions:
            yield self.finding("table-gap", table.source, where=self.where(region))

    def where(self, region: Region) -> Sentence:
        """A region in words: the inputs that are restricted, each with its values."""
        parts: list[Sentence | str] = []
        for each, side, words in zip(
            self.table.inputs, self.table.boxes.sides, self.table.boxes.words(region), strict=True
        ):
            if words is not None:
                parts.append(Joined([Name(each.label), _Region(words, side.axis.kind)], " "))
        return Joined(parts) if parts else Sentence("anywhere")


class _Region(Sentence):
    """Intervals and values of one side in words."""

    def __init__(self, words: list[Any], kind: Kind) -> None:
        super().__init__("")
        self.words = words
        self.kind = kind

    def sentence(self, language: Any = "en") -> str:
        said = []
        for word in self.words[:5]:
            if word is ...:
                said.append("그 밖의 값" if language == "ko" else "any other value")
            elif isinstance(word, Interval):
                low = None if word.low is None else value_of_key(self.kind, word.low)
                high = None if word.high is None else value_of_key(self.kind, word.high)
                if low is not None and low == high:
                    said.append(Value(low).sentence(language))
                else:
                    said.append(Value(Range(low, high, word.low_closed, word.high_closed)).sentence(language))
            else:
                said.append(Value(word).sentence(language))
        if len(self.words) > 5:
            said.append("…")
        return ", ".join(said)


def _cell_text(rule: Rule, side: int) -> str:
    return (rule.inputs[side].text or "").strip() if side < len(rule.inputs) else ""
