"""Who may read which document, and every reading: of somebody else's with purpose and basis, and on record."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from madang.blocks.documents.actions.looking import draw
from madang.blocks.documents.codes import normalised
from madang.blocks.documents.errors import ABSENT_SCANNER, INFECTED, Busy, HeldBack, Missing
from madang.blocks.documents.looking import running
from madang.blocks.documents.models import Blob, Document, Made, Reading, Scan
from madang.blocks.documents.storage import Damaged, storage
from madang.blocks.identity.models import Account
from madang.blocks.identity.principal import Principal, actor_of
from madang.blocks.ledger import System, record
from madang.blocks.rooms.manifest import load, manifests

Reader = Callable[[Account, Document], bool]


@dataclass(frozen=True)
class Opened:
    """Bytes as one reader gets them.

    Attributes:
        name: to save them under.
        is_copy: whether it is the copy that others see of a picture, not what was brought.
    """

    data: bytes
    media_type: str
    name: str
    is_copy: bool = False


def find(by: Principal | None, identifier: uuid.UUID) -> Document:
    """Return a document that ``by`` may read; raises Missing, whether there is none or it is not theirs to see."""
    found = Document.objects.select_related("blob", "made").filter(pk=identifier, deleted_at=None).first()
    if found is None or not may_read(by, found):
        raise Missing(_("그런 문서가 없거나, 볼 수 있는 사람이 아닙니다."))
    return found


def may_read(by: Principal | None, document: Document) -> bool:
    """Whether ``by`` may read a document: who brought it, whose it is, and whom the owner's room names."""
    if isinstance(by, System):
        return True
    if by is None or not by.may_come_in:
        return False
    if is_own(by, document):
        return True
    reader = _readers().get(document.owner.partition(":")[0])
    return reader is not None and bool(reader(by, document))


def is_own(by: Principal, document: Document) -> bool:
    """Whether the reader brought the document, or it was made for them."""
    return isinstance(by, Account) and (
        brought(by, document)
        or document.owner == f"account:{by.pk}"
        or (by.person_id is not None and document.owner == f"person:{by.person_id}")
    )


def brought(by: Principal, document: Document) -> bool:
    """Whether the reader brought the document: they open it before a scanner has seen it, and as it came."""
    return isinstance(by, Account) and document.uploaded_by == str(by.pseudonym)


def held_back(by: Principal, document: Document) -> str:
    """Return why this reader does not open it now, empty when they do."""
    assert document.blob is not None
    if document.blob.scan == Scan.INFECTED:
        return str(INFECTED)
    if document.blob.scan == Scan.UNSCANNED and not brought(by, document):
        return str(ABSENT_SCANNER)
    return ""


@transaction.atomic
def see(by: Principal, document: Document, *, purpose: str, basis: str) -> None:
    """Put on record that somebody else's document was looked at: its name, size and kind. Raises Missing."""
    _note(by, document, "seen", purpose, basis)


@transaction.atomic
def fetch(by: Principal, document: Document, *, purpose: str, basis: str) -> Opened:
    """Return a document's bytes: a picture as its copy without what the camera wrote, but for who brought it.

    Raises Missing, HeldBack, UnfitReason, and Busy while a copy cannot be drawn.
    """
    blob = _opened(by, document)
    _note(by, document, "file", purpose, basis)
    if blob.what.is_image and not brought(by, document):
        return Opened(_drawn(blob, "copy"), blob.what.media_type, document.name, is_copy=True)
    try:
        return Opened(storage().get(blob.key), blob.what.media_type, document.name)
    except Damaged as error:
        raise HeldBack(_damaged()) from error


@transaction.atomic
def preview(by: Principal, document: Document, *, purpose: str, basis: str) -> Opened | None:
    """Return the first page as PNG, None where there is no drawing it. Raises as ``fetch``."""
    blob = _opened(by, document)
    if not has_preview(blob):
        return None
    _note(by, document, "preview", purpose, basis)
    return Opened(_drawn(blob, "preview"), "image/png", f"{document.pk}.png")


@transaction.atomic
def text(by: Principal, document: Document, *, purpose: str, basis: str) -> tuple[str, Reading]:
    """Return a document's words and how far they were read. Raises as ``fetch``."""
    blob = _opened(by, document)
    _note(by, document, "text", purpose, basis)
    return blob.text, Reading(blob.reading)


def has_preview(blob: Blob) -> bool:
    return blob.kind == "pdf" or blob.what.is_image


def of_owner(owner: str) -> QuerySet[Document]:
    """Return what belongs to one owner, for its room to list: whoever is shown it that room has checked."""
    return Document.objects.select_related("blob", "made").filter(owner=owner, deleted_at=None)


def made_by_code(typed: str) -> Made | None:
    """Return what the site made under a code, as somebody typed it; None when no paper of ours bears it."""
    code = normalised(typed)
    if code is None:
        return None
    return Made.objects.select_related("organisation", "document").filter(code=code).first()


def _opened(by: Principal, document: Document) -> Blob:
    """Return the bytes' row when this reader may open them now; raises Missing and HeldBack."""
    if document.deleted_at is not None or document.blob is None or not may_read(by, document):
        raise Missing(_("그런 문서가 없거나, 볼 수 있는 사람이 아닙니다."))
    if reason := held_back(by, document):
        raise HeldBack(reason)
    return document.blob


def _note(by: Principal, document: Document, what: str, purpose: str, basis: str) -> None:
    """An act in the ledger for each reading of somebody else's; one's own are nobody's business."""
    if not may_read(by, document):
        raise Missing(_("그런 문서가 없거나, 볼 수 있는 사람이 아닙니다."))
    if is_own(by, document):
        return
    record(
        "documents.document.read",
        actor=actor_of(by),
        subject=document.owner,
        detail={"document": str(document.pk), "what": what},
        purpose=purpose,
        basis=basis,
    )


def _drawn(blob: Blob, look: str) -> bytes:
    try:
        if draw(blob, look):
            return storage().derived(blob.key, look).read_bytes()
    except Damaged as error:
        raise HeldBack(_damaged()) from error
    except running.Crowded as error:
        raise Busy(_("지금 여는 사람이 많습니다. 잠시 뒤에 다시 열어 주세요.")) from error
    raise HeldBack(_("그림을 그릴 수 없는 파일입니다. 올린 사람에게 다시 올려 달라고 해 주세요."))


def _damaged() -> str:
    return _(
        "보관한 파일이 상했거나 없습니다. 관리자에게 문서 번호를 알려 주세요. 백업에서 되살릴 수 있습니다."
    )


def _readers() -> dict[str, Reader]:
    return _loaded(
        tuple(sorted((kind, path) for room in manifests() for kind, path in room.document_readers.items()))
    )


@lru_cache(maxsize=4)
def _loaded(paths: tuple[tuple[str, str], ...]) -> dict[str, Reader]:
    return {kind: load(path) for kind, path in paths}
