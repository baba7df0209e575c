"""A model as people read it: its tables in words, its other logic as tables, its requirements as a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from madang_rules.dmn import Engine
from madang_rules.dmn.link import Linked
from madang_rules.dmn.model import (
    BusinessKnowledgeModel,
    Decision,
    DecisionService,
    Definitions,
    Expression,
    InputData,
    KnowledgeSource,
    Reference,
)

from madang.blocks.decisions.shown.boxes import Boxes, Said, ShownBox, anchor
from madang.blocks.decisions.shown.warnings import warnings


@dataclass(frozen=True)
class ShownElement:
    """A decision, function or decision service: its question and its logic, piece by piece."""

    name: str
    kind: str
    question: str
    boxes: tuple[ShownBox, ...]


def elements(engine: Engine, *, warned: bool = False) -> list[ShownElement]:
    """What the main model works out, the answering decision last as in the model; functions and services after.

    ``warned``: with what the library warns of beside the rows of a decision's table.
    """
    said = warnings(engine) if warned else []
    compiled = {id(table.source): table for _place, table in engine.program.tables}
    found = [
        ShownElement(
            each.name,
            _kind(each),
            each.question or "",
            Boxes(compiled, place, each.name, [one for one in said if one.element == each.name]).of(
                each.expression
            ),
        )
        for place, each in enumerate(_decisions(engine.definitions), 1)
    ]
    for each in engine.definitions.elements:
        if isinstance(each, BusinessKnowledgeModel):
            found.append(ShownElement(each.name, _kind(each), "", _logic(compiled, 0, each.name, each.logic)))
        elif isinstance(each, DecisionService):
            found.append(ShownElement(each.name, _kind(each), "", (_service(each, engine.definitions),)))
    return found


def _logic(
    compiled: Mapping[int, Any], place: int, name: str, expression: Expression | None
) -> tuple[ShownBox, ...]:
    return Boxes(compiled, place, name).of(expression)


def _service(service: DecisionService, definitions: Definitions) -> ShownBox:
    known = {each.id: each.name for each in definitions.elements if each.id}

    def names(references: Iterable[Reference]) -> str:
        return ", ".join(known.get(each.href.rpartition("#")[2], each.href) for each in references)

    parts = (
        (Said(_("받는 입력")), names(service.input_data)),
        (Said(_("받는 결정")), names(service.input_decisions)),
        (Said(_("안에서 쓰는 결정")), names(service.encapsulated)),
        (Said(_("답하는 결정")), names(service.outputs)),
    )
    return ShownBox(
        "",
        _("여러 결정을 한 번에 물어볼 수 있게 묶은 것입니다."),
        (Said(_("갈래")), Said(_("이름"))),
        tuple(each for each in parts if each[1]),
    )


def anchor_of(engine: Engine, decision: str, row: int) -> str:
    """The id of a row of the decision of this name."""
    for place, each in enumerate(_decisions(engine.definitions), 1):
        if each.name == decision:
            return anchor(place, row)
    return ""


def _decisions(definitions: Definitions) -> list[Decision]:
    return [each for each in definitions.elements if isinstance(each, Decision)]


@dataclass(frozen=True)
class Need:
    """An element of the requirement graph and what it rests on, by name."""

    name: str
    kind: str
    needs: tuple[str, ...]


def requirements(engine: Engine) -> list[Need]:
    """The requirement graph as a list, from the top down."""
    linked = engine.program.linked
    found = []
    for each in reversed(engine.definitions.elements):
        refs: list[Any] = []
        if isinstance(each, Decision):
            refs = [need.decision or need.input for need in each.information]
        if isinstance(each, Decision | BusinessKnowledgeModel):
            refs += [need.knowledge for need in each.knowledge]
            refs += [need.authority for need in each.authority]
        needs = [_called(linked, ref.href) for ref in refs if ref is not None]
        found.append(Need(each.name, _kind(each), tuple(needs)))
    return found


def imports(engine: Engine) -> list[str]:
    """The names of the models that the main one imports."""
    return [unit.definitions.name for _name, unit in engine.program.linked.main.imports]


def _called(linked: Linked, href: str) -> str:
    """The name of an element, also of an imported model; the reference itself where it leads nowhere."""
    found = linked.find(linked.main, href)
    if found is None:
        return href
    unit, element = found
    return element.name if unit is linked.main else f"{element.name} ({unit.definitions.name})"


def _kind(element: Any) -> str:
    if isinstance(element, Decision):
        return _("결정")
    if isinstance(element, InputData):
        return _("입력")
    if isinstance(element, KnowledgeSource):
        return _("근거")
    return _("함수") if isinstance(element, BusinessKnowledgeModel) else _("결정 서비스")
