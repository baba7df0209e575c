"""What can go wrong in identity. The text of each error is for the person who asked."""

from __future__ import annotations


class IdentityError(Exception):
    """Base of all errors of this block.

    Attributes:
        field: name of the argument that is wrong, or an empty string when it is none of them.
    """

    def __init__(self, message: object, field: str = "") -> None:
        self.field = field
        super().__init__(str(message))


class NotPossible(IdentityError):
    """What was asked contradicts what stands: a taken name, an overlapping term, a circle in the tree."""


class LastAdministrator(NotPossible):
    """The site would be left without anybody who can give roles."""


class StillHeld(NotPossible):
    """Somebody cannot be erased while a room still needs their rows."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__(" ".join(reasons))


class QuotaExceeded(IdentityError):
    """An API key was used more often than its hourly quota allows.

    Attributes:
        retry_after: seconds until the next hour begins.
    """

    def __init__(self, message: object, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(message)


class TooOften(IdentityError):
    """One caller asked more often than they may.

    Attributes:
        retry_after: seconds after which all that was counted is forgotten.
    """

    def __init__(self, message: object, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(message)
