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
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import connection, transaction
from madang_verify.merkle import EMPTY_ROOT

from madang.blocks.ledger.dispatch import deliver_later, listeners_of
from madang.blocks.ledger.entry import from_microseconds, microseconds, with_logged_at
from madang.blocks.ledger.errors import HistoryConflict
from madang.blocks.ledger.log import LogReader, LogWriter
from madang.blocks.ledger.recording import OUTBOX_CHANNEL

BATCH = 2048
LOGGED_CHANNEL = "ledger_logged"
# One number for this lock in the whole database: "madang" on a telephone's keys.
ADVISORY_LOCK = 623264
_IDLE_SECONDS = 1.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Row:
    """What the database notes of one logged entry."""

    id: uuid.UUID
    type: str
    subject: bytes | None
    organisation: str
    role: str


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
        the log holds (it was restored from an older backup).
        """
        size, root = self._database_state()
        if size > self._writer.size:
            raise HistoryConflict(
                f"the database knows {size} entries, the log holds {self._writer.size}: the log is older. "
                "Restore the log from its backup or a mirror; nothing is written until then."
            )
        self._refuse_other_root(size, root)
        self._note_last_time()
        completed = 0
        while size < self._writer.size:
            last = min(size + BATCH, self._writer.size)
            rows, times = self._logged_rows(size, last)
            lost = self._not_in_outbox(rows)
            if lost:
                raise HistoryConflict(
                    f"the log holds {len(lost)} acts from entry {size} on that the database lacks: "
                    "it was restored from an older backup. Run `madang ledger gap` to list them."
                )
            self._complete(size, rows, times, self._root_at(last))
            completed += last - size
            size = last
        return completed

    def step(self, limit: int = BATCH) -> int:
        """Log up to ``limit`` waiting acts; return how many. Raises OSError when the disk is full."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, type, subject, organisation, role, payload FROM ledger_outbox ORDER BY position LIMIT %s",
                [limit],
            )
            waiting = cursor.fetchall()
        if not waiting:
            return 0
        logged_at = max(microseconds(self._now()), self._last_logged_at)
        entries = [with_logged_at(bytes(row[5]), logged_at) for row in waiting]
        rows = [Row(row[0], row[1], bytes(row[2]) if row[2] else None, row[3], row[4]) for row in waiting]
        self._assert_lock_held()
        first = self._writer.append(entries)
        self._last_logged_at = logged_at
        self._complete(first, rows, [logged_at] * len(rows), self._writer.root)
        return len(rows)

    def run(self, stopping: Callable[[], bool]) -> None:
        """Log acts as they come until ``stopping()``."""
        wrapped = connection.connection
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {OUTBOX_CHANNEL}")
        while not stopping():
            if self.step() == 0:
                for _notice in wrapped.notifies(timeout=_IDLE_SECONDS, stop_after=1):
                    pass

    def _complete(self, first: int, rows: Sequence[Row], times: Sequence[int], root: bytes) -> None:
        """Note logged entries in one transaction, defer their listeners' jobs, empty the outbox of them."""
        with transaction.atomic(), connection.cursor() as cursor:
            # The log is already durable and completes this transaction after a crash, so its commit
            # need not wait for the disk.
            cursor.execute("SET LOCAL synchronous_commit = off")
            cursor.execute(
                "INSERT INTO ledger_entry (index, id, type, subject, organisation, role, logged_at, lost) "
                "SELECT *, false FROM unnest(%s::bigint[], %s::uuid[], %s::text[], %s::bytea[], %s::text[], %s::text[],"
                " %s::timestamptz[])",
                [
                    list(range(first, first + len(rows))),
                    [row.id for row in rows],
                    [row.type for row in rows],
                    [row.subject for row in rows],
                    [row.organisation for row in rows],
                    [row.role for row in rows],
                    [from_microseconds(moment) for moment in times],
                ],
            )
            deliver_later(
                (listener, first + place, row.subject)
                for place, row in enumerate(rows)
                for listener in listeners_of(row.type)
            )
            cursor.execute("DELETE FROM ledger_outbox WHERE id = ANY(%s)", [[row.id for row in rows]])
            cursor.execute(
                "INSERT INTO ledger_logstate (id, size, root) VALUES (1, %s, %s) "
                "ON CONFLICT (id) DO UPDATE SET size = excluded.size, root = excluded.root",
                [first + len(rows), root],
            )
            cursor.execute("SELECT pg_notify(%s, %s)", [LOGGED_CHANNEL, str(first + len(rows))])

    def _database_state(self) -> tuple[int, bytes]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT size, root FROM ledger_logstate")
            row = cursor.fetchone()
        return (row[0], bytes(row[1])) if row else (0, EMPTY_ROOT)

    def _refuse_other_root(self, size: int, root: bytes) -> None:
        if self._root_at(size) != root:
            raise HistoryConflict(
                f"database and log tell two histories of the first {size} entries. Nothing is written: "
                "find out which of them was restored or copied from another site."
            )

    def _root_at(self, size: int) -> bytes:
        return self._reader().root_at(size, self._writer.size)

    def _reader(self) -> LogReader:
        return self._writer.reader

    def _note_last_time(self) -> None:
        if self._writer.size:
            (newest,) = self._reader().entries(self._writer.size - 1, self._writer.size, self._writer.size)
            self._last_logged_at = int(json.loads(newest)["logged_at"])

    def _logged_rows(self, first: int, last: int) -> tuple[list[Row], list[int]]:
        entries = [json.loads(entry) for entry in self._reader().entries(first, last, self._writer.size)]
        return [entry_row(entry) for entry in entries], [int(entry["logged_at"]) for entry in entries]

    def _not_in_outbox(self, rows: Sequence[Row]) -> set[uuid.UUID]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM ledger_outbox WHERE id = ANY(%s)", [[row.id for row in rows]])
            return {row.id for row in rows} - {found[0] for found in cursor.fetchall()}

    def _assert_lock_held(self) -> None:
        """Ask the database whether this connection still holds the sequencer's lock.

        After a lost connection another sequencer may have taken over; a query on a dead connection raises.
        """
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() "
                "AND classid = 0 AND objid = %s AND granted",
                [ADVISORY_LOCK],
            )
            if cursor.fetchone()[0] != 1:
                raise HistoryConflict("this sequencer no longer holds its lock; another may be running")


def entry_row(entry: dict[str, object]) -> Row:
    """Return what the database notes of a logged entry's JSON."""
    actor = entry["actor"]
    assert isinstance(actor, dict)
    subject = entry["subject"]
    return Row(
        id=uuid.UUID(str(entry["id"])),
        type=str(entry["type"]),
        subject=bytes.fromhex(str(subject)) if subject else None,
        organisation=str(actor["org"]),
        role=str(actor["role"]),
    )


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
