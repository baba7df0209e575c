"""Handing logged events to their listeners: at least once, in order per subject, dead letters kept.

A listener is a function named in a room's manifest (``hears``). The sequencer notes one delivery for each
listener and event and defers one job for each listener; the job hears the deliveries in order of index.
Listener and mark share one transaction, so what a listener does in the database happens exactly once.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from datetime import timedelta
from fnmatch import fnmatchcase
from functools import cache

import structlog
from django.db import connection, transaction
from django.utils import timezone

from madang.blocks.ledger.entry import Event
from madang.blocks.ledger.models import Delivery, Entry
from madang.blocks.ledger.recording import open_detail
from madang.blocks.rooms.manifest import load, manifests

MAX_ATTEMPTS = 6
_BACK_OFF = timedelta(seconds=2)

log = structlog.get_logger(__name__)


@cache
def listeners_of(type: str) -> tuple[str, ...]:
    """Return the dotted paths of all listeners that hear events of this type."""
    return tuple(
        path for room in manifests() for pattern, path in room.hears.items() if fnmatchcase(type, pattern)
    )


def deliver_later(deliveries: Iterable[tuple[str, int, bytes | None]]) -> None:
    """Note (listener, index, subject) to be delivered and defer a job for each listener, in this transaction."""
    from madang.blocks.ledger.jobs import deliver

    rows = list(deliveries)
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_delivery (listener, index, subject, state, attempts, due_at, error) "
            "SELECT *, 'pending', 0, now(), '' FROM unnest(%s::text[], %s::bigint[], %s::bytea[])",
            [[row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]],
        )
    for listener in sorted({row[0] for row in rows}):
        deliver.configure(lock=f"ledger.deliver:{listener}").defer(listener=listener)


def deliver_due(listener: str) -> int:
    """Hear every due delivery of one listener in order; return how many were heard.

    A delivery waits while an earlier one of the same subject is pending or dead: order per subject.
    """
    heard = 0
    handler = load(listener)
    while True:
        with transaction.atomic():
            delivery = _next_due(listener)
            if delivery is None:
                return heard
            try:
                with transaction.atomic():
                    handler(_event(delivery))
            except Exception as error:
                _postpone(delivery, error)
            else:
                delivery.delete()
                heard += 1


def _next_due(listener: str) -> Delivery | None:
    found = Delivery.objects.raw(
        "SELECT d.* FROM ledger_delivery d WHERE d.listener = %s AND d.state = 'pending' AND d.due_at <= now() "
        "AND (d.subject IS NULL OR NOT EXISTS (SELECT 1 FROM ledger_delivery e WHERE e.listener = d.listener "
        "AND e.subject = d.subject AND e.index < d.index)) ORDER BY d.index LIMIT 1 FOR UPDATE SKIP LOCKED",
        [listener],
    )
    return next(iter(found), None)


def _postpone(delivery: Delivery, error: Exception) -> None:
    delivery.attempts += 1
    delivery.error = "".join(traceback.format_exception_only(error)).strip()[:2000]
    if delivery.attempts >= MAX_ATTEMPTS:
        delivery.state = Delivery.DEAD
        log.error("ledger.dead_letter", listener=delivery.listener, index=delivery.index)
    else:
        delivery.due_at = timezone.now() + _BACK_OFF * 2 ** (delivery.attempts - 1)
        log.warning("ledger.delivery_failed", listener=delivery.listener, index=delivery.index)
    delivery.save()


def _event(delivery: Delivery) -> Event:
    entry = Entry.objects.get(index=delivery.index)
    return Event(
        index=entry.index,
        id=entry.id,
        type=entry.type,
        subject=bytes(entry.subject) if entry.subject else None,
        organisation=entry.organisation,
        role=entry.role,
        logged_at=entry.logged_at,
        detail=open_detail(entry.id),
    )
