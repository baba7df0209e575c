"""A decision table taken apart into cells that people type in, and put back into its text: nothing else of it changes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, Literal
from uuid import uuid4

from django.utils.translation import gettext as _
from madang_rules.dmn.exchange import read_definitions, write_definitions
from madang_rules.dmn.model import (
    AnnotationEntry,
    Decision,
    DecisionTable,
    Definitions,
    LiteralExpression,
    Rule,
    UnaryTests,
)

from madang.blocks.decisions.errors import Unfit
from madang.blocks.decisions.shown import Warned

MOST_FIELDS = 900
"""Cells that one form may send; a greater table is changed in its file."""
SHORT = 8
"""Letters that a field of one line shows whole."""
ANY = "-"
Part = Literal["input", "output", "annotation"]


@dataclass(frozen=True)
class Column:
    """A column: what stands above it, and what its cells are."""

    part: Part
    title: str
    type: str
    place: int
    """Its place among the columns of its part, from 0."""


@dataclass
class Cell:
    """A cell as it is typed in; ``faults`` say what is wrong with it."""

    name: str
    label: str
    text: str
    is_long: bool
    is_result: bool
    faults: list[str] = field(default_factory=list)


@dataclass
class SheetRow:
    """A row; ``origin`` is its place in the table it came from, None where it is new."""

    origin: int | None
    texts: list[str]
    faults: list[str] = field(default_factory=list)


class Sheet:
    """The cells of one decision's table. Raises Unfit where the decision has none or it is too large for a form."""

    def __init__(self, xml: bytes, place: int) -> None:
        self.definitions: Definitions = read_definitions(xml)
        found = dict(decisions_with_tables(self.definitions)).get(place)
        if found is None:
            raise Unfit(_("그런 결정표가 없습니다."))
        self.decision = found
        assert isinstance(found.expression, DecisionTable)
        self.table = found.expression
        self.columns = tuple(_columns(self.table, found.name))
        if len(self.table.rules) * (len(self.columns) + 1) > MOST_FIELDS:
            raise Unfit(
                _("칸이 너무 많아 화면에서 고칠 수 없습니다. DMN 파일을 받아 고친 뒤 새 판으로 올려 주세요.")
            )
        self.rows = [
            SheetRow(number, _texts(rule, self.columns)) for number, rule in enumerate(self.table.rules)
        ]
        self._cells: list[list[Cell]] = []

    def type_in(self, data: Mapping[str, Any]) -> None:
        """Take the rows of a form that was sent."""
        try:
            count = int(data.get("rows", ""))
        except ValueError:
            return
        rows, used = [], set[int]()
        for number in range(min(count, MOST_FIELDS)):
            told = str(data.get(f"r{number}", ""))
            origin = (
                int(told)
                if told.isdecimal() and len(told) < 6 and int(told) < len(self.table.rules)
                else None
            )
            if origin in used:
                origin = None
            elif origin is not None:
                used.add(origin)
            texts = [str(data.get(f"r{number}c{place}", "")) for place in range(len(self.columns))]
            rows.append(SheetRow(origin, [each.replace("\r\n", "\n") for each in texts]))
        self.rows = rows

    def do(self, act: str) -> bool:
        """Add, remove or move a row, as a button of the form names it; False for another button."""
        name, _colon, told = act.partition(":")
        number = int(told) if told.isdecimal() and len(told) < 6 else -1
        if name == "add" and 0 <= number <= len(self.rows):
            if (len(self.rows) + 1) * (len(self.columns) + 1) <= MOST_FIELDS:
                blank = [ANY if each.part == "input" else "" for each in self.columns]
                self.rows.insert(number, SheetRow(None, blank))
        elif name == "remove" and 0 <= number < len(self.rows):
            del self.rows[number]
        elif name == "up" and 0 < number < len(self.rows):
            self.rows[number - 1 : number + 1] = self.rows[number], self.rows[number - 1]
        elif name == "down" and 0 <= number < len(self.rows) - 1:
            self.rows[number : number + 2] = self.rows[number + 1], self.rows[number]
        else:
            return name in {"add", "remove", "up", "down"}
        return True

    @property
    def is_changed(self) -> bool:
        """Whether it would write anything else than it read."""
        return self._rules() != self.table.rules

    @property
    def digest(self) -> str:
        """Tells whether the rows are those that somebody saw."""
        content = json.dumps([[each.origin, each.texts] for each in self.rows], ensure_ascii=False)
        return sha256(content.encode()).hexdigest()

    def written(self) -> bytes:
        """The model's text with the rows as they are typed in."""
        changed = replace(self.decision, expression=replace(self.table, rules=self._rules()))
        elements = tuple(changed if each is self.decision else each for each in self.definitions.elements)
        return write_definitions(replace(self.definitions, elements=elements))

    def cells(self) -> list[list[Cell]]:
        """The cells as fields of a form, row by row; the same ones at each call."""
        if len(self._cells) != len(self.rows):
            self._cells = [list(self._row(number)) for number in range(len(self.rows))]
        return self._cells

    def blame(self, found: Sequence[Warned]) -> list[Warned]:
        """Put what was found at its cell or row; return what is elsewhere."""
        elsewhere = []
        for each in found:
            said = f"{each.what} {each.remedy}"
            if each.element != self.decision.name or each.row is None or not 0 < each.row <= len(self.rows):
                elsewhere.append(each)
            elif each.column is not None and 0 < each.column <= len(self.columns):
                self.cells()[each.row - 1][each.column - 1].faults.append(said)
            else:
                self.rows[each.row - 1].faults.append(said)
        return elsewhere

    def _row(self, number: int) -> Iterator[Cell]:
        for place, (column, text) in enumerate(zip(self.columns, self.rows[number].texts, strict=True)):
            label = _("%(row)d행, %(column)s") % {"row": number + 1, "column": column.title}
            is_long = "\n" in text or len(text) > SHORT
            yield Cell(f"r{number}c{place}", label, text, is_long, column.part == "output")

    def _rules(self) -> tuple[Rule, ...]:
        return tuple(self._rule(each) for each in self.rows)

    def _rule(self, row: SheetRow) -> Rule:
        old = Rule(id=f"row-{uuid4().hex[:12]}") if row.origin is None else self.table.rules[row.origin]
        parts: dict[Part, list[Any]] = {
            "input": list(old.inputs),
            "output": list(old.outputs),
            "annotation": list(old.annotations),
        }
        kinds = {"input": UnaryTests, "output": LiteralExpression, "annotation": AnnotationEntry}
        for column, text in zip(self.columns, row.texts, strict=True):
            cells, said = parts[column.part], text.strip()
            if column.part == "annotation" and not said and column.place >= len(cells):
                continue
            while len(cells) <= column.place:
                cells.append(kinds[column.part](text=ANY if column.part == "input" else ""))
            if said != (cells[column.place].text or "").strip():
                blank = ANY if column.part == "input" else ""
                cells[column.place] = replace(cells[column.place], text=said or blank)
        inputs, outputs, annotations = (tuple(parts[each]) for each in ("input", "output", "annotation"))
        if (inputs, outputs, annotations) == (old.inputs, old.outputs, old.annotations):
            return old
        return replace(old, inputs=inputs, outputs=outputs, annotations=annotations)


def decisions_with_tables(definitions: Definitions) -> list[tuple[int, Decision]]:
    """The decisions whose logic is a table, numbered as on the page of the model: among all decisions, from 1."""
    found = [each for each in definitions.elements if isinstance(each, Decision)]
    return [
        (place, each) for place, each in enumerate(found, 1) if isinstance(each.expression, DecisionTable)
    ]


def _columns(table: DecisionTable, name: str) -> Iterator[Column]:
    for place, each in enumerate(table.inputs):
        asked = each.expression
        text, type_ = (asked.text or "", asked.type_ref or "") if asked is not None else ("", "")
        yield Column("input", each.label or text, type_, place)
    for place, one in enumerate(table.outputs):
        yield Column("output", one.label or one.name or table.output_label or name, one.type_ref or "", place)
    for place, note in enumerate(table.annotations):
        yield Column("annotation", note.name or _("적요"), "", place)


def _texts(rule: Rule, columns: Sequence[Column]) -> list[str]:
    parts: dict[Part, Sequence[Any]] = {
        "input": rule.inputs,
        "output": rule.outputs,
        "annotation": rule.annotations,
    }
    cells = ((parts[each.part], each.place) for each in columns)
    return [(part[place].text or "").strip() if place < len(part) else "" for part, place in cells]
