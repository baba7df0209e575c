"""Changes of the ledger itself: erasing a subject's key, settling dead letters."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from madang.blocks.ledger.entry import Actor
from madang.blocks.ledger.keys import key_store
from madang.blocks.ledger.models import Delivery, Subject
from madang.blocks.ledger.recording import SUBJECT_PURPOSE, record

ERASED = "ledger.subject.erased"


@transaction.atomic
def erase_subject(name: str, *, actor: Actor, basis: str) -> uuid.UUID | None:
    """Delete a subject's key: all details about it become unreadable; proofs stay valid.

    The erasure is an entry of its own (it names the subject's keyed hash), which every restore replays
    before it serves. Returns the act's UUID, or None when nothing was ever recorded about the subject.
    """
    macs = key_store().macs(SUBJECT_PURPOSE, name.encode())
    subject = Subject.objects.select_for_update().filter(mac__in=macs).first()
    if subject is None or subject.erased_at is not None:
        return None
    mac = bytes(subject.mac)
    subject.wrapped_key = None
    subject.erased_at = timezone.now()
    subject.save()
    # About nobody: under the subject's own key the entry could not be written any more.
    return record(
        ERASED, actor=actor, subject=None, detail={"subject": mac.hex()}, purpose="erase-personal-data", basis=basis
    )


@transaction.atomic
def replay_erasure(mac: bytes) -> bool:
    """Delete the key of a subject by its keyed hash, as a restore does; True when a key was still there."""
    return bool(
        Subject.objects.filter(mac=mac, erased_at__isnull=True).update(wrapped_key=None, erased_at=timezone.now())
    )


@transaction.atomic
def retry_dead_letter(delivery: Delivery, *, actor: Actor) -> None:
    """Let a dead letter be tried again from the start."""
    delivery.state, delivery.attempts, delivery.due_at = Delivery.PENDING, 0, timezone.now()
    delivery.save()
    _settled("ledger.dead-letter.retried", delivery, actor)


@transaction.atomic
def drop_dead_letter(delivery: Delivery, *, actor: Actor, reason: str) -> None:
    """Give up a dead letter for good, with a reason; later events of its subject are heard again."""
    if not reason.strip():
        raise ValueError("a dead letter is dropped with a reason only")
    _settled("ledger.dead-letter.dropped", delivery, actor, reason=reason)
    Delivery.objects.filter(listener=delivery.listener, subject=delivery.subject, state=Delivery.PENDING).update(
        due_at=timezone.now() - timedelta(seconds=1)
    )
    delivery.delete()


def _settled(type: str, delivery: Delivery, actor: Actor, **more: str) -> None:
    record(
        type,
        actor=actor,
        subject=None,
        detail={"listener": delivery.listener, "index": delivery.index, "error": delivery.error, **more},
        purpose="operate",
        basis="operations",
    )
