"""A cookie that an attacker planted in somebody's browser: it gives nothing, at no way of signing in or rising."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from madang.blocks.identity import actions
from madang.blocks.identity.models import Account
from madang.blocks.identity.tests.authenticator import Authenticator
from madang.blocks.identity.tests.test_passkeys import enrol, options, passkey_sign_in
from madang.blocks.ledger import SYSTEM

PASSWORD = "correct horse battery staple"
HOST: dict[str, Any] = {"HTTP_HOST": "localhost"}
CITIZENS, OFFICIALS = "account_login", "identity:office_sign_in"


@pytest.fixture(autouse=True)
def quick_hashing(settings: Any, db: None) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def citizen() -> Account:
    return actions.open_citizen_account("minsu", PASSWORD)


@pytest.fixture
def official() -> Account:
    city = actions.create_organisation(
        SYSTEM, code="haneul", name_ko="하늘시", name_en="Haneul-si", kind="city", parent=None
    )
    account = actions.join(SYSTEM, username="kim", organisation=city, role="clerk").account
    account.set_password(PASSWORD)
    account.password_temporary = False
    account.save()
    return account


class Planted:
    """A session that the attacker began, and whose cookie the victim's browser now sends."""

    def __init__(self) -> None:
        session = SessionStore()
        session["planted"] = "by the attacker"
        session.create()
        assert session.session_key is not None
        self.key = session.session_key
        self.victim = self.browser()

    def browser(self) -> Client:
        browser = Client(**HOST)
        browser.cookies[settings.SESSION_COOKIE_NAME] = self.key
        return browser

    def check(self) -> None:
        """The victim is signed in under another key, and the planted one opens nothing."""
        assert self.victim.session.session_key != self.key
        assert signed_in(self.victim)
        assert not signed_in(self.browser())
        assert not Session.objects.filter(session_key=self.key).exists()


@pytest.fixture
def planted(db: None) -> Planted:
    return Planted()


def signed_in(browser: Client) -> bool:
    return bool(browser.get("/identity/").status_code == 200)


def give_password(browser: Client, door: str, account: Account) -> Any:
    return browser.post(reverse(door), {"login": account.username, "password": PASSWORD})


def code(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def enrolled(account: Account, door: str) -> Authenticator:
    browser, device = Client(**HOST), Authenticator()
    give_password(browser, door, account)
    enrol(browser, PASSWORD, device)
    return device


def test_password_of_a_citizen(planted: Planted, citizen: Account) -> None:
    give_password(planted.victim, CITIZENS, citizen)
    planted.check()


def test_password_of_an_official(planted: Planted, official: Account) -> None:
    give_password(planted.victim, OFFICIALS, official)
    planted.check()


@pytest.mark.parametrize("door", [CITIZENS, OFFICIALS])
def test_second_step_by_code(planted: Planted, door: str, request: pytest.FixtureRequest) -> None:
    account = request.getfixturevalue("citizen" if door == CITIZENS else "official")
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    give_password(planted.victim, door, account)
    assert not signed_in(planted.victim)
    half_way = planted.victim.session.session_key
    planted.victim.post(reverse("mfa_authenticate"), {"code": code(secret)})
    planted.check()
    assert planted.victim.session.session_key != half_way


def test_who_knows_the_half_way_cookie_gains_nothing_from_the_second_step(official: Account) -> None:
    secret = generate_totp_secret()
    TOTP.activate(official, secret)
    victim, attacker = Client(**HOST), Client(**HOST)
    give_password(victim, OFFICIALS, official)
    attacker.cookies = victim.cookies.copy()
    victim.post(reverse("mfa_authenticate"), {"code": code(secret)})
    assert signed_in(victim)
    assert not signed_in(attacker)


def test_second_step_by_passkey(planted: Planted, official: Account) -> None:
    device = enrolled(official, OFFICIALS)
    give_password(planted.victim, OFFICIALS, official)
    wanted = options(planted.victim.get(reverse("mfa_authenticate")).content.decode())["request_options"]
    planted.victim.post(reverse("mfa_authenticate"), {"credential": device.get(wanted)})
    planted.check()


@pytest.mark.parametrize(
    ("door", "passkey_door"),
    [(CITIZENS, "mfa_login_webauthn"), (OFFICIALS, "identity:office_passkey_sign_in")],
)
def test_passkey_alone(
    planted: Planted, door: str, passkey_door: str, request: pytest.FixtureRequest
) -> None:
    account = request.getfixturevalue("citizen" if door == CITIZENS else "official")
    device = enrolled(account, door)
    passkey_sign_in(planted.victim, device, reverse(passkey_door))
    planted.check()


def test_signing_up(planted: Planted) -> None:
    planted.victim.post(
        reverse("account_signup"), {"username": "newcomer", "password1": PASSWORD, "password2": PASSWORD}
    )
    planted.check()


def by_password(browser: Client, _secret: str, _device: Authenticator) -> None:
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def by_code(browser: Client, secret: str, _device: Authenticator) -> None:
    browser.post(reverse("mfa_reauthenticate"), {"code": code(secret)})


def by_passkey(browser: Client, _secret: str, device: Authenticator) -> None:
    page = browser.get(reverse("mfa_reauthenticate_webauthn")).content.decode()
    wanted = options(page)["request_options"]
    browser.post(reverse("mfa_reauthenticate_webauthn"), {"credential": device.get(wanted)})


def by_new_passkey(browser: Client, _secret: str, _device: Authenticator) -> None:
    enrol(browser, PASSWORD, Authenticator(), name="새 열쇠")


def by_new_code(browser: Client, _secret: str, _device: Authenticator) -> None:
    page = browser.get(reverse("mfa_activate_totp"))
    browser.post(reverse("mfa_activate_totp"), {"code": code(page.context["form"].secret)})


@pytest.mark.parametrize("step", [by_password, by_code, by_passkey])
def test_a_session_that_rises_gets_another_key(
    official: Account, step: Callable[[Client, str, Authenticator], None]
) -> None:
    """Whoever had the cookie before stays below: it is thrown away, not raised with the other."""
    device = enrolled(official, OFFICIALS)
    victim = Client(**HOST)
    passkey_sign_in(victim, device, reverse("identity:office_passkey_sign_in"))
    secret = generate_totp_secret()
    TOTP.activate(official, secret)
    before = Client(**HOST)
    before.cookies = victim.cookies.copy()
    step(victim, secret, device)
    assert signed_in(victim)
    assert victim.session.session_key != before.cookies[settings.SESSION_COOKIE_NAME].value
    assert not signed_in(before)


@pytest.mark.parametrize("step", [by_new_passkey, by_new_code])
def test_a_session_that_rises_by_a_new_factor_gets_another_key(
    citizen: Account, step: Callable[[Client, str, Authenticator], None]
) -> None:
    victim, before = Client(**HOST), Client(**HOST)
    give_password(victim, CITIZENS, citizen)
    by_password(victim, "", Authenticator())
    before.cookies = victim.cookies.copy()
    assert signed_in(before)
    step(victim, "", Authenticator())
    assert signed_in(victim)
    assert not signed_in(before)


def test_a_key_of_the_attackers_own_making_is_not_taken(citizen: Account) -> None:
    victim = Client(**HOST)
    victim.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    give_password(victim, CITIZENS, citizen)
    assert signed_in(victim)
    assert victim.session.session_key != "a" * 32


def test_a_session_in_which_the_attacker_is_signed_in_is_not_shared(citizen: Account) -> None:
    attacker = Client(**HOST)
    give_password(attacker, CITIZENS, actions.open_citizen_account("mallory", PASSWORD))
    victim = Client(**HOST)
    victim.cookies = attacker.cookies.copy()
    victim.post(reverse("account_logout"))
    give_password(victim, CITIZENS, citizen)
    assert str(victim.session["_auth_user_id"]) == str(citizen.pk)
    assert not signed_in(attacker)


def test_who_lets_go_of_a_session_leaves_nothing_in_it(citizen: Account) -> None:
    victim, attacker = Client(**HOST), Client(**HOST)
    give_password(victim, CITIZENS, citizen)
    attacker.cookies = victim.cookies.copy()
    victim.post(reverse("account_logout"))
    assert not signed_in(attacker)
