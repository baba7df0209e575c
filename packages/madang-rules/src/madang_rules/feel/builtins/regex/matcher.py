"""A small matcher that goes back over its steps, for the patterns RE2 cannot run: those that refer back to a group.

Such patterns may need exponentially many steps; each is counted in the budget of the evaluation.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from madang_rules.feel.builtins.regex.cases import same_in_either_case
from madang_rules.feel.builtins.regex.pattern import (
    Characters,
    Choice,
    Edge,
    Group,
    Piece,
    Reference,
    Repeated,
    Sequence,
)

if TYPE_CHECKING:
    from madang_rules.feel.evaluation import Evaluation

Captured = tuple[tuple[int, int], ...]
"""Start and end of each group, (-1, -1) where it captured nothing."""
Continue = Callable[[int, Captured], tuple[int, Captured] | None]


_STEPS_A_LOOK = 0xFF
"""After so many steps the clock is looked at: they take longer than others."""
_COMPARED_A_STEP = 3
"""A power of two: so many characters are compared in the time of a step, at worst."""


class Found:
    """A match, as `re` and RE2 give it."""

    def __init__(self, text: str, start: int, end: int, captured: Captured) -> None:
        self._text = text
        self._spans = ((start, end), *captured)

    def start(self) -> int:
        """Where the match begins."""
        return self._spans[0][0]

    def end(self) -> int:
        """Where it ends."""
        return self._spans[0][1]

    def group(self, number: int) -> str | None:
        """What a group captured; 0 is the whole match."""
        start, end = self._spans[number]
        return None if start < 0 else self._text[start:end]

    def groups(self) -> tuple[str | None, ...]:
        """What all groups captured."""
        return tuple(self.group(number) for number in range(1, len(self._spans)))


class Matcher:
    """Runs one tree. `fold`: what a group captured matches in either case; `lines`: `^` and `$` match at lines."""

    def __init__(self, piece: Piece, groups: int, *, fold: bool, lines: bool) -> None:
        self._piece = piece
        self._groups = groups
        self._fold = fold
        self._lines = lines

    def finditer(self, evaluation: Evaluation, text: str) -> Iterator[Found]:
        """Return the matches one after the other, none within another."""
        at = 0
        while at <= len(text):
            found = self._match(evaluation, text, at)
            if found is None:
                at += 1
                continue
            end, captured = found
            yield Found(text, at, end, captured)
            at = end if end > at else at + 1

    def _match(self, evaluation: Evaluation, text: str, at: int) -> tuple[int, Captured] | None:
        nothing: Captured = ((-1, -1),) * self._groups
        return self._run(evaluation, text, self._piece, at, nothing, lambda end, captured: (end, captured))

    def _run(
        self, evaluation: Evaluation, text: str, piece: Piece, at: int, captured: Captured, then: Continue
    ) -> tuple[int, Captured] | None:
        evaluation.step()
        if not evaluation.left & _STEPS_A_LOOK:
            evaluation.look_at_clock()
        match piece:
            case Characters():
                if at < len(text) and self._is_in(text[at], piece):
                    return then(at + 1, captured)
                return None
            case Edge(at_end=at_end):
                return then(at, captured) if self._at_edge(text, at, at_end) else None
            case Sequence(pieces=pieces):
                return self._sequence(evaluation, text, pieces, 0, at, captured, then)
            case Choice(alternatives=alternatives):
                for alternative in alternatives:
                    found = self._run(evaluation, text, alternative, at, captured, then)
                    if found is not None:
                        return found
                return None
            case Group(number=number, inner=inner):

                def close(end: int, inside: Captured) -> tuple[int, Captured] | None:
                    if not number:
                        return then(end, inside)
                    return then(end, (*inside[: number - 1], (at, end), *inside[number:]))

                return self._run(evaluation, text, inner, at, captured, close)
            case Reference(number=number):
                start, end = captured[number - 1]
                wanted = text[start:end] if start >= 0 else ""
                evaluation.charge(len(wanted) >> _COMPARED_A_STEP)
                here = text[at : at + len(wanted)]
                same = same_in_either_case(here, wanted) if self._fold else here == wanted
                return then(at + len(wanted), captured) if same else None
            case Repeated():
                return self._repeated(evaluation, text, piece, 0, at, captured, then)

    def _sequence(
        self,
        evaluation: Evaluation,
        text: str,
        pieces: tuple[Piece, ...],
        index: int,
        at: int,
        captured: Captured,
        then: Continue,
    ) -> tuple[int, Captured] | None:
        if index == len(pieces):
            return then(at, captured)
        return self._run(
            evaluation,
            text,
            pieces[index],
            at,
            captured,
            lambda end, inside: self._sequence(evaluation, text, pieces, index + 1, end, inside, then),
        )

    def _repeated(
        self,
        evaluation: Evaluation,
        text: str,
        piece: Repeated,
        done: int,
        at: int,
        captured: Captured,
        then: Continue,
    ) -> tuple[int, Captured] | None:
        def again(end: int, inside: Captured) -> tuple[int, Captured] | None:
            if end == at and done >= piece.least:
                return None  # an empty turn leads nowhere new
            return self._repeated(evaluation, text, piece, done + 1, end, inside, then)

        more = piece.most is None or done < piece.most
        if done < piece.least:
            return self._run(evaluation, text, piece.inner, at, captured, again)
        if piece.greedy and more:
            found = self._run(evaluation, text, piece.inner, at, captured, again)
            if found is not None:
                return found
        found = then(at, captured)
        if found is None and not piece.greedy and more:
            found = self._run(evaluation, text, piece.inner, at, captured, again)
        return found

    @staticmethod
    def _is_in(sign: str, characters: Characters) -> bool:
        code = ord(sign)
        index = bisect_right(characters.ranges, (code, 0x10FFFF + 1)) - 1
        return index >= 0 and code <= characters.ranges[index][1]

    def _at_edge(self, text: str, at: int, at_end: bool) -> bool:
        if at_end:
            return at == len(text) or (self._lines and text[at] == "\n")
        return at == 0 or (self._lines and text[at - 1] == "\n")
