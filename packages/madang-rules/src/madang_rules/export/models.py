"""Linked and compiled models to the exported form: what a browser needs to decide, and to say why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from madang_rules.dmn.asking import constants_for
from madang_rules.dmn.compile import Compiled, Compiler, Names, Site
from madang_rules.dmn.compile.expressions import function_of
from madang_rules.dmn.compile.site import FEEL_LANGUAGES
from madang_rules.dmn.engine import Engine
from madang_rules.dmn.link import Unit
from madang_rules.dmn.model import (
    BusinessKnowledgeModel,
    Conditional,
    Context,
    Decision,
    DecisionService,
    DecisionTable,
    Every,
    Expression,
    Filter,
    For,
    FunctionDefinition,
    InputData,
    Invocation,
    KnowledgeSource,
    List,
    LiteralExpression,
    Relation,
    Some,
)
from madang_rules.dmn.program import Part, Program
from madang_rules.dmn.tables.table import Table
from madang_rules.dmn.typing import AllowedValues, normal_name
from madang_rules.export.atoms import atoms_of
from madang_rules.export.decision_tables import export_table
from madang_rules.export.errors import ExportError
from madang_rules.export.tables import NULL_CODES, Tables
from madang_rules.feel import CompiledExpression
from madang_rules.feel.syntax import nodes
from madang_rules.feel.types import ANY, NamedType, Type, result_type

__all__ = ["export_model"]

_KINDS = {InputData: 0, Decision: 1, BusinessKnowledgeModel: 2, DecisionService: 3}


def export_model(engine: Engine, *, places: bool = False) -> dict[str, Any]:
    """Return a compiled model, with all it imports, as one document. Raises `ExportError`."""
    tables = Tables(places=places, tests_of=_tests_of)
    model = _ModelWriter(engine.program, tables).write()
    return {**tables.as_data(), "model": model}


def _tests_of(type_: NamedType) -> Iterable[nodes.UnaryTests]:
    assert isinstance(type_.allows, AllowedValues)
    return [each.node for each in type_.allows.tests]


class _Recorder(Site):
    """A site that remembers what each literal expression was compiled to."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.compiled: dict[int, Compiled] = {}

    def literal(self, text: str | None, element: Any, *arguments: Any, **options: Any) -> Compiled:
        """As in `Site`."""
        compiled = self.compiled[id(element)] = super().literal(text, element, *arguments, **options)
        return compiled


class _ModelWriter:
    def __init__(self, program: Program, tables: Tables) -> None:
        self.program = program
        self.tables = tables
        self.units = list(program.linked.units.values())
        self.parts = list(program.parts.values())
        self.places = {id(part): place for place, part in enumerate(self.parts)}

    def write(self) -> dict[str, Any]:
        main = self.program.linked.main
        return {
            "name": main.definitions.name,
            "units": [unit.namespace for unit in self.units],
            "main": self._unit(main),
            "imports": [[normal_name(name), self._unit(unit)] for name, unit in main.imports],
            "merged": [[self._unit(each) for each in unit.merged()] for unit in self.units],
            "parts": [self._part(part) for part in self.parts],
        }

    def _unit(self, wanted: Unit) -> int:
        return next(place for place, unit in enumerate(self.units) if unit is wanted)

    def _type(self, type_: Type | None) -> int:
        return -1 if type_ is None else self.tables.type(type_)

    def _part(self, part: Part) -> dict[str, Any]:
        element = part.element
        data: dict[str, Any] = {
            "unit": self._unit(part.unit),
            "kind": _KINDS[type(element)],
            "element": element.name,
            "name": part.name,
            "label": self.program.name_in(self.program.linked.main, part),
            "type": self._type(part.type),
            "needs": [
                [None if imported is None else normal_name(imported), self.places[id(need)]]
                for imported, need in part.needs
            ],
        }
        site = _Recorder(part.unit, element.name, self.program.types, self.program.clock, [])
        match element:
            case InputData():
                constants = constants_for(self.program, data["label"])
                if constants:
                    data["constants"] = [self.tables.value(each) for each in constants]
            case Decision():
                data["question"] = element.question
                data["authorities"] = _authorities(part, element)
                if element.expression is not None:
                    site.root, site.result = element.expression, part.type
                    Compiler(site).compile(element.expression, part.names)
                    data["logic"] = _Boxes(site, self.tables, part.names).write(element.expression)
                    data["atoms"] = atoms_of(element, part.names, self.tables)
            case BusinessKnowledgeModel(logic=logic) if logic is not None:
                site.root, site.result = logic.body, result_type(part.type)
                function_of(Compiler(site), logic, part.names, name=part.name, result=part.type)
                data["logic"] = _Boxes(site, self.tables, part.names).function(logic)
                data["result"] = self._type(result_type(part.type))
            case DecisionService():
                given, outputs = self.program.service_parts(element, part.unit)
                data["given"] = [self.places[id(each)] for each in given]
                data["parameters"] = [self.program.name_in(part.unit, each) for each in given]
                data["outputs"] = [self.places[id(each)] for each in outputs]
                data["result"] = self._type(result_type(part.type))
        return data


def _authorities(part: Part, decision: Decision) -> list[dict[str, str | None]]:
    found = []
    for need in decision.authority:
        if need.authority is not None:
            source = part.unit.by_id.get(need.authority.href.rpartition("#")[2])
            if isinstance(source, KnowledgeSource):
                found.append({"name": source.name, "location": source.location})
    return found


class _Boxes:
    """Boxed expressions of one element → data. `names` are those declared for it: they hide built-in functions."""

    def __init__(self, site: _Recorder, tables: Tables, names: Names) -> None:
        self.site = site
        self.tables = tables
        self.names = tuple(names)
        self.compiled_tables: dict[int, Table] = {id(table.source): table for _, table in site.tables}

    def _within(self, *names: str) -> _Boxes:
        inner = _Boxes(self.site, self.tables, {})
        inner.names = (*self.names, *names)
        return inner

    def _type(self, reference: str | None, element: Any) -> int:
        type_ = self.site.type(reference, element)
        return -1 if type_ is None else self.tables.type(type_)

    def write(self, expression: Expression | None) -> dict[str, Any]:
        """Return an expression with the type its value is brought to, if any."""
        data = self._plain(expression)
        if expression is not None and expression.type_ref is not None:
            type_ = self.site.type(expression.type_ref, expression)
            if type_ is not None and type_ is not ANY:
                data["as"] = self.tables.type(type_)
        return data

    def _plain(self, expression: Expression | None) -> dict[str, Any]:
        match expression:
            case LiteralExpression():
                return {"literal": self._literal(expression)}
            case DecisionTable():
                compiled = self.compiled_tables.get(id(expression))
                if compiled is None:
                    raise ExportError("export-table", rules=len(expression.rules))
                return {"table": export_table(compiled, self.names, self.tables)}
            case Context():
                return {"context": self._context(expression)}
            case FunctionDefinition():
                return {"function": self.function(expression)}
            case Invocation(function=function, bindings=bindings):
                bound = [
                    [normal_name(each.parameter.name), self.write(each.expression),
                     self._type(each.parameter.type_ref, each.parameter)]
                    for each in bindings
                    if each.parameter is not None
                ]  # fmt: skip
                return {"invocation": [self.write(function), bound]}
            case List(elements=elements):
                return {"list": [self.write(each) for each in elements]}
            case Relation():
                return {"relation": self._relation(expression)}
            case Conditional(condition=condition, then=then, otherwise=otherwise):
                return {"conditional": [self.write(each) for each in (condition, then, otherwise)]}
            case Filter(collection=collection, match=match):
                return {"filter": [self.write(collection), self._within("item").write(match)]}
            case For(variable=variable, collection=collection, result=result):
                name = normal_name(variable)
                return {"for": [name, self.write(collection), self._within(name, "partial").write(result)]}
            case Every(variable=variable, collection=collection, satisfies=satisfies):
                return {"every": self._quantified(variable, collection, satisfies)}
            case Some(variable=variable, collection=collection, satisfies=satisfies):
                return {"some": self._quantified(variable, collection, satisfies)}
        return {"literal": -1 - NULL_CODES.index("expression-missing")}

    def _literal(self, expression: LiteralExpression) -> int:
        compiled = self.site.compiled.get(id(expression))
        if isinstance(compiled, CompiledExpression):
            return self.tables.expression(compiled.node, self.names)
        default = self.site.unit.definitions.expression_language
        return null_code(expression.text, expression.expression_language or default)

    def _quantified(self, variable: str, collection: Expression | None, test: Expression | None) -> list[Any]:
        name = normal_name(variable)
        return [name, self.write(collection), self._within(name).write(test)]

    def _context(self, context: Context) -> list[list[Any]]:
        entries: list[list[Any]] = []
        inner = self
        for entry in context.entries:
            written = inner.write(entry.expression)
            if entry.variable is None or not entry.variable.name:
                entries.append([None, written, -1])
                continue
            name = normal_name(entry.variable.name)
            entries.append([name, written, self._type(entry.variable.type_ref, entry.variable)])
            inner = inner._within(name)
        return entries

    def _relation(self, relation: Relation) -> list[list[list[Any]]]:
        columns = [(normal_name(each.name), self._type(each.type_ref, each)) for each in relation.columns]
        return [
            [
                [name, self.write(element), type_]
                for (name, type_), element in zip(columns, row.elements, strict=False)
            ]
            for row in relation.rows
        ]

    def function(self, definition: FunctionDefinition) -> dict[str, Any]:
        """Return a function: its parameters and its body, or the kind of foreign code that it would run."""
        parameters = [
            (normal_name(each.name), self._type(each.type_ref, each)) for each in definition.parameters
        ]
        if definition.kind not in ("FEEL", ""):
            return {"parameters": parameters, "foreign": definition.kind}
        inner = self._within(*(name for name, _ in parameters))
        return {"parameters": parameters, "body": inner.write(definition.body)}


def null_code(text: str | None, language: str | None) -> int:
    """Return the number that stands for an expression that is always null, by the reason why."""
    if text is None or not text.strip():
        return -1 - NULL_CODES.index("expression-missing")
    if (language or "").strip() not in FEEL_LANGUAGES:
        return -1 - NULL_CODES.index("expression-language")
    return -1 - NULL_CODES.index("expression-broken")
