"""A certificate of residence at once: on the web by who proved themselves, at a kiosk by their code, at a counter by ID."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pypdfium2
from django.test import Client

from madang.blocks.cases.models import Case
from madang.blocks.documents.models import Document, Made
from madang.blocks.identity.actions import register_person
from madang.blocks.ledger import SYSTEM
from madang.blocks.ledger.models import Outbox
from madang.systems.services.tests.conftest import NUMBER


def _begun(client: Client, birth: str = "1982-05-14") -> str:
    client.account.person.contacts.create(kind="address", value="하늘시 큰길 1")  # type: ignore[attr-defined]
    base = str(client.post("/services/start/residence-certificate/")["Location"]).split("questions/")[0]
    for name, value in {"birth_date": birth, "use": "bank", "language": "ko"}.items():
        assert client.post(f"{base}questions/{name}/", {name: value}).status_code == 302
    return base


def _text(answer: Any) -> str:
    return str(pypdfium2.PdfDocument(io.BytesIO(answer.content))[0].get_textpage().get_text_bounded())


def test_on_the_web_at_once_and_verified_by_anybody(body: object, citizen: Client) -> None:
    base = _begun(citizen)
    citizen.post(f"{base}take/issue/")
    case = Case.objects.get()
    assert (case.state, case.closed_at is not None) == ("issued", True)
    page = citizen.get(base).content.decode()
    link = re.search(r'href="(/services/cases/[^"]+/papers/[^"]+)"', page)
    assert link
    paper = citizen.get(link[1])
    assert paper["Content-Type"] == "application/pdf"
    words = _text(paper)
    assert "하늘시 큰길 1" in words and (case.number or "") in words
    code = Made.objects.get().code
    verified = Client().get(f"/documents/verify/{code}/").content.decode()
    assert "주민등록 증명서" in verified and "하늘시 큰길" not in verified


def test_a_wrong_birth_date_and_somebody_unproved_get_nothing(body: object, citizen: Client) -> None:
    base = _begun(citizen, "1990-01-01")
    assert "본인 확인이 필요합니다" in citizen.post(f"{base}take/issue/", follow=True).content.decode()
    stranger = Client()
    first = stranger.post("/services/start/residence-certificate/")["Location"].split("questions/")[0]
    for name, value in {"birth_date": "1982-05-14", "use": "bank", "language": "ko"}.items():
        stranger.post(f"{first}questions/{name}/", {name: value})
    stranger.post(f"{first}take/issue/")
    assert not Made.objects.exists()


def test_at_a_kiosk_by_the_code_of_who_proved_themselves(
    body: object, citizen: Client, official: Callable[[str], Client]
) -> None:
    base = _begun(citizen)
    code = re.search(r'aria-label="([0-9 ]+)"', citizen.post(f"{base}code/").content.decode())
    assert code
    kiosk = Client()
    machine = kiosk.post(
        "/services/kiosk/continue/", {"code": code[1].replace(" ", ""), "fact": "1982-05-14"}
    )["Location"]
    kiosk.post(f"{machine}take/issue/")
    link = re.search(
        r'href="(/services/kiosk/cases/[^"]+/papers/[^"]+)"', kiosk.get(machine).content.decode()
    )
    assert link and kiosk.get(link[1]).status_code == 200
    kiosk.post("/services/kiosk/end/")
    assert kiosk.get(link[1]).status_code == 404
    assert official("clerk").get(link[1].replace("/kiosk", "")).status_code == 404


def test_at_a_counter_the_official_who_serves_prints_it_and_no_colleague(
    body: object, official: Callable[[str], Client]
) -> None:
    person = register_person(SYSTEM, full_name="김 하늘", birth_date=date(1982, 5, 14), number=NUMBER)
    person.contacts.create(kind="address", value="하늘시 큰길 1")
    clerk, colleague = official("clerk"), official("clerk")
    clerk.post("/services/desk/", {"channel": "counter"})
    clerk.post("/services/desk/person/", {"number": NUMBER, "how": "id_card"})
    first = clerk.post("/services/desk/begin/residence-certificate/")["Location"]
    base = first.split("questions/")[0]
    for name, value in {"birth_date": "1982-05-14", "use": "bank", "language": "ko"}.items():
        assert clerk.post(f"{base}questions/{name}/", {name: value}).status_code == 302
    clerk.post(f"{base}confirm/", {"digest": clerk.get(base).context["digest"], "method": "own_screen"})
    clerk.post(f"{base}take/issue/")
    link = re.search(r'href="(/services/desk/cases/[^"]+/papers/[^"]+)"', clerk.get(base).content.decode())
    assert link, clerk.get(base).content.decode()
    assert "하늘시 큰길 1" in _text(clerk.get(link[1]))
    assert Outbox.objects.filter(type="documents.document.read").exists()
    directly = f"/documents/{Document.objects.get().pk}/file/"
    colleague.post("/services/desk/", {"channel": "counter"})
    assert [colleague.get(each).status_code for each in (link[1], directly)] == [404, 404]
    clerk.post("/services/desk/end/")
    assert [clerk.get(each).status_code for each in (link[1], directly)] == [404, 404]


def test_the_process_is_had_as_bpmn_by_everybody(body: object, client: Client) -> None:
    answer = client.get("/services/start/residence-certificate/process.bpmn")
    assert answer.status_code == 200 and b"startEvent" in answer.content
    assert "주민등록 증명" in answer.content.decode()
    assert client.get("/services/start/nothing/process.bpmn").status_code == 404
