"""What can go wrong here; each text says what to do."""

from __future__ import annotations


class ServicesError(Exception):
    """Base of this system's errors; the text is for the reader, in their language."""


class NotPayable(ServicesError):
    """The fee is not known yet, is settled, or cannot be paid this way."""


class PhotoRefused(ServicesError):
    """The photo does not fit a card."""
