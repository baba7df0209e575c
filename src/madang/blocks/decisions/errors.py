"""What can go wrong with rules; each text says what to do."""

from __future__ import annotations

from collections.abc import Sequence

from madang_rules.dmn import Finding


class DecisionsError(Exception):
    """Base of this block's errors; the text is for the reader, in their language."""


class NotNow(DecisionsError):
    """The proposal's state does not allow this act."""


class Unfit(DecisionsError):
    """What was brought cannot be accepted. ``findings`` are the library's, each with place and remedy."""

    def __init__(self, sentence: str, findings: Sequence[Finding] = (), field: str | None = None) -> None:
        self.findings = tuple(findings)
        self.field = field
        super().__init__(sentence)


class PersonsFail(DecisionsError):
    """Test persons get another result than expected, and the reviewer did not name them.

    Attributes:
        keys: their keys.
    """

    def __init__(self, sentence: str, keys: Sequence[str]) -> None:
        self.keys = tuple(keys)
        super().__init__(sentence)
