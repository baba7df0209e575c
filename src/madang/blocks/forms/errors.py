"""What can go wrong with forms and what is told in them; each text says what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One fault of a definition: where, and what to do about it, for the reader."""

    place: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}"


class FormsError(Exception):
    """Base of this block's errors; the text is for the reader, in their language."""


class UnfitDefinition(FormsError):
    """A definition cannot be used. ``faults`` are all that were found."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(each) for each in faults))


class UnfitAnswer(FormsError):
    """What was told is no answer to the question."""

    def __init__(self, question: str, sentence: str) -> None:
        self.question = question
        super().__init__(sentence)
