"""Which names are known at a place in a text, so that words can be joined to names (DMN 1.5, 10.3.1.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from madang_rules.feel.errors import FeelSyntaxError
from madang_rules.feel.syntax.lexer import Kind, Token, composed, tokens_of
from madang_rules.feel.types import ANY, Type

KEYWORDS = frozenset(
    [
        "and",
        "or",
        "between",
        "in",
        "if",
        "then",
        "else",
        "for",
        "return",
        "some",
        "every",
        "satisfies",
        "function",
        "true",
        "false",
        "null",
    ]
)
_ENDS_A_NAME = frozenset(["and", "or", "between", "in", "then", "else", "return", "satisfies", "external"])


class NameTable:
    """Names with their types, found by the tokens they are written with. Can be made once for many texts."""

    __slots__ = ("_by_first_token", "types")

    def __init__(self, names: Mapping[str, Type | None] | Iterable[str] = ()) -> None:
        self.types: dict[str, Type] = {}
        self._by_first_token: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        typed = names if isinstance(names, Mapping) else dict.fromkeys(names)
        for name, type_ in typed.items():
            self.add(name, type_)

    def add(self, name: str, type_: Type | None = None) -> None:
        """Declare a name; declared again it takes the new type."""
        known = name in self.types
        self.types[name] = type_ or ANY
        if known:
            return
        try:
            written = (
                (composed(name),) if name.isalpha() else tuple(token.text for token in tokens_of(name)[:-1])
            )
        except FeelSyntaxError:
            return  # a name with a quotation mark in it can be declared but not written
        if not written or (len(written) == 1 and written[0] in KEYWORDS):
            return
        spellings = self._by_first_token.setdefault(written[0], [])
        spellings.append((written, name))
        spellings.sort(key=lambda spelling: -len(spelling[0]))

    def find(self, tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
        """Return the longest name written at token `at` and how many tokens it takes."""
        spellings = self._by_first_token.get(tokens[at].text)
        if spellings is None or tokens[at].kind is Kind.STRING:
            return None
        for written, name in spellings:
            length = len(written)
            if length == 1 or (
                at + length < len(tokens)
                and all(
                    token.text == text and token.kind is not Kind.STRING
                    for token, text in zip(tokens[at : at + length], written, strict=True)
                )
            ):
                return name, length
        return None


def words_of_a_name(tokens: Sequence[Token], at: int) -> int:
    """Return how many tokens from `at` read as one name nobody declared: words and whole numbers in a row."""
    length = 0
    while True:
        token = tokens[at + length]
        if token.kind is Kind.WORD:
            if token.text in _ENDS_A_NAME or (
                token.text == "instance" and tokens[at + length + 1].text == "of"
            ):
                return length
        elif not (length and token.kind is Kind.NUMBER and token.text.isdigit()):
            return length
        length += 1
