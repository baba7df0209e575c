"""What can go wrong in the operator's room. The text of each error is for the operator who asked."""

from __future__ import annotations


class OperationsError(Exception):
    """Base of all errors of this room.

    Attributes:
        field: name of the argument that is wrong, or an empty string when it is none of them.
    """

    def __init__(self, message: object, field: str = "") -> None:
        self.field = field
        super().__init__(str(message))


class NotPossible(OperationsError):
    """What was asked does not fit what stands: no such job, read-only already, nothing to accept."""
