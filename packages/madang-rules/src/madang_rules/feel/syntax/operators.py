"""Operators by precedence, and what stands behind a value: paths, filters, calls (DMN 1.5, 10.3.1.2)."""

from __future__ import annotations

from abc import abstractmethod

from madang_rules.feel.budget import MAX_CHAIN
from madang_rules.feel.errors import FeelSyntaxError
from madang_rules.feel.syntax import nodes
from madang_rules.feel.syntax.constructs import ConstructReader
from madang_rules.feel.syntax.lexer import Kind
from madang_rules.feel.syntax.names import NameTable
from madang_rules.feel.syntax.nodes import Node
from madang_rules.feel.syntax.type_parser import parse_type
from madang_rules.feel.syntax.typing import members
from madang_rules.feel.types import item_type

OR, AND, COMPARISON, SUM, PRODUCT, POWER = range(1, 7)
PRECEDENCE = {
    "or": OR, "and": AND,
    "=": COMPARISON, "!=": COMPARISON, "<": COMPARISON, "<=": COMPARISON, ">": COMPARISON, ">=": COMPARISON,
    "between": COMPARISON, "in": COMPARISON,
    "+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "**": POWER,
}  # fmt: skip
TESTS = frozenset(("=", "!=", "<", "<=", ">", ">="))


class OperatorReader(ConstructReader):
    """Reads values joined by operators."""

    @abstractmethod
    def _primary(self) -> Node:
        """Read a value without operators: a literal, a name, what stands in brackets."""

    def _binary(self, lowest: int, left: Node | None = None, start: int | None = None) -> Node:
        """Read operators that bind at least as tightly as `lowest`."""
        stream = self.stream
        if start is None:
            start = stream.at
        if left is None:
            left = self._unary()
        chain = 0
        while True:
            token = stream.token
            precedence = PRECEDENCE.get(token.text, 0) if token.kind is not Kind.STRING else 0
            if precedence < lowest or precedence == 0:
                return left
            chain += 1
            if chain > MAX_CHAIN:
                raise stream.error("chain-too-long", limit=MAX_CHAIN)
            operator = token.text
            if operator in ("and", "or"):
                left = self._junction(operator, precedence, left, start)
                continue
            stream.at += 1
            match operator:
                case "between":
                    low = self._binary(SUM)
                    stream.expect("and")
                    high = self._binary(SUM)
                    left = nodes.Between(stream.place_from(start), left, low, high)
                case "in":
                    tests = self._in_tests()
                    left = nodes.In(stream.place_from(start), left, tests)
                case _:
                    if precedence == COMPARISON:
                        self._refuse_another_comparison()
                    right = self._binary(precedence + 1)
                    made = nodes.Comparison if precedence == COMPARISON else nodes.Arithmetic
                    left = made(stream.place_from(start), operator, left, right)

    def _junction(self, operator: str, precedence: int, first: Node, start: int) -> Node:
        operands = [first]
        while self.stream.take(operator):
            operands.append(self._binary(precedence + 1))
        made = nodes.And if operator == "and" else nodes.Or
        return made(self.stream.place_from(start), tuple(operands))

    def _unary(self) -> Node:
        stream, start = self.stream, self.stream.at
        if stream.take("-"):
            with stream.nested():
                operand = self._unary()
            if isinstance(operand, nodes.Literal) and operand.value.__class__.__name__ == "Decimal":
                return nodes.Literal(stream.place_from(start), operand.value.copy_negate())
            return nodes.Negation(stream.place_from(start), operand)
        value = self._postfix(self._primary(), start)
        chain = 0
        while stream.is_next("instance") and stream.peek(1).text == "of":
            chain += 1
            if chain > MAX_CHAIN:
                raise stream.error("chain-too-long", limit=MAX_CHAIN)
            stream.at += 2
            type_ = parse_type(stream, self.declared_types)
            value = nodes.InstanceOf(stream.place_from(start), value, type_)
        return value

    def _postfix(self, source: Node, start: int) -> Node:
        stream = self.stream
        for _ in range(MAX_CHAIN):
            if stream.take("."):
                name = self._member_name(source)
                source = nodes.Path(stream.place_from(start), source, name)
            elif stream.is_next("["):
                filtered = self._filter(source, start)
                if filtered is None:
                    return source
                source = filtered
            elif stream.is_next("("):
                source = self._call(source, start)
            else:
                return source
        raise stream.error("chain-too-long", limit=MAX_CHAIN)

    def _filter(self, source: Node, start: int) -> Node | None:
        """Read `[condition]`; return None where the bracket rather ends a range: `]1..5[`."""
        stream, before = self.stream, self.stream.at
        stream.at += 1
        item = item_type(self.types.of(source))
        scope = NameTable({"item": item})
        context = members(item)
        for name, type_ in context.fields if context is not None else ():
            scope.add(name, type_)
        depth, scopes = stream.depth, len(self._scopes)
        try:
            with self._inside_brackets(), self._scope(scope):
                condition = self.expression()
            stream.expect("]")
        except FeelSyntaxError:
            if not self._in_range_end:
                raise
            stream.at, stream.depth = before, depth
            del self._scopes[scopes:]
            return None
        return nodes.Filter(stream.place_from(start), source, condition)

    def _call(self, function: Node, start: int) -> Node:
        stream = self.stream
        stream.expect("(")
        arguments: list[Node] = []
        names: list[str] = []
        with self._inside_brackets():
            while not stream.take(")"):
                if arguments:
                    stream.expect(",")
                begun = stream.at
                name = stream.argument_name()
                if name is not None:
                    names.append(name)
                if len(names) != (len(arguments) + 1 if names else 0):
                    raise stream.error("arguments-mixed", at=begun)
                arguments.append(self.expression())
        return nodes.Call(stream.place_from(start), function, tuple(arguments), tuple(names) or None)

    def _in_tests(self) -> nodes.UnaryTests:
        """Read what stands behind `in`: one test, or several in parentheses."""
        stream, start = self.stream, self.stream.at
        if not stream.is_next("("):
            test = self._binary(SUM)
            return nodes.UnaryTests(stream.place_from(start), (test,))
        stream.at += 1
        with self._inside_brackets():
            first = self.expression()
            if stream.is_next(".."):
                first = self._range(first, start, start_included=False)
            else:
                tests = [first]
                while stream.take(","):
                    tests.append(self.expression())
                stream.expect(")")
                if len(tests) > 1:
                    return nodes.UnaryTests(stream.place_from(start), tuple(tests))
        # One expression in parentheses may go on: `x in (a + b) * 2`.
        test = self._binary(SUM, self._postfix(first, start), start)
        return nodes.UnaryTests(stream.place_from(start), (test,))

    def _refuse_another_comparison(self) -> None:
        """Behind a comparison comes a value: `>= = 70` is a slip that would never hold."""
        token = self.stream.token
        if token.kind is Kind.SIGN and token.text in TESTS:
            raise self.stream.error("comparison-twice")
