"""`if`, `for`, `some` and `every` (DMN 1.5, 10.3.1.2)."""

from __future__ import annotations

from madang_rules.feel.budget import MAX_CHAIN, MAX_NESTING
from madang_rules.feel.syntax import nodes
from madang_rules.feel.syntax.lexer import Kind
from madang_rules.feel.syntax.names import NameTable
from madang_rules.feel.syntax.nodes import Node
from madang_rules.feel.syntax.scoped import ScopedReader
from madang_rules.feel.types import ANY, ListType, item_type


class ControlReader(ScopedReader):
    """Reads what begins with a word of control."""

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
