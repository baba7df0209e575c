"""Signing in by password and code, in two realms, through the pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client
from django.urls import reverse

from madang.blocks.identity import actions
from madang.blocks.identity.models import Account, Organisation, SignInEvent
from madang.blocks.ledger import SYSTEM
from madang.blocks.ledger.models import Outbox

HOME = "/identity/"


def code(secret: str, *, ahead: int = 0) -> str:
    """The one-time code of now, or some steps of 30 seconds ahead."""
    import time

    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


def events(account: Account) -> list[str]:
    return list(SignInEvent.objects.filter(account=account).order_by("id").values_list("outcome", flat=True))


def in_session(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.fixture
def clerk(welfare: Organisation, official: Callable[..., Account]) -> Account:
    return official("kim", welfare, "clerk")


def test_a_citizen_signs_in_with_user_name_and_password(
    citizen: Account, password: str, client: Client
) -> None:
    answer = client.post(reverse("account_login"), {"login": " MinSu ", "password": password})
    assert (answer.status_code, answer["Location"]) == (302, HOME)
    assert in_session(client)
    assert events(citizen) == ["succeeded"]
    assert "minsu" in client.get(HOME).content.decode()


def test_a_citizen_signs_in_with_an_email_that_only_they_have(
    citizen: Account, password: str, client: Client
) -> None:
    Account.objects.filter(pk=citizen.pk).update(email="minsu@example.kr")
    client.post(reverse("account_login"), {"login": "Minsu@Example.KR", "password": password})
    assert in_session(client)


def test_whoever_signs_up_with_somebodys_email_does_not_end_their_sign_in_by_it(
    citizen: Account, password: str, client: Client
) -> None:
    Account.objects.filter(pk=citizen.pk).update(email="minsu@example.kr")
    actions.open_citizen_account("stranger", "other horse battery staple", email="minsu@example.kr")
    login = {"login": "minsu@example.kr", "password": password}
    client.post(reverse("account_login"), login)
    assert client.session["_auth_user_id"] == str(citizen.pk)
    stranger = Client()
    stranger.post(reverse("account_login"), {**login, "password": "other horse battery staple"})
    assert not in_session(stranger)
    stranger.post(reverse("account_login"), {"login": "stranger", "password": "other horse battery staple"})
    assert in_session(stranger)


def test_an_email_taken_first_by_a_stranger_still_signs_an_official_in(
    welfare: Organisation, password: str, client: Client
) -> None:
    actions.open_citizen_account("stranger", "other horse battery staple", email="kim@haneul.example")
    kim = actions.join(
        SYSTEM, username="kim", organisation=welfare, role="clerk", email="kim@haneul.example"
    ).account
    kim.set_password(password)
    kim.save()
    client.post(reverse("identity:office_sign_in"), {"login": "kim@haneul.example", "password": password})
    assert client.session["_auth_user_id"] == str(kim.pk)


def test_an_account_that_was_ended_does_not_keep_an_email_from_the_next(
    citizen: Account, password: str, client: Client
) -> None:
    Account.objects.filter(pk=citizen.pk).update(email="minsu@example.kr", is_active=False)
    again = actions.open_citizen_account("minsu2", password, email="minsu@example.kr")
    client.post(reverse("account_login"), {"login": "minsu@example.kr", "password": password})
    assert client.session["_auth_user_id"] == str(again.pk)


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(citizen: Account, client: Client) -> None:
    answers = [
        client.post(reverse("account_login"), {"login": name, "password": "wrong"}).content.decode()
        for name in ("minsu", "nobody")
    ]
    assert all("아이디나 비밀번호가 맞지 않습니다." in answer for answer in answers)
    assert events(citizen) == ["failed"]
    unknown = SignInEvent.objects.get(account=None)
    assert unknown.claimed_name_mac is not None
    assert b"nobody" not in bytes(unknown.claimed_name_mac)


def test_a_session_key_planted_beforehand_is_worth_nothing(
    citizen: Account, password: str, client: Client
) -> None:
    session = client.session
    session["planted"] = True
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    client.post(reverse("account_login"), {"login": "minsu", "password": password})
    assert in_session(client)
    assert client.session.session_key != before
    thief = Client()
    thief.cookies["sessionid"] = before
    assert thief.get(HOME).status_code == 302


def test_an_officials_account_does_not_open_the_citizens_door(
    clerk: Account, password: str, client: Client
) -> None:
    answer = client.post(reverse("account_login"), {"login": "kim", "password": password}, follow=True)
    assert not in_session(client)
    assert "직원 계정입니다" in answer.content.decode()
    assert events(clerk) == ["wrong_realm"]


def test_a_citizens_account_does_not_open_the_officials_door(
    citizen: Account, password: str, client: Client
) -> None:
    door = reverse("identity:office_sign_in")
    answer = client.post(door, {"login": "minsu", "password": password}, follow=True)
    assert not in_session(client)
    assert answer.redirect_chain[-1][0] == door
    assert "시민 계정입니다" in answer.content.decode()


def test_an_official_signs_in_with_password_and_code(clerk: Account, password: str, client: Client) -> None:
    secret = generate_totp_secret()
    TOTP.activate(clerk, secret)
    answer = client.post(reverse("identity:office_sign_in"), {"login": "kim", "password": password})
    assert answer["Location"] == reverse("mfa_authenticate")
    assert not in_session(client)
    answer = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert not in_session(client)
    assert "번호가 맞지 않습니다" in answer.content.decode()
    answer = client.post(reverse("mfa_authenticate"), {"code": code(secret)})
    assert answer["Location"] == HOME
    assert in_session(client)
    event = SignInEvent.objects.filter(account=clerk, outcome="succeeded").get()
    assert event.methods == "password,totp"
    assert "복지과 · 창구 직원" in client.get(HOME).content.decode()


def test_a_code_opens_once_only(clerk: Account, password: str) -> None:
    secret = generate_totp_secret()
    TOTP.activate(clerk, secret)
    number = code(secret)
    first, second = Client(), Client()
    for browser in (first, second):
        browser.post(reverse("identity:office_sign_in"), {"login": "kim", "password": password})
        browser.post(reverse("mfa_authenticate"), {"code": number})
    assert in_session(first)
    assert not in_session(second)


def test_a_recovery_code_opens_once_only(clerk: Account, password: str) -> None:
    TOTP.activate(clerk, generate_totp_secret())
    number = RecoveryCodes.activate(clerk).get_unused_codes()[0]
    first, second = Client(), Client()
    for browser in (first, second):
        browser.post(reverse("identity:office_sign_in"), {"login": "kim", "password": password})
        browser.post(reverse("mfa_authenticate"), {"code": number})
    assert in_session(first)
    assert not in_session(second)


def test_the_second_step_alone_opens_nothing(clerk: Account, client: Client) -> None:
    secret = generate_totp_secret()
    TOTP.activate(clerk, secret)
    answer = client.post(reverse("mfa_authenticate"), {"code": code(secret)})
    assert answer["Location"] == reverse("account_login")
    assert not in_session(client)


def test_secrets_are_sealed_at_rest(clerk: Account) -> None:
    secret = generate_totp_secret()
    TOTP.activate(clerk, secret)
    codes = RecoveryCodes.activate(clerk)
    kept = json.dumps(list(Authenticator.objects.filter(user=clerk).values_list("data", flat=True)))
    assert secret not in kept
    assert codes.instance.data["seed"] in kept
    from allauth.mfa.adapter import get_adapter

    assert get_adapter().decrypt(codes.instance.data["seed"]) not in kept


def test_signing_out_ends_the_session_and_is_on_record(
    citizen: Account, password: str, client: Client
) -> None:
    client.post(reverse("account_login"), {"login": "minsu", "password": password})
    key = client.session.session_key
    assert client.get(reverse("account_logout")).status_code == 200
    assert in_session(client)
    client.post(reverse("account_logout"))
    assert not client.session.exists(key)
    assert events(citizen) == ["succeeded", "signed_out"]


def test_the_trail_is_in_the_ledger_too(citizen: Account, password: str, client: Client) -> None:
    Outbox.objects.all().delete()
    client.post(reverse("account_login"), {"login": "minsu", "password": "wrong"})
    client.post(reverse("account_login"), {"login": "minsu", "password": password})
    client.post(reverse("account_logout"))
    assert list(Outbox.objects.order_by("position").values_list("type", "role")) == [
        ("identity.sign-in.failed", "system"),
        ("identity.sign-in.succeeded", "citizen"),
        ("identity.sign-in.ended", "citizen"),
    ]


def test_a_left_officials_password_opens_nothing(
    administrator: Account, clerk: Account, password: str, client: Client
) -> None:
    from madang.blocks.identity import actions

    actions.leave(administrator, clerk)
    answer = client.post(reverse("identity:office_sign_in"), {"login": "kim", "password": password})
    assert answer["Location"] == reverse("account_inactive")
    assert not in_session(client)


@pytest.mark.parametrize(
    "field", [{"login": "a\x00b"}, {"login": "x" * 300}, {"login": ""}, {"password": ""}, {"login": "‮admin"}]
)
def test_odd_input_is_refused_with_a_page(db: None, client: Client, field: dict[str, Any]) -> None:
    answer = client.post(reverse("account_login"), {"login": "minsu", "password": "x", **field})
    assert answer.status_code in {200, 400, 422}
    assert not in_session(client)


def test_a_form_from_elsewhere_is_refused(citizen: Account, password: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(reverse("account_login"), {"login": "minsu", "password": password})
    assert answer.status_code == 403
    assert not in_session(strict)


def test_passwords_are_kept_by_scrypt(db: None, settings: Any, client: Client) -> None:
    from madang.config import settings as shipped

    settings.PASSWORD_HASHERS = shipped.PASSWORD_HASHERS
    client.post(
        reverse("account_signup"),
        {
            "username": "haneul",
            "password1": "두루미 아홉 마리가 난다",
            "password2": "두루미 아홉 마리가 난다",
        },
    )
    assert Account.objects.get().password.startswith("scrypt$")
    browser = Client()
    browser.post(reverse("account_login"), {"login": "haneul", "password": "두루미 아홉 마리가 난다"})
    assert in_session(browser)
