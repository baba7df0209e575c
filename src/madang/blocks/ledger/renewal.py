"""The key that wraps every subject's key, renewed: a new version, all wrapped anew, the old version destroyed.

Erasing a subject deletes its wrapped key from its row. The deleted bytes stay for a while in the database's
write-ahead log, in dead rows and in copies of the database's files; whoever has them and the wrapping key opens
them. So the wrapping key must go too, and before it goes everything that lives is wrapped with its successor.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from madang.blocks.ledger.actions import destroy_key, rewrap_subject_keys, rotate_key
from madang.blocks.ledger.entry import Actor
from madang.blocks.ledger.keys import KeyStore, key_store
from madang.blocks.ledger.models import Entry, Outbox, Subject
from madang.blocks.ledger.recording import SUBJECT_KEY_PURPOSE, open_detail, record

REWRAPPED = "ledger.subject-keys.rewrapped"


@dataclass(frozen=True)
class Renewal:
    """What one run did.

    Attributes:
        rotated: the new version, None when the present one is young enough.
        rewrapped: subjects whose keys were wrapped anew.
        destroyed: versions that open nothing any more.
    """

    rotated: int | None = None
    rewrapped: int = 0
    destroyed: list[int] = field(default_factory=list)


def renew_subject_key(
    *,
    period: timedelta,
    keep: timedelta,
    backed_up_at: datetime | None,
    now: datetime,
    actor: Actor,
    needs_backup: bool = True,
) -> Renewal:
    """Do what is due; safe to run again at any time, and to stop.

    Args:
        period: age at which the newest version gets a successor.
        keep: how long an older version stays after nothing is wrapped with it any more: as long as a copy of
            the database may be restored that needs it.
        backed_up_at: beginning of the latest backup of the keys, None when there never was one. Nothing is
            wrapped with a version that no backup holds: losing the key folder would lose everything. So where
            there never was a backup, nothing is wrapped anew and nothing destroyed.
        needs_backup: False on a site that nobody backs up and nobody would miss (a demo): there a version is
            used at once while there never was a backup.
    """
    keys = key_store()
    versions = keys.versions(SUBJECT_KEY_PURPOSE)
    if not versions:
        return Renewal()
    rotated = None
    made_at = keys.made_at(SUBJECT_KEY_PURPOSE, versions[-1])
    if made_at is not None and now - made_at >= period:
        rotated = rotate_key(SUBJECT_KEY_PURPOSE, actor)
    rewrapped = _rewrap(keys, backed_up_at, needs_backup, actor)
    return Renewal(rotated, rewrapped, _destroy(keys, now - keep, actor))


def _rewrap(keys: KeyStore, backed_up_at: datetime | None, needs_backup: bool, actor: Actor) -> int:
    versions = keys.versions(SUBJECT_KEY_PURPOSE)
    made_at = keys.made_at(SUBJECT_KEY_PURPOSE, versions[-1])
    too_old = backed_up_at is not None and (made_at is None or backed_up_at <= made_at)
    in_no_backup = too_old or (backed_up_at is None and needs_backup)
    if len(versions) == 1 or in_no_backup:
        return 0
    changed = rewrap_subject_keys()
    told = versions[-1] in _rewrapped_at() or Outbox.objects.filter(type=REWRAPPED).exists()
    if not told and _oldest_in_use(keys) == versions[-1]:
        with transaction.atomic():
            record(
                REWRAPPED,
                actor=actor,
                subject=None,
                detail={"purpose": SUBJECT_KEY_PURPOSE, "version": versions[-1]},
                purpose="operate",
                basis="operations",
            )
    return changed


def _destroy(keys: KeyStore, before: datetime, actor: Actor) -> list[int]:
    """Destroy versions older than one that all were wrapped with ``before`` that time."""
    done = [version for version, at in _rewrapped_at().items() if at <= before]
    oldest = _oldest_in_use(keys) if done else 0
    due = [
        version
        for version in keys.versions(SUBJECT_KEY_PURPOSE)
        if done and version < max(done) and version < oldest
    ]
    for version in due:
        destroy_key(SUBJECT_KEY_PURPOSE, version, actor)
    return due


def _rewrapped_at() -> dict[int, datetime]:
    """Return version → when the log took the entry that all keys were wrapped with it."""
    found: dict[int, datetime] = {}
    rows: list[tuple[uuid.UUID, datetime]] = list(
        Entry.objects.filter(type=REWRAPPED).order_by("index").values_list("id", "logged_at")
    )
    for identifier, logged_at in rows:
        detail = open_detail(identifier)  # None where a restored database lost it: then it is done anew
        if detail is not None:
            found.setdefault(int(detail["version"]), logged_at)
    return found


def _oldest_in_use(keys: KeyStore) -> int:
    """Return the oldest version with which a living subject's key is wrapped; the newest when there is none."""
    wrapped = Subject.objects.filter(wrapped_key__isnull=False).values_list("wrapped_key", flat=True)
    return min(
        (
            keys.version_of(SUBJECT_KEY_PURPOSE, bytes(each or b""))
            for each in wrapped.iterator(chunk_size=5000)
        ),
        default=keys.versions(SUBJECT_KEY_PURPOSE)[-1],
    )
