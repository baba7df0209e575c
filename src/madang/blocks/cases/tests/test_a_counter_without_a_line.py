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


@pytest.mark.parametrize(
    "wrong", ["signature", "order", "left_out", "number", "late", "future", "foreign", "revoked", "garbage"]
)
def test_what_no_device_signed_in_its_order_is_refused(
    wrong: str, counter: Counter, official: Callable[..., Account]
) -> None:
    account: Account = counter.account
    more: dict[str, Any] = {}
    if wrong == "number":
        more["number"] = "2026-000000001-0"
    elif wrong == "late":
        more["happened_at"] = (timezone.now() + timedelta(hours=9)).isoformat()
    elif wrong == "future":
        more["happened_at"] = (timezone.now() + timedelta(hours=1)).isoformat()
    elif wrong == "order":
        more["previous"] = "1" * 64
    elif wrong == "left_out":
        counter.act()
    text, signature = counter.act(**more)
    if wrong == "signature":
        text = text.replace("김 하늘", "김 바다")
    elif wrong == "foreign":
        account = official("clerk")
    elif wrong == "revoked":
        actions.revoke(account, counter.device)
    elif wrong == "garbage":
        text = "[" * 5000
    with pytest.raises(Unfit):
        actions.receive(account, text, signature)
    assert not OfflineAct.objects.exists() and not Case.objects.exists()


def test_one_number_is_given_once(counter: Counter) -> None:
    text, signature = counter.act()
    actions.receive(counter.account, text, signature)
    text, signature = counter.act(number=counter.block.numbers[0])
    with pytest.raises(Unfit, match="번호"):
        actions.receive(counter.account, text, signature)


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
