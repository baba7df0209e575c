"""Models joined by their imports: every reference finds its element, no cycle goes unseen.

Nothing is fetched: a model imports only what the caller hands in beside it (DMN 1.5, 6.3.3).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from madang_rules.dmn.model import (
    BusinessKnowledgeModel,
    Decision,
    DecisionService,
    Definitions,
    DmnElement,
    DrgElement,
    Import,
    InputData,
    ItemDefinition,
    Reference,
)
from madang_rules.feel.syntax.lexer import composed

__all__ = ["Linked", "Problem", "link"]

MAX_IMPORT_DEPTH = 50


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with how elements hang together: a code, its values and the element concerned."""

    code: str
    element: DmnElement | Reference | None
    values: dict[str, object]
    model: Definitions | None = None


@dataclass(slots=True)
class Unit:
    """One model among those linked: its elements by id and by name, and the units it imports.

    `imports` pairs the name of an import with its unit, in their order. One without a name brings the
    elements of its model in as if they stood here (DMN 1.5, 6.3.3).
    """

    definitions: Definitions
    by_id: dict[str, DrgElement] = field(default_factory=dict)
    by_name: dict[str, DrgElement] = field(default_factory=dict)
    items: dict[str, ItemDefinition] = field(default_factory=dict)
    imports: list[tuple[str, Unit]] = field(default_factory=list)

    @property
    def namespace(self) -> str:
        return self.definitions.namespace

    def merged(self) -> list[Unit]:
        """This unit and those imported without a name, the nearest first."""
        found = [self]
        for unit in found:
            found += [
                other
                for name, other in unit.imports
                if not name and not any(other is known for known in found)
            ]
        return found

    def import_name(self, other: Unit) -> str | None:
        """The name under which elements of `other` are known here: "" if without, None if not at all."""
        if any(unit is other for unit in self.merged()):
            return ""
        return next(
            (name for name, unit in self.imports if any(each is other for each in unit.merged())), None
        )


@dataclass(slots=True)
class Linked:
    """A main model with all it imports, directly or not."""

    main: Unit
    units: dict[str, Unit]
    problems: list[Problem]
    _requirements: dict[int, list[tuple[Unit, DrgElement]]] = field(default_factory=dict)

    def find(self, unit: Unit, href: str) -> tuple[Unit, DrgElement] | None:
        """The element that `href`, written in `unit`, refers to."""
        namespace, _, identity = href.rpartition("#")
        if not _:
            namespace, identity = "", href
        target = self.units.get(namespace) if namespace else unit
        for each in target.merged() if target is not None else ():
            element = each.by_id.get(identity)
            if element is not None:
                return each, element
        return None

    def required(self, unit: Unit, element: DrgElement) -> list[tuple[Unit, DrgElement]]:
        """The elements that `element` is computed from (a service: its output decisions), in their order."""
        known = self._requirements.get(id(element))
        if known is None:
            needs = element.outputs if isinstance(element, DecisionService) else references(element)
            known = [found for reference in needs if (found := self.find(unit, reference.href)) is not None]
            self._requirements[id(element)] = known
        return known


def references(element: DrgElement) -> Iterator[Reference]:
    """References of `element` to other elements of the requirement graph."""
    match element:
        case Decision():
            for need in element.information:
                if (reference := need.decision or need.input) is not None:
                    yield reference
            for knowledge in element.knowledge:
                if knowledge.knowledge is not None:
                    yield knowledge.knowledge
        case BusinessKnowledgeModel():
            for knowledge in element.knowledge:
                if knowledge.knowledge is not None:
                    yield knowledge.knowledge
        case DecisionService():
            yield from element.outputs
            yield from element.encapsulated
            yield from element.input_decisions
            yield from element.input_data
        case _:
            return


def link(main: Definitions, others: Iterable[Definitions] = ()) -> Linked:
    """Join `main` with those of `others` it imports."""
    problems: list[Problem] = []
    available: dict[str, Definitions] = {main.namespace: main}
    for other in others:
        if other.namespace in available and other != available[other.namespace]:
            problems.append(Problem("namespace-twice", other, {"namespace": other.namespace}, other))
        available.setdefault(other.namespace, other)
    units: dict[str, Unit] = {}
    _unit(main, available, units, (), problems)
    linked = Linked(units[main.namespace], units, problems)
    for unit in units.values():
        _check_references(linked, unit)
    _check_cycles(linked)
    return linked


def _unit(
    definitions: Definitions,
    available: dict[str, Definitions],
    units: dict[str, Unit],
    path: tuple[str, ...],
    problems: list[Problem],
) -> Unit:
    unit = Unit(definitions)
    units[definitions.namespace] = unit
    _register(unit, problems)
    trail = (*path, definitions.namespace)
    for each in definitions.imports:
        if not _is_model(each):
            continue
        if each.namespace in trail:
            problems.append(Problem("import-cycle", each, {"name": each.name}, definitions))
        target = units.get(each.namespace)
        if target is None and len(trail) > MAX_IMPORT_DEPTH:
            problems.append(Problem("import-too-deep", each, {"depth": MAX_IMPORT_DEPTH}, definitions))
            continue
        if target is None:
            found = available.get(each.namespace)
            if found is None:
                problems.append(
                    Problem(
                        "import-missing", each, {"name": each.name, "namespace": each.namespace}, definitions
                    )
                )
                continue
            target = _unit(found, available, units, trail, problems)
        name = composed(each.name.strip())
        if name and any(known == name and other is not target for known, other in unit.imports):
            problems.append(Problem("import-name-twice", each, {"name": name}, definitions))
        unit.imports.append((name, target))
    return unit


def _is_model(each: Import) -> bool:
    return "/DMN/" in each.import_type or not each.import_type


def _register(unit: Unit, problems: list[Problem]) -> None:
    model = unit.definitions
    for element in model.elements:
        if element.id:
            if element.id in unit.by_id:
                problems.append(Problem("id-twice", element, {"id": element.id}, model))
            unit.by_id.setdefault(element.id, element)
        name = composed(element.name)
        if name in unit.by_name:
            problems.append(Problem("name-twice", element, {"name": element.name}, model))
        unit.by_name.setdefault(name, element)
    for item in model.items:
        name = composed(item.name)
        if name in unit.items:
            problems.append(Problem("type-twice", item, {"name": item.name}, model))
        unit.items.setdefault(name, item)


def _check_references(linked: Linked, unit: Unit) -> None:
    for element in unit.definitions.elements:
        for reference in references(element):
            found = linked.find(unit, reference.href)
            if found is None:
                linked.problems.append(
                    Problem(
                        "reference-missing",
                        reference,
                        {"name": element.name, "href": reference.href},
                        unit.definitions,
                    )
                )


def _check_cycles(linked: Linked) -> None:
    """Find decisions that need themselves. Functions may call themselves; decisions may not."""
    done: set[int] = set()
    for unit in linked.units.values():
        for element in unit.definitions.elements:
            if isinstance(element, Decision) and id(element) not in done:
                _follow(linked, unit, element, done)


def _follow(linked: Linked, unit: Unit, start: DrgElement, done: set[int]) -> None:
    path = [start]
    stack = [iter(linked.required(unit, start))]
    on_path = {id(start)}
    while stack:
        following = next(stack[-1], None)
        if following is None:
            stack.pop()
            on_path.discard(id(path[-1]))
            done.add(id(path.pop()))
            continue
        needed_unit, needed = following
        if id(needed) in on_path:
            if isinstance(needed, Decision):
                at = next(index for index, each in enumerate(path) if each is needed)
                names = [each.name for each in (*path[at:], needed)]
                linked.problems.append(
                    Problem("decision-cycle", needed, {"path": " → ".join(names)}, needed_unit.definitions)
                )
        elif id(needed) not in done and not isinstance(needed, InputData):
            path.append(needed)
            on_path.add(id(needed))
            stack.append(iter(linked.required(needed_unit, needed)))
