"""What can go wrong in the catalogue; each text says what to do."""

from __future__ import annotations


class CatalogueError(Exception):
    """Base of this block's errors; the text is for the reader, in their language."""


class NotAllowedNow(CatalogueError):
    """The listing's state does not allow this act."""


class InvalidListing(CatalogueError):
    """The listing's content cannot be accepted.

    Attributes:
        fields: field name → sentence.
    """

    def __init__(self, fields: dict[str, str]) -> None:
        self.fields = fields
        super().__init__(" ".join(fields.values()))
