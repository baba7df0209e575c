"""Patterns of XPath (XQuery and XPath functions 3.1, 5.6.1) read into a tree, which RE2 or the matcher here run."""

from __future__ import annotations

from dataclasses import dataclass

from madang_rules.feel.builtins.regex.cases import both_cases
from madang_rules.feel.builtins.regex.characters import (
    Ranges,
    category,
    complement,
    escaped,
    united,
    without,
)

LONGEST_PATTERN = 1000
DEEPEST = 40
MOST_REPEATED = 1000
_SINGLE = {"n": "\n", "r": "\r", "t": "\t"}
_LITERAL = frozenset("\\|.?*+(){}-[]^$")


class UnreadablePattern(ValueError):
    """A pattern that XPath has not."""


@dataclass(frozen=True, slots=True)
class Characters:
    """One character of a set."""

    ranges: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """`^` or `$`"""

    at_end: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Parentheses; `number` 0 where they capture nothing."""

    number: int
    inner: Piece


@dataclass(frozen=True, slots=True)
class Reference:
    r"""`\\1`: what a group captured, once more."""

    number: int


@dataclass(frozen=True, slots=True)
class Repeated:
    """A piece some times; `most` None: any number."""

    inner: Piece
    least: int
    most: int | None
    greedy: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """Pieces one after the other."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The first alternative that leads to a match."""

    alternatives: tuple[Piece, ...]


Piece = Characters | Edge | Group | Reference | Repeated | Sequence | Choice


class Reader:
    """Reads one pattern: with flag s (`dot_all`), x (`spaced`) or i (`fold`).

    Flag i adds the other case to characters and ranges as they are written; sets such as `\\p{Lu}` it leaves alone.
    """

    def __init__(self, pattern: str, *, dot_all: bool, spaced: bool, fold: bool) -> None:
        if len(pattern) > LONGEST_PATTERN:
            raise UnreadablePattern(f"> {LONGEST_PATTERN}")
        self._text = _without_spaces(pattern) if spaced else pattern
        self._at = 0
        self._fold = fold
        self._dot = [(0, 0x10FFFF)] if dot_all else complement([(10, 10), (13, 13)])
        self._closed: set[int] = set()
        self.groups = 0
        self.refers = False
        """Whether the pattern refers back to a group: RE2 cannot do that."""

    def read(self) -> Piece:
        """Return the tree. Raises `UnreadablePattern`."""
        found = self._choice(0)
        if self._at < len(self._text):
            raise UnreadablePattern(self._text[self._at :][:20])
        return found

    def literal(self) -> Piece:
        """Return the tree of the pattern taken as plain text (flag q)."""
        return Sequence(tuple(map(self.character, self._text)))

    def character(self, sign: str) -> Characters:
        """Return the piece that matches a character as it is written."""
        return Characters(tuple(united(self._range(sign, sign))))

    def _range(self, low: str, high: str) -> Ranges:
        first, last = ord(low), ord(high)
        return both_cases(first, last) if self._fold else [(first, last)]

    def _next(self) -> str:
        return self._text[self._at : self._at + 1]

    def _take(self, sign: str) -> bool:
        if self._text.startswith(sign, self._at):
            self._at += len(sign)
            return True
        return False

    def _choice(self, depth: int) -> Piece:
        if depth > DEEPEST:
            raise UnreadablePattern("((((…")
        alternatives = [self._sequence(depth)]
        while self._take("|"):
            alternatives.append(self._sequence(depth))
        return alternatives[0] if len(alternatives) == 1 else Choice(tuple(alternatives))

    def _sequence(self, depth: int) -> Piece:
        pieces: list[Piece] = []
        while self._next() not in ("", "|", ")"):
            pieces.append(self._repeated(self._atom(depth)))
        return Sequence(tuple(pieces))

    def _repeated(self, atom: Piece) -> Piece:
        least: int
        most: int | None
        if self._take("?"):
            least, most = 0, 1
        elif self._take("*"):
            least, most = 0, None
        elif self._take("+"):
            least, most = 1, None
        elif self._take("{"):
            least, most = self._quantity()
        else:
            return atom
        greedy = not self._take("?")
        if self._next() in ("*", "+", "{", "?") and self._next():
            raise UnreadablePattern(self._next())
        return Repeated(atom, least, most, greedy)

    def _quantity(self) -> tuple[int, int | None]:
        end = self._text.find("}", self._at)
        low, comma, high = self._text[self._at : end].partition(",")
        if (
            end < 0
            or not low.isdecimal()
            or not low.isascii()
            or (high and not (high.isdecimal() and high.isascii()))
        ):
            raise UnreadablePattern("{")
        self._at = end + 1
        least = int(low[:9])
        most = int(high[:9]) if high else None if comma else least
        if max(least, most or 0) > MOST_REPEATED or (most is not None and most < least):
            raise UnreadablePattern(f"{{{low}{comma}{high}}}")
        return least, most

    def _atom(self, depth: int) -> Piece:
        sign = self._next()
        self._at += 1
        match sign:
            case "(":
                return self._group(depth)
            case "[":
                return Characters(tuple(self._class(depth)))
            case "." if sign:
                return Characters(tuple(self._dot))
            case "^" | "$":
                return Edge(sign == "$")
            case "\\":
                if self._next().isdecimal():
                    return self._reference()
                found = self._escape()
                return self.character(found) if isinstance(found, str) else Characters(tuple(found))
            case "*" | "+" | "?" | "{" | "}" | "]":
                raise UnreadablePattern(sign)
        return self.character(sign)

    def _group(self, depth: int) -> Piece:
        number = 0
        if self._take("?"):
            if not self._take(":"):
                raise UnreadablePattern("(?")
        else:
            self.groups += 1
            number = self.groups
        inner = self._choice(depth + 1)
        if not self._take(")"):
            raise UnreadablePattern("(")
        self._closed.add(number)
        return Group(number, inner)

    def _reference(self) -> Reference:
        number = int(self._next())
        self._at += 1
        while self._next().isdecimal() and number * 10 + int(self._next()) <= self.groups:
            number = number * 10 + int(self._next())
            self._at += 1
        if number == 0 or number not in self._closed:
            raise UnreadablePattern(f"\\{number}")
        self.refers = True
        return Reference(number)

    def _escape(self) -> str | Ranges:
        """Read what stands behind a backslash: one character, or a set."""
        letter = self._next()
        self._at += 1
        if letter in _SINGLE:
            letter = _SINGLE[letter]
        elif letter in ("p", "P") and letter:
            end = self._text.find("}", self._at)
            found = category(self._text[self._at + 1 : end]) if end > 0 and self._next() == "{" else None
            if found is None:
                raise UnreadablePattern(f"\\{letter}")
            self._at = end + 1
            return found if letter == "p" else complement(found)
        elif letter not in _LITERAL or not letter:
            found = escaped(letter) if letter else None
            if found is None:
                raise UnreadablePattern(f"\\{letter}")
            return found
        return letter

    def _class(self, depth: int) -> Ranges:
        """Read what stands behind `[`."""
        if depth > DEEPEST:
            raise UnreadablePattern("[[[…")
        negated = self._take("^")
        ranges: Ranges = []
        removed: Ranges = []
        first = True
        while first or not self._take("]"):
            if not self._next():
                raise UnreadablePattern("[")
            if not first and self._take("-["):
                removed = self._class(depth + 1)
                if not self._take("]"):
                    raise UnreadablePattern("-[")
                break
            ranges += self._class_part()
            first = False
        found = complement(ranges) if negated else united(ranges)
        return without(found, removed) if removed else found

    def _class_part(self) -> Ranges:
        low = self._class_sign()
        if not isinstance(low, str):
            return low
        if self._next() != "-" or self._text[self._at + 1 : self._at + 2] in ("[", "]", ""):
            return self._range(low, low)
        self._at += 1
        high = self._class_sign()
        if not isinstance(high, str) or high < low:
            raise UnreadablePattern("-")
        return self._range(low, high)

    def _class_sign(self) -> str | Ranges:
        sign = self._next()
        self._at += 1
        if sign == "\\":
            return self._escape()
        if sign in ("[", "]", ""):
            raise UnreadablePattern(sign)
        return sign


def _without_spaces(pattern: str) -> str:
    """Leave out white space outside of classes (flag x)."""
    made: list[str] = []
    depth = 0
    escape = False
    for sign in pattern:
        if not depth and sign in " \t\n\r":
            continue
        if not escape:
            depth += (sign == "[") - (sign == "]" and depth > 0)
        escape = sign == "\\" and not escape
        made.append(sign)
    return "".join(made)


def weight(piece: Piece) -> int:
    """Return about how large the program of a tree becomes."""
    match piece:
        case Characters(ranges=ranges):
            return 1 + len(ranges)
        case Group(inner=inner):
            return 2 + weight(inner)
        case Repeated(inner=inner, least=least, most=most):
            return weight(inner) * max(least + (most is None), most or 1)
        case Sequence(pieces=pieces) | Choice(alternatives=pieces):
            return 1 + sum(map(weight, pieces))
    return 1


def steps(piece: Piece) -> int:
    """Return how many ways through a tree there may be at one place of a text: the machine in TypeScript counts the same."""
    match piece:
        case Group(number=number, inner=inner):
            return steps(inner) + (2 if number else 0)
        case Repeated(inner=inner, least=least, most=most):
            own = steps(inner)
            return least * own + (own + 2 if most is None else (most - least) * (own + 1))
        case Sequence(pieces=pieces):
            return sum(map(steps, pieces))
        case Choice(alternatives=alternatives):
            return sum(map(steps, alternatives)) + 2 * (len(alternatives) - 1)
    return 1


def re2_text(piece: Piece) -> str:
    """Write a tree as RE2 reads it."""
    match piece:
        case Characters(ranges=ranges):
            if not ranges:
                return r"[^\x{0}-\x{10ffff}]"
            return f"[{''.join(_range_text(low, high) for low, high in ranges)}]"
        case Edge(at_end=at_end):
            return "$" if at_end else "^"
        case Group(number=number, inner=inner):
            return f"({re2_text(inner)})" if number else f"(?:{re2_text(inner)})"
        case Repeated(inner=inner, least=least, most=most, greedy=greedy):
            times = f"{{{least},{'' if most is None else most}}}"
            times = {"{0,}": "*", "{1,}": "+", "{0,1}": "?"}.get(times, times)
            return f"(?:{re2_text(inner)}){times}{'' if greedy else '?'}"
        case Sequence(pieces=pieces):
            return "".join(map(re2_text, pieces))
        case Choice(alternatives=alternatives):
            return f"(?:{'|'.join(map(re2_text, alternatives))})"
    raise UnreadablePattern("reference")


def _range_text(low: int, high: int) -> str:
    return rf"\x{{{low:x}}}" if low == high else rf"\x{{{low:x}}}-\x{{{high:x}}}"
