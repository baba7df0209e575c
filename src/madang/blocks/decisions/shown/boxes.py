"""Logic as tables that people read: decision tables in words; contexts, functions, calls, loops in rows of cells.

What stands inside a cell and is more than a formula is shown below by itself, named by where it stands; so no table
holds another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from madang_rules.dmn.explain.wanted import area_in_words
from madang_rules.dmn.model import (
    Conditional,
    Context,
    DecisionTable,
    Every,
    Expression,
    Filter,
    For,
    FunctionDefinition,
    InformationItem,
    Invocation,
    List,
    LiteralExpression,
    Relation,
    Some,
)

from madang.blocks.decisions import saying
from madang.blocks.decisions.shown import marks
from madang.blocks.decisions.shown.warnings import Warned

ANY = "-"
STEP = " › "
MOST_BOXES = 200
DEEPEST = 20


@dataclass(frozen=True)
class ShownRow:
    """A row of a table; ``anchor`` is its id on the page."""

    number: int
    anchor: str
    conditions: tuple[str, ...]
    results: tuple[str, ...]
    annotations: tuple[str, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class ShownTable:
    """A decision table in words. ``warned``: whether a row has warnings; ``warnings`` are of the whole table."""

    policy: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    annotations: tuple[str, ...]
    rows: tuple[ShownRow, ...]
    warnings: tuple[str, ...] = ()

    @property
    def warned(self) -> bool:
        return any(each.warnings for each in self.rows)


@dataclass(frozen=True)
class ShownBox:
    """A piece of logic: a decision table, or rows of cells, with a sentence that says how they are read.

    ``title`` is empty for the whole logic of an element; of a piece inside it says where it stands.
    """

    title: str
    reading: str
    columns: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()
    table: ShownTable | None = None


class Said(str):
    """Our own words among names of the model: they are in the page's language."""

    __slots__ = ()
    own = True


def anchor(place: int, row: int) -> str:
    """The id of a row on the page of its model."""
    return f"row-{place}-{row}"


class Boxes:
    """The pieces of one element's logic. ``place`` numbers decisions from 1; rows of others have no id."""

    def __init__(
        self, compiled: Mapping[int, Any], place: int, name: str, warnings: Sequence[Warned] = ()
    ) -> None:
        self._warnings = warnings
        self._compiled = compiled
        self._place = place
        self._element = name
        self._found: list[ShownBox] = []

    def of(self, expression: Expression | None) -> tuple[ShownBox, ...]:
        """Return the logic of an element, the whole first."""
        if expression is not None:
            self._add(expression, ())
        return tuple(self._found)

    def _add(self, expression: Expression, path: tuple[str, ...]) -> None:
        if len(self._found) >= MOST_BOXES or len(path) > DEEPEST:
            return
        title = STEP.join(path)
        place = len(self._found)
        self._found.append(ShownBox(title, ""))  # stands before what is found inside
        self._found[place] = self._box(expression, title, path)

    def _box(self, expression: Expression, title: str, path: tuple[str, ...]) -> ShownBox:
        named = (Said(_("이름")), Said(pgettext("logic", "값")))
        match expression:
            case DecisionTable():
                return ShownBox(title, "", table=self._table(expression, whole=not path))
            case LiteralExpression(text=text):
                return ShownBox(title, _("식"), cells=((text or "",),))
            case Context(entries=entries):
                rows = [
                    (
                        self._name(each.variable) or Said(pgettext("logic", "결과")),
                        self._cell(each.expression, each.variable, path),
                    )
                    for each in entries
                ]
                return ShownBox(
                    title,
                    _("위에서부터 이름마다 값을 정합니다. 아래 줄은 위의 이름을 씁니다."),
                    named,
                    tuple(rows),
                )
            case FunctionDefinition(parameters=parameters, body=body):
                rows = [(Said(_("받는 값")), ", ".join(map(self._declared, parameters)) or _("없음"))]
                rows.append((Said(_("내놓는 값")), self._inner(body, path, Said(_("내놓는 값")))))
                return ShownBox(title, _("다른 결정이 부르는 함수입니다."), named, tuple(rows))
            case Invocation(function=function, bindings=bindings):
                rows = [(Said(_("부르는 함수")), self._inner(function, path, Said(_("부르는 함수"))))]
                rows += [
                    (self._name(each.parameter), self._cell(each.expression, each.parameter, path))
                    for each in bindings
                ]
                return ShownBox(title, _("함수를 불러 다음 값을 건넵니다."), named, tuple(rows))
            case Relation(columns=columns, rows=lines):
                found = tuple(
                    tuple(
                        self._inner(cell, path, f"{number}.{self._name(column)}")
                        for column, cell in zip(columns, line.elements, strict=False)
                    )
                    for number, line in enumerate(lines, 1)
                )
                return ShownBox(title, _("값을 적어 둔 표입니다."), tuple(map(self._name, columns)), found)
            case List(elements=elements):
                cells = tuple(
                    (Said(number), self._inner(each, path, str(number)))
                    for number, each in enumerate(elements, 1)
                )
                return ShownBox(
                    title,
                    _("차례로 늘어놓은 값입니다."),
                    (Said(_("차례")), Said(pgettext("logic", "값"))),
                    cells,
                )
            case Conditional(condition=condition, then=then, otherwise=otherwise):
                return self._steps(
                    title,
                    _("조건에 따라 둘 가운데 하나를 씁니다."),
                    path,
                    ((Said(_("만약")), condition), (Said(_("그러면")), then), (Said(_("아니면")), otherwise)),
                )
            case Filter(collection=collection, match=wanted):
                return self._steps(
                    title,
                    _("목록에서 조건에 맞는 것만 남깁니다."),
                    path,
                    ((Said(_("목록")), collection), (Said(_("조건")), wanted)),
                )
            case For(variable=variable, collection=collection, result=result):
                return self._steps(
                    title,
                    _("목록의 하나하나에서 값을 만듭니다."),
                    path,
                    (
                        (Said(_("목록")), collection),
                        (Said(_("하나(%(name)s)마다") % {"name": variable}), result),
                    ),
                )
            case Every() | Some():
                return self._steps(
                    title,
                    _("목록의 모두가 조건에 맞는지 봅니다.")
                    if isinstance(expression, Every)
                    else _("목록에 조건에 맞는 것이 하나라도 있는지 봅니다."),
                    path,
                    (
                        (Said(_("목록")), expression.collection),
                        (
                            Said(_("하나(%(name)s)의 조건") % {"name": expression.variable}),
                            expression.satisfies,
                        ),
                    ),
                )
        return ShownBox(title, _("이 갈래의 논리는 DMN 파일에서 읽을 수 있습니다."))

    def _steps(
        self,
        title: str,
        reading: str,
        path: tuple[str, ...],
        steps: tuple[tuple[str, Expression | None], ...],
    ) -> ShownBox:
        cells = tuple((name, self._inner(each, path, name)) for name, each in steps)
        return ShownBox(
            title, reading, (Said(pgettext("logic", "단계")), Said(pgettext("logic", "값"))), cells
        )

    def _cell(
        self, expression: Expression | None, item: InformationItem | None, path: tuple[str, ...]
    ) -> str:
        return self._inner(expression, path, self._name(item) or Said(pgettext("logic", "결과")))

    def _inner(self, expression: Expression | None, path: tuple[str, ...], name: str) -> str:
        """The formula of a cell; what is more is shown by itself."""
        if expression is None:
            return ""
        if isinstance(expression, LiteralExpression):
            return expression.text or ""
        here = (*path, name)
        self._add(expression, here)
        return Said(_("아래 ‘%(title)s’") % {"title": STEP.join(here)})

    def _name(self, item: InformationItem | None) -> str:
        return item.name if item is not None else ""

    def _declared(self, item: InformationItem) -> str:
        return f"{item.name} ({item.type_ref})" if item.type_ref else item.name

    def _table(self, table: DecisionTable, *, whole: bool) -> ShownTable:
        compiled = self._compiled.get(id(table))
        rows = []
        for number, rule in enumerate(table.rules, 1):
            conditions = tuple(
                _condition(entry.text or ANY, compiled, column) for column, entry in enumerate(rule.inputs)
            )
            rows.append(
                ShownRow(
                    number,
                    anchor(self._place, number) if whole and self._place else "",
                    conditions,
                    tuple(_constant(entry.text or "") for entry in rule.outputs),
                    tuple(_annotation(entry.text or "") for entry in rule.annotations),
                    self._warned(number) if whole else (),
                )
            )
        return ShownTable(
            policy(table),
            tuple(
                each.label or (each.expression.text if each.expression else "") or "" for each in table.inputs
            ),
            tuple(each.label or each.name or table.output_label or self._element for each in table.outputs),
            tuple(_annotated(each.name or "") for each in table.annotations),
            tuple(rows),
            self._warned(None) if whole else (),
        )

    def _warned(self, row: int | None) -> tuple[str, ...]:
        return tuple(f"{each.what} {each.remedy}" for each in self._warnings if each.row == row)


def _annotation(text: str) -> str:
    mark = marks.in_words(text)
    return text if mark is None else Said(mark)


def _annotated(name: str) -> str:
    said = marks.heading(name) if name else _("적요")
    return name if said is None else Said(said)


def _condition(text: str, compiled: Any, column: int) -> str:
    said = text.strip()
    if said == ANY:
        return _("상관없음")
    if compiled is None or column >= len(compiled.inputs):
        return said
    area = next(
        (cell.area for cell in compiled.inputs[column].column.cells if cell.text.strip() == said), None
    )
    return area_in_words(area, said, saying.language())


def _constant(text: str) -> str:
    said = text.strip()
    if len(said) > 1 and said[0] == said[-1] == '"' and '"' not in said[1:-1]:
        return said[1:-1]
    return saying.in_words({"true": True, "false": False, "null": None}.get(said, said)) if said else ""


def policy(table: DecisionTable) -> str:
    """How a table chooses its rows, in words."""
    words = {
        "UNIQUE": _("한 행만 맞는다"),
        "FIRST": _("위에서부터 처음 맞는 행"),
        "ANY": _("맞는 행들의 결과가 같다"),
        "PRIORITY": _("결과의 순위가 가장 높은 행"),
        "COLLECT": _("맞는 행을 모두 모은다"),
        "RULE ORDER": _("맞는 행을 모두, 표의 순서로"),
        "OUTPUT ORDER": _("맞는 행을 모두, 결과의 순위로"),
    }
    how = words.get(table.hit_policy, table.hit_policy)
    totals = {"SUM": _("합"), "COUNT": _("개수"), "MIN": _("최솟값"), "MAX": _("최댓값")}
    return f"{how} ({totals[table.aggregation]})" if table.aggregation in totals else how
