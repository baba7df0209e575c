"""Failed sign-ins are on record without telling an outsider who reads the log whose they were."""

from __future__ import annotations

import json
import uuid

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from madang.blocks.identity import actions
from madang.blocks.identity.models import Account
from madang.blocks.identity.testing import sign_in
from madang.blocks.ledger import SYSTEM
from madang.blocks.ledger.keys import key_store
from madang.blocks.ledger.models import Outbox
from madang.blocks.ledger.recording import SUBJECT_PURPOSE, open_detail


def fail(client: Client, name: str, times: int = 1) -> None:
    for _attempt in range(times):
        cache.clear()
        client.post(reverse("account_login"), {"login": name, "password": "wrong"})


def entries() -> list[dict[str, object]]:
    """The public entries as anybody reads them in the log."""
    rows = Outbox.objects.order_by("position").values_list("payload", flat=True)
    return [json.loads(bytes(row)) for row in rows]


@pytest.fixture(autouse=True)
def empty_outbox(citizen: Account) -> None:
    Outbox.objects.all().delete()


def subject_of(account: Account) -> str:
    return key_store().mac(SUBJECT_PURPOSE, f"account:{account.pk}".encode()).hex()


def test_no_public_entry_ties_a_provoked_failure_to_the_account(citizen: Account, client: Client) -> None:
    """Ten wrong passwords lock the account, the eleventh is refused: none of it names the subject."""
    fail(client, "minsu", 11)
    assert Account.objects.get(pk=citizen.pk).is_locked
    text = json.dumps(entries())
    assert subject_of(citizen) not in text
    assert str(citizen.pseudonym) not in text
    assert {entry["subject"] for entry in entries()} == {None}


def test_the_public_entries_do_not_tell_whether_the_name_exists(citizen: Account, client: Client) -> None:
    fail(client, "minsu", 11)
    known = [entry["type"] for entry in entries()]
    Outbox.objects.all().delete()
    fail(client, "nobody", 11)
    assert [entry["type"] for entry in entries()] == known == ["identity.sign-in.failed"] * 11


def test_the_audit_finds_the_account_in_the_closed_details(citizen: Account, client: Client) -> None:
    fail(client, "minsu", 11)
    details = [open_detail(uuid.UUID(str(entry["id"]))) for entry in entries()]
    assert [detail["account"] for detail in details if detail] == [str(citizen.pseudonym)] * 11
    assert [detail["outcome"] for detail in details if detail] == ["failed"] * 10 + ["refused"]
    locks = [detail.get("locked_until") for detail in details if detail]
    locked_until = Account.objects.get(pk=citizen.pk).locked_until
    assert locked_until is not None
    assert locks == [None] * 9 + [locked_until.isoformat(), None]


def test_the_persons_own_history_shows_them(citizen: Account, client: Client) -> None:
    fail(client, "minsu", 3)
    sign_in(client, citizen)
    html = client.get(reverse("identity:history")).content.decode()
    assert html.count("실패") == 3


def test_an_office_that_opens_a_guessers_lock_does_not_tie_it_either(
    citizen: Account, client: Client
) -> None:
    fail(client, "minsu", 10)
    actions.unlock(SYSTEM, Account.objects.get(pk=citizen.pk))
    last = entries()[-1]
    assert (last["type"], last["subject"]) == ("identity.account.unlocked", None)
    assert (open_detail(uuid.UUID(str(last["id"]))) or {})["account"] == str(citizen.pseudonym)
