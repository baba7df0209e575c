"""``record``: the one way an act enters the ledger, inside the act's own transaction."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection
from django.utils import timezone

from madang.blocks.ledger.entry import Actor, canonical, payload
from madang.blocks.ledger.errors import KeyMissing, NotInTransaction
from madang.blocks.ledger.keys import KeyStore, key_store

OUTBOX_CHANNEL = "ledger_outbox"
SUBJECT_PURPOSE = "ledger.subject"
SUBJECT_KEY_PURPOSE = "ledger.subject-key"
SITE = "site"
_SALT = 32
_NONCE = 12


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
        purpose: why, as a code, e.g. ``publish-services``.
        basis: legal basis, e.g. an article of law or the name of an order.
        happened_at: when it happened (aware); now if left out.

    Returns the act's UUID, by which its receipt is found. Raises NotInTransaction, EntryTooLarge, and
    KeyMissing when the subject has been erased.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction(f"record({type!r}) was called outside a transaction; wrap the act in atomic()")
    identifier = uuid.uuid4()
    keys = key_store()
    subject_id, mac, subject_key = _subject(keys, subject or SITE)
    salted = os.urandom(_SALT) + canonical(dict(detail))
    data = payload(
        id=identifier,
        type=type,
        actor=actor,
        subject=mac if subject else None,
        purpose=purpose,
        basis=basis,
        detail=sha256(salted).digest(),
        happened_at=happened_at or timezone.now(),
    )
    nonce = os.urandom(_NONCE)
    ciphertext = nonce + AESGCM(subject_key).encrypt(nonce, salted, identifier.bytes)
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH kept AS (INSERT INTO ledger_detail (id, subject_id, ciphertext) VALUES (%s, %s, %s)),"
            " sent AS (INSERT INTO ledger_outbox (id, type, subject, organisation, role, payload)"
            " VALUES (%s, %s, %s, %s, %s, %s)) SELECT pg_notify(%s, '')",
            [identifier, subject_id, ciphertext]
            + [identifier, type, mac if subject else None, actor.organisation, actor.role, data]
            + [OUTBOX_CHANNEL],
        )
    return identifier


def _subject(keys: KeyStore, name: str) -> tuple[int, bytes, bytes]:
    """Return the subject's row id, keyed hash and key, made on first use.

    The row is locked FOR KEY SHARE until commit, so that an erasure waits for this act or this act sees it.
    """
    macs = keys.macs(SUBJECT_PURPOSE, name.encode())
    with connection.cursor() as cursor:
        for _attempt in range(2):
            cursor.execute(
                "SELECT id, mac, wrapped_key FROM ledger_subject WHERE mac = ANY(%s) ORDER BY id LIMIT 1 FOR SHARE",
                [macs],
            )
            if row := cursor.fetchone():
                break
            secret = os.urandom(32)
            cursor.execute(
                "INSERT INTO ledger_subject (mac, wrapped_key, created_at) VALUES (%s, %s, now()) "
                "ON CONFLICT (mac) DO NOTHING",
                [macs[0], keys.wrap(SUBJECT_KEY_PURPOSE, secret, macs[0])],
            )
    if row is None:
        raise KeyMissing("the subject's key could be neither found nor made")
    identifier, mac, wrapped = row[0], bytes(row[1]), row[2]
    if wrapped is None:
        raise KeyMissing("this subject has been erased; nothing more can be recorded about it")
    return identifier, mac, keys.unwrap(SUBJECT_KEY_PURPOSE, bytes(wrapped), mac)


def open_detail(identifier: uuid.UUID) -> dict[str, Any] | None:
    """Return an act's details, or None when its subject has been erased or the details are gone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d.ciphertext, s.mac, s.wrapped_key FROM ledger_detail d JOIN ledger_subject s "
            "ON s.id = d.subject_id WHERE d.id = %s",
            [identifier],
        )
        row = cursor.fetchone()
    if row is None or row[2] is None:
        return None
    ciphertext, mac, wrapped = (bytes(value) for value in row)
    subject_key = key_store().unwrap(SUBJECT_KEY_PURPOSE, wrapped, mac)
    salted = AESGCM(subject_key).decrypt(ciphertext[:_NONCE], ciphertext[_NONCE:], identifier.bytes)
    found: dict[str, Any] = json.loads(salted[_SALT:])
    return found
