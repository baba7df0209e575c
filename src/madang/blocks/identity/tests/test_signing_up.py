"""A citizen's new account."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from madang.blocks.identity.models import Account
from madang.blocks.ledger.models import Outbox

GOOD = {
    "username": "Haneul.Kim",
    "email": "",
    "password1": "두루미 아홉 마리가 난다",
    "password2": "두루미 아홉 마리가 난다",
}


def test_it_makes_a_citizens_account_and_signs_in(db: None, client: Client) -> None:
    answer = client.post(reverse("account_signup"), GOOD)
    assert (answer.status_code, answer["Location"]) == (302, "/identity/")
    account = Account.objects.get()
    assert (account.username, account.realm, account.person) == ("haneul.kim", "citizen", None)
    assert "1단계" in client.get(reverse("mfa_index")).content.decode()
    assert list(Outbox.objects.order_by("position").values_list("type", flat=True)) == [
        "identity.account.opened",
        "identity.sign-in.succeeded",
    ]


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"username": "ab"}, "username"),
        ({"username": "a b c"}, "username"),
        ({"username": "me@home.kr"}, "username"),
        ({"username": "<b>bold</b>"}, "username"),
        ({"username": "ａｄｍｉｎ<"}, "username"),
        ({"password1": "short", "password2": "short"}, "password1"),
        ({"password1": "haneul.kim1", "password2": "haneul.kim1"}, "password1"),
        ({"password1": "1234567890", "password2": "1234567890"}, "password1"),
        ({"password2": "other"}, "password2"),
        ({"email": "no-address"}, "email"),
    ],
)
def test_it_refuses_and_names_the_field(db: None, client: Client, change: dict[str, str], wrong: str) -> None:
    html = client.post(reverse("account_signup"), {**GOOD, **change}).content.decode()
    assert f'id="id_{wrong}_error"' in html
    assert "<b>bold" not in html
    assert not Account.objects.exists()
    assert not Outbox.objects.exists()


def test_it_refuses_a_name_that_only_looks_different(citizen: Account, client: Client) -> None:
    for name in ("MINSU", "ｍｉｎｓｕ"):
        answer = client.post(reverse("account_signup"), {**GOOD, "username": name})
        assert "이미 쓰고 있는 아이디입니다." in answer.content.decode()
    assert Account.objects.count() == 1


def test_it_cannot_be_talked_into_another_realm(db: None, client: Client) -> None:
    client.post(
        reverse("account_signup"), {**GOOD, "realm": "staff", "is_active": "0", "role": "administrator"}
    )
    account = Account.objects.get()
    assert account.realm == "citizen"
    assert not account.memberships.exists()
