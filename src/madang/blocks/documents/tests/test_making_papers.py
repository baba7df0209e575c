"""The site makes documents: tagged PDF/A and PDF/UA, the same bytes for the same data, verified by anybody."""

from __future__ import annotations

import io
import re
import shutil
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from pypdf import PdfReader

from madang.blocks.documents import actions, codes, papers, queries
from madang.blocks.documents.errors import Unfit
from madang.blocks.documents.models import Document, Made, Scan
from madang.blocks.documents.tests.conftest import CASE, WHY
from madang.blocks.identity.models import Account, Organisation
from madang.blocks.ledger import SYSTEM

WHEN = datetime(2026, 11, 28, 1, 30, tzinfo=UTC)
RECEIPT = {
    "name": "김하늘",
    "number": "2026-000123",
    "service": "주민등록증 재발급",
    "received": "2026년 11월 28일 10:30",
    "rows": [["수수료", "5,000원"]],
    "notes": ["사진은 6개월 안에 찍은 것이어야 합니다."],
}


def receipt(body: Organisation, by: Any = SYSTEM, **more: Any) -> Document:
    values: dict[str, Any] = {"owner": CASE, "organisation": body, "made_at": WHEN, **WHY, **more}
    return actions.make(by, "receipt", values.pop("data", RECEIPT), **values)


def pdf_of(document: Document) -> PdfReader:
    return PdfReader(io.BytesIO(queries.fetch(SYSTEM, document, **WHY).data))


def page_of(made: Made, client: Client, **typed: str) -> Any:
    address = f"/documents/verify/{made.code}/"
    return client.post(address, typed) if typed else client.get(address)


def test_the_same_data_gives_the_same_bytes_and_the_same_document(body: Organisation) -> None:
    first, second = receipt(body), receipt(body)
    assert first.pk == second.pk and Document.objects.count() == 1
    digest = bytes(first.digest)
    actions.delete(SYSTEM, first, **WHY)
    assert bytes(receipt(body).digest) == digest, "made again after its file was deleted"
    assert bytes(receipt(body, language="en").digest) != digest


def test_a_paper_says_that_it_is_tagged_pdf_a_2a_and_pdf_ua_1(body: Organisation) -> None:
    for language in papers.LANGUAGES:
        reader = pdf_of(receipt(body, language=language))
        root: Any = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"].value is True and root["/Lang"].startswith(language)
        assert "/StructTreeRoot" in root and "/OutputIntents" in root
        told = reader.xmp_metadata.stream.get_data().decode()  # type: ignore[union-attr]
        for name, value in (("pdfaid:part", "2"), ("pdfaid:conformance", "A"), ("pdfuaid:part", "1")):
            assert re.search(rf"<{name}>{value}<|{name}=\"{value}\"", told), name
        fonts = {str(each["/BaseFont"]) for page in reader.pages for each in _fonts(page)}
        assert fonts and all("PretendardGOV" in each for each in fonts)
        assert reader.metadata is not None and reader.metadata.title
        assert _roles(root["/StructTreeRoot"]) >= {"/H1", "/Table", "/TH", "/TD", "/Figure", "/P"}


def _fonts(page: Any) -> list[Any]:
    return [each.get_object() for each in page["/Resources"]["/Font"].values()]


def _roles(node: Any) -> set[str]:
    found, waiting = set(), [node]
    while waiting:
        each = waiting.pop()
        each = each.get_object() if hasattr(each, "get_object") else each
        if isinstance(each, list):
            waiting.extend(each)
        elif isinstance(each, dict):
            found |= {str(each["/S"])} if "/S" in each else set()
            if "/K" in each:
                waiting.append(each["/K"])
            if each.get("/S") == "/Figure":
                assert each.get("/Alt"), "a picture without words"
    return found


@pytest.mark.skipif(
    shutil.which("verapdf") is None, reason="veraPDF is not installed: the tags are read instead"
)
def test_verapdf_finds_no_fault(body: Organisation, tmp_path: Any) -> None:
    import subprocess

    path = tmp_path / "paper.pdf"
    path.write_bytes(queries.fetch(SYSTEM, receipt(body), **WHY).data)
    for flavour in ("2a", "ua1"):
        told = subprocess.run(
            ["verapdf", "--flavour", flavour, "--format", "text", str(path)], capture_output=True, text=True
        )
        assert told.stdout.startswith("PASS"), told.stdout


@pytest.mark.parametrize("name", ["certificate", "receipt", "decision"])
@pytest.mark.parametrize("language", papers.LANGUAGES)
def test_every_template_is_set_in_every_language_and_in_large_print(
    name: str, language: str, body: Organisation
) -> None:
    data = {
        "certificate": {
            "name": "김하늘",
            "statement": "위 사실을 증명합니다.",
            "rows": [["주소", "하늘시 마당로 1"]],
        },
        "receipt": RECEIPT,
        "decision": {
            **{each: RECEIPT[each] for each in ("name", "number", "service")},
            "result": "거부",
            "reasons": ["사진의 얼굴을 알아볼 수 없습니다. (주민등록법 시행규칙 제11조)"],
            "remedies": ["60일 안에 이의를 신청할 수 있습니다."],
        },
    }[name]
    for large in (False, True):
        made = actions.make(
            SYSTEM,
            name,
            data,
            owner=CASE,
            organisation=body,
            language=language,
            large=large,
            made_at=WHEN,
            **WHY,
        )
        actions.look_at(made.blob_id or 0)
        said, _how = queries.text(SYSTEM, Document.objects.get(pk=made.pk), **WHY)
        assert "김하늘" in said and codes.grouped(made.made.code) in said


def test_what_is_typed_stays_text_and_long_names_stay_on_the_paper(body: Organisation) -> None:
    name = '#sys.inputs "\\ *b* $x$ <a> #read("/etc/passwd")'
    long = "Wolfeschlegelsteinhausenbergerdorff" * 4
    data = {**RECEIPT, "name": name, "rows": [["이름", long], ["뒤집기", "abc\u202egpj.exe\x00"]]}
    made = receipt(body, data=data)
    text = "".join(page.extract_text() for page in pdf_of(made).pages).replace("\u200b", "").replace("\n", "")
    assert '#read("/etc/passwd")' in text.replace("  ", " ") and "root:" not in text
    assert "abcgpj.exe" in text and "\u202e" not in text
    width = float(pdf_of(made).pages[0].mediabox.width)
    assert _rightmost(queries.fetch(SYSTEM, made, **WHY).data) < width


def _rightmost(data: bytes) -> float:
    import pypdfium2

    page = pypdfium2.PdfDocument(data)[0]
    words = page.get_textpage()
    return max(words.get_charbox(place)[2] for place in range(words.count_chars()))


def test_signs_that_the_font_lacks_are_named_and_nothing_is_kept(body: Organisation) -> None:
    with pytest.raises(Unfit, match="ส"):
        receipt(body, data={**RECEIPT, "name": "สมชาย"})
    assert not Document.objects.exists() and not Made.objects.exists()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({**RECEIPT, "name": ""}, "name"),
        ({**RECEIPT, "secret": "x"}, "secret"),
        ({**RECEIPT, "rows": [["하나"]]}, "rows"),
        ({**RECEIPT, "name": object()}, "name"),
        ({**RECEIPT, "service": "길" * 70_000}, "data"),
    ],
)
def test_data_that_does_not_fit_is_refused_by_its_field(data: Any, field: str, body: Organisation) -> None:
    with pytest.raises(Unfit) as caught:
        receipt(body, data=data)
    assert caught.value.field == field


def test_only_who_may_makes_papers_of_a_body(body: Organisation, citizen: Account, officer: Account) -> None:
    with pytest.raises(PermissionDenied):
        receipt(body, by=citizen)
    assert receipt(body, by=officer).uploaded_by == ""


def test_anybody_verifies_a_paper_and_learns_nothing_of_its_person(
    body: Organisation, client: Client
) -> None:
    document = receipt(body, title_ko="재발급 접수증", title_en="Receipt of reissue")
    assert document.blob is not None and document.blob.scan == Scan.OURS
    made = document.made
    page = page_of(made, client)
    text = page.content.decode()
    assert page.status_code == 200
    assert (
        "재발급 접수증" in text and "하늘시" in text and document.blob.key in text and str(made.act) in text
    )
    assert (
        "김하늘" not in text
        and "2026-000123" not in text
        and CASE not in text
        and str(document.pk) not in text
    )
    typed = codes.grouped(made.code).lower().replace("0", "o")
    assert client.post("/documents/verify/", {"code": typed})["Location"] == f"/documents/verify/{made.code}/"
    english = client.get(
        f"/documents/verify/{made.code}/", headers={"Accept-Language": "en"}
    ).content.decode()
    assert "Receipt of reissue" in english and "Haneul-si" in english


def test_its_holder_compares_what_the_paper_says(body: Organisation, client: Client) -> None:
    made = receipt(body).made
    same = page_of(made, client, name=" 김 하늘 ", number="2026-000123").content.decode()
    assert same.count("같습니다") == 2
    other = page_of(made, client, name="이하늘", number="2026-000123").content.decode()
    assert "다릅니다" in other and "김하늘" not in other
    assert "김하늘" not in str(made.compared)


def test_who_guesses_is_stopped(body: Organisation, client: Client) -> None:
    made = receipt(body).made
    answers = [page_of(made, client, name=f"이름{each}", number="1").status_code for each in range(12)]
    assert answers[:10] == [200] * 10 and 429 in answers[10:]
    wrong = made.code[:-1] + ("0" if made.code[-1] != "0" else "1")
    assert codes.normalised(wrong) is None
    statuses = {client.get(f"/documents/verify/{wrong}/").status_code for _ in range(40)}
    assert statuses == {404, 429}


def test_a_revoked_paper_says_so(
    body: Organisation, officer: Account, citizen: Account, client: Client
) -> None:
    made = receipt(body).made
    with pytest.raises(PermissionDenied):
        actions.revoke(citizen, made, **WHY)
    act = actions.revoke(officer, made, **WHY)
    assert actions.revoke(officer, made, **WHY) == act
    text = page_of(made, client).content.decode()
    assert "취소된 문서입니다" in text and str(act) in text


def test_a_paper_is_verified_after_its_file_is_gone(body: Organisation, client: Client) -> None:
    document = receipt(body)
    made = document.made
    actions.delete(SYSTEM, document, **WHY)
    page = page_of(made, client)
    assert page.status_code == 200 and "파일은 여기에 더 없습니다" in page.content.decode()


def test_another_room_brings_templates_of_its_own(
    body: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    from madang.blocks.rooms import manifest

    room = manifest.Manifest(
        name="gate",
        title=manifest.Text("문", "Gate"),
        summary=manifest.Text("문", "Gate"),
        papers="madang.blocks.documents.tests.paper_of_a_room",
    )
    monkeypatch.setitem(manifest._registry, "gate", room)
    document = actions.make(SYSTEM, "gate/pass", {"name": "김하늘"}, owner=CASE, organisation=body, **WHY)
    assert "드나들 수 있는 사람: 김하늘" in pdf_of(document).pages[0].extract_text()
    assert (document.made.title, document.made.version, document.name) == ("출입증", 3, "출입증.pdf")
    with pytest.raises(Unfit, match="gate/other"):
        actions.make(SYSTEM, "gate/other", {}, owner=CASE, organisation=body, **WHY)
