"""Type references and item definitions of a model → types of FEEL (DMN 1.5, 7.3.2 and 10.3.2.9)."""

from __future__ import annotations

from typing import Any

from madang_rules.dmn.clock import Clock
from madang_rules.dmn.findings import Finding, finding, syntax_values
from madang_rules.dmn.link import Linked, Unit
from madang_rules.dmn.model import DmnElement, ItemDefinition, UnaryTests
from madang_rules.dmn.tables.cells import constants_of
from madang_rules.feel import (
    CompiledUnaryTests,
    Evaluation,
    FeelSyntaxError,
    NameTable,
    compile_unary_tests,
)
from madang_rules.feel.syntax.lexer import composed
from madang_rules.feel.types import (
    ANY,
    DATE_TIME,
    DAYS_DURATION,
    MONTHS_DURATION,
    SIMPLE_TYPES,
    ContextType,
    FunctionType,
    ListType,
    NamedType,
    Type,
)

__all__ = ["AllowedValues", "Types", "normal_name"]

_FEEL_NAMESPACES = (
    "http://www.omg.org/spec/FEEL/20140401",
    "http://www.omg.org/spec/DMN/20180521/FEEL/",
    "https://www.omg.org/spec/DMN/20191111/FEEL/",
    "https://www.omg.org/spec/DMN/20211108/FEEL/",
    "https://www.omg.org/spec/DMN/20230324/FEEL/",
)
_BUILT_IN: dict[str, Type] = {
    **SIMPLE_TYPES,
    "any": ANY,
    "dateTime": DATE_TIME,
    "dayTimeDuration": DAYS_DURATION,
    "yearMonthDuration": MONTHS_DURATION,
    "list": ListType(ANY),
    "context": ContextType(()),
}


def normal_name(name: str) -> str:
    """A name composed, with single spaces between its words, as FEEL reads it."""
    return composed(" ".join(name.split()))


class Types:
    """Resolves the type references of linked models; what it cannot resolve becomes a finding."""

    def __init__(self, linked: Linked, findings: list[Finding], clock: Clock) -> None:
        self.linked = linked
        self.findings = findings
        self.clock = clock
        self._resolved: dict[int, Type] = {}
        self._known: dict[str, NameTable] = {}
        self._open: set[int] = set()

    def reference(
        self, reference: str | None, unit: Unit, element: DmnElement | None, within: str = ""
    ) -> Type | None:
        """The type that `reference` names in `unit`, for `element` of the decision `within`; None where
        nothing is named."""
        if reference is None or not reference.strip():
            return None
        name = normal_name(reference)
        found = self._local(name, unit) or self._imported(name, unit)
        if found is None:
            prefix, colon, local = name.partition(":")
            if colon:
                found = self._qualified(prefix, local, unit, element)
        found = found or _BUILT_IN.get(name)
        if found is None:
            self.findings.append(
                finding("type-missing", unit.definitions, element, {"name": name}, within=within)
            )
        return found

    def known(self, unit: Unit) -> NameTable:
        """The types that expressions in `unit` can name, own and imported."""
        table = self._known.get(unit.namespace)
        if table is None:
            named: dict[str, Type | None] = {}
            for imported, other in [*unit.imports, ("", unit)]:
                prefix = f"{normal_name(imported)}." if imported else ""
                for each in reversed(other.merged()):
                    for name, item in each.items.items():
                        named[prefix + normal_name(name)] = self.item(item, each)
            table = self._known[unit.namespace] = NameTable(named)
        return table

    def _local(self, name: str, unit: Unit) -> Type | None:
        for each in unit.merged():
            item = each.items.get(name)
            if item is not None:
                return self.item(item, each)
        return None

    def _imported(self, name: str, unit: Unit) -> Type | None:
        for imported, other in unit.imports:
            prefix = f"{normal_name(imported)}."
            if imported and name.startswith(prefix):
                found = self._local(name[len(prefix) :], other)
                if found is not None:
                    return found
        return None

    def _qualified(self, prefix: str, local: str, unit: Unit, element: DmnElement | None) -> Type | None:
        source = element.source if element is not None else None
        namespaces = source.namespaces if source is not None else {}
        uri = namespaces.get(prefix, "")
        if uri in _FEEL_NAMESPACES or (not uri and prefix == "feel"):
            return _BUILT_IN.get(local)
        # A prefix that means nothing here was written by a tool for the model's own namespace.
        other = self.linked.units.get(uri) if uri else unit
        return None if other is None else self._local(local, other)

    def item(self, item: ItemDefinition, unit: Unit) -> Type:
        """The type that `item` defines."""
        known = self._resolved.get(id(item))
        if known is not None:
            return known
        if id(item) in self._open:
            if not item.components:
                self.findings.append(finding("type-cycle", unit.definitions, item, {"name": item.name}))
            return ANY
        self._open.add(id(item))
        result = self._build(item, unit)
        self._open.discard(id(item))
        self._resolved[id(item)] = result
        return result

    def _build(self, item: ItemDefinition, unit: Unit) -> Type:
        name = normal_name(item.name)
        base: Type
        if item.function is not None:
            parameters = tuple(
                self.reference(each.type_ref, unit, each) or ANY for each in item.function.parameters
            )
            base = FunctionType(parameters, self.reference(item.function.output_type_ref, unit, item) or ANY)
        elif item.components:
            base = ContextType(
                tuple((normal_name(each.name), self.item(each, unit)) for each in item.components)
            )
        else:
            own = item.type_ref is not None and normal_name(item.type_ref) == name
            base = (_BUILT_IN.get(name) if own else self.reference(item.type_ref, unit, item)) or ANY
        allows, possible = self._allowed(item.allowed_values, base, unit)
        if not item.is_collection:
            extra, narrower = self._allowed(item.type_constraint, base, unit)
            if extra is not None:
                allows = AllowedValues(allows.tests + extra.tests) if allows else extra
                possible = narrower or possible
            if allows is None and not item.components and item.function is None:
                return base
            return NamedType(name, base, allows, possible)
        element = base if allows is None else NamedType(f"{name} item", base, allows, possible)
        whole, _ = self._allowed(item.type_constraint, ListType(element), unit)
        return NamedType(name, ListType(element), whole)

    def _allowed(
        self, tests: UnaryTests | None, base: Type, unit: Unit
    ) -> tuple[AllowedValues | None, tuple[Any, ...] | None]:
        if tests is None or tests.text is None or not tests.text.strip():
            return None, None
        try:
            self.clock.look()
            compiled = compile_unary_tests(tests.text, input_type=base)
        except FeelSyntaxError as fault:
            self.findings.append(finding("feel-syntax", unit.definitions, tests, syntax_values(fault)))
            return None, None

        return AllowedValues((compiled,)), constants_of(compiled.node)


class AllowedValues:
    """Whether a value passes all of some unary tests: what a named type allows."""

    __slots__ = ("tests",)

    def __init__(self, tests: tuple[CompiledUnaryTests, ...]) -> None:
        self.tests = tests

    def __call__(self, value: Any, evaluation: Evaluation | None = None) -> bool:
        """Whether the value is allowed; asked within an evaluation, its budget counts."""
        within = Evaluation() if evaluation is None else evaluation
        reasons = len(within.reasons)
        allowed = all(test({}, within, value) is True for test in self.tests)
        del within.reasons[reasons:]
        return allowed
