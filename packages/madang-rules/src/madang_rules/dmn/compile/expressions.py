"""Boxed expressions → closures (DMN 1.5, 10.2 and their semantics in 10.3.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from madang_rules.dmn.compile import iteration
from madang_rules.dmn.compile.site import Compiled, Names, Site, null_because
from madang_rules.dmn.compile.table import compile_table
from madang_rules.dmn.model import (
    Conditional,
    Context,
    DecisionTable,
    Every,
    Expression,
    Filter,
    For,
    FunctionDefinition,
    Invocation,
    List,
    LiteralExpression,
    Relation,
    Some,
)
from madang_rules.dmn.typing import normal_name
from madang_rules.dmn.values import conversion
from madang_rules.feel import Evaluation, Unknown
from madang_rules.feel.compile.unit import Frame
from madang_rules.feel.conform import coerce, type_name
from madang_rules.feel.types import ANY, ContextType, Type, result_type
from madang_rules.feel.values import Function, Parameter

__all__ = ["Compiler", "Names", "function_of"]


class Compiler:
    """Compiles the expressions of one element. `compile` never fails: what is wrong becomes a finding."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def compile(self, expression: Expression | None, names: Names) -> Compiled:
        """A closure that gives the value of `expression`, conforming to its declared type."""
        compiled = self._plain(expression, names)
        if expression is None or expression.type_ref is None:
            return compiled
        type_ = self.site.type(expression.type_ref, expression)
        return compiled if type_ is None or type_ is ANY else coerced(compiled, type_)

    def _plain(self, expression: Expression | None, names: Names) -> Compiled:
        match expression:
            case LiteralExpression():
                wanted = self.site.type(expression.type_ref, expression)
                if wanted is None and expression is self.site.root:
                    wanted = self.site.result
                return self.site.literal(
                    expression.text, expression, names, expression.expression_language, wanted
                )
            case DecisionTable():
                return compile_table(expression, names, self.site)
            case Context():
                return self._context(expression, names)
            case FunctionDefinition():
                return self._function(expression, names)
            case Invocation():
                return self._invocation(expression, names)
            case List():
                return self._list(expression, names)
            case Relation():
                return self._relation(expression, names)
            case Conditional():
                return self._conditional(expression, names)
            case Filter():
                return self._filter(expression, names)
            case For():
                return self._for(expression, names)
            case Every() | Some():
                return self._quantified(expression, names)
            case _:
                return null_because("expression-missing")

    def _context(self, context: Context, names: Names) -> Compiled:
        inner = dict(names)
        entries: list[tuple[str, Compiled]] = []
        result: Compiled | None = None
        for entry in context.entries:
            compiled = self.compile(entry.expression, inner)
            if entry.variable is None or not entry.variable.name:
                if result is not None:
                    self.site.report("context-results", entry)
                result = compiled
                continue
            name = normal_name(entry.variable.name)
            type_ = self.site.type(entry.variable.type_ref, entry.variable)
            if type_ is not None and type_ is not ANY:
                compiled = coerced(compiled, type_)
            if any(name == known for known, _ in entries):
                self.site.report("context-name-twice", entry, name=name)
            entries.append((name, compiled))
            inner[name] = type_ or self._type_of(entry.expression)

        def evaluate(scope: Mapping[str, Any], evaluation: Evaluation) -> Any:
            inside = Frame(scope)
            values: dict[str, Any] = {}
            for name, compiled in entries:
                values[name] = inside[name] = compiled(inside, evaluation)
            return values if result is None else result(inside, evaluation)

        return evaluate

    def _type_of(self, expression: Expression | None) -> Type | None:
        """The type that an expression's form tells, so that names of its parts are read rightly."""
        if expression is None:
            return None
        if expression.type_ref is not None:
            return self.site.type(expression.type_ref, expression)
        if isinstance(expression, Context) and all(each.variable is not None for each in expression.entries):
            return ContextType(
                tuple(
                    (
                        normal_name(each.variable.name),
                        self.site.type(each.variable.type_ref, each.variable)
                        or self._type_of(each.expression)
                        or ANY,
                    )
                    for each in expression.entries
                    if each.variable is not None
                )
            )
        return None

    def _function(self, definition: FunctionDefinition, names: Names) -> Compiled:
        make = function_of(self, definition, names)

        def evaluate(scope: Mapping[str, Any], _evaluation: Evaluation) -> Any:
            return make(scope)

        return evaluate

    def _invocation(self, invocation: Invocation, names: Names) -> Compiled:
        called = self.compile(invocation.function, names)
        bound: list[tuple[str, Compiled, Type | None]] = []
        for binding in invocation.bindings:
            if binding.parameter is None:
                continue
            type_ = self.site.type(binding.parameter.type_ref, binding.parameter)
            bound.append(
                (normal_name(binding.parameter.name), self.compile(binding.expression, names), type_)
            )

        def evaluate(scope: Mapping[str, Any], evaluation: Evaluation) -> Any:
            function = called(scope, evaluation)
            arguments: dict[str, Any] = {}
            for name, compiled, type_ in bound:
                value = compiled(scope, evaluation)
                arguments[name] = value if type_ is None else coerce(value, type_, evaluation)
            if isinstance(function, Unknown):
                return Unknown(function.facts)
            if not isinstance(function, Function):
                return evaluation.record("not-a-function", None, found=type_name(function))
            return function.invoke_named(evaluation, arguments)

        return evaluate

    def _list(self, expression: List, names: Names) -> Compiled:
        elements = [self.compile(each, names) for each in expression.elements]

        def evaluate(scope: Mapping[str, Any], evaluation: Evaluation) -> Any:
            evaluation.charge_list(len(elements))
            return [each(scope, evaluation) for each in elements]

        return evaluate

    def _relation(self, relation: Relation, names: Names) -> Compiled:
        columns = [
            (normal_name(column.name), self.site.type(column.type_ref, column)) for column in relation.columns
        ]
        rows: list[list[tuple[str, Compiled]]] = []
        for index, row in enumerate(relation.rows):
            if len(row.elements) != len(columns):
                self.site.report(
                    "relation-cells", row, row=index + 1, cells=len(row.elements), columns=len(columns)
                )
            cells = []
            for (name, type_), element in zip(columns, row.elements, strict=False):
                compiled = self.compile(element, names)
                cells.append((name, compiled if type_ is None or type_ is ANY else coerced(compiled, type_)))
            rows.append(cells)

        def evaluate(scope: Mapping[str, Any], evaluation: Evaluation) -> Any:
            evaluation.charge_list(len(rows))
            return [{name: cell(scope, evaluation) for name, cell in row} for row in rows]

        return evaluate

    def _conditional(self, expression: Conditional, names: Names) -> Compiled:
        return iteration.conditional(
            self.compile(expression.condition, names),
            self.compile(expression.then, names),
            self.compile(expression.otherwise, names),
        )

    def _filter(self, expression: Filter, names: Names) -> Compiled:
        element = iteration.element_type(self._type_of(expression.collection))
        inner: Names = dict(names)
        if isinstance(element, ContextType):
            inner |= dict(element.fields)
        inner["item"] = element
        collection = self.compile(expression.collection, names)
        outside, self.site.in_filter = self.site.in_filter, True
        match = self.compile(expression.match, inner)
        self.site.in_filter = outside
        return iteration.filtered(collection, match)

    def _for(self, expression: For, names: Names) -> Compiled:
        name = normal_name(expression.variable)
        inner: Names = {
            **names,
            name: iteration.element_type(self._type_of(expression.collection)),
            "partial": None,
        }
        return iteration.each(
            name, self.compile(expression.collection, names), self.compile(expression.result, inner)
        )

    def _quantified(self, expression: Every | Some, names: Names) -> Compiled:
        name = normal_name(expression.variable)
        inner: Names = {**names, name: iteration.element_type(self._type_of(expression.collection))}
        return iteration.quantified(
            name,
            self.compile(expression.collection, names),
            self.compile(expression.satisfies, inner),
            every=isinstance(expression, Every),
        )


def coerced(compiled: Compiled, type_: Type) -> Compiled:
    """`compiled`, its value brought to `type_` or null."""

    convert = conversion(type_)

    def evaluate(scope: Mapping[str, Any], evaluation: Evaluation) -> Any:
        return convert(compiled(scope, evaluation), evaluation)

    return evaluate


def function_of(
    compiler: Compiler,
    definition: FunctionDefinition,
    names: Names,
    *,
    name: str = "",
    result: Type | None = None,
) -> Callable[[Mapping[str, Any]], Function]:
    """A maker of the function `definition` in a scope. `result` is the declared type of its result, which
    may also be a function type."""
    site = compiler.site
    parameters = tuple(
        Parameter(normal_name(each.name), site.type(each.type_ref, each)) for each in definition.parameters
    )
    if definition.kind not in ("FEEL", ""):
        site.report("function-external", definition, kind=definition.kind)
        body = null_because("function-external", kind=definition.kind)
    else:
        inner: Names = {**names, **{each.name: each.type for each in parameters}}
        body = compiler.compile(definition.body, inner)
    labels = [each.name for each in parameters]

    def make(scope: Mapping[str, Any]) -> Function:
        def run(evaluation: Evaluation, arguments: list[Any]) -> Any:
            inside = Frame(scope)
            inside.update(zip(labels, arguments, strict=True))
            return body(inside, evaluation)

        return Function(parameters, run, name=name, result=result_type(result))

    return make
