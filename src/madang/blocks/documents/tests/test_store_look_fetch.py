"""A file is stored, looked at, fetched: by who brought it, and by whom the owner's room names."""

from __future__ import annotations

import io
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

from madang.blocks.documents import actions, queries
from madang.blocks.documents.errors import HeldBack, Missing
from madang.blocks.documents.models import Blob, Document, Reading, Scan
from madang.blocks.documents.tests import files
from madang.blocks.documents.tests.conftest import CASE, WHY, Stored
from madang.blocks.identity.models import Account
from madang.blocks.ledger.models import Outbox


def kinds_on_record() -> list[str]:
    return list(
        Outbox.objects.filter(type__startswith="documents.")
        .order_by("position")
        .values_list("type", flat=True)
    )


def cleared(document: Document) -> None:
    """As if a scanner had found nothing."""
    assert document.blob is not None
    Blob.objects.filter(pk=document.blob.pk).update(scan=Scan.CLEAN, scanned_at=document.created_at)
    document.blob.refresh_from_db()


def test_what_is_stored_is_fetched_byte_for_byte_by_who_brought_it(
    store: Stored, pdf: bytes, browser: Client
) -> None:
    document = store(pdf, "분실 신고.pdf")
    assert document.blob is not None and document.blob.kind == "pdf" and document.blob.pages == 1
    page = browser.get(f"/documents/{document.pk}/")
    assert page.status_code == 200 and "분실 신고.pdf" in page.content.decode()
    answer = browser.get(f"/documents/{document.pk}/file/")
    assert answer.content == pdf
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "sandbox" not in page["Content-Security-Policy"]
    assert kinds_on_record() == ["documents.document.stored"], "one's own readings are nobody's business"


def test_bytes_lie_under_their_digest_for_the_site_alone(store: Stored, pdf: bytes) -> None:
    store(pdf)
    name = sha256(pdf).hexdigest()
    path: Path = settings.ENVIRONMENT.files / "documents" / name[:2] / name
    assert path.read_bytes() == pdf
    assert path.stat().st_mode & 0o777 == 0o600
    assert all(each.stat().st_mode & 0o777 == 0o700 for each in (path.parent, path.parent.parent))
    assert not list((settings.ENVIRONMENT.files / "documents" / ".writing").iterdir())


def test_the_same_bytes_by_two_people_are_two_documents(
    store: Stored, pdf: bytes, citizen: Account, neighbour: Account
) -> None:
    first, second = store(pdf), store(pdf, by=neighbour, owner="test-case:other")
    assert first.pk != second.pk and first.blob == second.blob
    with pytest.raises(Missing):
        queries.find(neighbour, first.pk)
    with pytest.raises(Missing):
        queries.find(citizen, second.pk)


def test_nobody_reaches_a_file_by_its_digest_or_by_guessing(
    store: Stored, pdf: bytes, desk: Client, neighbour: Account
) -> None:
    from madang.blocks.documents.tests.conftest import READERS

    document = store(pdf)
    READERS.clear()
    stranger = Client()
    for address in (
        f"/documents/{document.pk}/",
        f"/documents/{document.pk}/file/",
        f"/documents/{document.pk}/preview/",
    ):
        assert stranger.get(address).status_code == 302
        assert desk.get(address).status_code == 404
    for guess in (sha256(pdf).hexdigest(), "0" * 32, f"{document.pk}/../file"):
        assert desk.get(f"/documents/{guess}/").status_code == 404


def test_an_unscanned_file_is_held_back_from_everybody_but_who_brought_it(
    store: Stored, pdf: bytes, officer: Account, citizen: Account, desk: Client
) -> None:
    document = store(pdf)
    actions.look_at(document.blob_id or 0)
    assert queries.fetch(citizen, document, **WHY).data == pdf
    with pytest.raises(HeldBack, match="백신"):
        queries.fetch(officer, document, **WHY)
    assert desk.get(f"/documents/{document.pk}/file/").status_code == 403
    page = desk.get(f"/documents/{document.pk}/").content.decode()
    assert "지금은 열 수 없습니다" in page and "내려받기" not in page


def test_every_reading_of_somebody_elses_is_an_act_with_purpose_and_basis(
    store: Stored, pdf: bytes, officer: Account, desk: Client
) -> None:
    document = store(pdf)
    cleared(document)
    before = Outbox.objects.count()
    assert desk.get(f"/documents/{document.pk}/").status_code == 200
    assert desk.get(f"/documents/{document.pk}/file/").content == pdf
    assert desk.get(f"/documents/{document.pk}/preview/")["Content-Type"] == "image/png"
    new = Outbox.objects.order_by("position")[before:]
    assert [each.type for each in new] == ["documents.document.read"] * 3
    assert all(b'"purpose":"handle-case"' in bytes(each.payload) for each in new)


def test_others_see_a_picture_without_what_the_camera_wrote_and_the_original_is_kept(
    store: Stored, officer: Account, citizen: Account
) -> None:
    photo = files.photo_with_place()
    document = store(photo, "사진.jpg")
    cleared(document)
    assert queries.fetch(citizen, document, **WHY).data == photo
    seen = queries.fetch(officer, document, **WHY)
    assert seen.is_copy and b"Madang Camera" in photo and b"Madang Camera" not in seen.data
    image = Image.open(io.BytesIO(seen.data))
    assert not image.getexif() and image.size == (48, 64), "turned as the camera was held"


def test_words_of_a_file_are_read(store: Stored, citizen: Account) -> None:
    for content, name, words, how in (
        (files.pdf("주민등록증 분실"), "a.pdf", "주민등록증 분실", Reading.WHOLE),
        (files.docx("재발급 신청"), "a.docx", "재발급 신청", Reading.WHOLE),
        (files.odt("재발급 신청"), "a.odt", "재발급 신청", Reading.WHOLE),
        (files.hwpx("재발급 신청"), "a.hwpx", "재발급 신청", Reading.WHOLE),
        (files.xlsx("금액"), "a.xlsx", "금액", Reading.WHOLE),
        ("안녕하세요".encode("cp949"), "a.txt", "안녕하세요", Reading.WHOLE),
        (files.hwp("재발급 신청"), "a.hwp", "재발급 신청", Reading.PART),
    ):
        document = store(content, name)
        actions.look_at(document.blob_id or 0)
        document.blob.refresh_from_db()  # type: ignore[union-attr]
        said, read = queries.text(citizen, document, **WHY)
        assert words in said and read == how, name


def test_a_file_that_was_damaged_on_the_disk_is_not_handed_out(
    store: Stored, pdf: bytes, citizen: Account
) -> None:
    document = store(pdf)
    name = sha256(pdf).hexdigest()
    (settings.ENVIRONMENT.files / "documents" / name[:2] / name).write_bytes(pdf[:-1] + b"X")
    with pytest.raises(HeldBack, match="상했거나"):
        queries.fetch(citizen, document, **WHY)
    store(pdf, owner=f"{CASE}1")  # whoever brings it again mends it
    assert queries.fetch(citizen, document, **WHY).data == pdf
