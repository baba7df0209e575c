"""What can be wrong with a model, each as one plain sentence with its place."""

from __future__ import annotations

from madang_rules.dmn import finding_messages as finding_messages  # registers the sentences
from madang_rules.dmn import messages as messages
from madang_rules.errors import RulesError

__all__ = ["DmnError", "ModelRefused", "XmlRefused"]


class DmnError(RulesError):
    """Root of the errors of this part.

    `line` and `column` of the XML count from 1; both are 0 where no place is known.
    """

    def __init__(self, code: str, line: int = 0, column: int = 0, **values: object) -> None:
        super().__init__(code, **values)
        self.line = line
        self.column = column

    def __str__(self) -> str:
        place = f" (line {self.line}, column {self.column})" if self.line else ""
        return self.sentence("en") + place


class XmlRefused(DmnError):
    """The document is no sound XML, or carries what we never read (document types, entities)."""


class ModelRefused(DmnError):
    """The document is XML but no DMN model that can be run."""
