"""Types as they are written (DMN 1.5, 10.3.1.2, rule 54)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from madang_rules.feel.syntax.names import NameTable
from madang_rules.feel.types import (
    ANY,
    FUNCTION,
    SIMPLE_TYPES,
    ContextType,
    FunctionType,
    ListType,
    RangeType,
    Type,
)

if TYPE_CHECKING:
    from madang_rules.feel.syntax.stream import TokenStream

_SIMPLE = NameTable(SIMPLE_TYPES)
_BARE: dict[str, Type] = {
    "list": ListType(ANY), "range": RangeType(ANY), "context": ContextType(()), "function": FUNCTION,
}  # fmt: skip


def parse_type(stream: TokenStream, declared: NameTable) -> Type:
    """Read a type; names of `declared` are the model's own. Raises `FeelSyntaxError`."""
    with stream.nested():
        found = declared.find(stream.tokens, stream.at) or _SIMPLE.find(stream.tokens, stream.at)
        word = stream.token.text
        if found is not None and not (word in _BARE and stream.peek(1).text == "<"):
            name, length = found
            stream.at += length
            return declared.types[name] if name in declared.types else SIMPLE_TYPES[name]
        if word not in _BARE:
            raise stream.error("type-unknown", name=word)
        stream.at += 1
        if not stream.take("<"):
            return _BARE[word]
        return _parse_parts(word, stream, declared)


def _parse_parts(word: str, stream: TokenStream, declared: NameTable) -> Type:
    if word in ("list", "range"):
        item = parse_type(stream, declared)
        stream.expect(">")
        return ListType(item) if word == "list" else RangeType(item)
    fields: list[tuple[str, Type]] = []
    parameters: list[Type] = []
    while not stream.take(">"):
        if fields or parameters:
            stream.expect(",")
        if word == "context":
            name = stream.raw_name(":")
            stream.expect(":")
            fields.append((name, parse_type(stream, declared)))
        else:
            parameters.append(parse_type(stream, declared))
    if word == "context":
        return ContextType(tuple(fields))
    stream.expect("->")
    return FunctionType(tuple(parameters), parse_type(stream, declared))
