"""A model as people read it: its tables in words, its requirements as a list and a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from madang_rules.dmn import Engine
from madang_rules.dmn.explain.wanted import area_in_words
from madang_rules.dmn.model import (
    BusinessKnowledgeModel,
    Decision,
    DecisionTable,
    Definitions,
    InputData,
    KnowledgeSource,
    LiteralExpression,
)

from madang.blocks.decisions import running

ANY = "-"
MOST_BOXES = 60
"""More elements than these make no picture that anybody reads; the list stands alone then."""


@dataclass(frozen=True)
class ShownRow:
    """A row of a table; ``anchor`` is its id on the page."""

    number: int
    anchor: str
    conditions: tuple[str, ...]
    results: tuple[str, ...]
    annotations: tuple[str, ...]


@dataclass(frozen=True)
class ShownDecision:
    """A decision: its question, and its table or its formula."""

    name: str
    question: str
    policy: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    annotations: tuple[str, ...]
    rows: tuple[ShownRow, ...]
    formula: str
    kind: str


def decisions(engine: Engine) -> list[ShownDecision]:
    """All decisions of the main model, the answering one last as in the model."""
    compiled = {id(table.source): table for _place, table in engine.program.tables}
    found = []
    for place, each in enumerate(_decisions(engine.definitions), 1):
        table = each.expression
        if isinstance(table, DecisionTable):
            found.append(_table(place, each, table, compiled.get(id(table))))
        else:
            formula = table.text or "" if isinstance(table, LiteralExpression) else ""
            kind = "" if formula else type(table).__name__ if table is not None else ""
            found.append(ShownDecision(each.name, each.question or "", "", (), (), (), (), formula, kind))
    return found


def anchor(place: int, row: int) -> str:
    """The id of a row on the page of its model."""
    return f"row-{place}-{row}"


def anchor_of(engine: Engine, decision: str, row: int) -> str:
    """The id of a row of the decision of this name."""
    for place, each in enumerate(_decisions(engine.definitions), 1):
        if each.name == decision:
            return anchor(place, row)
    return ""


def _decisions(definitions: Definitions) -> list[Decision]:
    return [each for each in definitions.elements if isinstance(each, Decision)]


def _table(place: int, decision: Decision, table: DecisionTable, compiled: Any) -> ShownDecision:
    rows = []
    for number, rule in enumerate(table.rules, 1):
        conditions = tuple(
            _condition(entry.text or ANY, compiled, column) for column, entry in enumerate(rule.inputs)
        )
        rows.append(
            ShownRow(
                number,
                anchor(place, number),
                conditions,
                tuple(_constant(entry.text or "") for entry in rule.outputs),
                tuple(entry.text or "" for entry in rule.annotations),
            )
        )
    return ShownDecision(
        decision.name,
        decision.question or "",
        _policy(table),
        tuple(each.label or (each.expression.text if each.expression else "") or "" for each in table.inputs),
        tuple(each.label or each.name or table.output_label or decision.name for each in table.outputs),
        tuple(each.name or _("적요") for each in table.annotations),
        tuple(rows),
        "",
        "",
    )


def _condition(text: str, compiled: Any, column: int) -> str:
    said = text.strip()
    if said == ANY:
        return _("상관없음")
    if compiled is None or column >= len(compiled.inputs):
        return said
    area = next(
        (cell.area for cell in compiled.inputs[column].column.cells if cell.text.strip() == said), None
    )
    return area_in_words(area, said, running.language())


def _constant(text: str) -> str:
    said = text.strip()
    if len(said) > 1 and said[0] == said[-1] == '"' and '"' not in said[1:-1]:
        return said[1:-1]
    return running.in_words({"true": True, "false": False, "null": None}.get(said, said)) if said else ""


def _policy(table: DecisionTable) -> str:
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


@dataclass(frozen=True)
class Need:
    """An element of the requirement graph and what it rests on, by name."""

    name: str
    kind: str
    needs: tuple[str, ...]


def requirements(engine: Engine) -> list[Need]:
    """The requirement graph as a list, from the top down."""
    known = {each.id: each.name for each in engine.definitions.elements if each.id}
    found = []
    for each in reversed(engine.definitions.elements):
        refs: list[Any] = []
        if isinstance(each, Decision):
            refs = [need.decision or need.input for need in each.information]
        if isinstance(each, Decision | BusinessKnowledgeModel):
            refs += [need.knowledge for need in each.knowledge]
            refs += [need.authority for need in each.authority]
        needs = [known.get(ref.href.rpartition("#")[2], ref.href) for ref in refs if ref is not None]
        found.append(Need(each.name, _kind(each), tuple(needs)))
    return found


def _kind(element: Any) -> str:
    if isinstance(element, Decision):
        return _("결정")
    if isinstance(element, InputData):
        return _("입력")
    if isinstance(element, KnowledgeSource):
        return _("근거")
    return _("함수") if isinstance(element, BusinessKnowledgeModel) else _("결정 서비스")


_WIDTH, _HEIGHT, _GAP, _STEP = 190, 44, 24, 92


def picture(engine: Engine) -> SafeString:
    """The requirement graph as SVG, decisions above what they need; empty when it would be too large to read.

    Drawn without any style, in the text's own colour, so that it follows contrast and needs no exception from the
    Content-Security-Policy. The list says the same in words.
    """
    needs = [each for each in requirements(engine) if each.kind != _("근거")]
    if not 1 < len(needs) <= MOST_BOXES:
        return SafeString("")
    by_name = {each.name: each for each in needs}
    layers: dict[str, int] = {}

    def layer(name: str, above: frozenset[str] = frozenset()) -> int:
        if name not in layers:
            below = [each for each in by_name[name].needs if each in by_name and each not in above]
            layers[name] = max((layer(each, above | {name}) + 1 for each in below), default=0)
        return layers[name]

    for name in by_name:
        layer(name)
    top = max(layers.values())
    rows: dict[int, list[str]] = {}
    for name in reversed(by_name):
        rows.setdefault(top - layers[name], []).append(name)
    wide = max(len(each) for each in rows.values()) * (_WIDTH + _GAP)
    places = {
        name: (round((index + 0.5) * wide / len(names)), row * _STEP + _HEIGHT // 2 + 2)
        for row, names in rows.items()
        for index, name in enumerate(names)
    }
    lines = format_html_join(
        "",
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="currentColor"/>',
        (
            (places[need][0], places[need][1] - _HEIGHT // 2, places[name][0], places[name][1] + _HEIGHT // 2)
            for name, each in by_name.items()
            for need in each.needs
            if need in places
        ),
    )
    boxes = format_html_join(
        "",
        '<rect x="{}" y="{}" width="{}" height="{}" rx="{}" fill="none" stroke="currentColor"/>'
        '<text x="{}" y="{}" text-anchor="middle" font-size="15" fill="currentColor">{}</text>',
        (
            (
                x - _WIDTH // 2,
                y - _HEIGHT // 2,
                _WIDTH,
                _HEIGHT,
                22 if by_name[name].kind == _("입력") else 2,
                x,
                y + 5,
                name if len(name) <= 14 else f"{name[:13]}…",
            )
            for name, (x, y) in places.items()
        ),
    )
    high = top * _STEP + _HEIGHT + 4
    return format_html(
        '<svg viewBox="0 0 {} {}" width="100%" role="img" aria-label="{}" lang="ko">{}{}</svg>',
        wide,
        high,
        _("무엇이 무엇에 기대는지 그린 그림. 같은 내용이 아래 목록에 있습니다."),
        lines,
        boxes,
    )
