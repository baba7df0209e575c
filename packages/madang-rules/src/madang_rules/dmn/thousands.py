"""Commas between thousands: `< 8,000` is FEEL's "less than 8, or 0", where a lawyer means eight thousand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from madang_rules.dmn.explain.wanted import area_in_words
from madang_rules.dmn.tables.area import Area
from madang_rules.errors import Language, Sentence
from madang_rules.feel import FeelSyntaxError
from madang_rules.feel.syntax.lexer import Kind, Token, tokens_of

__all__ = ["ReadAs", "Thousands", "thousands_in"]

_LOOKS_SO = re.compile(r"[0-9],[0-9]{3}")
_COMPARES = frozenset(("<", "<=", ">", ">=", "=", "!="))


@dataclass(frozen=True, slots=True)
class Thousands:
    """What is written as numbers with thousands are: digits, a comma, three digits, no blank between.

    `written` is the first of them, `one` the text with each as one number, `many` with a blank behind each comma.
    `is_list`: it may well be a list of values, for none begins with a zero and no comparison stands before it.
    """

    written: str
    one: str
    many: str
    is_list: bool


def thousands_in(text: str) -> Thousands | None:
    """The numbers with commas in `text`, outside its strings and comments; None where there are none."""
    if _LOOKS_SO.search(text) is None:
        return None
    try:
        tokens = tokens_of(text)
    except FeelSyntaxError:
        return None
    one, many, last, first = "", "", 0, ""
    is_list = True
    at = 0
    while at < len(tokens):
        parts = _joined_by_commas(tokens, at)
        if _are_thousands(parts):
            start, end = parts[0].start, parts[-1].end
            first = first or text[start:end]
            one += text[last:start] + "".join(part.text for part in parts)
            many += text[last:start] + ", ".join(part.text.lstrip("0") or "0" for part in parts)
            last = end
            compares = at > 0 and tokens[at - 1].kind is Kind.SIGN and tokens[at - 1].text in _COMPARES
            is_list = is_list and not compares and not any(part.text[0] == "0" for part in parts[1:])
        at += max(2 * len(parts) - 1, 1)
    return Thousands(first, one + text[last:], many + text[last:], is_list) if first else None


def _joined_by_commas(tokens: Sequence[Token], at: int) -> list[Token]:
    """The numbers from `at` on between which nothing stands but a comma."""
    parts: list[Token] = []
    while tokens[at].kind is Kind.NUMBER and (not parts or _touch(tokens, at)):
        parts.append(tokens[at])
        if tokens[at + 1][:2] != (Kind.SIGN, ",") or not _touch(tokens, at + 1):
            break
        at += 2
    return parts


def _touch(tokens: Sequence[Token], at: int) -> bool:
    """Whether nothing stands between the token `at` and the one before."""
    return tokens[at - 1].end == tokens[at].start


def _are_thousands(parts: Sequence[Token]) -> bool:
    if len(parts) < 2 or not (parts[0].text.isdigit() and len(parts[0].text) <= 3):
        return False
    whole = [part.text for part in parts[1:-1]] + [parts[-1].text.partition(".")[0]]
    return all(len(each) == 3 and each.isdigit() for each in whole)


class ReadAs(Sentence):
    """What FEEL reads in a cell, in words; nothing where that is not told by constants."""

    def __init__(self, area: Area | None) -> None:
        super().__init__("thousands-read")
        self.area = area

    def sentence(self, language: Language = "en") -> str:
        if self.area is None or self.area.is_all:
            return ""
        return Sentence(self.code, words=area_in_words(self.area, "", language)).sentence(language)
