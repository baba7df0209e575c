"""The sequencer as a process: lock, recover, log, stand by again when something breaks."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable

import psycopg
import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from madang.blocks.ledger import following
from madang.blocks.ledger.errors import (
    HistoryConflict,
    KeyMissing,
    LedgerError,
    LockLost,
    LogDamaged,
    LogLocked,
    Trouble,
)
from madang.blocks.ledger.log import LogWriter
from madang.blocks.ledger.queries import log_identity
from madang.blocks.ledger.sequencer import Sequencer, wait_for_lock

_PASSING_PAUSE = 1.0
_OPERATOR_PAUSE = 5.0

log = structlog.get_logger(__name__)


def run_sequencer(stopping: Callable[[], bool]) -> None:
    """Run until told to stop. Lost database, full disk or a held lock are waited out, never worked around.

    What an operator has to settle (conflict of history, damaged log, missing keys) is looked at again every
    few seconds: the site goes on by itself once it is settled. Between two tries the lock is free, so that the
    operator's command or another machine can take it.
    """
    told = ""
    while not stopping():
        try:
            _run_once(stopping)
            told = ""
        except (DatabaseError, psycopg.Error, OSError, LedgerError) as error:
            sentence = _sentence(error)
            if sentence != told:
                log.warning("sequencer.waiting", reason=sentence)
                told = sentence
            with contextlib.suppress(DatabaseError, psycopg.Error):
                _tell_site(error)
            _drop_connection()
            _wait(stopping, _pause_after(error))
        finally:
            _drop_connection()


def _run_once(stopping: Callable[[], bool]) -> None:
    if not wait_for_lock(stopping):
        return
    writer = LogWriter(settings.ENVIRONMENT.log, log_identity())
    try:
        sequencer = Sequencer(writer, now=timezone.now)
        completed = sequencer.start()
        log.info("sequencer.started", size=writer.size, completed=completed)
        sequencer.run(stopping)
    finally:
        writer.close()


def _tell_site(error: Exception) -> None:
    if isinstance(error, HistoryConflict):
        return  # told already, by ``Sequencer.start``
    trouble = {OSError: Trouble.DISK, KeyMissing: Trouble.KEYS, LogDamaged: Trouble.LOG}
    trouble |= {LogLocked: Trouble.LOCKED}
    for kind, code in trouble.items():
        if isinstance(error, kind):
            following.note_trouble(code)


def _sentence(error: Exception) -> str:
    """Return what to log; of database errors the class alone, because their text may quote a row."""
    if isinstance(error, DatabaseError | psycopg.Error):
        return type(error).__name__
    return str(error)


def _pause_after(error: Exception) -> float:
    lasting = isinstance(error, LedgerError) and not isinstance(error, LogLocked | LockLost)
    return _OPERATOR_PAUSE if lasting else _PASSING_PAUSE


def _wait(stopping: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not stopping() and time.monotonic() < end:
        time.sleep(0.1)


def _drop_connection() -> None:
    """Close the connection, and with it give the lock back."""
    with contextlib.suppress(DatabaseError, psycopg.Error):
        connection.close()
