"""The tokens of a text with a place to read at, and the guards against texts made to exhaust the parser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from madang_rules.errors import Place, Sentence
from madang_rules.feel.budget import MAX_NESTING
from madang_rules.feel.errors import FeelSyntaxError
from madang_rules.feel.syntax.lexer import Kind, Token, composed, tokens_of

_IN_NAMES = frozenset("./-'+*’")


class TokenStream:
    """Tokens of `text`; `at` is the index of the next one."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens_of(text)
        self.at = 0
        self.depth = 0

    def restart(self) -> None:
        """Go back to the first token."""
        self.at = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        """The next token."""
        return self.tokens[self.at]

    def peek(self, distance: int) -> Token:
        """Return a token ahead; the last one again beyond the end."""
        return self.tokens[min(self.at + distance, len(self.tokens) - 1)]

    def is_next(self, text: str) -> bool:
        """Whether the next token is this sign or word."""
        token = self.tokens[self.at]
        return token.text == text and token.kind is not Kind.STRING

    def take(self, text: str) -> bool:
        """Step over the sign or word if it is next."""
        if self.is_next(text):
            self.at += 1
            return True
        return False

    def expect(self, text: str) -> Token:
        """Step over the sign or word. Raises `FeelSyntaxError` if it is not next."""
        if not self.is_next(text):
            raise self.error("expected", expected=text)
        self.at += 1
        return self.tokens[self.at - 1]

    def error(self, code: str, at: int | None = None, **values: object) -> FeelSyntaxError:
        """Return an error about the next token, or the one of index `at`."""
        token = self.tokens[self.at if at is None else at]
        found: object = self.text[token.start : token.end][:40]
        if token.kind is Kind.END:
            found = Sentence("feel-end")
        return FeelSyntaxError(code, self.text, Place(token.start, token.end), found=found, **values)

    def place_from(self, start: int) -> Place:
        """Return the place from the token of index `start` to the last one read."""
        return Place(self.tokens[start].start, self.tokens[max(self.at - 1, start)].end)

    @contextmanager
    def nested(self) -> Iterator[None]:
        """Count one bracket within another. Raises `FeelSyntaxError` when there are too many."""
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise self.error("nested-too-deep", limit=MAX_NESTING)
        yield
        self.depth -= 1

    def raw_name(self, *ends: str) -> str:
        """Read a name that is being declared: words, numbers and signs of names up to one of `ends`."""
        start = self.at
        if self.token.kind is not Kind.WORD:
            raise self.error("name-expected")
        while self._in_a_name(self.token) and not any(self.is_next(end) for end in ends):
            self.at += 1
        if self.at == start or not any(self.is_next(end) for end in ends):
            raise self.error("expected", expected=" / ".join(ends))
        return self.words(start, self.at)

    def words(self, start: int, end: int) -> str:
        """Return the text of the tokens `start` to `end`, any space between them as one, composed."""
        return composed(" ".join(self.text[self.tokens[start].start : self.tokens[end - 1].end].split()))

    def argument_name(self) -> str | None:
        """Return the name of a named argument if one is next, and step over it and its colon."""
        if self.token.kind is not Kind.WORD:
            return None
        end = self.at
        while self._in_a_name(self.tokens[end]):
            end += 1
        if self.tokens[end].text != ":" or self.tokens[end].kind is Kind.STRING:
            return None
        name = self.words(self.at, end)
        self.at = end + 1
        return name

    @staticmethod
    def _in_a_name(token: Token) -> bool:
        return token.kind is Kind.WORD or token.kind is Kind.NUMBER or (
            token.kind is Kind.SIGN and (token.text in _IN_NAMES or token.text == "**")
        )  # fmt: skip
