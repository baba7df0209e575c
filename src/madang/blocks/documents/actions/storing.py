"""A file is brought: looked through, counted, kept, on record."""

from __future__ import annotations

import re
import tempfile
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import IO

from django.db import connection, transaction
from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _

from madang.blocks.documents import limits
from madang.blocks.documents.errors import Busy, NotTaken, Unfit
from madang.blocks.documents.looking import running
from madang.blocks.documents.looking.kinds import KINDS, Refused
from madang.blocks.documents.models import Blob, Document, Scan
from madang.blocks.documents.names import shown_name
from madang.blocks.documents.storage import storage
from madang.blocks.identity.models import Account, Realm
from madang.blocks.identity.principal import Principal, require
from madang.blocks.ledger import System, record
from madang.blocks.ledger.reasons import check_reason

_OWNER = re.compile(r"[a-z][a-z-]{0,29}:[A-Za-z0-9._-]{1,60}")
_CHANNEL = re.compile(r"[a-z][a-z-]{0,19}")


def store(
    by: Principal,
    *,
    content: bytes | IO[bytes],
    name: str,
    owner: str,
    channel: str,
    purpose: str,
    basis: str,
    retention_until: date | None = None,
    declared_type: str = "",
) -> Document:
    """Keep a file that somebody brought, when it is of a kind that is taken and nothing in it acts by itself.

    Call it outside a transaction where you can: looking into the file takes up to some seconds. Whether ``by`` may
    bring something to ``owner`` the room that owns it has checked. Until a scanner has looked,
    only who brought it opens it.

    Args:
        content: the bytes, or a file to read them from.
        name: as the sender calls it; made fit, and only compared with what the file is.
        owner: what it belongs to, as the ledger's subject (``case:UUID``).
        channel: how it came (``web``, ``counter``, ``post`` …).
        purpose, basis: why it is kept: a declared purpose, and a legal basis in words.
        retention_until: the last day on which it is kept; None: as long as its owner.
        declared_type: media type as the sender says; only compared.

    Raises PermissionDenied, NotTaken with a sentence for the sender, Unfit, UnfitReason, and Busy.
    """
    actor = require(by, "documents.store")
    check_reason(purpose, basis)
    check_place(owner, channel)
    data = _read(content)
    found = _examined(data)
    kind = KINDS[found.kind]
    shown, belied = shown_name(name, kind.extension, kind.others)
    digest = sha256(data).digest()
    with transaction.atomic():
        lock_bytes(digest)
        _check_quotas(by, owner, len(data))
        blob, is_new = Blob.objects.get_or_create(
            digest=digest,
            defaults={
                "size": len(data),
                "kind": found.kind,
                "pages": found.pages,
                "width": found.width,
                "height": found.height,
            },
        )
        storage().put(blob.key, data)
        document = Document.objects.create(
            blob=blob,
            digest=digest,
            name=shown,
            misnamed=belied or _says_otherwise(declared_type, kind.media_type),
            owner=owner,
            uploaded_by=pseudonym(by),
            channel=channel,
            purpose=purpose,
            basis=basis,
            retention_until=retention_until,
        )
        record(
            "documents.document.stored",
            actor=actor,
            subject=owner,
            detail={
                "document": str(document.pk),
                "sha256": blob.key,
                "bytes": blob.size,
                "kind": blob.kind,
                "channel": channel,
            },
            purpose=purpose,
            basis=basis,
        )
        if is_new or blob.scan == Scan.UNSCANNED:
            from madang.blocks.documents.jobs import look_at

            look_at.defer(blob=blob.pk)
    return document


def pseudonym(by: Principal) -> str:
    """Return who brings it, without a name; empty for the platform."""
    return "" if isinstance(by, System) else str(by.pseudonym)


def check_place(owner: str, channel: str) -> None:
    """Raise Unfit unless both can be."""
    if not _OWNER.fullmatch(owner):
        raise Unfit(_("문서가 딸린 곳은 ‘종류:번호’ 꼴이어야 합니다."), "owner")
    if not _CHANNEL.fullmatch(channel):
        raise Unfit(_("경로는 영문 소문자로 적어 주세요."), "channel")


def lock_bytes(digest: bytes) -> None:
    """Wait until nobody else stores or removes these bytes; holds until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"documents:{digest.hex()}"])


def _read(content: bytes | IO[bytes]) -> bytes:
    data = content if isinstance(content, bytes) else content.read(limits.MOST_BYTES + 1)
    if not data:
        raise NotTaken("empty")
    if len(data) > limits.MOST_BYTES:
        raise NotTaken("large", most=limits.MOST_BYTES // limits.MEGABYTE)
    return data


def _examined(data: bytes) -> running.Found:
    """Look into the file, in a child process; raises NotTaken and Busy."""
    scratch = storage().scratch()
    with tempfile.NamedTemporaryFile(prefix="brought-", dir=scratch) as file:
        file.write(data)
        file.flush()
        try:
            found = running.examine(Path(file.name), scratch)
        except Refused as refused:
            raise NotTaken(refused.code, refused.what) from refused
        except running.Crowded as error:
            raise Busy(_("지금 올리는 사람이 많습니다. 잠시 뒤에 다시 올려 주세요.")) from error
    if found.pages is not None and found.pages > limits.MOST_PAGES:
        raise NotTaken("pages", f"{found.pages:,}", most=limits.MOST_PAGES)
    return found


def _check_quotas(by: Principal, owner: str, size: int) -> None:
    """Raise NotTaken when a citizen, or what the file is to belong to, has no room left. Both are locked."""
    if isinstance(by, Account) and by.realm == Realm.CITIZEN:
        mine = Document.objects.filter(uploaded_by=str(by.pseudonym), deleted_at=None)
        _check_quota(
            f"person:{by.pseudonym}", mine, size, "quota-person", limits.PERSON_FILES, limits.PERSON_BYTES
        )
    _check_quota(
        f"owner:{owner}",
        Document.objects.filter(owner=owner, deleted_at=None),
        size,
        "quota-owner",
        limits.OWNER_FILES,
        limits.OWNER_BYTES,
    )


def _check_quota(lock: str, held: QuerySet[Document], size: int, code: str, files: int, most: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [f"documents:{lock}"])
    sums = held.aggregate(files=Count("pk"), bytes=Sum("blob__size"))
    if sums["files"] >= files or (sums["bytes"] or 0) + size > most:
        raise NotTaken(code, files=files, most=most // limits.MEGABYTE)


def _says_otherwise(declared: str, media_type: str) -> bool:
    told = declared.partition(";")[0].strip().lower()
    return bool(told) and told not in {media_type.partition(";")[0], "application/octet-stream"}
