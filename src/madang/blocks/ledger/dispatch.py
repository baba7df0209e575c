"""Handing logged events to their listeners: at least once, in order per subject, dead letters kept.

A listener is a function named in a room's manifest (``hears``). The sequencer notes one delivery for each
listener and event, and sees to it that one job a listener waits in the queue; the job hears what is due in
order of index. Listener and mark share one transaction, so what a listener does in the database happens
exactly once. What it does outside happens at least once: let it defer a job of its own, with its own lock.
"""

from __future__ import annotations

import time
import traceback
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

import structlog
from django.db import connection, transaction
from procrastinate.exceptions import AlreadyEnqueued

from madang.blocks.ledger.entry import Event
from madang.blocks.ledger.models import Delivery
from madang.blocks.ledger.recording import open_details
from madang.blocks.rooms.manifest import load, manifests

MAX_ATTEMPTS = 10
BACK_OFF = timedelta(seconds=2)
"""Before the second attempt; doubled each time: the last is made a good quarter of an hour after the first."""

_BATCH = 100
_BATCH_SECONDS = 1.0
_JOB_SECONDS = 20.0
# Held, shared, by a transaction that notes deliveries; a job asks for it alone before it ends.
_NOTING_LOCK = 623265
_LISTENER_LOCK = 623266

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _Due:
    """One delivery to be heard now."""

    delivery: int
    attempts: int
    index: int
    id: uuid.UUID
    type: str
    subject: memoryview | None
    organisation: str
    role: str
    logged_at: datetime


@cache
def listeners_of(type: str) -> tuple[str, ...]:
    """Return the dotted paths of all listeners that hear events of this type, each once."""
    heard = (
        path for room in manifests() for pattern, path in room.hears.items() if fnmatchcase(type, pattern)
    )
    return tuple(dict.fromkeys(heard))


def deliver_later(deliveries: Sequence[tuple[str, int]]) -> None:
    """Note (listener, index) to be delivered and see to it that a job comes, in this transaction.

    The entries must be indexed already.
    """
    if not deliveries:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_delivery (listener, index, subject, state, attempts, due_at, error) "
            "SELECT w.listener, w.index, e.subject, 'pending', 0, now(), '' "
            "FROM unnest(%s::text[], %s::bigint[]) AS w(listener, index) JOIN ledger_entry e USING (index)",
            [[listener for listener, _index in deliveries], [index for _listener, index in deliveries]],
        )
    wake({listener for listener, _index in deliveries})


def wake(listeners: Iterable[str]) -> None:
    """See to it that one job for each of these listeners waits in the queue, in this transaction.

    A job that is being taken just now may not see what this transaction notes: before it ends it waits for
    this transaction and looks once more.
    """
    from madang.blocks.ledger.jobs import deliver

    by_lock = {f"ledger.deliver:{listener}": listener for listener in sorted(listeners)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_NOTING_LOCK])
        cursor.execute(
            "SELECT queueing_lock FROM procrastinate_jobs WHERE status = 'todo' AND queueing_lock = ANY(%s)",
            [list(by_lock)],
        )
        waiting = {row[0] for row in cursor.fetchall()}
    for lock, listener in by_lock.items():
        if lock in waiting:
            continue
        try:
            with transaction.atomic():
                deliver.configure(queueing_lock=lock).defer(listener=listener)
        except AlreadyEnqueued:
            continue


def deliver_due(listener: str) -> int:
    """Hear every due delivery of one listener in order; return how many were heard.

    A delivery waits while an earlier one of the same subject has still to be heard or is dead. Any number of
    calls at once are one after the other. After some seconds of work the rest is left to a new job.
    """
    heard = 0
    end = time.monotonic() + _JOB_SECONDS
    while True:
        tried, well = _deliver_batch(listener)
        heard += well
        if tried == 0 and not _came_meanwhile(listener):
            return heard
        if time.monotonic() > end:
            with transaction.atomic():
                wake([listener])
            return heard


def overdue() -> list[str]:
    """Return the listeners that have something due."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT listener FROM ledger_delivery WHERE state = 'pending' AND due_at <= now()"
        )
        return [row[0] for row in cursor.fetchall()]


_DUE = """
    FROM ledger_delivery d JOIN ledger_entry e USING (index)
    WHERE d.listener = %s AND d.state = 'pending' AND d.due_at <= now() AND (
        d.subject IS NULL OR NOT EXISTS (
            SELECT 1 FROM ledger_delivery w
            WHERE w.listener = d.listener AND w.subject = d.subject AND w.index < d.index
            AND (w.state = 'dead' OR w.due_at > now())))
"""


def _deliver_batch(listener: str) -> tuple[int, int]:
    """Hear some due deliveries in one transaction; return how many were tried and how many of them went well."""
    end = time.monotonic() + _BATCH_SECONDS
    with transaction.atomic():
        batch = _claim(listener)
        if not batch:
            return 0, 0
        hear = _handler(listener)
        details = open_details([due.id for due in batch])
        held_back: set[bytes] = set()
        well: list[int] = []
        tried = 0
        for due in batch:
            if due.subject is not None and bytes(due.subject) in held_back:
                continue
            tried += 1
            try:
                with transaction.atomic():
                    hear(_event(due, details.get(due.id)))
            except Exception as error:
                _postpone(due, listener, error)
                if due.subject is not None:
                    held_back.add(bytes(due.subject))
            else:
                well.append(due.delivery)
            if time.monotonic() > end:
                break
        Delivery.objects.filter(id__in=well).delete()
    return tried, len(well)


def _claim(listener: str) -> list[_Due]:
    """Return due deliveries in order; until the transaction ends nobody else hears for this listener."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LISTENER_LOCK, listener])
        cursor.execute(
            "SELECT d.id, d.attempts, d.index, e.id, e.type, e.subject, e.organisation, e.role, e.logged_at"
            f"{_DUE} ORDER BY d.index LIMIT %s",
            [listener, _BATCH],
        )
        rows = cursor.fetchall()
    return [_Due(*row) for row in rows]


def _came_meanwhile(listener: str) -> bool:
    """Whether something became due in a transaction that thought us still listening."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NOTING_LOCK])
        cursor.execute(f"SELECT EXISTS (SELECT 1 {_DUE})", [listener])
        return bool(cursor.fetchone()[0])


def _handler(listener: str) -> Callable[[Event], None]:
    try:
        handler: Callable[[Event], None] = load(listener)
    except (ImportError, AttributeError) as error:
        gone = error

        def refuse(_event: Event) -> None:
            raise gone

        return refuse
    return handler


def _event(due: _Due, detail: dict[str, Any] | None) -> Event:
    return Event(
        index=due.index,
        id=due.id,
        type=due.type,
        subject=bytes(due.subject) if due.subject is not None else None,
        organisation=due.organisation,
        role=due.role,
        logged_at=due.logged_at,
        detail=detail,
    )


def _postpone(due: _Due, listener: str, error: Exception) -> None:
    attempts = due.attempts + 1
    dead = attempts >= MAX_ATTEMPTS
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ledger_delivery SET attempts = %s, state = %s, error = %s, due_at = clock_timestamp() + %s"
            " WHERE id = %s",
            [
                attempts,
                Delivery.DEAD if dead else Delivery.PENDING,
                _said_safely(error),
                BACK_OFF * 2 ** (attempts - 1),
                due.delivery,
            ],
        )
    if dead:
        log.error("ledger.dead_letter", listener=listener, index=due.index, exc_info=error)
    else:
        log.warning("ledger.delivery_failed", listener=listener, index=due.index, exc_info=error)


def _said_safely(error: Exception) -> str:
    """Return what failed and where, without the error's own text: it may quote personal data."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    kind = type(error)
    file = frame.filename.rpartition("/")[2]
    return f"{kind.__module__}.{kind.__qualname__} in {frame.name} ({file}:{frame.lineno})"
