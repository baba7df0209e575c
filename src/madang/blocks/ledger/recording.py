"""``record``: the one way an act enters the ledger, inside the act's own transaction."""

from __future__ import annotations

import json
import os
import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection
from django.utils import timezone

from madang.blocks.ledger.entry import Actor, canonical, payload
from madang.blocks.ledger.errors import KeyMissing, NotInTransaction
from madang.blocks.ledger.keys import KeyStore, key_store
from madang.blocks.ledger.reasons import check_reason

OUTBOX_CHANNEL = "ledger_outbox"
SUBJECT_PURPOSE = "ledger.subject"
SUBJECT_KEY_PURPOSE = "ledger.subject-key"
SITE = "site"
_SALT = 32
_NONCE = 12


@dataclass(frozen=True)
class _Place:
    """Whose key closes the details: the subject's row, keyed hash and key."""

    subject_id: int
    mac: bytes
    key: bytes


def record(
    type: str,
    *,
    actor: Actor,
    subject: str | None,
    detail: Mapping[str, Any],
    purpose: str,
    basis: str,
    happened_at: datetime | None = None,
) -> uuid.UUID:
    """Write one act to the ledger's outbox in the running transaction; commit acknowledges it.

    Args:
        type: what happened, ``room.thing.verb-in-past``, e.g. ``catalogue.listing.published``.
        subject: whom or what it is about, e.g. ``person:UUID``; only its keyed hash is logged. None for an
            act about nobody; its details lie under the site's own key.
        detail: the particulars (JSON values); encrypted under the subject's key, only their digest logged.
        purpose: why, as a code that some room declares (``Manifest.purposes``), e.g. ``publish-services``.
        basis: legal basis, e.g. an article of law or the name of an order; one line that tells nothing of
            anybody (``reasons``).
        happened_at: when it happened (aware); now if left out.

    Returns the act's UUID, by which its receipt is found. Raises NotInTransaction, EntryTooLarge, UnfitReason,
    and KeyMissing when the subject has been erased.
    """
    _refuse_outside_transaction(type)
    check_reason(purpose, basis)
    place = _place(key_store(), subject or SITE)
    named = place.mac if subject else None
    return _write(type, actor, place, named, detail, purpose, basis, happened_at or timezone.now())


def record_about(
    mac: bytes, type: str, *, actor: Actor, detail: Mapping[str, Any], purpose: str, basis: str
) -> uuid.UUID:
    """Write an act about the subject with this keyed hash, its details under the site's key.

    For acts on a subject that has no key any more, its erasure first of all: the public entry names it, so
    that the act can be replayed from the log alone.
    """
    _refuse_outside_transaction(type)
    check_reason(purpose, basis)
    return _write(type, actor, _place(key_store(), SITE), mac, detail, purpose, basis, timezone.now())


def open_detail(identifier: uuid.UUID) -> dict[str, Any] | None:
    """Return an act's details, or None when its subject has been erased or the details are gone."""
    return open_details([identifier]).get(identifier)


def open_details(identifiers: Iterable[uuid.UUID]) -> dict[uuid.UUID, dict[str, Any]]:
    """Return the details of those acts whose subjects have not been erased; raises KeyMissing.

    KeyMissing here means that the installation's own keys are away, which passes; an erased subject is only
    left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d.id, d.ciphertext, s.mac, s.wrapped_key FROM ledger_detail d"
            " JOIN ledger_subject s ON s.id = d.subject_id"
            " WHERE d.id = ANY(%s) AND s.wrapped_key IS NOT NULL",
            [list(identifiers)],
        )
        rows = cursor.fetchall()
    keys = key_store()
    opened: dict[bytes, AESGCM] = {}
    found: dict[uuid.UUID, dict[str, Any]] = {}
    for identifier, *values in rows:
        ciphertext, mac, wrapped = (bytes(value) for value in values)
        if mac not in opened:
            opened[mac] = AESGCM(keys.unwrap(SUBJECT_KEY_PURPOSE, wrapped, mac))
        salted = opened[mac].decrypt(ciphertext[:_NONCE], ciphertext[_NONCE:], identifier.bytes)
        found[identifier] = json.loads(salted[_SALT:])
    return found


def _write(
    type: str,
    actor: Actor,
    place: _Place,
    named: bytes | None,
    detail: Mapping[str, Any],
    purpose: str,
    basis: str,
    happened_at: datetime,
) -> uuid.UUID:
    identifier = _new_id()
    salted = os.urandom(_SALT) + canonical(dict(detail))
    data = payload(
        id=identifier,
        type=type,
        actor=actor,
        subject=named,
        purpose=purpose,
        basis=basis,
        detail=sha256(salted).digest(),
        happened_at=happened_at,
    )
    nonce = os.urandom(_NONCE)
    ciphertext = nonce + AESGCM(place.key).encrypt(nonce, salted, identifier.bytes)
    # A notification takes a lock of the whole database until the commit is on the disk, which would let only
    # one act commit at a time: it is sent only to a sequencer that sleeps.
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH kept AS (INSERT INTO ledger_detail (id, subject_id, ciphertext) VALUES (%s, %s, %s)),"
            " sent AS (INSERT INTO ledger_outbox (id, type, subject, organisation, role, payload)"
            " VALUES (%s, %s, %s, %s, %s, %s)) SELECT pg_notify(%s, '') FROM ledger_logstate WHERE asleep",
            (
                *(identifier, place.subject_id, ciphertext),
                *(identifier, type, named, actor.organisation, actor.role, data),
                OUTBOX_CHANNEL,
            ),
        )
    return identifier


def _new_id() -> uuid.UUID:
    """Return a UUID of version 7 (RFC 9562): ordered by time, so that indexes over it grow at one end."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10), "big")
    return uuid.UUID(int=value & ~(0xF << 76 | 0x3 << 62) | 0x7 << 76 | 0x2 << 62)


def _refuse_outside_transaction(type: str) -> None:
    if not connection.in_atomic_block:
        raise NotInTransaction(f"record({type!r}) was called outside a transaction; wrap the act in atomic()")


def _place(keys: KeyStore, name: str) -> _Place:
    """Return the subject's row, keyed hash and key, made on first use.

    A subject's row stays locked FOR SHARE until commit: an erasure waits for this act, or this act sees it.
    The site itself is never erased, and every act about nobody would queue at that lock.
    """
    macs = keys.macs(SUBJECT_PURPOSE, name.encode())
    query = "SELECT id, mac, wrapped_key FROM ledger_subject WHERE mac = ANY(%s) ORDER BY id LIMIT 1"
    with connection.cursor() as cursor:
        for _attempt in range(2):
            cursor.execute(query if name == SITE else query + " FOR SHARE", [macs])
            if row := cursor.fetchone():
                break
            secret = os.urandom(32)
            cursor.execute(
                "INSERT INTO ledger_subject (mac, wrapped_key, created_at) VALUES (%s, %s, now())"
                " ON CONFLICT (mac) DO NOTHING",
                [macs[0], keys.wrap(SUBJECT_KEY_PURPOSE, secret, macs[0])],
            )
    if row is None:
        raise KeyMissing("the subject's key could be neither found nor made")
    identifier, mac, wrapped = row[0], bytes(row[1]), row[2]
    if wrapped is None:
        raise KeyMissing("this subject has been erased; nothing more can be recorded about it")
    return _Place(identifier, mac, keys.unwrap(SUBJECT_KEY_PURPOSE, bytes(wrapped), mac))
