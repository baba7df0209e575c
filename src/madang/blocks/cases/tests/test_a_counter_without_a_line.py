"""A counter whose line was cut: signed acts with numbers of their own and their own time, taken in on return."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from madang.blocks.cases import actions
from madang.blocks.cases.actions.offline import NOTHING_BEFORE
from madang.blocks.cases.errors import NotNow, Unfit
from madang.blocks.cases.models import Case, Device, NumberBlock, OfflineAct, ServiceProcess
from madang.blocks.cases.tests.sample import ANSWERS
from madang.blocks.identity.models import Account
from madang.blocks.ledger.entry import canonical
from madang.blocks.ledger.models import Outbox


@dataclass
class Counter:
    """A device as a browser holds it."""

    account: Account
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    device: Device = field(init=False)
    block: NumberBlock = field(init=False)
    previous: str = NOTHING_BEFORE
    sequence: int = 0

    def __post_init__(self) -> None:
        public = self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        self.device = actions.enrol(self.account, name="민원실 1번", public_key=public)
        self.block = actions.allot(self.account, self.device, 5)

    def act(self, **more: Any) -> tuple[str, bytes]:
        self.sequence += 1
        data = {
            "device": str(self.device.pk),
            "sequence": self.sequence,
            "previous": self.previous,
            "happened_at": timezone.now().isoformat(),
            "channel": "counter",
            "service": "library-card",
            "version": 1,
            "number": self.block.numbers[self.sequence - 1],
            "answers": ANSWERS,
            "steps": ["lodge"],
            "method": "own_screen",
            **more,
        }
        text = canonical(data).decode()
        self.previous = sha256(text.encode()).hexdigest()
        return text, self.sign(text)

    def sign(self, text: str) -> bytes:
        r, s = decode_dss_signature(self.key.sign(text.encode(), ec.ECDSA(SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


@pytest.fixture
def counter(service: ServiceProcess, official: Callable[..., Account]) -> Counter:
    return Counter(official("clerk"))


def test_what_was_taken_in_without_a_line_becomes_the_case_with_its_number_and_time(counter: Counter) -> None:
    happened = timezone.now() - timedelta(minutes=3)
    text, signature = counter.act(happened_at=happened.isoformat())
    brought = actions.receive(counter.account, text, signature)
    assert (brought.state, brought.payload) == ("accepted", "")
    case = Case.objects.get()
    assert (case.number, case.lodged_at, case.state) == (brought.number, happened, "examination")
    assert case.lodged_by == counter.account
    assert [each.name for each in case.steps.all()] == ["begin", "confirm", "lodge"]
    assert Outbox.objects.filter(id=brought.act).exists()
    again = actions.receive(counter.account, text, signature)
    assert (again, Case.objects.count()) == (brought, 1)


def test_what_does_not_fit_is_kept_for_a_human_and_the_next_goes_on(counter: Counter) -> None:
    text, signature = counter.act(answers={**ANSWERS, "birth_date": "1982-02-30"})
    brought = actions.receive(counter.account, text, signature)
    assert (brought.state, brought.payload) == ("conflict", text)
    assert "고칠 답" in brought.reason
    assert not Case.objects.exists()
    text, signature = counter.act()
    assert actions.receive(counter.account, text, signature).state == "accepted"
    text, signature = counter.act(answers={**ANSWERS, "phone": "010-1234-5678"})
    double = actions.receive(counter.account, text, signature)
    assert (double.state, Case.objects.count()) == ("conflict", 1)
    assert "두 번" in double.reason


@pytest.mark.parametrize("wrong", ["signature", "order", "left_out", "foreign", "garbage"])
def test_what_no_device_signed_in_its_order_is_refused(
    wrong: str, counter: Counter, official: Callable[..., Account]
) -> None:
    account: Account = counter.account
    more: dict[str, Any] = {}
    if wrong == "order":
        more["previous"] = "1" * 64
    elif wrong == "left_out":
        counter.act()
    text, signature = counter.act(**more)
    if wrong == "signature":
        text = text.replace("김 하늘", "김 바다")
    elif wrong == "foreign":
        account = official("clerk")
    elif wrong == "garbage":
        text = "[" * 5000
    with pytest.raises(Unfit):
        actions.receive(account, text, signature)
    assert not OfflineAct.objects.exists() and not Case.objects.exists()


@pytest.mark.parametrize("wrong", ["number", "twice", "late", "future", "revoked"])
def test_what_is_signed_in_order_and_wrong_waits_for_a_human_and_the_next_goes_on(
    wrong: str, counter: Counter
) -> None:
    more: dict[str, Any] = {}
    if wrong == "twice":
        text, signature = counter.act(answers={**ANSWERS, "full_name": "이 정민"})
        actions.receive(counter.account, text, signature)
        more["number"] = counter.block.numbers[0]
    elif wrong == "number":
        more["number"] = "2026-000000001-0"
    elif wrong in ("late", "future"):
        hours = 9 if wrong == "late" else 1
        more["happened_at"] = (timezone.now() + timedelta(hours=hours)).isoformat()
    elif wrong == "revoked":
        actions.revoke(counter.account, counter.device)
    text, signature = counter.act(**more)
    brought = actions.receive(counter.account, text, signature)
    assert (brought.state, brought.payload) == ("conflict", text)
    assert brought.number is None or wrong not in ("number", "twice")
    before = Case.objects.count()
    if wrong != "revoked":
        text, signature = counter.act()
        assert actions.receive(counter.account, text, signature).state == "accepted"
        assert Case.objects.count() == before + 1


def test_devices_and_numbers_are_bounded(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("madang.blocks.cases.actions.offline.MOST_BLOCKS", 1)
    with pytest.raises(Unfit, match="번호"):
        actions.allot(counter.account, counter.device, 1)
    monkeypatch.setattr("madang.blocks.cases.actions.offline.MOST_DEVICES", 1)
    with pytest.raises(Unfit, match="기기"):
        actions.enrol(counter.account, name="x", public_key=bytes(counter.device.public_key))


def test_numbers_and_devices_are_for_those_who_serve(
    counter: Counter, official: Callable[..., Account]
) -> None:
    with pytest.raises(PermissionDenied):
        actions.enrol(official("auditor"), name="x", public_key=bytes(counter.device.public_key))
    with pytest.raises(Unfit):
        actions.enrol(counter.account, name="x", public_key=b"no key")
    with pytest.raises(Unfit):
        actions.allot(counter.account, counter.device, 201)
    with pytest.raises(PermissionDenied):
        actions.allot(official("clerk"), counter.device, 1)
    actions.revoke(official("supervisor"), counter.device)
    with pytest.raises(NotNow):
        actions.allot(counter.account, counter.device, 1)
