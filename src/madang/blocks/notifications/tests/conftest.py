"""A city, its clerk, a citizen with a verified telephone and mail, and templates that a room of tests sends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from madang.blocks.identity import actions as identity
from madang.blocks.identity.actions.members import assign, new_account
from madang.blocks.identity.models import Account, Organisation, Person
from madang.blocks.identity.testing import sign_in
from madang.blocks.ledger import SYSTEM
from madang.blocks.notifications import actions
from madang.blocks.notifications.models import Delivery, Notice
from madang.blocks.rooms import manifest

NOON = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
"""A Friday, twelve in Seoul."""
WHY = {"purpose": "handle-case", "basis": "민원 처리에 관한 법률 제27조"}
DATA = {"service": "주민등록증 재발급", "number": "2026-000000123-7"}
Sent = Callable[..., Notice]


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, settings: Any) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, home=tmp_path)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def room_of_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """A room that sends ``tests/lodged`` and ``tests/refused``."""
    room = manifest.Manifest(
        name="tests",
        title=manifest.Text("시험", "Test"),
        summary=manifest.Text("시험", "Test"),
        notices="madang.blocks.notifications.tests.told",
    )
    monkeypatch.setitem(manifest._registry, "tests", room)


@pytest.fixture
def body(db: None) -> Organisation:
    return identity.create_organisation(
        SYSTEM, code="haneul", name_ko="하늘시청", name_en="Haneul City Hall", kind="city", parent=None
    )


@pytest.fixture
def person(db: None) -> Person:
    found = identity.register_person(SYSTEM, full_name="김하늘")
    for kind, value in (("phone", "010-1234-5678"), ("email", "haneul@example.org")):
        identity.verify_contact(SYSTEM, identity.add_contact(SYSTEM, found, kind=kind, value=value))
    identity.add_contact(SYSTEM, found, kind="address", value="하늘시 큰길 1, 101호")
    return found


@pytest.fixture
def citizen(person: Person) -> Account:
    account = new_account("haneul", realm="citizen", password="a-long-password-1")
    Account.objects.filter(pk=account.pk).update(person=person)
    return Account.objects.get(pk=account.pk)


@pytest.fixture
def neighbour(db: None) -> Account:
    return new_account("neighbour", realm="citizen", password="a-long-password-1")


@pytest.fixture
def clerk(body: Organisation) -> Account:
    account = new_account("mail-room", realm="staff", password="a-long-password-1")
    assign(SYSTEM, account, organisation=body, role="clerk")
    return Account.objects.get(pk=account.pk)


@pytest.fixture
def browser(citizen: Account) -> Client:
    return sign_in(Client(), citizen)


@pytest.fixture
def send(body: Organisation, person: Person) -> Sent:
    """Return a function that sends a notice to the person at noon, or to somebody else."""

    def sent(template: str = "tests/lodged", **more: Any) -> Notice:
        values: dict[str, Any] = {
            "to": actions.Recipient.of(person=person),
            "data": DATA,
            "owner": "case:1",
            "organisation": body,
            "now": NOON,
            **WHY,
            **more,
        }
        return actions.send(SYSTEM, template, **values)

    return sent


def ways(notice: Notice) -> list[tuple[str, str]]:
    """The ways tried so far, each with its state."""
    return [(each.channel, each.state) for each in notice.deliveries.order_by("number")]


def last(notice: Notice) -> Delivery:
    found = notice.deliveries.order_by("number").last()
    assert found is not None
    return found
