"""Conjunctions and disjunctions that are evaluated very often, as one function of Python.

Each operand that compares a fact with a constant is written out; where the fact is not of the constant's type
(null, unknown, …) the operand's own closure answers, so there is one meaning only. The function is made from a
tree of Python's `ast` whose kinds of nodes all stand here: names and constants of the author come in as
constants, never as text of a program.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from madang_rules.feel.compile.unit import Run, Unit
from madang_rules.feel.syntax import nodes
from madang_rules.feel.syntax.nodes import Node
from madang_rules.feel.values.date import Date
from madang_rules.feel.values.range import Range

_ORDER: dict[str, type[ast.cmpop]] = {"<": ast.Lt, "<=": ast.LtE, ">": ast.Gt, ">=": ast.GtE}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_VALUE = "value"


class Fusion:
    """Makes one function for one conjunction or disjunction."""

    def __init__(self, unit: Unit, decisive: bool, rest: Callable[[int], Any]) -> None:
        self._unit = unit
        self._decisive = decisive
        self._rest = rest
        self._bound: dict[str, Any] = {"Decimal": Decimal, "Date": Date}

    def make(self, operands: tuple[Node, ...], closures: list[Run], whole: Run) -> Run | None:
        """Return the function; None where no operand can be written out."""
        body: list[ast.stmt] = []
        written_out = 0
        for index, (node, closure) in enumerate(zip(operands, closures, strict=True)):
            slow = self._slow(index, closure)
            parts = self._operand(node)
            if parts is None:
                body += slow
                continue
            written_out += 1
            read, is_kind, test = parts
            settled: ast.expr = test if self._decisive else ast.UnaryOp(ast.Not(), test)
            body += read
            body.append(ast.If(is_kind, [ast.If(settled, [self._return(self._decisive)], [])], slow))
        if not written_out:
            return None
        body.append(self._return(not self._decisive))
        arguments = ast.arguments([], [ast.arg("scope"), ast.arg("evaluation")], None, [], [], None, [])
        handler = ast.ExceptHandler(_name("KeyError"), None, [ast.Return(self._call("whole"))])
        function = ast.FunctionDef("fused", arguments, [ast.Try(body, [handler], [], [])], [], None)
        self._bound["whole"] = whole
        module = ast.fix_missing_locations(ast.Module([function], []))
        exec(compile(module, "<feel>", "exec"), self._bound)  # noqa: S102 - built of the nodes above, see the docstring
        return self._bound["fused"]  # type: ignore[no-any-return]

    def _bind(self, value: Any) -> ast.expr:
        name = f"bound{len(self._bound)}"
        self._bound[name] = value
        return _name(name)

    @staticmethod
    def _return(value: bool) -> ast.stmt:
        return ast.Return(ast.Constant(value))

    @staticmethod
    def _call(name: str) -> ast.expr:
        return ast.Call(_name(name), [_name("scope"), _name("evaluation")], [])

    def _slow(self, index: int, closure: Run) -> list[ast.stmt]:
        """Ask the operand's closure; go on elsewhere when that is neither true nor false."""
        run, rest = self._bind(closure), self._bind(self._rest(index))
        answer = _name("answer")
        scope: list[ast.expr] = [_name("scope"), _name("evaluation")]
        return [
            ast.Assign([ast.Name("answer", ast.Store())], ast.Call(run, scope, [])),
            ast.If(_is(answer, ast.Constant(self._decisive)), [self._return(self._decisive)], []),
            ast.If(
                ast.Compare(answer, [ast.IsNot()], [ast.Constant(not self._decisive)]),
                [ast.Return(ast.Call(rest, [answer, *scope], []))],
                [],
            ),
        ]

    def _operand(self, node: Node) -> tuple[list[ast.stmt], ast.expr, ast.expr] | None:
        """Return how to read a fact into `value`, how to know its type, and the test; None where it cannot be so."""
        match node:
            case nodes.Comparison(operator=operator, left=left, right=right):
                constant = self._unit.constant(right)
                if constant is None and (constant := self._unit.constant(left)) is not None:
                    left, operator = right, _MIRRORED[operator]
                return (
                    None if constant is None else self._with(left, self._compared(operator, constant.value))
                )
            case nodes.Between(value=value, low=low, high=high):
                lowest, highest = self._unit.constant(low), self._unit.constant(high)
                if lowest is None or highest is None:
                    return None
                return self._with(value, self._ranged(Range(lowest.value, highest.value)))
            case nodes.In(value=value, tests=tests):
                return self._with(value, self._tested(tests))
            case nodes.Call(function=function, arguments=(operand,), names=None):
                builtin = self._unit.builtin(function)
                if builtin is None or builtin.name != "not":
                    return None
                return self._with(operand, (_is_bool(), _is(_name(_VALUE), ast.Constant(False))))
            case nodes.Name():
                return self._with(node, (_is_bool(), _is(_name(_VALUE), ast.Constant(True))))
        return None

    def _with(
        self, source: Node, test: tuple[ast.expr, ast.expr] | None
    ) -> tuple[list[ast.stmt], ast.expr, ast.expr] | None:
        if test is None:
            return None
        read = self._read(source)
        return None if read is None else (read, *test)

    def _read(self, node: Node) -> list[ast.stmt] | None:
        if isinstance(node, nodes.Name) and self._unit.builtin(node) is None:
            return [_assign(_VALUE, _item(_name("scope"), node.name))]
        if isinstance(node, nodes.Path) and isinstance(node.source, nodes.Name):
            outer = self._read(node.source)
            is_context = _is(_kind(), _name("dict"))
            inner = ast.IfExp(is_context, _item(_name(_VALUE), node.name), ast.Constant(None))
            return None if outer is None else [*outer, _assign(_VALUE, inner)]
        return None

    def _compared(self, operator: str, constant: Any) -> tuple[ast.expr, ast.expr] | None:
        kind = constant.__class__
        if operator in ("=", "!="):
            if kind is bool:
                return _is_bool(), _is(_name(_VALUE), ast.Constant(constant is (operator == "=")))
            if kind is not str and kind is not Decimal:
                return None
            equal = ast.Eq() if operator == "=" else ast.NotEq()
            return self._is_kind(kind), ast.Compare(_name(_VALUE), [equal], [self._bind(constant)])
        if kind is Decimal:
            test = ast.Compare(_name(_VALUE), [_ORDER[operator]()], [self._bind(constant)])
            return self._is_kind(kind), test
        if kind is Date:
            days = ast.Attribute(_name(_VALUE), "days", ast.Load())
            return self._is_kind(kind), ast.Compare(days, [_ORDER[operator]()], [ast.Constant(constant.days)])
        return None

    def _is_kind(self, kind: type) -> ast.expr:
        return _is(_kind(), _name(kind.__name__))

    def _ranged(self, range_: Range) -> tuple[ast.expr, ast.expr] | None:
        kind = (range_.start if range_.start is not None else range_.end).__class__
        ends = [end for end in (range_.start, range_.end) if end is not None]
        if range_.operator or kind not in (Decimal, Date) or any(end.__class__ is not kind for end in ends):
            return None
        if kind is Date:
            value: ast.expr = ast.Attribute(_name(_VALUE), "days", ast.Load())
            bound = [
                ast.Constant(end.days) if end is not None else None for end in (range_.start, range_.end)
            ]
        else:
            value = _name(_VALUE)
            bound = [self._bind(end) if end is not None else None for end in (range_.start, range_.end)]  # type: ignore[misc]
        low, high = bound
        below: ast.cmpop = ast.LtE() if range_.start_included else ast.Lt()
        above: ast.cmpop = ast.LtE() if range_.end_included else ast.Lt()
        if low is None:
            return self._is_kind(kind), ast.Compare(value, [above], [high])  # type: ignore[list-item]
        if high is None:
            return self._is_kind(kind), ast.Compare(low, [below], [value])
        return self._is_kind(kind), ast.Compare(low, [below, above], [value, high])

    def _tested(self, tests: nodes.UnaryTests) -> tuple[ast.expr, ast.expr] | None:
        if tests.negated:
            return None
        if len(tests.tests) == 1 and isinstance(tests.tests[0], nodes.OperatorTest):
            only = tests.tests[0]
            constant = self._unit.constant(only.operand)
            return (
                None
                if constant is None or only.operator in ("=", "!=")
                else self._compared(only.operator, constant.value)
            )
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
        return self._is_kind(str), ast.Compare(
            _name(_VALUE),
            [ast.In()],
            [ast.Constant(frozenset(values))],  # type: ignore[arg-type]
        )


def _name(name: str) -> ast.expr:
    return ast.Name(name, ast.Load())


def _assign(name: str, value: ast.expr) -> ast.stmt:
    return ast.Assign([ast.Name(name, ast.Store())], value)


def _item(source: ast.expr, name: str) -> ast.expr:
    return ast.Subscript(source, ast.Constant(name), ast.Load())


def _is(left: ast.expr, right: ast.expr) -> ast.expr:
    return ast.Compare(left, [ast.Is()], [right])


def _kind() -> ast.expr:
    return ast.Attribute(_name(_VALUE), "__class__", ast.Load())


def _is_bool() -> ast.expr:
    return _is(_kind(), _name("bool"))
