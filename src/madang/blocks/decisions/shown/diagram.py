"""The requirement graph as a picture: as the file's author laid it out (DMNDI), else as we do.

Drawn without any style, in the text's own colour, so that it follows contrast and needs no exception from the
Content-Security-Policy. The list of requirements says the same in words.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from madang_rules.dmn import Engine
from madang_rules.dmn.model import (
    BusinessKnowledgeModel,
    Decision,
    DecisionService,
    InputData,
    KnowledgeSource,
)
from madang_rules.dmn.xml.parse import parse_xml
from madang_rules.dmn.xml.tree import Node

MOST_BOXES = 60
"""More elements than these make no picture that anybody reads; the list stands alone then."""
MOST_DIAGRAMS = 5
FARTHEST = 100_000.0
"""Coordinates beyond are no layout of anybody's."""

Point = tuple[float, float]
_SHAPES = {
    InputData: "input",
    Decision: "decision",
    BusinessKnowledgeModel: "function",
    KnowledgeSource: "source",
    DecisionService: "service",
}


@dataclass(frozen=True)
class Box:
    """An element of the graph and its place."""

    kind: str
    name: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Line:
    """A requirement: ``information``, ``knowledge`` or ``authority``, from what is needed to what needs it."""

    kind: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Diagram:
    """One picture. ``laid_out`` says that the file's author did it."""

    name: str
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    laid_out: bool

    @property
    def svg(self) -> SafeString:
        """The picture."""
        return _svg(self)


def diagrams(engine: Engine, xml: bytes) -> list[Diagram]:
    """The diagrams of a file; ours where it has none; none where it would be too large to read."""
    drawn = [each for each in _in_file(engine, xml) if 0 < len(each.boxes) <= MOST_BOXES][:MOST_DIAGRAMS]
    if drawn:
        return drawn
    made = _ours(engine)
    return [made] if made is not None else []


# As the file has it


def _in_file(engine: Engine, xml: bytes) -> Iterator[Diagram]:
    elements = {each.id: each for each in engine.definitions.elements if each.id}
    kinds = {need.id: kind for need, kind, _from, _to in _requirements(engine) if need.id}
    for interchange in _below(parse_xml(xml), "DMNDI"):
        for diagram in _below(interchange, "DMNDiagram"):
            boxes: list[Box] = []
            lines: list[Line] = []
            for each in diagram.elements():
                target = _reference(each)
                if each.local == "DMNShape" and target in elements:
                    box = _box(each, elements[target])
                    boxes += [] if box is None else [box]
                elif each.local == "DMNEdge" and target in kinds:
                    points = tuple(point for one in _below(each, "waypoint") if (point := _point(one)))
                    lines += [Line(kinds[target], points)] if 2 <= len(points) <= 50 else []
            yield Diagram(diagram.attributes.get("name", ""), tuple(boxes), tuple(lines[:500]), laid_out=True)


def _below(node: Node, local: str) -> Iterator[Node]:
    return (each for each in node.elements() if each.local == local)


def _reference(node: Node) -> str:
    """The id that a shape or an edge stands for, without namespace or prefix."""
    return node.attributes.get("dmnElementRef", "").rpartition("#")[2].rpartition(":")[2]


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) and abs(number) <= FARTHEST else None


def _point(node: Node) -> Point | None:
    x, y = _number(node.attributes.get("x")), _number(node.attributes.get("y"))
    return None if x is None or y is None else (x, y)


def _box(shape: Node, element: Any) -> Box | None:
    for bounds in _below(shape, "Bounds"):
        corner = _point(bounds)
        width, height = (_number(bounds.attributes.get(name)) for name in ("width", "height"))
        if corner is not None and width and height and width > 0 and height > 0:
            return Box(_SHAPES.get(type(element), "decision"), element.name, *corner, width, height)
    return None


def _requirements(engine: Engine) -> Iterator[tuple[Any, str, str, str]]:
    """Every requirement of the main model: itself, its kind, the ids of what is needed and what needs it."""
    for each in engine.definitions.elements:
        needs: list[tuple[Any, str, Any]] = []
        if isinstance(each, Decision):
            needs += [(need, "information", need.decision or need.input) for need in each.information]
        if isinstance(each, Decision | BusinessKnowledgeModel):
            needs += [(need, "knowledge", need.knowledge) for need in each.knowledge]
        if isinstance(each, Decision | BusinessKnowledgeModel | KnowledgeSource):
            needs += [
                (need, "authority", need.authority or need.decision or need.input) for need in each.authority
            ]
        for need, kind, reference in needs:
            if reference is not None:
                yield need, kind, reference.href.rpartition("#")[2], each.id or ""


# As we lay it out

_WIDTH, _HEIGHT, _GAP, _STEP = 190, 52, 24, 104
_MOST_A_ROW = 3
"""More beside one another would not be seen together on a phone."""


def _ours(engine: Engine) -> Diagram | None:
    elements = {
        each.id: each
        for each in engine.definitions.elements
        if each.id and not isinstance(each, KnowledgeSource)
    }
    if not 1 < len(elements) <= MOST_BOXES:
        return None
    needs = [
        (kind, below, above)
        for _need, kind, below, above in _requirements(engine)
        if below in elements and above in elements
    ]
    layers: dict[str, int] = {}

    def layer(key: str, above: frozenset[str] = frozenset()) -> int:
        if key not in layers:
            below = [low for _kind, low, high in needs if high == key and low not in above]
            layers[key] = max((layer(each, above | {key}) + 1 for each in below), default=0)
        return layers[key]

    for key in elements:
        layer(key)
    top = max(layers.values())
    by_layer: dict[int, list[str]] = {}
    for key in reversed(elements):
        by_layer.setdefault(top - layers[key], []).append(key)
    rows = [
        keys[start : start + _MOST_A_ROW]
        for _layer, keys in sorted(by_layer.items())
        for start in range(0, len(keys), _MOST_A_ROW)
    ]
    wide = max(map(len, rows)) * (_WIDTH + _GAP)
    places = {
        key: ((index + 0.5) * wide / len(keys), row * _STEP + _HEIGHT / 2)
        for row, keys in enumerate(rows)
        for index, key in enumerate(keys)
    }
    return Diagram(
        "",
        tuple(
            Box(
                _SHAPES.get(type(elements[key]), "decision"),
                elements[key].name,
                x - _WIDTH / 2,
                y - _HEIGHT / 2,
                _WIDTH,
                _HEIGHT,
            )
            for key, (x, y) in places.items()
        ),
        tuple(
            Line(
                kind,
                (
                    (places[below][0], places[below][1] - _HEIGHT / 2),
                    (places[above][0], places[above][1] + _HEIGHT / 2),
                ),
            )
            for kind, below, above in needs
        ),
        laid_out=False,
    )


# Drawn

_MARGIN = 8.0
_LETTER = 7.5
"""Width of a Latin letter at the size of the labels; a Korean one takes two."""
_LINE = 16.0


def _svg(diagram: Diagram) -> SafeString:
    xs = [x for each in diagram.boxes for x in (each.x, each.x + each.width)]
    ys = [y for each in diagram.boxes for y in (each.y, each.y + each.height)]
    for line in diagram.lines:
        xs += [x for x, _y in line.points]
        ys += [y for _x, y in line.points]
    left, top = min(xs) - _MARGIN, min(ys) - _MARGIN
    wide, high = max(xs) - left + _MARGIN, max(ys) - top + _MARGIN
    return format_html(
        '<svg class="ui-diagram" viewBox="{} {} {} {}" width="{}" height="{}" role="img" aria-label="{}">{}{}</svg>',
        *map(_plain, (left, top, wide, high, wide, high)),
        _("무엇이 무엇에 기대는지 그린 그림. 같은 내용이 아래 목록에 있습니다."),
        format_html_join("", "{}", ((_drawn_line(each),) for each in diagram.lines)),
        format_html_join("", "{}", ((_drawn_box(each),) for each in diagram.boxes)),
    )


def _plain(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _drawn_line(line: Line) -> SafeString:
    end, before = line.points[-1], line.points[-2]
    dashes = "" if line.kind == "information" else "5 4"
    return format_html(
        '<polyline points="{}" fill="none" stroke="currentColor"{}/>{}',
        _pairs(line.points),
        format_html(' stroke-dasharray="{}"', dashes) if dashes else "",
        format_html('<circle cx="{}" cy="{}" r="4" fill="currentColor"/>', *map(_plain, end))
        if line.kind == "authority"
        else format_html(
            '<polyline points="{}" fill="{}" stroke="currentColor"/>',
            _pairs(_head(before, end)),
            "currentColor" if line.kind == "information" else "none",
        ),
    )


def _pairs(points: Iterable[Point]) -> str:
    return " ".join(f"{_plain(x)},{_plain(y)}" for x, y in points)


def _head(before: Point, end: Point, size: float = 9.0) -> tuple[Point, ...]:
    """The head of an arrow that ends at ``end``."""
    angle = math.atan2(end[1] - before[1], end[0] - before[0])
    one, other = (
        (end[0] - size * math.cos(angle + turn), end[1] - size * math.sin(angle + turn))
        for turn in (0.4, -0.4)
    )
    return one, end, other


def _drawn_box(box: Box) -> SafeString:
    lines = _lines(box.name, box.width - 16, max(1, int(box.height // _LINE)))
    middle, first = box.x + box.width / 2, box.y + box.height / 2 - (len(lines) - 1) * _LINE / 2 + 5
    label = format_html_join(
        "",
        '<tspan x="{}" y="{}">{}</tspan>',
        ((_plain(middle), _plain(first + place * _LINE), each) for place, each in enumerate(lines)),
    )
    if box.kind == "service":  # around its decisions: its name stands at the top
        label = format_html('<tspan x="{}" y="{}">{}</tspan>', _plain(middle), _plain(box.y + 18), lines[0])
    return format_html(
        '{}<text text-anchor="middle" font-size="14" fill="currentColor" lang="ko">{}</text>',
        _outline(box),
        label,
    )


def _outline(box: Box) -> SafeString:
    x, y, right, low = box.x, box.y, box.x + box.width, box.y + box.height
    if box.kind == "function":
        cut = min(14.0, box.height / 3)
        points = [
            (x + cut, y),
            (right, y),
            (right, low - cut),
            (right - cut, low),
            (x, low),
            (x, y + cut),
            (x + cut, y),
        ]
        return format_html(
            '<polyline points="{}" fill="none" stroke="currentColor" class="ui-diagram-box"/>', _pairs(points)
        )
    if box.kind == "source":
        wave = min(10.0, box.height / 4)
        path = (
            f"M{_plain(x)} {_plain(low - wave)}V{_plain(y)}H{_plain(right)}V{_plain(low - wave)}"
            f"Q{_plain(right - box.width / 4)} {_plain(low - 3 * wave)} {_plain(x + box.width / 2)} {_plain(low - wave)}"
            f"T{_plain(x)} {_plain(low - wave)}Z"
        )
        return format_html('<path d="{}" fill="none" stroke="currentColor" class="ui-diagram-box"/>', path)
    radius = {"input": box.height / 2, "service": 16.0}.get(box.kind, 2.0)
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" rx="{}" fill="none" stroke="currentColor" class="ui-diagram-box"/>',
        *map(_plain, (x, y, box.width, box.height, radius)),
    )


def _lines(name: str, wide: float, most: int) -> Sequence[str]:
    """A name in at most so many lines that fit; what is left of it is cut."""
    lines = [""]
    for word in name.split():
        joined = f"{lines[-1]} {word}".strip()
        if _breadth(joined) <= wide or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    kept = lines[:most]
    if len(lines) > most:
        kept[-1] += "…"
    return [_cut(each, wide) for each in kept]


def _cut(text: str, wide: float) -> str:
    if _breadth(text) <= wide:
        return text
    while len(text) > 1 and _breadth(text + "…") > wide:
        text = text[:-1]
    return text + "…"


def _breadth(text: str) -> float:
    return sum(_LETTER if character < "\u1100" else 2 * _LETTER for character in text)
