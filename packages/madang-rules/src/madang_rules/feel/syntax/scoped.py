"""Reads names where they stand: which are known depends on what is around."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager

from madang_rules.feel.syntax import nodes
from madang_rules.feel.syntax.lexer import Kind
from madang_rules.feel.syntax.names import NameTable, words_of_a_name
from madang_rules.feel.syntax.nodes import Node
from madang_rules.feel.syntax.stream import TokenStream
from madang_rules.feel.syntax.typing import Types, members
from madang_rules.feel.types import ANY, Type


class ScopedReader(ABC):
    """The tokens of a text with the scopes open at the place it is read at."""

    _in_range_end = False

    def __init__(self, text: str, names: NameTable, types: NameTable, builtins: NameTable) -> None:
        self.stream = TokenStream(text)
        self.declared_types = types
        self.builtins = builtins
        self.types = Types()
        self._scopes = [names]
        self._effort = 20 * len(self.stream.tokens) + 1000

    @abstractmethod
    def expression(self) -> Node:
        """Read one expression up to where it cannot go on."""

    # Names

    @contextmanager
    def _scope(self, scope: NameTable) -> Iterator[NameTable]:
        self._scopes.append(scope)
        yield scope
        self._scopes.pop()

    def _declared_name(self) -> tuple[str, int, Type] | None:
        """Return the longest known name that is next: of two as long, the one declared nearest."""
        stream = self.stream
        found: tuple[str, int, Type] | None = None
        for scope in reversed(self._scopes):
            match = scope.find(stream.tokens, stream.at)
            if match is not None and (found is None or match[1] > found[1]):
                found = (*match, scope.types[match[0]])
        match = self.builtins.find(stream.tokens, stream.at)
        if match is not None and (found is None or match[1] > found[1]):
            found = (*match, ANY)
        return found

    def _name(self) -> Node:
        stream, start = self.stream, self.stream.at
        known = self._declared_name()
        undeclared = words_of_a_name(stream.tokens, start)
        if known is not None and known[1] >= undeclared:
            stream.at += known[1]
            node = nodes.Name(stream.place_from(start), known[0])
            self.types.tell(node, known[2])
            return node
        if not undeclared:
            raise stream.error("unexpected")
        stream.at += undeclared
        return nodes.Name(stream.place_from(start), stream.words(start, stream.at))

    def _member_name(self, source: Node) -> str:
        stream, start = self.stream, self.stream.at
        context = members(self.types.of(source))
        known = NameTable(dict(context.fields)).find(stream.tokens, start) if context is not None else None
        undeclared = words_of_a_name(stream.tokens, start)
        if known is not None and known[1] >= undeclared:
            stream.at += known[1]
            return known[0]
        if not undeclared and stream.token.kind is Kind.WORD:
            undeclared = 1  # a keyword behind a dot is a name
        if not undeclared:
            raise stream.error("name-expected")
        stream.at += undeclared
        return stream.words(start, stream.at)

    def _spend(self) -> None:
        self._effort -= 1
        if self._effort < 0:
            raise self.stream.error("too-entangled")

    @contextmanager
    def _inside_brackets(self) -> Iterator[None]:
        """Within brackets of its own, `[` begins a filter again though a range is being read outside."""
        outside, self._in_range_end = self._in_range_end, False
        try:
            yield
        finally:
            self._in_range_end = outside
