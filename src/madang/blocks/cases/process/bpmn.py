"""A process written as BPMN 2.0 (ISO/IEC 19510), with its diagram, for every tool that reads the standard.

A state with a task becomes a user task with its role as performer, one in which the applicant is waited for a receive task,
one without either an event; each step a sequence flow, its guard a condition in FEEL. Where several steps leave a state an
exclusive gateway stands behind it: one of them is taken, by whom its documentation says. The export is for reading and
drawing: the running process stays our own (decision 0017).
"""

from __future__ import annotations

from collections import deque
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from madang.blocks.cases.process.parts import Process, State, StateKind, Transition

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_DI = "http://www.omg.org/spec/BPMN/20100524/DI"
_DC = "http://www.omg.org/spec/DD/20100524/DC"
_LINE = "http://www.omg.org/spec/DD/20100524/DI"
FEEL = "https://www.omg.org/spec/DMN/20230324/FEEL/"
_COLUMN, _ROW = 230, 130
_SIZES = {"task": (130, 80), "event": (36, 36), "gateway": (50, 50)}


def bpmn(process: Process, language: str = "ko") -> bytes:
    """Return the process as a BPMN 2.0 document in UTF-8, its names in ``language``."""
    for prefix, uri in (("", MODEL), ("bpmndi", _DI), ("dc", _DC), ("di", _LINE)):
        register_namespace(prefix, uri)
    root = Element(
        f"{{{MODEL}}}definitions",
        {
            "id": "definitions",
            "targetNamespace": f"urn:madang:process:{process.key}",
            "expressionLanguage": FEEL,
            "exporter": "Madang",
        },
    )
    body = SubElement(
        root,
        f"{{{MODEL}}}process",
        {"id": "process", "name": process.title.in_language(language), "isExecutable": "false"},
    )
    drawn = _Drawn(body, process, language)
    drawn.write()
    _diagram(root, drawn)
    indent(root)
    found: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return found


class _Drawn:
    """The elements of a process as they are written: nodes by id with kind and place, flows with their ends."""

    def __init__(self, body: Element, process: Process, language: str) -> None:
        self.body, self.process, self.language = body, process, language
        self.nodes: dict[str, tuple[str, int, int]] = {}
        self.flows: list[tuple[str, str, str]] = []
        self._incoming: dict[str, list[str]] = {}
        self._outgoing: dict[str, list[str]] = {}
        self._elements: dict[str, Element] = {}

    def write(self) -> None:
        columns = _columns(self.process)
        rows: dict[int, int] = {}
        for state in self.process.states:
            column = columns.get(state.name, 0)
            row = rows[column] = rows.get(column, -1) + 1
            self._state(state, column * 2, row)
        for state in self.process.states:
            self._steps(state)
        for name, element in self._elements.items():
            for tag, flows in (("incoming", self._incoming), ("outgoing", self._outgoing)):
                for flow in flows.get(name, ()):
                    SubElement(element, f"{{{MODEL}}}{tag}").text = flow

    def _state(self, state: State, column: int, row: int) -> None:
        name = state.title.in_language(self.language)
        kind, tag = "task", "userTask"
        if state.kind == StateKind.DRAFT:
            kind, tag = "event", "startEvent"
        elif state.kind == StateKind.CLOSED:
            kind, tag = "event", "endEvent"
        elif state.kind == StateKind.WAITING:
            tag = "receiveTask"
        elif state.task is None:
            tag = "task"
        self._node(f"state_{state.name}", tag, name, kind, column, row)
        if len(self._leaving(state)) > 1:
            self._node(f"choice_{state.name}", "exclusiveGateway", "", "gateway", column + 1, row)

    def _steps(self, state: State) -> None:
        leaving = self._leaving(state)
        source = f"state_{state.name}"
        if len(leaving) > 1:
            self._flow(f"to_{state.name}", source, f"choice_{state.name}", None)
            source = f"choice_{state.name}"
        for step in leaving:
            self._flow(f"step_{step.name}_{state.name}", source, f"state_{step.to}", step)

    def _leaving(self, state: State) -> list[Transition]:
        """The steps out of a state that lead elsewhere; what a start event cannot come back to stays out."""
        return [each for each in self.process.leaving(state.name) if each.to != self.process.begins.name]

    def _node(self, name: str, tag: str, said: str, kind: str, column: int, row: int) -> None:
        given = {"id": name, **({"name": said} if said else {})}
        self._elements[name] = SubElement(self.body, f"{{{MODEL}}}{tag}", given)
        self.nodes[name] = (kind, column, row)

    def _flow(self, name: str, source: str, to: str, step: Transition | None) -> None:
        said = {"name": step.title.in_language(self.language)} if step else {}
        flow = SubElement(
            self.body,
            f"{{{MODEL}}}sequenceFlow",
            {"id": name, **said, "sourceRef": source, "targetRef": to},
        )
        if step is not None:
            SubElement(flow, f"{{{MODEL}}}documentation").text = ", ".join(step.by)
            if step.guard:
                condition = SubElement(
                    flow,
                    f"{{{MODEL}}}conditionExpression",
                    {"{http://www.w3.org/2001/XMLSchema-instance}type": "tFormalExpression"},
                )
                condition.text = step.guard
        self._outgoing.setdefault(source, []).append(name)
        self._incoming.setdefault(to, []).append(name)
        self.flows.append((name, source, to))


def _columns(process: Process) -> dict[str, int]:
    """How many steps each state is from the beginning."""
    found, waiting = {process.begins.name: 0}, deque([process.begins.name])
    while waiting:
        name = waiting.popleft()
        for step in process.leaving(name):
            if step.to not in found:
                found[step.to] = found[name] + 1
                waiting.append(step.to)
    return found


def _diagram(root: Element, drawn: _Drawn) -> None:
    diagram = SubElement(root, f"{{{_DI}}}BPMNDiagram", {"id": "diagram"})
    plane = SubElement(diagram, f"{{{_DI}}}BPMNPlane", {"id": "plane", "bpmnElement": "process"})
    for name, node in drawn.nodes.items():
        shape = SubElement(plane, f"{{{_DI}}}BPMNShape", {"id": f"shape_{name}", "bpmnElement": name})
        x, y, width, height = _bounds(node)
        SubElement(shape, f"{{{_DC}}}Bounds", _numbers(x=x, y=y, width=width, height=height))
    for name, source, to in drawn.flows:
        edge = SubElement(plane, f"{{{_DI}}}BPMNEdge", {"id": f"edge_{name}", "bpmnElement": name})
        for x, y in _way(_bounds(drawn.nodes[source]), _bounds(drawn.nodes[to])):
            SubElement(edge, f"{{{_LINE}}}waypoint", _numbers(x=x, y=y))


def _bounds(node: tuple[str, int, int]) -> tuple[float, float, float, float]:
    kind, column, row = node
    width, height = _SIZES[kind]
    x = 80 + column / 2 * _COLUMN + (0 if column % 2 == 0 else 45)
    return x, 80 + row * _ROW + (80 - height) / 2, width, height


def _way(
    source: tuple[float, float, float, float], to: tuple[float, float, float, float]
) -> list[tuple[float, float]]:
    begin = (source[0] + source[2], source[1] + source[3] / 2)
    end = (to[0], to[1] + to[3] / 2)
    if end[0] > begin[0]:
        middle = (begin[0] + end[0]) / 2
        return [begin, (middle, begin[1]), (middle, end[1]), end]
    below = max(source[1] + source[3], to[1] + to[3]) + 20
    return [
        (source[0] + source[2] / 2, source[1] + source[3]),
        (source[0] + source[2] / 2, below),
        (to[0] + to[2] / 2, below),
        (to[0] + to[2] / 2, to[1] + to[3]),
    ]


def _numbers(**values: Any) -> dict[str, str]:
    return {name: f"{value:g}" for name, value in values.items()}
