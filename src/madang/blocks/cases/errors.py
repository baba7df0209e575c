"""What can go wrong with cases; each text says what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from madang.blocks.forms.errors import Fault


class CasesError(Exception):
    """Base of this block's errors; the text is for the reader, in their language."""


class UnfitProcess(CasesError):
    """A process cannot be used. ``faults`` are all that were found, each with its place and the way out."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(each) for each in faults))


class NotNow(CasesError):
    """The case stands where this act is not possible; nothing was changed."""


class Unfit(CasesError):
    """What was told does not fit. ``fields`` maps a question or field to its sentence."""

    def __init__(self, sentence: str, fields: Mapping[str, str] | None = None) -> None:
        self.fields = dict(fields or {})
        super().__init__(sentence)


class CodeRefused(CasesError):
    """The continue code does not open anything: wrong, used, too old, or the second fact does not fit."""
