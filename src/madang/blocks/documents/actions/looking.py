"""What is done with a file after it was taken: scanned, its words read, its pictures drawn. Safe to do twice."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from madang.blocks.documents import scanning
from madang.blocks.documents.looking import running
from madang.blocks.documents.models import Blob, Document, Reading, Scan
from madang.blocks.documents.storage import Damaged, storage
from madang.blocks.ledger import SYSTEM, record

PROTECT = "protect-from-malware"
PROTECT_BASIS = "개인정보의 안전성 확보조치 기준 제9조"


def look_at(number: int) -> None:
    """Scan a file, read its words and draw its pictures, each only where that has not been done."""
    blob = Blob.objects.filter(pk=number).first()
    if blob is None:
        return
    if blob.scan == Scan.UNSCANNED:
        _scan(blob)
    if blob.scan == Scan.INFECTED:
        return
    try:
        if blob.reading == Reading.WAITING:
            _read(blob)
        draw(blob, "preview")
        if blob.what.is_image:
            draw(blob, "copy")
    except (Damaged, running.Crowded):
        return  # the page tries again


def scan_again() -> int:
    """Scan what no scanner has seen; returns how many were. For the day on which a scanner is installed."""
    if not scanning.is_there():
        return 0
    done = 0
    for blob in Blob.objects.filter(scan=Scan.UNSCANNED).order_by("pk").iterator():
        _scan(blob)
        done += blob.scan != Scan.UNSCANNED
    return done


def draw(blob: Blob, look: str) -> bool:
    """Have the ``preview``, or the ``copy`` of a picture that others see; False when it cannot be drawn."""
    target = storage().derived(blob.key, look)
    if target.exists():
        return True
    if look == "preview" and not (blob.kind == "pdf" or blob.what.is_image):
        return False
    with storage().local(blob.key) as path:
        drawn = running.picture(look, path, blob.kind, target, storage().scratch())
    if drawn and not Blob.objects.filter(pk=blob.pk).exists():  # deleted meanwhile
        target.unlink(missing_ok=True)
        return False
    return drawn


def _scan(blob: Blob) -> None:
    try:
        verdict = scanning.scan(storage().get(blob.key))
    except Damaged:
        return
    if verdict is None:
        return
    with transaction.atomic():
        locked = Blob.objects.select_for_update().filter(pk=blob.pk, scan=Scan.UNSCANNED).first()
        if locked is None:
            blob.refresh_from_db()
            return
        blob.scan = locked.scan = Scan.INFECTED if verdict.threat else Scan.CLEAN
        locked.scanned_at, locked.threat = timezone.now(), verdict.threat
        locked.save(update_fields=["scan", "scanned_at", "threat"])
        if verdict.threat:
            _tell(locked)


def _tell(blob: Blob) -> None:
    for document in Document.objects.filter(blob=blob):
        record(
            "documents.document.infected",
            actor=SYSTEM,
            subject=document.owner,
            detail={"document": str(document.pk), "sha256": blob.key, "threat": blob.threat},
            purpose=PROTECT,
            basis=PROTECT_BASIS,
        )


def _read(blob: Blob) -> None:
    with storage().local(blob.key) as path:
        said, whole = running.text(path, blob.kind, storage().scratch())
    said = (said or "").replace("\x00", "").strip()
    blob.text = said
    blob.reading = (Reading.WHOLE if whole else Reading.PART) if said else Reading.NONE
    # Not by saving the row: it may be gone by now.
    Blob.objects.filter(pk=blob.pk).update(text=blob.text, reading=blob.reading)
