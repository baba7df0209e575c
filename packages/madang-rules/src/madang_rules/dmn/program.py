"""Linked models compiled: every decision, function and service ready to run (DMN 1.5, 10.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from madang_rules.dmn.clock import Clock
from madang_rules.dmn.compile import Compiled, Compiler, Names, Site
from madang_rules.dmn.compile.expressions import function_of
from madang_rules.dmn.findings import Finding
from madang_rules.dmn.link import Linked, Unit
from madang_rules.dmn.model import (
    BusinessKnowledgeModel,
    Decision,
    DecisionService,
    DrgElement,
    InputData,
)
from madang_rules.dmn.tables.table import Table
from madang_rules.dmn.typing import Types, normal_name
from madang_rules.dmn.values import Conversion, conversion
from madang_rules.feel import Evaluation
from madang_rules.feel.syntax.nodes import Node
from madang_rules.feel.types import ANY, ContextType, Type, result_type
from madang_rules.feel.values import Function, Parameter

__all__ = ["Part", "Program"]


@dataclass(slots=True, eq=False)
class Part:
    """One input, decision, function or service: its name, its type, what it needs, and its closure.

    `needs` are the parts whose values stand in its scope: under their name, or, of an imported model, inside
    a context under the import's name.
    """

    unit: Unit
    element: DrgElement
    name: str
    convert: Conversion
    type: Type | None = None
    needs: list[tuple[str | None, Part]] = field(default_factory=list)
    functions: dict[str, Any] = field(default_factory=dict)
    names: Names = field(default_factory=dict)
    compiled: Compiled | None = None
    function: Function | None = None
    conditions: list[Any] | None = None
    """Those of a decision that is one condition, once they have been told (`explain.atoms`)."""

    @property
    def key(self) -> tuple[str, str]:
        """Namespace and name."""
        return self.unit.namespace, self.name

    @property
    def is_static(self) -> bool:
        """Whether it is a function, which needs no facts."""
        return isinstance(self.element, BusinessKnowledgeModel | DecisionService)


class Program:
    """All parts of linked models. `findings` tells what was found wrong while compiling."""

    def __init__(self, linked: Linked, findings: list[Finding], clock: Clock) -> None:
        self.linked = linked
        self.findings = findings
        self.clock = clock
        self.types = Types(linked, findings, clock)
        self.parts: dict[int, Part] = {}
        self.expressions: list[Node] = []
        self.tables: list[tuple[Unit, Table]] = []
        self._orders: dict[tuple[frozenset[int], frozenset[int]], list[Part]] = {}
        for unit in linked.units.values():
            for element in unit.definitions.elements:
                self._declare(unit, element)
        for part in self.parts.values():
            self._connect(part)
        for part in self.parts.values():
            self._compile(part)
        for part in self.parts.values():
            part.functions = self._functions(part)
        clock.stop()

    def part(self, name: str, namespace: str | None = None) -> Part | None:
        """The part called `name` in the model of `namespace` (the main model where None)."""
        unit = self.linked.main if namespace is None else self.linked.units.get(namespace)
        element = None if unit is None else self._by_name(unit, name)
        return None if element is None else self.parts.get(id(element))

    def _by_name(self, unit: Unit, name: str) -> DrgElement | None:
        wanted = normal_name(name)
        for each in unit.merged():
            found = each.by_name.get(name)
            if found is None:
                found = next((one for one in each.by_name.values() if normal_name(one.name) == wanted), None)
            if found is not None:
                return found
        return None

    def _declare(self, unit: Unit, element: DrgElement) -> None:
        variable = getattr(element, "variable", None)
        if not isinstance(element, Decision | InputData | BusinessKnowledgeModel | DecisionService):
            return
        name = normal_name((variable.name if variable is not None else "") or element.name)
        type_ = None
        if variable is not None:
            type_ = self.types.reference(variable.type_ref, unit, variable)
        self.parts[id(element)] = Part(unit, element, name, conversion(type_), type_)

    def _connect(self, part: Part) -> None:
        for unit, element in self.linked.required(part.unit, part.element):
            needed = self.parts.get(id(element))
            if needed is not None:
                imported = None if unit is part.unit else (part.unit.import_name(unit) or None)
                part.needs.append((imported, needed))

    def _compile(self, part: Part) -> None:
        element = part.element
        site = Site(
            part.unit,
            element.name,
            self.types,
            self.clock,
            self.findings,
            tables=self.tables,
            expressions=self.expressions,
        )
        names = part.names = self._names(part)
        match element:
            case Decision():
                if element.expression is not None:
                    site.root, site.result = element.expression, part.type
                    part.compiled = Compiler(site).compile(element.expression, names)
            case BusinessKnowledgeModel():
                if element.logic is not None:
                    site.root, site.result = element.logic.body, result_type(part.type)
                    make = function_of(Compiler(site), element.logic, names, name=part.name, result=part.type)
                    part.function = make(_StaticScope(part))
            case DecisionService():
                part.function = self._service(part, element)
            case _:
                pass

    def _names(self, part: Part) -> Names:
        names: Names = {}
        imported: dict[str, list[tuple[str, Type]]] = {}
        if isinstance(part.element, DecisionService):
            return names
        for import_name, need in part.needs:
            type_ = self._type(need)
            if import_name is None:
                names[need.name] = type_
            else:
                imported.setdefault(normal_name(import_name), []).append((need.name, type_ or ANY))
        for import_name, fields in imported.items():
            names[import_name] = ContextType(tuple(fields))
        return names

    def _type(self, part: Part) -> Type | None:
        """The type of a part as others see it: that of a function is no type of its result."""
        if not part.is_static:
            return part.type
        return None if part.type is result_type(part.type) else part.type

    def _functions(self, part: Part) -> dict[str, Any]:
        scope: dict[str, Any] = {}
        for import_name, need in part.needs:
            if need.is_static:
                _place(scope, import_name, need.name, need.function)
        return scope

    def _service(self, part: Part, element: DecisionService) -> Function:
        given = [
            found
            for reference in (*element.input_data, *element.input_decisions)
            if (found := self._referred(part.unit, reference.href)) is not None
        ]
        outputs = [
            found
            for reference in element.outputs
            if (found := self._referred(part.unit, reference.href)) is not None
        ]
        parameters = [Parameter(self.name_in(part.unit, each), each.type) for each in given]

        def body(evaluation: Evaluation, arguments: list[Any]) -> Any:
            values = dict(zip(map(id, given), arguments, strict=True))
            self.run(outputs, values, evaluation)
            if len(outputs) == 1:
                return values[id(outputs[0])]
            return {each.name: values[id(each)] for each in outputs}

        return Function(parameters, body, name=part.name, result=result_type(part.type))

    def name_in(self, unit: Unit, part: Part) -> str:
        """The name under which `unit` knows a part: an imported one behind the name of its import."""
        imported = None if part.unit is unit else unit.import_name(part.unit)
        return f"{normal_name(imported)}.{part.name}" if imported else part.name

    def service_parts(self, element: DecisionService, unit: Unit) -> tuple[list[Part], list[Part]]:
        """Parts given to a service (in the order of its parameters), and its output decisions."""
        given = [self._referred(unit, each.href) for each in (*element.input_data, *element.input_decisions)]
        outputs = [self._referred(unit, each.href) for each in element.outputs]
        return [each for each in given if each is not None], [each for each in outputs if each is not None]

    def _referred(self, unit: Unit, href: str) -> Part | None:
        found = self.linked.find(unit, href)
        return None if found is None else self.parts.get(id(found[1]))

    def order(self, targets: Iterable[Part], given: frozenset[int]) -> list[Part]:
        """Decisions in the order in which to run them so that `targets` can be answered.

        Parts in `given` (by identity) have values already. A decision that needs itself is left out: its
        value is null.
        """
        wanted = list(targets)
        key = (frozenset(map(id, wanted)), given)
        known = self._orders.get(key)
        if known is not None:
            return known
        result: list[Part] = []
        state: dict[int, int] = {}
        for target in wanted:
            stack: list[tuple[Part, int]] = [(target, 0)]
            while stack:
                part, at = stack.pop()
                if at == 0:
                    if id(part) in state or id(part) in given or part.is_static:
                        continue
                    state[id(part)] = 1
                if at < len(part.needs):
                    stack.append((part, at + 1))
                    stack.append((part.needs[at][1], 0))
                else:
                    result.append(part)
        if len(self._orders) < 1000:
            self._orders[key] = result
        return result

    def run(self, targets: Iterable[Part], values: dict[int, Any], evaluation: Evaluation) -> None:
        """Compute `targets`, adding to `values` (by identity of the part) what they need."""
        for part in self.order(targets, frozenset(values)):
            values[id(part)] = self._value(part, values, evaluation)

    def _value(self, part: Part, values: Mapping[int, Any], evaluation: Evaluation) -> Any:
        if isinstance(part.element, InputData):
            return evaluation.record("input-missing", None, name=part.name)
        if part.compiled is None:
            return evaluation.record("logic-missing", None, name=part.name)
        scope = self.scope(part, values, evaluation)
        trace = evaluation.trace
        if trace is None:
            return part.convert(part.compiled(scope, evaluation), evaluation)
        trace.enter(part, scope, evaluation)
        value = part.convert(part.compiled(scope, evaluation), evaluation)
        trace.leave(part, value, evaluation)
        return value

    def scope(self, part: Part, values: Mapping[int, Any], evaluation: Evaluation) -> dict[str, Any]:
        """The names a decision sees, with their values."""
        scope = {
            name: dict(value) if value.__class__ is dict else value for name, value in part.functions.items()
        }
        for import_name, need in part.needs:
            if need.is_static:
                continue
            if id(need) in values:
                value = values[id(need)]
            else:
                value = evaluation.record("decision-cycle", None, path=need.name)
            _place(scope, import_name, need.name, value)
        return scope


class _StaticScope(Mapping[str, Any]):
    """What a function sees besides its parameters: other functions, known only once all are made."""

    __slots__ = ("part",)

    def __init__(self, part: Part) -> None:
        self.part = part

    def __getitem__(self, name: str) -> Any:
        return self.part.functions[name]

    def __iter__(self) -> Any:
        return iter(self.part.functions)

    def __len__(self) -> int:
        return len(self.part.functions)


def _place(scope: dict[str, Any], import_name: str | None, name: str, value: Any) -> None:
    if import_name is None:
        scope[name] = value
    else:
        scope.setdefault(normal_name(import_name), {})[name] = value
