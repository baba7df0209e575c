"""The sequencer: the only process that writes the log and hands events to their listeners.

    outbox → log (bundles, tiles, fsync, signed checkpoint) → one transaction: index rows, deliveries,
    listeners' jobs, outbox rows deleted

Until that transaction commits the outbox rows stand, so a crash between the two steps is completed at the
next start from what the log holds. Rows are taken whole and deleted, never followed by a moving id: ids are
given before commit, and a late commit would be skipped for ever.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import datetime

import structlog
from django.db import connection, transaction

from madang.blocks.ledger import following
from madang.blocks.ledger.entry import microseconds, with_logged_at
from madang.blocks.ledger.errors import LockLost
from madang.blocks.ledger.following import BATCH, LOGGED_CHANNEL
from madang.blocks.ledger.log import LogWriter
from madang.blocks.ledger.recording import OUTBOX_CHANNEL

# One number for this lock in the whole database: "madang" on a telephone's keys.
ADVISORY_LOCK = 623264
# Awake the sequencer looks for acts every few milliseconds; after a while without any it waits to be notified.
# An act recorded before it fell asleep and committed afterwards notifies nobody: hence the short sleep.
_LOOK_SECONDS = 0.005
_AWAKE_SECONDS = 1.0
_SLEEP_SECONDS = 0.25

log = structlog.get_logger(__name__)


class Sequencer:
    """One run of the sequencer over one open log.

    Args:
        writer: the open log.
        now: clock, for tests.
    """

    def __init__(self, writer: LogWriter, *, now: Callable[[], datetime]) -> None:
        self._writer = writer
        self._now = now
        self._last_logged_at = 0

    def start(self) -> int:
        """Complete what the log holds and the database does not know; return how many entries.

        Raises HistoryConflict when the two contradict each other, or when the database lacks acts that
        the log holds (it was restored from an older backup); the whole site is told of it.
        """
        reader = self._writer.reader
        conflict = following.compare(reader)
        following.note_conflict(conflict)
        if conflict:
            raise conflict
        completed = following.catch_up(reader)
        size = self._writer.size
        if size:
            (newest,) = reader.entries(size - 1, size, size)
            self._last_logged_at = int(json.loads(newest)["logged_at"])
        return completed

    def step(self, limit: int = BATCH) -> int:
        """Log up to ``limit`` waiting acts; return how many.

        Raises OSError when the disk is full, LogDamaged, LockLost, database errors: then this run is over, and
        the next one begins with ``start``.
        """
        with following.server_cursor() as cursor:
            cursor.execute(
                "SELECT position, type, payload FROM ledger_outbox ORDER BY position LIMIT %s",
                [limit],
                binary=True,
            )
            waiting = cursor.fetchall()
        if not waiting:
            return 0
        logged_at = max(microseconds(self._now()), self._last_logged_at)
        entries = [with_logged_at(payload, logged_at) for _position, _type, payload in waiting]
        self._refuse_without_lock()
        first = self._writer.append(entries)
        self._last_logged_at = logged_at
        last = first + len(waiting)
        with transaction.atomic():
            # The log is already durable and completes this transaction after a crash, so its commit need not
            # wait for the disk.
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit = off")
            following.note_logged(
                range(first, last),
                [row[0] for row in waiting],
                [row[1] for row in waiting],
                [logged_at] * len(waiting),
            )
            following.note_state(last, self._writer.root)
        return len(waiting)

    def run(self, stopping: Callable[[], bool]) -> None:
        """Log acts as they come until ``stopping()``; raises what ``step`` raises."""
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {OUTBOX_CHANNEL}")
        following.note_asleep(False)
        working = False
        sleepy_at = time.monotonic() + _AWAKE_SECONDS
        while not stopping():
            if self.step():
                sleepy_at = time.monotonic() + _AWAKE_SECONDS
            elif time.monotonic() < sleepy_at:
                time.sleep(_LOOK_SECONDS)
            else:
                self._sleep(stopping)
                sleepy_at = time.monotonic() + _AWAKE_SECONDS
            if not working:
                following.note_trouble("")
                working = True

    def _sleep(self, stopping: Callable[[], bool]) -> None:
        """Wait until an act is logged that woke us, or until told to stop."""
        following.note_asleep(True)
        self._writer.rest()
        wrapped = connection.connection
        while not stopping() and self.step() == 0:
            for _notice in wrapped.notifies(timeout=_SLEEP_SECONDS, stop_after=1):
                pass
        following.note_asleep(False)

    def _refuse_without_lock(self) -> None:
        """Ask the database whether this connection still holds the sequencer's lock.

        After a lost connection another sequencer may have taken over; a query on a dead connection raises.
        """
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() "
                "AND classid = 0 AND objid = %s AND granted",
                [ADVISORY_LOCK],
            )
            if cursor.fetchone()[0] < 1:
                raise LockLost("this sequencer no longer holds its lock; another may be running")


def try_lock() -> bool:
    """Take the sequencer's lock on this connection; False when another process holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY_LOCK])
        return bool(cursor.fetchone()[0])


def wait_for_lock(stopping: Callable[[], bool], *, pause: float = 0.5) -> bool:
    """Wait until this process may be the sequencer; False when told to stop first."""
    told = False
    while not stopping():
        if try_lock():
            return True
        if not told:
            log.info("sequencer.standby", reason="another sequencer is at work")
            told = True
        time.sleep(pause)
    return False


__all__ = ["ADVISORY_LOCK", "BATCH", "LOGGED_CHANNEL", "Sequencer", "try_lock", "wait_for_lock"]
