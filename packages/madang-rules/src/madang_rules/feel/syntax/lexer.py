"""Text to tokens (DMN 1.5, 10.3.1.2, rules 27 to 39 and 62).

Names are not tokens: they may hold spaces and operators, so the parser joins words to names by what is known.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from typing import NamedTuple

from madang_rules.errors import Place
from madang_rules.feel.budget import MAX_TEXT_LENGTH, MAX_TOKENS
from madang_rules.feel.errors import FeelSyntaxError


class Kind(Enum):
    """What a token is."""

    WORD = "word"
    NUMBER = "number"
    STRING = "string"
    SIGN = "sign"
    END = "end"


class Token(NamedTuple):
    """A token: `text` as written, of words composed, of strings what they mean."""

    kind: Kind
    text: str
    start: int
    end: int


_NAME_START = (
    "?A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_SPACE = r"\t-\r \u0085\u00a0\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
_TOKEN = re.compile(
    rf"(?P<space>[{_SPACE}]+|//[^\n\r\v\f\u0085\u2028\u2029]*|/\*(?s:.*?)\*/)"
    rf"|(?P<word>[{_NAME_START}][{_NAME_START}0-9\u00b7\u0300-\u036f\u203f\u2040]*)"
    r"|(?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r'|(?P<string>"(?:[^"\\]|\\(?s:.))*")'
    r"|(?P<sign>\.\.|\*\*|<=|>=|!=|->|(?s:.))"
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_MEANING = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


def composed(name: str) -> str:
    """A name with Hangul and accents composed (NFC): they may come taken apart (NFD), as from file names of a Mac."""
    return name if name.isascii() else unicodedata.normalize("NFC", name)


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of a text and a last one of kind END. Raises `FeelSyntaxError`."""
    if len(text) > MAX_TEXT_LENGTH:
        raise FeelSyntaxError("text-too-long", text, Place(0, 0), limit=MAX_TEXT_LENGTH)
    tokens: list[Token] = []
    for found in _TOKEN.finditer(text):
        start, end = found.span()
        if len(tokens) > MAX_TOKENS:
            raise FeelSyntaxError("formula-too-large", text, Place(start, end), limit=MAX_TOKENS)
        match found.lastgroup:
            case "space":
                continue
            case "word":
                tokens.append(Token(Kind.WORD, composed(found[0]), start, end))
            case "number":
                tokens.append(Token(Kind.NUMBER, found[0], start, end))
            case "string":
                tokens.append(Token(Kind.STRING, _string(found[0], text, start), start, end))
            case _:
                sign = found[0]
                if sign == '"':
                    raise FeelSyntaxError("string-open", text, Place(start, len(text)))
                if sign == "/" and text.startswith("/*", start):
                    raise FeelSyntaxError("comment-open", text, Place(start, len(text)))
                tokens.append(Token(Kind.SIGN, sign, start, end))
    tokens.append(Token(Kind.END, "", len(text), len(text)))
    return tokens


def _string(written: str, text: str, start: int) -> str:
    def meaning(found: re.Match[str]) -> str:
        short, long, sign = found.groups()
        if sign is not None:
            # An unknown escape stays as it is written: patterns of regular expressions hold \d, \s, …
            return _MEANING.get(sign, found[0])
        code = int(short or long, 16)
        if code > 0x10FFFF:
            raise FeelSyntaxError("string-escape", text, Place(start, start + len(written)), escape=found[0])
        return chr(code)

    inner = written[1:-1]
    if "\\" not in inner:
        return inner
    inner = _ESCAPE.sub(meaning, inner)
    # Two halves of a UTF-16 pair, written one after the other, are one character.
    if any("\ud800" <= sign <= "\udfff" for sign in inner):
        inner = inner.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return inner
