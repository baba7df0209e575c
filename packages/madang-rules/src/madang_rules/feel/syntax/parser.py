"""Tokens to a tree, by operator precedence (DMN 1.5, 10.3.1.2)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TypeVar

from madang_rules.errors import Place
from madang_rules.feel.budget import MAX_CHAIN, MAX_NESTING
from madang_rules.feel.errors import FeelSyntaxError
from madang_rules.feel.syntax import nodes
from madang_rules.feel.syntax.lexer import Kind
from madang_rules.feel.syntax.literals import at_value, number_value
from madang_rules.feel.syntax.names import NameTable
from madang_rules.feel.syntax.nodes import INPUT, Node
from madang_rules.feel.syntax.scoped import ScopedReader
from madang_rules.feel.syntax.type_parser import parse_type
from madang_rules.feel.syntax.typing import members
from madang_rules.feel.types import ANY, ListType, Type, item_type

T = TypeVar("T")

_OR, _AND, _COMPARISON, _SUM, _PRODUCT, _POWER = range(1, 7)
_PRECEDENCE = {
    "or": _OR, "and": _AND,
    "=": _COMPARISON, "!=": _COMPARISON, "<": _COMPARISON, "<=": _COMPARISON, ">": _COMPARISON, ">=": _COMPARISON,
    "between": _COMPARISON, "in": _COMPARISON,
    "+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "**": _POWER,
}  # fmt: skip
_TESTS = frozenset(("=", "!=", "<", "<=", ">", ">="))
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


class _Parser(ScopedReader):
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
            return self._controlled() or self._binary(_OR)

    def _controlled(self) -> Node | None:
        """Read `if`, `for`, `some` or `every` if one of them is next."""
        if not self._is_control("if", "for", "some", "every"):
            return None
        token = self.stream.token
        match token.text:
            case "if":
                return self._if()
            case "for":
                return self._for()
            case _:
                return self._quantified(every=token.text == "every")

    def _is_control(self, *words: str) -> bool:
        """Whether one of the words is next, and no declared name that begins with it."""
        token = self.stream.token
        if token.kind is not Kind.WORD or token.text not in words:
            return False
        known = self._declared_name()
        return known is None or known[1] <= 1

    def _if(self) -> Node:
        stream = self.stream
        begun: list[tuple[int, Node, Node]] = []
        while self._is_control("if"):  # `else if` makes nothing deeper to read
            if len(begun) == MAX_CHAIN:
                raise stream.error("chain-too-long", limit=MAX_CHAIN)
            start = stream.at
            stream.at += 1
            condition = self.expression()
            stream.expect("then")
            begun.append((start, condition, self.expression()))
            stream.expect("else")
        node = self.expression()
        for start, condition, then in reversed(begun):
            node = nodes.If(stream.place_from(start), condition, then, node)
        return node

    def _for(self) -> Node:
        stream, start = self.stream, self.stream.at
        stream.at += 1
        with self._scope(NameTable()) as scope:
            iterators = self._iterators(scope)
            stream.expect("return")
            scope.add("partial", ListType(ANY))
            body = self.expression()
        return nodes.For(stream.place_from(start), iterators, body)

    def _quantified(self, every: bool) -> Node:
        stream, start = self.stream, self.stream.at
        stream.at += 1
        with self._scope(NameTable()) as scope:
            iterators = self._iterators(scope)
            stream.expect("satisfies")
            condition = self.expression()
        return nodes.Quantified(stream.place_from(start), every, iterators, condition)

    def _iterators(self, scope: NameTable) -> tuple[nodes.Iterator, ...]:
        stream = self.stream
        iterators: list[nodes.Iterator] = []
        while not iterators or stream.take(","):
            if len(iterators) == MAX_NESTING:
                raise stream.error("nested-too-deep", limit=MAX_NESTING)
            start = stream.at
            name = stream.raw_name("in")
            stream.expect("in")
            source = self.expression()
            end = self.expression() if stream.take("..") else None
            iterators.append(nodes.Iterator(stream.place_from(start), name, source, end))
            scope.add(name, item_type(self.types.of(source)))
        return tuple(iterators)

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
            precedence = _PRECEDENCE.get(token.text, 0) if token.kind is not Kind.STRING else 0
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
                    low = self._binary(_SUM)
                    stream.expect("and")
                    high = self._binary(_SUM)
                    left = nodes.Between(stream.place_from(start), left, low, high)
                case "in":
                    tests = self._in_tests()
                    left = nodes.In(stream.place_from(start), left, tests)
                case _:
                    if precedence == _COMPARISON:
                        self._refuse_another_comparison()
                    right = self._binary(precedence + 1)
                    made = nodes.Comparison if precedence == _COMPARISON else nodes.Arithmetic
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

    # Primary expressions

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
            case _ if sign in _TESTS:
                stream.at += 1
                self._refuse_another_comparison()
                with stream.nested():
                    operand = self._binary(_SUM)
                return nodes.OperatorTest(stream.place_from(start), sign, operand)
        raise stream.error("unexpected")

    def _refuse_another_comparison(self) -> None:
        """Behind a comparison comes a value: `>= = 70` is a slip that would never hold."""
        token = self.stream.token
        if token.kind is Kind.SIGN and token.text in _TESTS:
            raise self.stream.error("comparison-twice")

    def _range(self, first: Node, start: int, *, start_included: bool) -> Node:
        stream = self.stream
        stream.expect("..")
        self._in_range_end = True
        end = self.expression()
        self._in_range_end = False
        end_included = stream.take("]")
        if not end_included and not stream.take(")"):
            stream.expect("[")
        return nodes.RangeLiteral(stream.place_from(start), first, end, start_included, end_included)

    def _list(self) -> Node:
        stream, start = self.stream, self.stream.at
        stream.expect("[")
        items: list[Node] = []
        with self._inside_brackets():
            while not stream.take("]"):
                if items:
                    stream.expect(",")
                items.append(self.expression())
                if len(items) == 1 and stream.is_next(".."):
                    return self._range(items[0], start, start_included=True)
        return nodes.ListLiteral(stream.place_from(start), tuple(items))

    def _context(self) -> Node:
        stream, start = self.stream, self.stream.at
        stream.expect("{")
        entries: list[tuple[str, Node]] = []
        with self._inside_brackets(), self._scope(NameTable()) as scope:
            while not stream.take("}"):
                if entries:
                    stream.expect(",")
                begun = stream.at
                if stream.token.kind is Kind.STRING:
                    name = stream.token.text
                    stream.at += 1
                else:
                    name = stream.raw_name(":")
                stream.expect(":")
                if name in scope.types:
                    raise stream.error("entry-twice", at=begun, name=name)
                value = self.expression()
                entries.append((name, value))
                scope.add(name, self.types.of(value))
        return nodes.ContextLiteral(stream.place_from(start), tuple(entries))

    def _function(self) -> Node:
        stream, start = self.stream, self.stream.at
        stream.at += 1
        stream.expect("(")
        parameters: list[tuple[str, Type | None]] = []
        with self._inside_brackets(), self._scope(NameTable()) as scope:
            while not stream.take(")"):
                if parameters:
                    stream.expect(",")
                name = stream.raw_name(":", ",", ")")
                type_ = parse_type(stream, self.declared_types) if stream.take(":") else None
                parameters.append((name, type_))
                scope.add(name, type_)
            external = stream.take("external")
            body = self.expression()
        return nodes.FunctionLiteral(stream.place_from(start), tuple(parameters), body, external)

    # Tests

    def _in_tests(self) -> nodes.UnaryTests:
        """Read what stands behind `in`: one test, or several in parentheses."""
        stream, start = self.stream, self.stream.at
        if not stream.is_next("("):
            test = self._binary(_SUM)
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
        test = self._binary(_SUM, self._postfix(first, start), start)
        return nodes.UnaryTests(stream.place_from(start), (test,))

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
