"""What the database notes of the log: which act stands where, and how far it has followed.

The log is the history; these rows point into it. ``catch_up`` completes what a crash left between log and
database; ``compare`` finds where the two contradict each other.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connection, transaction
from madang_verify.merkle import EMPTY_ROOT

from madang.blocks.ledger.dispatch import deliver_later, listeners_of
from madang.blocks.ledger.errors import Conflict, HistoryConflict, LedgerError
from madang.blocks.ledger.log import LogReader, settle

BATCH = 2048
LOGGED_CHANNEL = "ledger_logged"
ERASED = "ledger.subject.erased"


@dataclass(frozen=True)
class State:
    """How far the database has followed the log: ``size`` entries, whose Merkle root was ``root``."""

    size: int
    root: bytes


@dataclass(frozen=True)
class LoggedEntry:
    """What an entry in the log says of itself; ``logged_at`` in microseconds since 1970."""

    index: int
    id: uuid.UUID
    type: str
    subject: bytes | None
    organisation: str
    role: str
    logged_at: int


def state() -> State:
    """Return how far the database has followed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT size, root FROM ledger_logstate")
        row = cursor.fetchone()
    return State(row[0], bytes(row[1]) if row[1] is not None else EMPTY_ROOT) if row else State(0, EMPTY_ROOT)


def compare(reader: LogReader) -> HistoryConflict | None:
    """Return how database and log contradict each other, or None. Works beside a running sequencer.

    Where none runs, what a crash left in the log's journal is settled first: it was acknowledged.
    Raises LogDamaged, KeyMissing, OSError.
    """
    settle(reader.folder, reader.identity)
    known = state()  # before the log: that is always written first
    size = reader.size()
    if known.size > size:
        return HistoryConflict(
            f"the database knows {known.size} entries, the log in {reader.folder} holds {size}: the log is "
            "older. Restore the log from its backup or a mirror; nothing is written until then.",
            Conflict.LOG_OLDER,
            size,
        )
    if reader.root_at(known.size, size) != known.root:
        return HistoryConflict(
            f"database and log tell two histories of the first {known.size} entries. Nothing is written: "
            "find out which of them was restored or copied from another site.",
            Conflict.TWO_HISTORIES,
            size,
        )
    if first := next(lacking(reader, known.size, size), None):
        return HistoryConflict(
            f"the log holds acts from entry {first.index} on that the database lacks: it was restored from an "
            "older backup. List them, and accept the gap when they are known to be lost.",
            Conflict.GAP,
            size,
        )
    return None


def lacking(reader: LogReader, first: int, size: int) -> Iterator[LoggedEntry]:
    """Yield the entries from ``first`` on whose acts the database does not hold at all."""
    for start in range(first, size, BATCH):
        entries = read(reader, start, min(start + BATCH, size), size)
        with connection.cursor() as cursor:
            # One statement, one snapshot: an act that just moves from one table to the other is seen in one.
            cursor.execute(
                "SELECT id FROM ledger_outbox WHERE id = ANY(%(ids)s)"
                " UNION ALL SELECT id FROM ledger_entry WHERE id = ANY(%(ids)s)",
                {"ids": [entry.id for entry in entries]},
            )
            held = {row[0] for row in cursor.fetchall()}
        yield from (entry for entry in entries if entry.id not in held)


def catch_up(reader: LogReader) -> int:
    """Note what the log holds and the database has not followed yet; return how many entries.

    Acts that the database lacks are noted as lost: call it only when ``compare`` found nothing or a gap was
    accepted.
    """
    known, size = state().size, reader.size()
    for first in range(known, size, BATCH):
        last = min(first + BATCH, size)
        entries = read(reader, first, last, size)
        with transaction.atomic():
            waiting = _positions([entry.id for entry in entries])
            found = [entry for entry in entries if entry.id in waiting]
            note_lost([entry for entry in entries if entry.id not in waiting])
            note_logged(
                [entry.index for entry in found],
                [waiting[entry.id] for entry in found],
                [entry.type for entry in found],
                [entry.logged_at for entry in found],
            )
            note_state(last, reader.root_at(last, size))
    return size - known


def note_logged(
    indexes: Sequence[int], positions: Sequence[int], types: Sequence[str], times: Sequence[int]
) -> None:
    """Move acts from the outbox (by position) to the index, and note who is to hear of them.

    Raises LedgerError when one of them is not in the outbox any more: somebody else took it.
    """
    if not indexes:
        return
    with server_cursor() as cursor:
        # Without the bounds the planner reads the whole outbox for every batch of it.
        cursor.execute(
            "WITH taken AS (DELETE FROM ledger_outbox o"
            " USING unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS w(index, position, logged_at)"
            " WHERE o.position = w.position AND o.position BETWEEN %s AND %s"
            " RETURNING w.index, o.id, o.type, o.subject, o.organisation, o.role, w.logged_at)"
            " INSERT INTO ledger_entry (index, id, type, subject, organisation, role, logged_at, lost)"
            " SELECT index, id, type, subject, organisation, role,"
            " 'epoch'::timestamptz + logged_at * interval '1 microsecond', false"
            " FROM taken ORDER BY index",
            [_array(indexes), _array(positions), _array(times), min(positions), max(positions)],
        )
        if cursor.rowcount != len(indexes):
            raise LedgerError(
                f"{len(indexes) - cursor.rowcount} of {len(indexes)} logged acts are gone from the outbox: "
                "somebody else took them out; the sequencer begins again"
            )
    deliver_later(
        [
            (listener, index)
            for index, type in zip(indexes, types, strict=True)
            for listener in listeners_of(type)
        ]
    )


def note_lost(entries: Sequence[LoggedEntry]) -> None:
    """Index acts that the database lacks. Only erasures among them are heard: the others' rows are gone."""
    if not entries:
        return
    with server_cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_entry (index, id, type, subject, organisation, role, logged_at, lost)"
            " SELECT index, id, type, subject, organisation, role,"
            " 'epoch'::timestamptz + logged_at * interval '1 microsecond', true"
            " FROM unnest(%s::bigint[], %s::uuid[], %s::text[], %s::bytea[], %s::text[], %s::text[],"
            " %s::bigint[]) AS w(index, id, type, subject, organisation, role, logged_at)",
            [
                [entry.index for entry in entries],
                [entry.id for entry in entries],
                [entry.type for entry in entries],
                [entry.subject for entry in entries],
                [entry.organisation for entry in entries],
                [entry.role for entry in entries],
                [entry.logged_at for entry in entries],
            ],
        )
    erasures = [entry for entry in entries if entry.type == ERASED]
    deliver_later([(listener, entry.index) for entry in erasures for listener in listeners_of(entry.type)])


def note_state(size: int, root: bytes) -> None:
    """Note that the database has followed the log up to ``size`` entries, and tell who waits for it."""
    with server_cursor() as cursor:
        cursor.execute(
            "WITH noted AS (INSERT INTO ledger_logstate (id, size, root) VALUES (1, %s, %s)"
            " ON CONFLICT (id) DO UPDATE SET size = excluded.size, root = excluded.root)"
            " SELECT pg_notify(%s, %s)",
            [size, root, LOGGED_CHANNEL, str(size)],
        )


def note_conflict(conflict: HistoryConflict | None) -> None:
    """Tell all processes of the site how database and log contradict each other, or that they agree."""
    code, log_size = (conflict.conflict, conflict.log_size) if conflict else ("", 0)
    _note(
        "conflict = %(code)s, log_size = %(log_size)s", "conflict <> %(code)s", code=code, log_size=log_size
    )


def note_trouble(code: str) -> None:
    """Tell all processes what the sequencer waits for (``errors.Trouble``); empty for nothing."""
    _note("trouble = %(code)s", "trouble <> %(code)s", code=code)


def note_asleep(asleep: bool) -> None:
    """Tell recorders whether the sequencer has to be notified of an act."""
    _note("asleep = %(asleep)s", "asleep <> %(asleep)s", asleep=asleep)


def read(reader: LogReader, first: int, last: int, size: int) -> list[LoggedEntry]:
    """Return what the entries ``first`` up to and without ``last`` say; raises LogDamaged."""
    found = enumerate(reader.entries(first, last, size), first)
    return [parse_entry(index, entry) for index, entry in found]


def parse_entry(index: int, data: bytes) -> LoggedEntry:
    """Return what an entry of the log says."""
    entry = json.loads(data)
    subject = entry["subject"]
    return LoggedEntry(
        index=index,
        id=uuid.UUID(entry["id"]),
        type=entry["type"],
        subject=bytes.fromhex(subject) if subject else None,
        organisation=entry["actor"]["org"],
        role=entry["actor"]["role"],
        logged_at=entry["logged_at"],
    )


@contextmanager
def server_cursor() -> Iterator[psycopg.Cursor[tuple[Any, ...]]]:
    """Yield a cursor of Django's connection whose parameters travel apart from the statement.

    Django's own puts them into the text, which the server would have to read anew for every batch.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        yield cursor


def _array(numbers: Sequence[int]) -> str:
    """Return PostgreSQL's text form of an array, some twenty times faster than the driver makes it."""
    return f"{{{','.join(map(str, numbers))}}}"


def _positions(identifiers: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, position FROM ledger_outbox WHERE id = ANY(%s) FOR UPDATE", [list(identifiers)]
        )
        return dict(cursor.fetchall())


def _note(change: str, differs: str, **values: str | int | bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO ledger_logstate (id) VALUES (1) ON CONFLICT (id) DO NOTHING")
        cursor.execute(f"UPDATE ledger_logstate SET {change} WHERE {differs}", values)  # noqa: S608 - ours
