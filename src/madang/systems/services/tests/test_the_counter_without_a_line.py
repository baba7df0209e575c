"""The counter's page without a line: enrolled, numbers taken, a card with photo and fee brought back, a conflict settled."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from django.utils import timezone

from madang.blocks.cases.models import Case, OfflineAct
from madang.blocks.ledger.models import Outbox
from madang.systems.services.models import LossReport, Payment
from madang.systems.services.tests.conftest import photo

BASE = "/services/desk/offline/"
ANSWERS = {
    "birth_date": "1949-02-11",
    "full_name": "박 순자",
    "reason": "lost",
    "lost_on": "2026-11-01",
    "phone": "",
    "address": "하늘시 큰길 2",
    "livelihood": False,
    "disaster": True,
    "delivery": "pickup",
    "true_statement": True,
}


def _post(client: Client, tail: str, data: dict[str, Any]) -> Any:
    return client.post(f"{BASE}{tail}", json.dumps(data), content_type="application/json")


def test_a_card_applied_for_without_a_line(official: Callable[[str], Client]) -> None:
    clerk = official("clerk")
    assert clerk.get(BASE).status_code == 200
    # Not the certificate: without a line nobody's identity is looked up.
    (service,) = clerk.get(f"{BASE}bundle.json").json()["services"]
    assert service["key"] == "id-card-reissue" and service["fee"]["rule"]
    assert {each["name"] for each in service["steps"]} >= {"report_loss", "lodge"}
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    device = _post(
        clerk, "enrol/", {"name": "민원실 1번", "public_key": base64.b64encode(public).decode()}
    ).json()["device"]
    numbers = _post(clerk, "numbers/", {"device": device}).json()["numbers"]
    previous = "0" * 64

    def send(sequence: int, **more: Any) -> Any:
        nonlocal previous
        text = json.dumps(
            {
                "device": device,
                "sequence": sequence,
                "previous": previous,
                "happened_at": timezone.now().isoformat(),
                "channel": "counter",
                "service": "id-card-reissue",
                "version": service["version"],
                "number": numbers[sequence - 1],
                "answers": ANSWERS,
                "steps": ["report_loss", "lodge"],
                "method": "own_screen",
                **more,
            },
            ensure_ascii=False,
        )
        previous = sha256(text.encode()).hexdigest()
        r, s = decode_dss_signature(key.sign(text.encode(), ec.ECDSA(SHA256())))
        signature = base64.b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()
        return _post(clerk, "acts/", {"text": text, "signature": signature})

    picture = {"name": "face.jpg", "type": "image/jpeg", "data": base64.b64encode(photo().read()).decode()}
    answer = send(1, extras={"files": {"photo": picture}})
    assert (answer.status_code, answer.json()["state"]) == (200, "accepted"), answer.content.decode()
    case = Case.objects.get()
    assert (case.number, case.state, case.steps.last().channel) == (numbers[0], "examination", "counter")
    assert LossReport.objects.get().case == case
    assert Outbox.objects.filter(id=answer.json()["receipt"]).exists()

    answer = send(2, answers={**ANSWERS, "full_name": "이 정민"}, extras={"paid": 5000})
    assert answer.json()["state"] == "conflict", answer.json()
    assert not Payment.objects.exists()
    page = clerk.get(BASE).content.decode()
    assert numbers[1] in page and "이 정민" not in page
    brought = OfflineAct.objects.get(state="conflict")
    opened = clerk.get(f"{BASE}acts/{brought.pk}/").content.decode()
    assert "이 정민" in opened
    assert Outbox.objects.filter(type="cases.offline.read").count() == 1
    clerk.post(f"{BASE}acts/{brought.pk}/", {"reason": "신청인이 사진을 가지고 다시 왔다"})
    brought.refresh_from_db()
    assert (brought.state, brought.payload) == ("settled", "")


def test_what_is_malformed_gets_a_sentence(official: Callable[[str], Client]) -> None:
    clerk = official("clerk")
    for tail, body in (
        ("enrol/", {}),
        ("enrol/", {"public_key": "###"}),
        ("numbers/", {"device": "x"}),
        ("acts/", {"text": "[", "signature": "AA=="}),
        ("acts/", {"text": 7, "signature": None}),
    ):
        answer = _post(clerk, tail, body)
        assert answer.status_code == 422 and answer.json()["detail"], (tail, body)
    assert clerk.post(f"{BASE}acts/", b"\xff", content_type="application/json").status_code == 422
    assert clerk.get(f"{BASE}acts/999/").status_code == 404
