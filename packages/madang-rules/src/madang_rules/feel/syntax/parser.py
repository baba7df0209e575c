"""Tokens to a tree: whole texts, values and cells; operators, constructs and controls have files of their own (DMN 1.5, 10.3.1.2)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TypeVar

from madang_rules.errors import Place
from madang_rules.feel.errors import FeelSyntaxError
from madang_rules.feel.syntax import nodes
from madang_rules.feel.syntax.controls import ControlReader
from madang_rules.feel.syntax.lexer import Kind
from madang_rules.feel.syntax.literals import at_value, number_value
from madang_rules.feel.syntax.names import NameTable
from madang_rules.feel.syntax.nodes import INPUT, Node
from madang_rules.feel.syntax.operators import OR, SUM, TESTS, OperatorReader
from madang_rules.feel.types import Type

T = TypeVar("T")

_INPUT = NameTable([INPUT])
_CONSTANTS = {"true": True, "false": False, "null": None}


def parse_expression(text: str, names: NameTable, types: NameTable, builtins: NameTable) -> Node:
    """Parse one expression. Raises `FeelSyntaxError`."""
    return _whole(_Parser(text, names, types, builtins), _Parser.expressions)


def parse_unary_tests(
    text: str, names: NameTable, types: NameTable, builtins: NameTable, input_type: Type | None = None
) -> nodes.UnaryTests:
    """Parse the tests of a cell of a decision table or of allowed values. Raises `FeelSyntaxError`."""
    parser = _Parser(text, names, types, builtins)
    return _whole(parser, lambda parser: parser.unary_tests(input_type))


def _whole(parser: _Parser, read: Callable[[_Parser], T]) -> T:
    stream = parser.stream
    try:
        found = read(parser)
    except RecursionError:
        limit = sys.getrecursionlimit()
        raise FeelSyntaxError(
            "nested-too-deep", stream.text, Place(0, len(stream.text)), limit=limit
        ) from None
    if stream.token.kind is not Kind.END:
        raise stream.error("unexpected")
    return found


class _Parser(ControlReader, OperatorReader):
    def expressions(self) -> Node:
        """Read a whole text: one expression, or several with commas between, which are a list (rule 2)."""
        stream, start = self.stream, self.stream.at
        first = self.expression()
        if not stream.is_next(","):
            return first
        items = [first]
        while stream.take(","):
            items.append(self.expression())
        return nodes.ListLiteral(stream.place_from(start), tuple(items))

    def expression(self) -> Node:
        """Read one expression up to where it cannot go on."""
        with self.stream.nested():
            self._spend()
            return self._controlled() or self._binary(OR)

    def _primary(self) -> Node:
        stream, start = self.stream, self.stream.at
        token = stream.token
        match token.kind:
            case Kind.NUMBER:
                stream.at += 1
                return nodes.Literal(stream.place_from(start), number_value(token.text))
            case Kind.STRING:
                stream.at += 1
                return nodes.Literal(stream.place_from(start), token.text)
            case Kind.WORD:
                return self._word()
            case Kind.SIGN:
                return self._sign(token.text)
        raise stream.error("unexpected-end")

    def _word(self) -> Node:
        stream, start = self.stream, self.stream.at
        word = stream.token.text
        known = self._declared_name()
        if known is None or known[1] == 1:
            if word in _CONSTANTS:
                stream.at += 1
                return nodes.Literal(stream.place_from(start), _CONSTANTS[word])
            if word == "function" and stream.peek(1).text == "(":
                return self._function()
            controlled = self._controlled()
            if controlled is not None:
                return controlled
        return self._name()

    def _sign(self, sign: str) -> Node:
        stream, start = self.stream, self.stream.at
        match sign:
            case "(" | "]":
                stream.at += 1
                with self._inside_brackets():
                    first = self.expression()
                    if sign == "]" or stream.is_next(".."):
                        return self._range(first, start, start_included=False)
                    stream.expect(")")
                return first
            case "[":
                return self._list()
            case "{":
                return self._context()
            case "@" if stream.peek(1).kind is Kind.STRING:
                stream.at += 2
                return nodes.Literal(stream.place_from(start), at_value(stream.tokens[start + 1].text))
            case _ if sign in TESTS:
                stream.at += 1
                self._refuse_another_comparison()
                with stream.nested():
                    operand = self._binary(SUM)
                return nodes.OperatorTest(stream.place_from(start), sign, operand)
        raise stream.error("unexpected")

    def unary_tests(self, input_type: Type | None) -> nodes.UnaryTests:
        """Read the tests of a cell."""
        stream = self.stream
        if stream.is_next("-") and stream.peek(1).kind is Kind.END:
            stream.at += 1
            return nodes.UnaryTests(stream.place_from(0), ())
        with self._scope(_INPUT if input_type is None else NameTable({INPUT: input_type})):
            if stream.is_next("not") and stream.peek(1).text == "(":
                try:
                    stream.at += 2
                    tests = self._tests()
                    stream.expect(")")
                    if stream.token.kind is Kind.END:
                        return nodes.UnaryTests(stream.place_from(0), tests, negated=True)
                except FeelSyntaxError:
                    pass  # as an expression its error is the clearer one
                stream.restart()
                del self._scopes[2:]
            tests = self._tests()
        return nodes.UnaryTests(stream.place_from(0), tests)

    def _tests(self) -> tuple[Node, ...]:
        tests = [self.expression()]
        while self.stream.take(","):
            tests.append(self.expression())
        return tuple(tests)
