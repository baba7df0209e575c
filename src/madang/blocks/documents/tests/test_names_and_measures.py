"""Names as senders write them, sizes, pages, quotas, and arguments that cannot be."""

from __future__ import annotations

import io
import unicodedata
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from madang.blocks.documents import actions, codes, limits
from madang.blocks.documents.errors import NotTaken, Unfit
from madang.blocks.documents.models import Document
from madang.blocks.documents.names import shown_name
from madang.blocks.documents.tests import files
from madang.blocks.documents.tests.conftest import CASE, WHY, Stored
from madang.blocks.identity.models import Account
from madang.blocks.ledger import SYSTEM
from madang.blocks.ledger.errors import UnfitReason


@pytest.mark.parametrize(
    ("told", "shown", "belied"),
    [
        ("분실 신고.pdf", "분실 신고.pdf", False),
        ("분실.PDF", "분실.pdf", False),
        (unicodedata.normalize("NFD", "분실.pdf"), "분실.pdf", False),
        ("../../etc/passwd", "passwd.pdf", False),
        ("C:\\Users\\kim\\분실.pdf", "분실.pdf", False),
        ("photo\u202efdp.exe", "photofdp.exe.pdf", True),
        ("a\x00b\r\nSet-Cookie: x.pdf", "ab Set-Cookie_ x.pdf", False),
        ("분실.exe", "분실.exe.pdf", True),
        ("분\u200b실.pdf", "분실.pdf", False),
        ("", "문서.pdf", False),
        (".pdf", "pdf.pdf", False),
        ("...", "문서.pdf", False),
        ('a<b>"c|?*.pdf', "a_b__c___.pdf", False),
        ("신청 서류. 2026년 분", "신청 서류. 2026년 분.pdf", False),
    ],
)
def test_names_are_made_fit(told: str, shown: str, belied: bool) -> None:
    assert shown_name(told, "pdf") == (shown, belied)


@given(st.text(max_size=300), st.sampled_from(["pdf", "jpg"]))
def test_a_name_is_short_one_line_and_ends_with_what_the_file_is(told: str, extension: str) -> None:
    shown, _belied = shown_name(told, extension, ("jpeg",) if extension == "jpg" else ())
    assert 0 < len(shown) <= 130 and shown.isprintable() and "/" not in shown and "\\" not in shown
    assert shown.rsplit(".", 1)[1] in {extension, "jpeg"} and not shown.startswith(".")
    assert shown_name(shown, extension, ("jpeg",) if extension == "jpg" else ())[0] == shown


def test_a_name_of_four_kilobytes_is_cut_and_downloads(store: Stored, pdf: bytes, browser: Any) -> None:
    document = store(pdf, "가" * 4096 + ".pdf")
    assert len(document.name) <= 130
    assert browser.get(f"/documents/{document.pk}/file/").status_code == 200


def test_what_the_sender_calls_it_is_only_compared(store: Stored) -> None:
    document = store(files.picture("PNG"), "신고.pdf", declared_type="application/pdf")
    assert document.blob is not None
    assert (document.blob.kind, document.name, document.misnamed) == ("png", "신고.pdf.png", True)
    assert not store(files.picture("JPEG"), "a.jpeg", declared_type="image/jpeg").misnamed


def test_files_too_large_and_too_long_are_refused(store: Stored, monkeypatch: pytest.MonkeyPatch) -> None:
    class Endless(io.RawIOBase):
        taken = 0

        def read(self, size: int = -1) -> bytes:
            assert size > 0, "an endless file is read to a bound only"
            self.taken += size
            return b"x" * size

    with pytest.raises(NotTaken, match="20 MB"):
        actions.store(SYSTEM, content=Endless(), name="a", owner=CASE, channel="web", **WHY)  # type: ignore[arg-type]
    monkeypatch.setattr(limits, "MOST_PAGES", 2)
    assert store(files.pdf(pages=2))
    with pytest.raises(NotTaken, match="3쪽"):
        store(files.pdf(pages=3))


def test_a_person_and_a_case_have_quotas(
    store: Stored, neighbour: Account, officer: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PERSON_FILES", 2)
    first = store(b"1")
    store(b"2")
    with pytest.raises(NotTaken, match="한 사람이 2개"):
        store(b"3", owner="test-case:another")
    store(b"3", by=neighbour)
    for number in range(3):
        store(b"%d" % number, by=officer, owner="test-case:scans")  # who scans the post of others
    actions.delete(SYSTEM, first, **WHY)
    store(b"3")
    monkeypatch.setattr(limits, "OWNER_BYTES", 10)
    with pytest.raises(NotTaken, match="딸린 파일이 너무 많습니다"):
        store(b"x" * 20, by=officer)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"owner": "case"}, "owner"), ({"owner": "case:" + "x" * 90}, "owner"), ({"channel": "웹"}, "channel")],
)
def test_what_cannot_be_is_refused_by_its_field(
    wrong: dict[str, str], field: str, store: Stored, pdf: bytes
) -> None:
    with pytest.raises(Unfit) as caught:
        store(pdf, **wrong)
    assert caught.value.field == field and not Document.objects.exists()


def test_nothing_is_kept_without_purpose_and_basis(store: Stored, pdf: bytes) -> None:
    for wrong in ({"purpose": "curiosity"}, {"basis": " "}, {"basis": "900101-1234567 의 요청"}):
        with pytest.raises(UnfitReason):
            store(pdf, **wrong)


def test_who_has_no_account_in_use_stores_nothing(citizen: Account, pdf: bytes) -> None:
    citizen.is_active = False
    citizen.save()
    with pytest.raises(PermissionDenied):
        actions.store(citizen, content=pdf, name="a", owner=CASE, channel="web", **WHY)


@given(st.binary(min_size=10, max_size=32), st.integers(0, 15), st.sampled_from(codes.ALPHABET))
def test_a_code_with_one_wrong_sign_or_two_swapped_is_no_code(secret: bytes, place: int, sign: str) -> None:
    code = codes.code_from(secret)
    assert codes.normalised(codes.grouped(code).lower()) == code
    wrong = code[:place] + sign + code[place + 1 :]
    assert (codes.normalised(wrong) == code) == (wrong == code)
    swapped = code[: place - 1] + code[place] + code[place - 1] + code[place + 1 :] if place else code
    assert swapped == code or codes.normalised(swapped) is None


@given(st.text(max_size=200))
def test_whatever_is_typed_as_a_code_is_a_code_or_none(typed: str) -> None:
    assert codes.normalised(typed) is None or len(codes.normalised(typed) or "") == 16
