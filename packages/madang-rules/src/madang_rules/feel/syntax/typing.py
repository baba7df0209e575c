"""What type an expression has as far as the text tells: only to know which names follow a dot or stand in a filter."""

from __future__ import annotations

from decimal import Decimal

from madang_rules.feel.syntax import nodes
from madang_rules.feel.types import (
    ANY,
    BOOLEAN,
    NUMBER,
    STRING,
    ContextType,
    FunctionType,
    ListType,
    Type,
    item_type,
    unnamed,
)

_KEEP_THEIR_LIST = frozenset(
    ["append", "concatenate", "distinct values", "insert before", "list replace", "remove", "reverse", "sort",
     "sublist", "union"]
)  # fmt: skip


class Types:
    """Types of the nodes of one text; names are looked up when their node is made."""

    def __init__(self) -> None:
        self._found: dict[int, Type] = {}
        self._kept: list[nodes.Node] = []

    def tell(self, node: nodes.Node, type_: Type) -> None:
        """Say what type a node has."""
        self._found[id(node)] = type_
        self._kept.append(node)

    def of(self, node: nodes.Node) -> Type:
        """Return the type of a node, `ANY` where the text does not tell."""
        known = self._found.get(id(node))
        if known is None:
            known = self._infer(node)
            self.tell(node, known)
        return known

    def _infer(self, node: nodes.Node) -> Type:
        match node:
            case nodes.Literal(value=bool()) | nodes.Comparison() | nodes.And() | nodes.Or() | nodes.In():
                return BOOLEAN
            case nodes.Literal(value=Decimal()):
                return NUMBER
            case nodes.Literal(value=str()):
                return STRING
            case nodes.Path(source=source, name=name):
                return self._member(self.of(source), name)
            case nodes.Filter(source=source):
                # An index gives an item, a condition a list: names behind a dot are the same.
                return item_type(self.of(source))
            case nodes.ContextLiteral(entries=entries):
                return ContextType(tuple((name, self.of(value)) for name, value in entries))
            case nodes.ListLiteral(items=items):
                return ListType(self.of(items[0]) if items else ANY)
            case nodes.For(body=body):
                return ListType(self.of(body))
            case nodes.If(then=then):
                return self.of(then)
            case nodes.FunctionLiteral(parameters=parameters, body=body):
                return FunctionType(tuple(type_ or ANY for _, type_ in parameters), self.of(body))
            case nodes.Call(function=function, arguments=arguments):
                if isinstance(function, nodes.Name) and function.name in _KEEP_THEIR_LIST and arguments:
                    return self.of(arguments[0])
                called = unnamed(self.of(function))
                return called.result if isinstance(called, FunctionType) else ANY
        return ANY

    def _member(self, source: Type, name: str) -> Type:
        behind = unnamed(source)
        if isinstance(behind, ListType):
            return ListType(self._member(behind.item, name))
        if isinstance(behind, ContextType):
            return behind.field(name) or ANY
        return ANY


def members(type_: Type) -> ContextType | None:
    """Return the context type whose names may follow a dot behind a value of this type."""
    behind = unnamed(item_type(type_))
    return behind if isinstance(behind, ContextType) else None
