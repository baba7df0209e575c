"""What brackets make: ranges, lists, contexts and functions (DMN 1.5, 10.3.1.2)."""

from __future__ import annotations

from madang_rules.feel.syntax import nodes
from madang_rules.feel.syntax.lexer import Kind
from madang_rules.feel.syntax.names import NameTable
from madang_rules.feel.syntax.nodes import Node
from madang_rules.feel.syntax.scoped import ScopedReader
from madang_rules.feel.syntax.type_parser import parse_type
from madang_rules.feel.types import Type


class ConstructReader(ScopedReader):
    """Reads what is made of expressions within brackets."""

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
