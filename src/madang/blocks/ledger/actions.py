"""Changes of the ledger itself: erasures, gaps, keys, dead letters. Who may call them the caller checks."""

from __future__ import annotations

import time
import uuid

from django.db import connection, transaction
from django.utils import timezone

from madang.blocks.ledger import dispatch, following
from madang.blocks.ledger.entry import Actor
from madang.blocks.ledger.errors import AlreadySettled, Conflict, KeyMissing, LogLocked, NoGap
from madang.blocks.ledger.following import ERASED
from madang.blocks.ledger.keys import key_store
from madang.blocks.ledger.log import LogReader
from madang.blocks.ledger.models import Delivery, Subject
from madang.blocks.ledger.queries import log_reader
from madang.blocks.ledger.recording import (
    SITE,
    SUBJECT_KEY_PURPOSE,
    SUBJECT_PURPOSE,
    record,
    record_about,
)
from madang.blocks.ledger.sequencer import ADVISORY_LOCK

_ERASURE = f'"type":"{ERASED}"'.encode()
_LOCK_SECONDS = 10.0


@transaction.atomic
def erase_subject(
    name: str, *, actor: Actor, basis: str, purpose: str = "erase-personal-data"
) -> uuid.UUID | None:
    """Delete a subject's key: all details about it become unreadable; proofs stay valid.

    The public entry names the subject's keyed hash, so every restore replays the erasure from the log before
    it serves (``replay_erasures``); tell the person only when it is logged (``queries.wait_until_logged``). A
    subject about which nothing was ever recorded is erased alike: rows of other rooms may be about it.
    Returns the act's UUID, or None when it is erased already. Raises UnfitReason.
    """
    if name == SITE:
        raise ValueError("the site itself cannot be erased: every act about nobody lies under its key")
    macs = key_store().macs(SUBJECT_PURPOSE, name.encode())
    # More than one when two acts met a rotation of the key half-way.
    if not Subject.objects.filter(mac__in=macs).exists():
        return _erase_unknown(macs[0], actor, basis, purpose)
    subjects = list(Subject.objects.select_for_update().filter(mac__in=macs, erased_at=None).order_by("id"))
    acts = []
    for subject in subjects:
        subject.wrapped_key, subject.erased_at = None, timezone.now()
        subject.save()
        mac = bytes(subject.mac)
        acts.append(record_about(mac, ERASED, actor=actor, detail={}, purpose=purpose, basis=basis))
    return acts[-1] if acts else None


def _erase_unknown(mac: bytes, actor: Actor, basis: str, purpose: str) -> uuid.UUID:
    """Note a subject without any act as erased. An act that just makes its key is waited for, then erased too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_subject (mac, wrapped_key, created_at, erased_at) VALUES (%s, NULL, now(), now())"
            " ON CONFLICT (mac) DO UPDATE SET wrapped_key = NULL, erased_at = now()",
            [mac],
        )
    return record_about(mac, ERASED, actor=actor, detail={}, purpose=purpose, basis=basis)


@transaction.atomic
def replay_erasures(from_log: LogReader | None = None) -> int:
    """Delete the keys of all subjects whose erasure stands in the log, as every restore does before it serves.

    Subjects that the restored database does not know are noted as erased, so that nothing more is recorded
    about them. Returns how many keys were still there or subjects unknown. Raises LogDamaged. Reads the whole
    log, and deciphers nothing.
    """
    reader = from_log or log_reader()
    macs = set()
    for index, entry in reader.entries_with(_ERASURE, 0, reader.size()):
        found = following.parse_entry(index, entry)
        if found.type == ERASED and found.subject is not None:
            macs.add(found.subject)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_subject (mac, wrapped_key, created_at, erased_at)"
            " SELECT mac, NULL, now(), now() FROM unnest(%s::bytea[]) AS w(mac)"
            " ON CONFLICT (mac) DO UPDATE SET wrapped_key = NULL, erased_at = now()"
            " WHERE ledger_subject.erased_at IS NULL",
            [sorted(macs)],
        )
        return cursor.rowcount


@transaction.atomic
def accept_gap(*, actor: Actor, reason: str) -> int:
    """Accept that acts which the log holds are lost to this database; return how many.

    They are indexed as lost, erasures among them are replayed, and a ledger entry says who accepted it and
    why; then the sequencer goes on and the site may be written again. Raises NoGap, ValueError without a
    reason, LogLocked while a sequencer is at work, LogDamaged.
    """
    if not reason.strip():
        raise ValueError("a gap is accepted with a reason only: say what happened and what was done about it")
    _take_sequencers_place()
    reader = log_reader()
    conflict = following.compare(reader)
    if conflict is None or conflict.conflict != Conflict.GAP:
        raise NoGap(
            str(conflict or "the database lacks nothing that the log holds; there is no gap to accept")
        )
    first = following.state().size
    lost = sum(1 for _entry in following.lacking(reader, first, conflict.log_size))
    following.catch_up(reader)
    replay_erasures(reader)
    following.note_conflict(None)
    record(
        "ledger.gap.accepted",
        actor=actor,
        subject=None,
        detail={"first": first, "size": conflict.log_size, "lost": lost, "reason": reason},
        purpose="operate",
        basis="operations",
    )
    return lost


@transaction.atomic
def rotate_key(purpose: str, actor: Actor) -> int:
    """Make a new version of a purpose's key and return its number; a ledger entry says so.

    The earlier versions stay: signatures are made by all active ones, subjects are found and secrets opened by
    any. Raises KeyMissing for a purpose without a key.
    """
    versions = key_store().versions(purpose)
    if not versions:
        raise KeyMissing(f"{purpose} has no key to rotate; keys are: {', '.join(key_store().purposes())}")
    _about_key("ledger.key.rotated", purpose, versions[-1] + 1, actor)
    # Last, because a file does not roll back: a version without its entry is harmless, the reverse would lie.
    return key_store().rotate(purpose)


@transaction.atomic
def retire_key(purpose: str, version: int, actor: Actor) -> None:
    """Sign no more with an older version of a purpose's key; a ledger entry says so. Raises ValueError."""
    _about_key("ledger.key.retired", purpose, version, actor)
    key_store().retire(purpose, version)


@transaction.atomic
def destroy_key(purpose: str, version: int, actor: Actor) -> None:
    """Make an older version of a purpose's key open nothing any more, for good; a ledger entry says so.

    The caller has made sure that nothing needs it. Raises ValueError for the newest and for unknown versions.
    """
    _about_key("ledger.key.destroyed", purpose, version, actor)
    key_store().destroy(purpose, version)


def rewrap_subject_keys(batch: int = 1000) -> int:
    """Close every subject's key anew with the newest version; return how many were older. Safe to stop.

    No act waits long and none is waited for: a subject that an act holds just now is left for the next run.
    """
    keys = key_store()
    changed, last = 0, 0
    while rows := list(
        Subject.objects.filter(id__gt=last, wrapped_key__isnull=False)
        .order_by("id")
        .values_list("id", "wrapped_key")[:batch]
    ):
        last = rows[-1][0]
        changed += _rewrap(
            [
                number
                for number, wrapped in rows
                if not keys.is_newest(SUBJECT_KEY_PURPOSE, bytes(wrapped or b""))
            ]
        )
    return changed


@transaction.atomic
def _rewrap(numbers: list[int]) -> int:
    keys = key_store()
    held = Subject.objects.select_for_update(skip_locked=True, no_key=True)
    subjects = list(held.filter(id__in=numbers, wrapped_key__isnull=False))
    for subject in subjects:
        mac = bytes(subject.mac)
        secret = keys.unwrap(SUBJECT_KEY_PURPOSE, bytes(subject.wrapped_key or b""), mac)
        subject.wrapped_key = keys.wrap(SUBJECT_KEY_PURPOSE, secret, mac)
    Subject.objects.bulk_update(subjects, ["wrapped_key"])
    return len(subjects)


@transaction.atomic
def retry_dead_letter(delivery: Delivery, *, actor: Actor) -> None:
    """Let a dead letter be tried again from the start; raises AlreadySettled."""
    found = _dead(delivery)
    _settled("ledger.dead-letter.retried", found, actor)
    found.state, found.attempts, found.due_at = Delivery.PENDING, 0, timezone.now()
    found.save()
    dispatch.wake([found.listener])


@transaction.atomic
def drop_dead_letter(delivery: Delivery, *, actor: Actor, reason: str) -> None:
    """Give up a dead letter for good, with a reason; later events of its subject are heard again.

    Raises ValueError without a reason, AlreadySettled.
    """
    if not reason.strip():
        raise ValueError("a dead letter is dropped with a reason only")
    found = _dead(delivery)
    _settled("ledger.dead-letter.dropped", found, actor, reason=reason)
    found.delete()
    dispatch.wake([found.listener])


def _dead(delivery: Delivery) -> Delivery:
    found = Delivery.objects.select_for_update().filter(id=delivery.id, state=Delivery.DEAD).first()
    if found is None:
        raise AlreadySettled(f"event {delivery.index} is no dead letter any more: somebody else settled it")
    return found


def _settled(type: str, delivery: Delivery, actor: Actor, **more: str) -> None:
    record(
        type,
        actor=actor,
        subject=None,
        detail={"listener": delivery.listener, "index": delivery.index, "error": delivery.error, **more},
        purpose="operate",
        basis="operations",
    )


def _about_key(type: str, purpose: str, version: int, actor: Actor) -> None:
    record(
        type,
        actor=actor,
        subject=None,
        detail={"purpose": purpose, "version": version},
        purpose="operate",
        basis="operations",
    )


def _take_sequencers_place() -> None:
    """Be the sequencer until the transaction ends; raises LogLocked when one is at work all the time."""
    end = time.monotonic() + _LOCK_SECONDS
    while True:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ADVISORY_LOCK])
            if cursor.fetchone()[0]:
                return
        if time.monotonic() > end:
            raise LogLocked("a sequencer is at work, so database and log agree; there is no gap to accept")
        time.sleep(0.05)
