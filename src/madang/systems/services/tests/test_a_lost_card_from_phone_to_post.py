"""A lost card is reported by phone at night, the photo comes on the web, the fee at a kiosk, the card by post."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.test import Client

from madang.blocks.cases.models import Case
from madang.blocks.ledger.models import Outbox
from madang.systems.services.models import Card, LossReport, Payment
from madang.systems.services.tests.conftest import photo

_BY_PHONE = {
    "birth_date": "19820514",
    "full_name": "김 하늘",
    "reason": "lost",
    "lost_on": "2026-11-01",
    "phone": "010-1234-5678",
    "address": "하늘시 큰길 1",
    "livelihood": "no",
    "disaster": "no",
}


def _answer(client: Client, base: str, name: str, value: object) -> None:
    answer = client.post(f"{base}questions/{name}/", {name: value})
    assert answer.status_code == 302, (name, answer.content.decode()[:3000])


def _code(client: Client, base: str) -> str:
    page = client.post(f"{base}code/").content.decode()
    found = re.search(r'class="ui-code" aria-label="([0-9 ]+)"', page)
    assert found
    return found[1].replace(" ", "")


def _go_on(client: Client, address: str, code: str) -> str:
    answer = client.post(address, {"code": code, "fact": "1982-05-14"})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return str(answer["Location"])


def test_one_case_by_phone_web_kiosk_and_post(official: Callable[[str], Client], citizen: Client) -> None:
    phone = official("phone_agent")
    phone.post("/services/desk/", {"channel": "phone"})
    first = phone.post("/services/desk/begin/id-card-reissue/")["Location"]
    base = first.split("questions/")[0]
    for name, value in _BY_PHONE.items():
        _answer(phone, base, name, value)
    phone.post(f"{base}take/report_loss/")
    case = Case.objects.get()
    assert LossReport.objects.get(case=case).channel == "phone"

    web = _go_on(citizen, "/services/continue/", _code(phone, base))
    assert (
        "010-1234-5678" in citizen.get(web).content.decode()
        or "01012345678" in citizen.get(web).content.decode()
    )
    _answer(citizen, web, "photo", photo())
    _answer(citizen, web, "delivery", "post")
    _answer(citizen, web, "true_statement", "on")
    refused = citizen.post(f"{web}take/lodge/", follow=True).content.decode()
    assert "수수료를 먼저 내 주세요" in refused

    kiosk = Client()
    machine = _go_on(kiosk, "/services/kiosk/continue/", _code(citizen, web))
    fee = kiosk.get(f"{machine}fee/").content.decode()
    assert "5,000원" in fee or "5000원" in fee
    kiosk.post(f"{machine}fee/", {"provider": "sandbox", "amount": "5000"})
    kiosk.post(f"{machine}take/lodge/")
    case.refresh_from_db()
    assert (case.state, Payment.objects.get().amount) == ("examination", 5000)
    kiosk.post("/services/kiosk/end/")
    assert kiosk.get(machine).status_code == 404

    officer = official("case_officer")
    assert case.number in officer.get("/services/office/").content.decode()
    desk = f"/services/office/cases/{case.pk}/"
    assert "김 하늘" in officer.get(desk).content.decode()
    for step in ("grant", "post", "delivered"):
        officer.post(f"{desk}take/{step}/", {"revision": Case.objects.get().revision}, follow=True)
    case.refresh_from_db()
    assert case.state == "done"
    assert Card.objects.get().issued_at == LossReport.objects.get().final_at
    told = citizen.get(web).content.decode()
    assert "끝남" in told and told.count("영수증") >= case.steps.count()
    for step in case.steps.all():
        assert Outbox.objects.filter(id=step.act).exists()
    assert {each.channel for each in case.answers.all()} == {"phone", "web"}
    assert [each.channel for each in case.steps.filter(name="lodge")] == ["kiosk"]
