"""Boxed expressions (DMN 1.5, 10.2)."""

from __future__ import annotations

from dataclasses import dataclass, field

from madang_rules.dmn.model.base import DmnElement, Expression, NamedElement
from madang_rules.dmn.model.binding import attribute, child, children, one_of, some_of, text_child, wrapped
from madang_rules.dmn.xml.tree import Node

__all__ = [
    "Bound",
    "Conditional",
    "Context",
    "ContextEntry",
    "Every",
    "Filter",
    "For",
    "FunctionDefinition",
    "InformationItem",
    "Invocation",
    "List",
    "LiteralExpression",
    "Relation",
    "Some",
    "UnaryTests",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationItem(NamedElement):
    """A variable: name and type (7.3.3)."""

    type_ref: str | None = field(default=None, metadata=attribute("typeRef"))


@dataclass(frozen=True, slots=True, kw_only=True)
class LiteralExpression(Expression):
    """A text in FEEL, or in the language named (10.2.1.1)."""

    expression_language: str | None = field(default=None, metadata=attribute("expressionLanguage"))
    text: str | None = field(default=None, metadata=text_child("text"))


@dataclass(frozen=True, slots=True, kw_only=True)
class UnaryTests(Expression):
    """Tests of one value: a cell of a decision table, allowed values (7.3.8)."""

    expression_language: str | None = field(default=None, metadata=attribute("expressionLanguage"))
    text: str | None = field(default=None, metadata=text_child("text"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A parameter of an invocation and the expression bound to it."""

    source: Node | None = field(default=None, compare=False, repr=False)
    parameter: InformationItem | None = field(default=None, metadata=child("parameter", "InformationItem"))
    expression: Expression | None = field(default=None, metadata=one_of("expression"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation(Expression):
    """A call: the function's expression and its bindings by name (10.2.1.5)."""

    function: Expression | None = field(default=None, metadata=one_of("expression"))
    bindings: tuple[Bound, ...] = field(default=(), metadata=children("binding", "Bound"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextEntry(DmnElement):
    """A named entry of a boxed context; without a name it is the context's result."""

    variable: InformationItem | None = field(default=None, metadata=child("variable", "InformationItem"))
    expression: Expression | None = field(default=None, metadata=one_of("expression"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Context(Expression):
    """Entries, each seeing those before it (10.2.1.4)."""

    entries: tuple[ContextEntry, ...] = field(default=(), metadata=children("contextEntry", "ContextEntry"))


@dataclass(frozen=True, slots=True, kw_only=True)
class List(Expression):
    """A list of expressions (10.2.1.6)."""

    elements: tuple[Expression, ...] = field(default=(), metadata=some_of("expression"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation(Expression):
    """A table of expressions: a list of contexts (10.2.1.7)."""

    columns: tuple[InformationItem, ...] = field(default=(), metadata=children("column", "InformationItem"))
    rows: tuple[List, ...] = field(default=(), metadata=children("row", "List"))


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionDefinition(Expression):
    """A function: its parameters and body (10.2.1.8); `kind` is FEEL, Java or PMML."""

    kind: str = field(default="FEEL", metadata=attribute("kind"))
    parameters: tuple[InformationItem, ...] = field(
        default=(), metadata=children("formalParameter", "InformationItem")
    )
    body: Expression | None = field(default=None, metadata=one_of("expression"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditional(Expression):
    """If, then, else (10.2.1.9)."""

    condition: Expression | None = field(default=None, metadata=wrapped("if", "expression"))
    then: Expression | None = field(default=None, metadata=wrapped("then", "expression"))
    otherwise: Expression | None = field(default=None, metadata=wrapped("else", "expression"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter(Expression):
    """The elements of a list that match (10.2.1.10)."""

    collection: Expression | None = field(default=None, metadata=wrapped("in", "expression"))
    match: Expression | None = field(default=None, metadata=wrapped("match", "expression"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Iterator(Expression):
    """What `for`, `every` and `some` share (10.2.1.11)."""

    variable: str = field(default="", metadata=attribute("iteratorVariable"))
    collection: Expression | None = field(default=None, metadata=wrapped("in", "expression"))


@dataclass(frozen=True, slots=True, kw_only=True)
class For(Iterator):
    """One result an element."""

    result: Expression | None = field(default=None, metadata=wrapped("return", "expression"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Every(Iterator):
    """Whether all elements satisfy."""

    satisfies: Expression | None = field(default=None, metadata=wrapped("satisfies", "expression"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Some(Iterator):
    """Whether at least one element satisfies."""

    satisfies: Expression | None = field(default=None, metadata=wrapped("satisfies", "expression"))
