"""The tables of the exported form: strings, types and nodes, each written once however often it is used.

A row of nodes begins with its kind; a node below it is named by how many rows it stands before, so that equal
patterns are written alike and compress well. Rows are made from the leaves up: the same trees in the same order give
the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from madang_rules.export.errors import ExportError
from madang_rules.export.kinds import ARITHMETIC, COMPARISON, FORMAT, SIMPLE, VERSION, Kind, TypeKind
from madang_rules.feel.builtins import BUILTINS
from madang_rules.feel.syntax import nodes
from madang_rules.feel.syntax.nodes import INPUT, Node
from madang_rules.feel.types import ContextType, FunctionType, ListType, NamedType, RangeType, Type
from madang_rules.feel.values import Date, DateTime, DaysDuration, MonthsDuration, Range, Time

__all__ = ["NULL_CODES", "Tables", "TestsOf"]

NULL_CODES = ("expression-missing", "expression-language", "expression-broken")
"""Where an expression cannot be run, a number below 0 stands for it: -1 for the first of these reasons, …"""

TestsOf = Callable[[NamedType], Iterable[nodes.UnaryTests]]
"""The tests of the values that a named type allows."""
_SIMPLE_PLACES = {name: place for place, name in enumerate(SIMPLE)}
_TEMPORAL: dict[type, Kind] = {
    Date: Kind.DATE,
    Time: Kind.TIME,
    DateTime: Kind.DATE_TIME,
    DaysDuration: Kind.DURATION,
    MonthsDuration: Kind.DURATION,
}


def _no_tests(type_: NamedType) -> Iterable[nodes.UnaryTests]:
    raise ExportError("export-type", name=type_.name)


class Tables:
    """Tables being filled. With `places` every node keeps its offsets in the text, and equal ones stand apart."""

    def __init__(self, *, places: bool = False, tests_of: TestsOf = _no_tests) -> None:
        self._strings: dict[str, int] = {}
        self._types: list[list[int]] = []
        self._type_places: dict[object, int] = {}
        self._nodes: list[list[int]] = []
        self._node_places: dict[object, int] = {}
        self._places: list[int] | None = [] if places else None
        self._tests_of = tests_of
        self._bound: list[frozenset[str]] = []

    def as_data(self) -> dict[str, Any]:
        """The tables as JSON holds them."""
        data: dict[str, Any] = {
            "format": FORMAT,
            "version": VERSION,
            "strings": list(self._strings),
            "types": self._types,
            "nodes": self._nodes,
        }
        if self._places is not None:
            data["places"] = self._places
        return data

    def string(self, text: str) -> int:
        """The number of a text."""
        return self._strings.setdefault(text, len(self._strings))

    def expression(self, node: Node, names: Iterable[str] = ()) -> int:
        """The row of an expression; `names` are those declared around it, which hide built-in functions."""
        with self._binding(*names):
            return self._node(node)

    def tests(self, node: nodes.UnaryTests, names: Iterable[str] = ()) -> int:
        """The row of unary tests."""
        return self.expression(node, (*names, INPUT))

    def value(self, value: Any) -> int:
        """The row of a value without parts, or of a range of such."""
        kind = value.__class__
        if value is None or kind is bool:
            return self._row([Kind.NULL if value is None else Kind.TRUE if value else Kind.FALSE], None)
        if kind is Decimal:
            return self._row([Kind.NUMBER, self.string(str(value))], None)
        if kind is str:
            return self._row([Kind.STRING, self.string(value)], None)
        if kind in _TEMPORAL:
            return self._row([_TEMPORAL[kind], self.string(str(value))], None)
        if kind is Range and not value.operator:
            flags = value.start_included + 2 * value.end_included
            ends = [None if end is None else self.value(end) for end in (value.start, value.end)]
            return self._row([Kind.RANGE_VALUE, flags], None, *ends)
        raise ExportError("export-value", kind=kind.__name__)

    # Types

    def type(self, type_: Type) -> int:
        """The number of a type."""
        simple = _SIMPLE_PLACES.get(str(type_)) if type_.__class__.__name__ == "SimpleType" else None
        if simple is not None:
            return simple
        row = self._type_row(type_)
        key = tuple(row)
        known = self._type_places.get(key)
        if known is None:
            known = self._type_places[key] = len(SIMPLE) + len(self._types)
            self._types.append(row)
        return known

    def _type_row(self, type_: Type) -> list[int]:
        match type_:
            case ListType(item=item):
                return [TypeKind.LIST, self.type(item)]
            case RangeType(item=item):
                return [TypeKind.RANGE, self.type(item)]
            case ContextType(fields=fields):
                pairs = [(self.string(name), self.type(field)) for name, field in fields]
                return [TypeKind.CONTEXT, *(number for pair in pairs for number in pair)]
            case FunctionType(parameters=parameters, result=result):
                return [TypeKind.FUNCTION, self.type(result), *map(self.type, parameters)]
            case NamedType(name=name, base=base, allows=allows, possible=possible):
                tests = [] if allows is None else [self.tests(each) for each in self._tests_of(type_)]
                told = [] if possible is None else [self.value(one) for one in possible]
                return [
                    TypeKind.NAMED, self.string(name), self.type(base),
                    len(tests), *tests, int(possible is not None), *told,
                ]  # fmt: skip
        raise ExportError("export-value", kind=type(type_).__name__)

    # Nodes

    @contextmanager
    def _binding(self, *names: str) -> Iterator[None]:
        self._bound.append(frozenset(names))
        yield
        self._bound.pop()

    def _is_builtin(self, name: str) -> bool:
        return name in BUILTINS and not any(name in names for names in self._bound)

    def _row(self, head: list[int], node: Node | None, *below: int | None, tail: Iterable[int] = ()) -> int:
        """The row that begins with `head` and refers to the nodes `below`; an equal one where there is one."""
        return self._mixed([*head, *((each,) if each is not None else 0 for each in below), *tail], node)

    def _mixed(self, parts: list[int | tuple[int]], node: Node | None) -> int:
        """As `_row`; what refers to a node stands in a tuple."""
        place = (0, 0) if node is None else (node.place.start, node.place.end)
        key: object = tuple(parts) if self._places is None else (tuple(parts), place)
        known = self._node_places.get(key)
        if known is None:
            known = self._node_places[key] = len(self._nodes)
            self._nodes.append(
                [int(part) if not isinstance(part, tuple) else known - part[0] for part in parts]
            )
            if self._places is not None:
                self._places += place
        return known

    def _all(self, below: Iterable[Node]) -> list[int]:
        return [self._node(each) for each in below]

    def _node(self, node: Node) -> int:
        match node:
            case nodes.Literal(value=value):
                return self._literal(node, value)
            case nodes.Name(name=name):
                return self._row(
                    [Kind.BUILTIN if self._is_builtin(name) else Kind.NAME, self.string(name)], node
                )
            case nodes.Path(source=source, name=name):
                return self._row([Kind.PATH], node, self._node(source), tail=(self.string(name),))
            case nodes.Filter(source=source, condition=condition):
                below = self._node(source)
                with self._binding("item"):
                    return self._row([Kind.FILTER], node, below, self._node(condition))
            case nodes.Call():
                return self._call(node)
            case nodes.Negation(operand=operand):
                return self._row([Kind.NEGATION], node, self._node(operand))
            case nodes.Arithmetic(operator=operator, left=left, right=right):
                head = [Kind.ARITHMETIC, ARITHMETIC.index(operator)]
                return self._row(head, node, self._node(left), self._node(right))
            case nodes.Comparison(operator=operator, left=left, right=right):
                head = [Kind.COMPARISON, COMPARISON.index(operator)]
                return self._row(head, node, self._node(left), self._node(right))
            case nodes.And(operands=operands):
                return self._row([Kind.AND], node, *self._all(operands))
            case nodes.Or(operands=operands):
                return self._row([Kind.OR], node, *self._all(operands))
            case nodes.Between(value=value, low=low, high=high):
                return self._row([Kind.BETWEEN], node, *self._all((value, low, high)))
            case nodes.In(value=value, tests=tests):
                return self._row([Kind.IN], node, *self._all((value, tests)))
            case nodes.InstanceOf(value=value, type=type_):
                return self._row([Kind.INSTANCE_OF], node, self._node(value), tail=(self.type(type_),))
            case nodes.If(condition=condition, then=then, otherwise=otherwise):
                return self._row([Kind.IF], node, *self._all((condition, then, otherwise)))
            case nodes.For(iterators=iterators, body=body):
                return self._loop(Kind.FOR, node, iterators, body, "partial")
            case nodes.Quantified(every=every, iterators=iterators, condition=condition):
                return self._loop(Kind.EVERY if every else Kind.SOME, node, iterators, condition)
            case nodes.FunctionLiteral():
                return self._function(node)
            case nodes.ListLiteral(items=items):
                return self._row([Kind.LIST], node, *self._all(items))
            case nodes.ContextLiteral(entries=entries):
                return self._context(node, entries)
            case nodes.RangeLiteral(start=start, end=end):
                head = [Kind.RANGE, node.start_included + 2 * node.end_included]
                return self._row(head, node, self._node(start), self._node(end))
            case nodes.OperatorTest(operator=operator, operand=operand):
                head = [Kind.OPERATOR_TEST, COMPARISON.index(operator)]
                return self._row(head, node, self._node(operand))
            case nodes.UnaryTests(tests=tests, negated=negated):
                return self._row([Kind.UNARY_TESTS, int(negated)], node, *self._all(tests))
        raise ExportError("export-value", kind=type(node).__name__)

    def _literal(self, node: Node, value: Any) -> int:
        if self._places is None:
            return self.value(value)
        # The same value at another place is another row.
        kind = value.__class__
        if value is None or kind is bool:
            return self._row([Kind.NULL if value is None else Kind.TRUE if value else Kind.FALSE], node)
        found = Kind.NUMBER if kind is Decimal else Kind.STRING if kind is str else _TEMPORAL[kind]
        return self._row([found, self.string(str(value))], node)

    def _call(self, node: nodes.Call) -> int:
        function = self._node(node.function)
        arguments = self._all(node.arguments)
        if node.names is None:
            return self._row([Kind.CALL], node, function, *arguments)
        parts: list[int | tuple[int]] = [Kind.NAMED_CALL, (function,)]
        for name, argument in zip(node.names, arguments, strict=True):
            parts += [self.string(name), (argument,)]
        return self._mixed(parts, node)

    def _loop(
        self, kind: Kind, node: Node, iterators: tuple[nodes.Iterator, ...], body: Node, *names: str
    ) -> int:
        bound: list[str] = list(names)
        made: list[int] = []
        seen: list[str] = []
        for iterator in iterators:
            with self._binding(*seen):
                source = self._node(iterator.source)
                end = None if iterator.end is None else self._node(iterator.end)
            made.append(self._row([Kind.ITERATOR, self.string(iterator.name)], iterator, source, end))
            seen.append(iterator.name)
        with self._binding(*bound, *seen):
            inner = self._node(body)
        return self._row([kind], node, inner, *made)

    def _function(self, node: nodes.FunctionLiteral) -> int:
        if node.external:
            body = self.value(None)
        else:
            with self._binding(*(name for name, _ in node.parameters)):
                body = self._node(node.body)
        tail: list[int] = []
        for name, type_ in node.parameters:
            tail += [self.string(name), -1 if type_ is None else self.type(type_)]
        return self._row([Kind.EXTERNAL if node.external else Kind.FUNCTION], node, body, tail=tail)

    def _context(self, node: Node, entries: tuple[tuple[str, Node], ...]) -> int:
        parts: list[int | tuple[int]] = [Kind.CONTEXT]
        with self._binding(*(name for name, _ in entries)):
            for name, value in entries:
                parts += [self.string(name), (self._node(value),)]
        return self._mixed(parts, node)
