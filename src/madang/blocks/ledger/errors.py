"""What can go wrong in the ledger. Each error's text says what happened and what to do."""

from __future__ import annotations

from enum import StrEnum


class Conflict(StrEnum):
    """How the database and the log can contradict each other."""

    GAP = "gap"
    """The log holds acts that the database lacks: it was restored from an older backup."""
    LOG_OLDER = "log-older"
    """The database knows entries that the log does not hold."""
    TWO_HISTORIES = "two-histories"
    """They tell different things of the same entries: one of them comes from another site."""


class Trouble(StrEnum):
    """What a sequencer waits for. It goes on by itself when the cause is gone."""

    DISK = "disk"
    KEYS = "keys"
    LOG = "log"
    LOCKED = "locked"


class LedgerError(Exception):
    """Base of all errors of this block."""


class EntryTooLarge(LedgerError):
    """An entry would pass the 65,535 bytes that a C2SP log entry may have."""


class UnfitReason(LedgerError):
    """An act's purpose or legal basis cannot stand in the public log.

    Attributes:
        field: ``purpose`` or ``basis``.
    """

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


class NotInTransaction(LedgerError):
    """An act was recorded outside a database transaction, so act and entry could part."""


class KeyMissing(LedgerError):
    """A key that this installation needs is not there."""


class LogDamaged(LedgerError):
    """The log on disk contradicts its own checkpoint, or the checkpoint is not ours."""


class HistoryConflict(LedgerError):
    """Database and log disagree; nothing is written until an operator decides.

    Attributes:
        conflict: in which way.
        log_size: entries in the log.
    """

    def __init__(self, message: str, conflict: Conflict, log_size: int) -> None:
        super().__init__(message)
        self.conflict = conflict
        self.log_size = log_size


class LockLost(LedgerError):
    """This sequencer no longer holds the lock that makes it the only one."""


class NoGap(LedgerError):
    """There is no gap between database and log to be accepted."""


class AlreadySettled(LedgerError):
    """The dead letter was retried or dropped by somebody else."""


class LogLocked(LedgerError):
    """Another process holds the log."""


class NotLogged(LedgerError):
    """The entry asked for is not in the log (yet)."""
