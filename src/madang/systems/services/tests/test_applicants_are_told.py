"""Applicants are told what a step means: once for each event, by what reaches them, a refusal with proof."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.test import Client

from madang.blocks.cases.models import Case
from madang.blocks.identity.models import Organisation
from madang.blocks.ledger.dispatch import deliver_due
from madang.blocks.ledger.tests.by_hand import log_everything
from madang.blocks.notifications import actions
from madang.blocks.notifications.models import Caught, Notice
from madang.blocks.notifications.wording import all_templates
from madang.systems.services.offered import folders, read
from madang.systems.services.tests.conftest import photo

TELL = "madang.systems.services.noticing:tell"
ANSWERS: dict[str, Any] = {
    "birth_date": "19490211",
    "full_name": "박 순자",
    "reason": "damaged",
    "phone": "",
    "address": "하늘시 큰길 2",
    "livelihood": "yes",
    "disaster": "no",
    "delivery": "pickup",
    "true_statement": "on",
}


def hear(home: Path) -> None:
    """Log what happened and let the services hear it."""
    log_everything(home / "log")
    deliver_due(TELL)


def apply_at_a_kiosk(**more: str) -> Case:
    """Somebody without an account lodges at a kiosk."""
    kiosk = Client()
    first = kiosk.post("/services/kiosk/", {"service": "id-card-reissue"})["Location"]
    base = first.split("questions/")[0]
    for name, value in {**ANSWERS, **more}.items():
        assert kiosk.post(f"{base}questions/{name}/", {name: value}).status_code == 302, name
    assert kiosk.post(f"{base}questions/photo/", {"photo": photo()}).status_code == 302
    kiosk.post(f"{base}take/lodge/")
    case = Case.objects.get()
    assert case.number, kiosk.get(base).content.decode()
    return case


def test_whoever_has_no_device_gets_letters_and_a_refusal_is_registered(
    body: Organisation, official: Callable[[str], Client], settings: Any
) -> None:
    case = apply_at_a_kiosk()
    hear(settings.ENVIRONMENT.home)
    hear(settings.ENVIRONMENT.home)
    lodged = Notice.objects.get()
    assert (lodged.template, lodged.owner, lodged.name) == ("services/lodged", case.subject, "박 순자")
    letter = lodged.deliveries.get()
    assert (letter.channel, letter.address, letter.registered) == ("letter", "하늘시 큰길 2", False)
    assert case.number in lodged.paragraphs[0] and "처리기한" in lodged.paragraphs[1]

    officer = official("case_officer")
    officer.post(
        f"/services/office/cases/{case.pk}/take/refuse/",
        {
            "revision": Case.objects.get().revision,
            "reason": "사진의 사람이 다릅니다.",
            "remedy": "60일 안에 이의신청",
        },
    )
    hear(settings.ENVIRONMENT.home)
    refused = Notice.objects.get(template="services/refused")
    assert refused.proof and refused.deliveries.get().registered
    assert any("사진의 사람이 다릅니다." in each for each in refused.paragraphs)
    assert any("60일 안에 이의신청" in each for each in refused.paragraphs)


def test_who_told_a_telephone_gets_a_text_message(body: Organisation, settings: Any) -> None:
    case = apply_at_a_kiosk(phone="010-1234-5678")
    hear(settings.ENVIRONMENT.home)
    notice = Notice.objects.get()
    delivery = notice.deliveries.get()
    assert delivery.channel == "sms"
    actions.bring_due(now=delivery.due_at)
    caught = Caught.objects.get()
    assert caught.address == "01012345678" and case.number in caught.content["text"]
    assert caught.content["kind"] == "SMS"


def test_every_notice_that_a_service_names_has_a_template() -> None:
    named = {
        f"services/{step['notice']}"
        for folder in folders()
        for step in read(folder)[0]["transitions"]
        if step.get("notice")
    }
    assert named and named <= all_templates().keys()
