"""Documents are deleted: on a decision, when their time is over, with their person; and the deletion is on record."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.blocks.documents.actions.storing import lock_bytes
from madang.blocks.documents.errors import Held, Unfit
from madang.blocks.documents.models import Blob, Document, Made
from madang.blocks.documents.storage import storage
from madang.blocks.identity.principal import Principal, actor_of, require
from madang.blocks.ledger import SYSTEM, record
from madang.blocks.ledger.keys import key_store
from madang.blocks.ledger.log import LogReader
from madang.blocks.ledger.queries import log_reader
from madang.blocks.ledger.recording import SUBJECT_PURPOSE

DELETED = "documents.document.deleted"
_DELETION = f'"type":"{DELETED}"'.encode()
RETENTION_OVER = "retention-over"
_LEFT_ALONE = 24 * 60 * 60.0
"""Seconds for which bytes without a row are left: somebody may be storing them now."""


@transaction.atomic
def delete(by: Principal, document: Document, *, purpose: str, basis: str) -> uuid.UUID | None:
    """Delete a document; its bytes go with the last document that they are. Returns the act's UUID.

    Whether ``by`` may the owning room has checked. The act names the digest, so it can be shown of which bytes it
    was. None when it is deleted already. Raises Held while somebody holds it, and UnfitReason.
    """
    found = Document.objects.select_for_update().get(pk=document.pk)
    if found.deleted_at is not None:
        return None
    if found.held_because:
        raise Held(_("이 문서는 지금 지울 수 없습니다: %(reason)s") % {"reason": found.held_because})
    act = record(
        DELETED,
        actor=actor_of(by),
        subject=str(found),
        detail={"document": str(found.pk), "sha256": bytes(found.digest).hex(), "owner": found.owner},
        purpose=purpose,
        basis=basis,
    )
    _blank(found)
    document.refresh_from_db()
    return act


def delete_of(by: Principal, owner: str, *, purpose: str, basis: str) -> int:
    """Delete all documents of one owner, as its room wants it; returns how many. Raises Held, and none is deleted."""
    with transaction.atomic():
        found = list(Document.objects.filter(owner=owner, deleted_at=None).order_by("pk"))
        for each in found:
            delete(by, each, purpose=purpose, basis=basis)
    return len(found)


@transaction.atomic
def hold(by: Principal, document: Document, *, reason: str, purpose: str, basis: str) -> uuid.UUID:
    """Keep a document from being deleted, for an audit or a trial. Raises PermissionDenied and Unfit."""
    actor = require(by, "documents.hold")
    said = " ".join(reason.split())
    if not said or len(said) > 400:
        raise Unfit(_("지우지 못하게 하는 까닭을 400자까지 적어 주세요."), "reason")
    return _set_hold(document, said, "documents.document.held", actor, purpose, basis)


@transaction.atomic
def release(by: Principal, document: Document, *, purpose: str, basis: str) -> uuid.UUID:
    """Let a held document be deleted again. Raises PermissionDenied."""
    return _set_hold(
        document, "", "documents.document.released", require(by, "documents.hold"), purpose, basis
    )


def expire() -> int:
    """Delete what is kept no longer than until yesterday and is not held; returns how many. Safe to run twice."""
    over = Document.objects.filter(retention_until__lt=timezone.localdate(), deleted_at=None, held_because="")
    done = 0
    for document in over.order_by("pk").iterator():
        try:
            done += delete(SYSTEM, document, purpose=RETENTION_OVER, basis=document.basis) is not None
        except Held:
            continue
    return done


def take_away(documents: Iterable[Document]) -> None:
    """Remove documents with their rows, without an act of their own: part of a person's erasure, in its transaction."""
    for document in documents:
        Made.objects.filter(document=document).update(compared={})
        _blank(document)
        document.delete()


def reap(digest: bytes) -> bool:
    """Remove bytes that are no document's any more; False when they are. Waits for whoever stores the same now."""
    with transaction.atomic():
        lock_bytes(digest)
        if Blob.objects.filter(digest=digest).exists():
            return False
        storage().delete(digest.hex())
    return True


def sweep() -> int:
    """Remove bytes that a process left behind which ended between two steps; returns how many."""
    gone = storage().sweep(_LEFT_ALONE)
    for key, came in list(storage().stored()):
        if time.time() - came > _LEFT_ALONE and not Blob.objects.filter(digest=bytes.fromhex(key)).exists():
            gone += reap(bytes.fromhex(key))
    return gone


def replay_deletions(reader: LogReader | None = None) -> int:
    """Delete again what a restored database holds and the log says was deleted; returns how many.

    The log names documents by keyed hash only, so those of all that are here are computed.
    """
    reader = reader or log_reader()
    wanted = _deleted_in(reader)
    if not wanted:
        return 0
    keys, done = key_store(), 0
    for document in Document.objects.filter(deleted_at=None).order_by("pk").iterator():
        if wanted.isdisjoint(mac.hex() for mac in keys.macs(SUBJECT_PURPOSE, str(document).encode())):
            continue
        with transaction.atomic():
            document.held_because = ""
            _blank(document)
        done += 1
    return done


def _deleted_in(reader: LogReader) -> set[str]:
    """Return the keyed hashes of all documents that the log says were deleted."""
    told = (json.loads(entry) for _index, entry in reader.entries_with(_DELETION, 0, reader.size()))
    return {each["subject"] for each in told if each["type"] == DELETED and each["subject"]}


def _blank(document: Document) -> None:
    """Take a document's bytes and name away; the bytes themselves go after the commit, with their last document."""
    blob = document.blob
    document.blob, document.name, document.deleted_at = None, "", timezone.now()
    document.uploaded_by = ""
    document.save()
    if blob is None:
        return
    digest = bytes(blob.digest)
    lock_bytes(digest)
    if not Document.objects.filter(blob=blob).exists():
        blob.delete()
        transaction.on_commit(lambda: reap(digest))


def _set_hold(
    document: Document, reason: str, type: str, actor: object, purpose: str, basis: str
) -> uuid.UUID:
    found = Document.objects.select_for_update().get(pk=document.pk)
    if found.deleted_at is not None:
        raise Unfit(_("이미 지운 문서입니다."), "document")
    found.held_because = reason
    found.save(update_fields=["held_because"])
    document.held_because = reason
    return record(
        type,
        actor=actor,  # type: ignore[arg-type]
        subject=found.owner,
        detail={"document": str(found.pk), "reason": reason},
        purpose=purpose,
        basis=basis,
    )
