"""Expressions of FEEL written out as expressions of Python, for facts of the expected kind.

What is written out means the same where each fact is of the kind that its place wants (a decimal before `<= 5`, a
string before `in ("a", "b")`); where one is not (null, unknown, …) it raises `Bail`, and whoever asked takes the
plain way. So there is one meaning only. Nothing written out counts steps: loops over more than `FEW` items bail too.
Names and constants of the author come in as constants, never as text of a program.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from madang_rules.feel.compile.unit import Unit
from madang_rules.feel.syntax import nodes
from madang_rules.feel.syntax.nodes import Node
from madang_rules.feel.values.arithmetic import NUMERIC
from madang_rules.feel.values.date import Date
from madang_rules.feel.values.range import Range

FEW = 16
"""The most items of a list that are looked at without counting steps."""
_ORDER: dict[str, type[ast.cmpop]] = {"<": ast.Lt, "<=": ast.LtE, ">": ast.Gt, ">=": ast.GtE}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}

Test = tuple[type, Callable[[ast.expr], ast.expr]]
"""The kind a value must have, and what is asked of one that has it."""


class Bail(Exception):
    """A fact is of another kind than its place wants."""


def _bail() -> Any:
    raise Bail


def _few(items: Any) -> Any:
    if items.__class__ is list and len(items) <= FEW:
        return items
    raise Bail


def _has(items: Any, wanted: str) -> bool:
    for item in _few(items):
        if item.__class__ is not str:
            raise Bail
        if item == wanted:
            return True
    return False


def _size(items: Any) -> int:
    if items.__class__ is list:
        return len(items)
    raise Bail


@dataclass(frozen=True, slots=True)
class Atom:
    """A test of one fact: how it is read, of which kind it must be, and what is asked of it."""

    read: ast.expr
    kind: type
    test: Callable[[ast.expr], ast.expr]


class Writer:
    """Writes nodes out. `bound` are the values that what is written refers to by name."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._items: dict[str, str] = {}
        self._locals = 0
        self.bound: dict[str, Any] = {
            "Decimal": Decimal,
            "Date": Date,
            "bail": _bail,
            "few": _few,
            "has": _has,
            "size": _size,
        }

    def bind(self, value: Any) -> ast.expr:
        """Return the expression that gives this value."""
        name = f"bound{len(self.bound)}"
        self.bound[name] = value
        return named(name)

    def local(self) -> str:
        """Return a new name of a local variable."""
        self._locals += 1
        return f"value{self._locals}"

    # What a node is

    def truth(self, node: Node) -> ast.expr | None:
        """Return an expression that is true or false as the node is; None where it cannot be written out."""
        constant = self._unit.constant(node)
        if constant is not None:
            return ast.Constant(constant.value) if constant.value.__class__ is bool else None
        found = self.atom(node)
        if found is not None:
            return self._checked(found.read, found.kind, found.test)
        match node:
            case nodes.And(operands=operands) | nodes.Or(operands=operands):
                parts = self._all(self.truth, operands)
                junction: ast.boolop = ast.And() if isinstance(node, nodes.And) else ast.Or()
                return None if parts is None else ast.BoolOp(junction, parts)
            case nodes.If(condition=condition, then=then, otherwise=otherwise):
                return self._choice(self.truth, condition, then, otherwise)
            case nodes.Comparison(operator=operator, left=left, right=right) if operator in _ORDER:
                return self._compared_numbers(_ORDER[operator](), left, right)
            case nodes.Call(function=function, arguments=arguments, names=None):
                return self._call(getattr(self._unit.builtin(function), "name", None), arguments)
            case nodes.Quantified(
                every=every,
                iterators=(nodes.Iterator(name=name, source=source, end=None),),
                condition=condition,
            ):
                return self._quantified(every, name, source, condition)
        return None

    def number(self, node: Node) -> ast.expr | None:
        """Return an expression that is the number the node is; None where it cannot be written out."""
        constant = self._unit.constant(node)
        if constant is not None:
            return self.bind(constant.value) if constant.value.__class__ is Decimal else None
        match node:
            case nodes.Arithmetic(operator="+" | "-" | "*" | "/" as operator, left=left, right=right):
                parts = self._all(self.number, (left, right))
                if parts is None:
                    return None
                result = self.local()
                calculated = _set(result, ast.Call(self.bind(NUMERIC[operator]), parts, []))
                finite = ast.Call(ast.Attribute(calculated, "is_finite", ast.Load()), [], [])
                return ast.IfExp(finite, named(result), _call("bail"))
            case nodes.If(condition=condition, then=then, otherwise=otherwise):
                return self._choice(self.number, condition, then, otherwise)
        read = self.read(node)
        return None if read is None else self._checked(read, Decimal, lambda value: value)

    def read(self, node: Node) -> ast.expr | None:
        """Return an expression that reads a fact, or an entry of a fact; None where the node is neither."""
        if isinstance(node, nodes.Name):
            if node.name in self._items:
                return named(self._items[node.name])
            if self._unit.builtin(node) is None:
                return _item(named("scope"), node.name)
        if isinstance(node, nodes.Path) and isinstance(node.source, nodes.Name):
            outer = self.read(node.source)
            if outer is None:
                return None
            value = self.local()
            is_context = is_same(_kind(_set(value, outer)), named("dict"))
            return ast.IfExp(is_context, _item(named(value), node.name), ast.Constant(None))
        return None

    def atom(self, node: Node) -> Atom | None:
        """Return the node as a test of one fact; None where it is no such test."""
        match node:
            case nodes.Comparison(operator=operator, left=left, right=right):
                constant = self._unit.constant(right)
                if constant is None and (constant := self._unit.constant(left)) is not None:
                    left, operator = right, _MIRRORED[operator]
                return None if constant is None else self._of(left, self._compared(operator, constant.value))
            case nodes.Between(value=value, low=low, high=high):
                lowest, highest = self._unit.constant(low), self._unit.constant(high)
                if lowest is None or highest is None:
                    return None
                return self._of(value, self._ranged(Range(lowest.value, highest.value)))
            case nodes.In(value=value, tests=tests):
                return self._of(value, self._tested(tests))
            case nodes.Call(function=function, arguments=(operand,), names=None):
                builtin = self._unit.builtin(function)
                if builtin is None or builtin.name != "not":
                    return None
                return self._of(operand, (bool, lambda value: is_same(value, ast.Constant(False))))
            case nodes.Name():
                return self._of(node, (bool, lambda value: is_same(value, ast.Constant(True))))
        return None

    def both_bounds(self, first: Node, second: Node) -> Atom | None:
        """Return a lower and an upper bound of the same fact, in either order, as one test."""
        match first, second:
            case (
                nodes.Comparison(operator=one, left=nodes.Name(name=name), right=bound),
                nodes.Comparison(operator=other, left=nodes.Name(name=same), right=limit),
            ) if name == same and {one[0], other[0]} == {"<", ">"}:
                ends = [self._unit.constant(bound), self._unit.constant(limit)]
                if one[0] == "<":
                    ends.reverse()
                    one, other = other, one
                if ends[0] is None or ends[1] is None or None in (ends[0].value, ends[1].value):
                    return None
                range_ = Range(ends[0].value, ends[1].value, one == ">=", other == "<=")
                return self._of(first.left, self._ranged(range_))
        return None

    # The parts

    def checked(self, kind: type, value: ast.expr) -> ast.expr:
        """Return the test of whether a value is of a kind."""
        return is_same(_kind(value), named(kind.__name__))

    def _checked(self, read: ast.expr, kind: type, test: Callable[[ast.expr], ast.expr]) -> ast.expr:
        value = self.local()
        return ast.IfExp(self.checked(kind, _set(value, read)), test(named(value)), _call("bail"))

    @staticmethod
    def _all(write: Callable[[Node], ast.expr | None], parts: tuple[Node, ...]) -> list[ast.expr] | None:
        written = []
        for part in parts:
            found = write(part)
            if found is None:
                return None
            written.append(found)
        return written

    def _choice(
        self, write: Callable[[Node], ast.expr | None], condition: Node, then: Node, otherwise: Node
    ) -> ast.expr | None:
        asked = self.truth(condition)
        branches = self._all(write, (then, otherwise))
        return None if asked is None or branches is None else ast.IfExp(asked, *branches)

    def _compared_numbers(self, operator: ast.cmpop, left: Node, right: Node) -> ast.expr | None:
        sides = self._all(self._amount, (left, right))
        return None if sides is None else ast.Compare(sides[0], [operator], [sides[1]])

    def _amount(self, node: Node) -> ast.expr | None:
        """Return a number that is only compared: how many items a list has need not become a decimal."""
        if isinstance(node, nodes.Call) and len(node.arguments) == 1 and node.names is None:
            builtin = self._unit.builtin(node.function)
            items = self.read(node.arguments[0])
            if builtin is not None and builtin.name == "count" and items is not None:
                return _call("size", items)
        return self.number(node)

    def _call(self, name: str | None, arguments: tuple[Node, ...]) -> ast.expr | None:
        if name == "not" and len(arguments) == 1:
            inner = self.truth(arguments[0])
            return None if inner is None else ast.UnaryOp(ast.Not(), inner)
        if name == "list contains" and len(arguments) == 2:
            items, wanted = self.read(arguments[0]), self._unit.constant(arguments[1])
            if items is not None and wanted is not None and wanted.value.__class__ is str:
                return _call("has", items, ast.Constant(wanted.value))
        return None

    def _quantified(self, every: bool, name: str, source: Node, condition: Node) -> ast.expr | None:
        items = self.read(source) if isinstance(source, nodes.Name) else None
        if items is None or name in self._items:
            return None
        item = self._items[name] = self.local()
        with self._unit.binding(name):
            asked = self.truth(condition)
        del self._items[name]
        if asked is None:
            return None
        loop = ast.comprehension(ast.Name(item, ast.Store()), _call("few", items), [], 0)
        return _call("all" if every else "any", ast.GeneratorExp(asked, [loop]))

    def _of(self, source: Node, test: Test | None) -> Atom | None:
        if test is None:
            return None
        read = self.read(source)
        return None if read is None else Atom(read, *test)

    def _compared(self, operator: str, constant: Any) -> Test | None:
        kind = constant.__class__
        if operator in ("=", "!="):
            if kind is bool:
                return bool, lambda value: is_same(value, ast.Constant(constant is (operator == "=")))
            if kind is not str and kind is not Decimal:
                return None
            equal = ast.Eq() if operator == "=" else ast.NotEq()
            bound = ast.Constant(constant) if kind is str else self.bind(constant)
            return kind, lambda value: ast.Compare(value, [equal], [bound])
        if kind not in (Decimal, Date):
            return None
        order, limit = _ORDER[operator](), self._orderly(constant)
        return kind, lambda value: ast.Compare(_ordered(kind, value), [order], [limit])

    def _orderly(self, constant: Any) -> ast.expr:
        return ast.Constant(constant.days) if constant.__class__ is Date else self.bind(constant)

    def _ranged(self, range_: Range) -> Test | None:
        kind = (range_.start if range_.start is not None else range_.end).__class__
        ends = [end for end in (range_.start, range_.end) if end is not None]
        if range_.operator or kind not in (Decimal, Date) or any(end.__class__ is not kind for end in ends):
            return None
        low = None if range_.start is None else self._orderly(range_.start)
        high = None if range_.end is None else self._orderly(range_.end)
        below: ast.cmpop = ast.LtE() if range_.start_included else ast.Lt()
        above: ast.cmpop = ast.LtE() if range_.end_included else ast.Lt()

        def test(value: ast.expr) -> ast.expr:
            value = _ordered(kind, value)
            if low is None:
                return ast.Compare(value, [above], [high])  # type: ignore[list-item]
            if high is None:
                return ast.Compare(low, [below], [value])
            return ast.Compare(low, [below, above], [value, high])

        return kind, test

    def _tested(self, tests: nodes.UnaryTests) -> Test | None:
        if tests.negated:
            return None
        if len(tests.tests) == 1 and isinstance(tests.tests[0], nodes.OperatorTest):
            only = tests.tests[0]
            constant = self._unit.constant(only.operand)
            if constant is None or only.operator in ("=", "!="):
                return None
            return self._compared(only.operator, constant.value)
        values: list[Any] = []
        for test in tests.tests:
            constant = self._unit.constant(test)
            if constant is None:
                return None
            values.extend(constant.value if constant.value.__class__ is list else [constant.value])
        if len(values) == 1 and values[0].__class__ is Range:
            return self._ranged(values[0])
        if not values or any(value.__class__ is not str for value in values):
            return None
        members: Any = ast.Constant(frozenset(values))  # type: ignore[arg-type]
        return str, lambda value: ast.Compare(value, [ast.In()], [members])


def named(name: str) -> ast.expr:
    """Return the expression of a name of Python."""
    return ast.Name(name, ast.Load())


def _set(name: str, value: ast.expr) -> ast.expr:
    return ast.NamedExpr(ast.Name(name, ast.Store()), value)


def _call(name: str, *arguments: ast.expr) -> ast.expr:
    return ast.Call(named(name), list(arguments), [])


def _item(source: ast.expr, name: str) -> ast.expr:
    return ast.Subscript(source, ast.Constant(name), ast.Load())


def is_same(left: ast.expr, right: ast.expr) -> ast.expr:
    """Return the expression `left is right`."""
    return ast.Compare(left, [ast.Is()], [right])


def _kind(value: ast.expr) -> ast.expr:
    return ast.Attribute(value, "__class__", ast.Load())


def _ordered(kind: type, value: ast.expr) -> ast.expr:
    return ast.Attribute(value, "days", ast.Load()) if kind is Date else value
