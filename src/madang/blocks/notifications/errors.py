"""What can go wrong with notices; each text is for the reader and says what to do."""

from __future__ import annotations


class NotificationsError(Exception):
    """Base of this block's errors; the text is for the reader, in their language."""


class Unfit(NotificationsError):
    """An argument cannot be; ``field`` names it."""

    def __init__(self, sentence: object, field: str = "") -> None:
        self.field = field
        super().__init__(str(sentence))


class BadTemplate(NotificationsError):
    """A room's templates of notices cannot be used; the text names file, language, channel and what is wrong."""


class Missing(NotificationsError):
    """There is no such notice, or not for this reader: nobody learns which of the two."""


class NotNow(NotificationsError):
    """It was done already, or is in no state for it; the text says which."""
