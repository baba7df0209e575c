"""What can go wrong in the ledger. Each error's text says what happened and what to do."""

from __future__ import annotations


class LedgerError(Exception):
    """Base of all errors of this block."""


class EntryTooLarge(LedgerError):
    """An entry would pass the 65,535 bytes that a C2SP log entry may have."""


class NotInTransaction(LedgerError):
    """An act was recorded outside a database transaction, so act and entry could part."""


class KeyMissing(LedgerError):
    """A key that this installation needs is not there."""


class LogDamaged(LedgerError):
    """The log on disk contradicts its own checkpoint, or the checkpoint is not ours."""


class HistoryConflict(LedgerError):
    """Database and log disagree; nothing is written until an operator decides."""


class LogLocked(LedgerError):
    """Another process holds the log."""


class NotLogged(LedgerError):
    """The entry asked for is not in the log (yet)."""
