"""Passkeys: made, used alone and as a second step, and what they prove."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from madang.blocks.identity.models import Account, Organisation, SignInEvent
from madang.blocks.identity.tests.authenticator import Authenticator
from madang.blocks.ledger.models import Outbox

HOST = {"HTTP_HOST": "localhost"}


@pytest.fixture
def browser() -> Client:
    return Client(**HOST)


def options(html: str) -> dict[str, Any]:
    script = html.partition('<script id="passkey-options" type="application/json">')[2]
    found: dict[str, Any] = json.loads(script.partition("</script>")[0])
    return found


def enrol(browser: Client, password: str, device: Authenticator, name: str = "노트북") -> None:
    page = browser.get(reverse("mfa_add_webauthn"))
    if page.status_code == 302:
        browser.post(page["Location"], {"password": password})
        page = browser.get(reverse("mfa_add_webauthn"))
    wanted = options(page.content.decode())["creation_options"]
    answer = browser.post(reverse("mfa_add_webauthn"), {"name": name, "credential": device.create(wanted)})
    assert answer.status_code == 302, answer.content.decode()


def passkey_sign_in(browser: Client, device: Authenticator, door: str) -> Any:
    wanted = browser.get(door, headers={"Accept": "application/json"}).json()["request_options"]
    return browser.post(door, {"credential": device.get(wanted)})


def level(browser: Client) -> str:
    html = browser.get(reverse("mfa_index")).content.decode()
    return next(step for step in ("1단계", "2단계", "3단계") if f"{step}:" in html)


@pytest.fixture
def clerk(welfare: Organisation, official: Callable[..., Account]) -> Account:
    return official("kim", welfare, "clerk")


@pytest.fixture
def device(clerk: Account, password: str) -> Authenticator:
    """A passkey of the clerk's that checks its owner."""
    browser = Client(**HOST)
    browser.post(reverse("identity:office_sign_in"), {"login": "kim", "password": password})
    found = Authenticator()
    enrol(browser, password, found)
    return found


def test_a_new_passkey_raises_the_session_and_is_on_record(
    clerk: Account, password: str, browser: Client
) -> None:
    browser.post(reverse("identity:office_sign_in"), {"login": "kim", "password": password})
    assert level(browser) == "1단계"
    Outbox.objects.all().delete()
    enrol(browser, password, Authenticator())
    assert level(browser) == "3단계"
    assert "노트북" in browser.get(reverse("mfa_index")).content.decode()
    assert "identity.credential.added" in Outbox.objects.values_list("type", flat=True)


def test_a_passkey_that_checks_nobody_proves_less(clerk: Account, password: str, browser: Client) -> None:
    browser.post(reverse("identity:office_sign_in"), {"login": "kim", "password": password})
    enrol(browser, password, Authenticator(checks_owner=False))
    assert level(browser) == "2단계"


def test_a_passkey_alone_signs_in_at_the_highest_level(
    clerk: Account, device: Authenticator, browser: Client
) -> None:
    answer = passkey_sign_in(browser, device, reverse("identity:office_passkey_sign_in"))
    assert answer["Location"] == "/identity/"
    assert level(browser) == "3단계"
    event = SignInEvent.objects.filter(account=clerk, outcome="succeeded").order_by("-id").first()
    assert event is not None
    assert event.methods == "webauthn"


def test_a_passkey_that_checks_nobody_does_not_sign_in_alone(
    clerk: Account, password: str, browser: Client
) -> None:
    key = Authenticator(checks_owner=False)
    browser.post(reverse("identity:office_sign_in"), {"login": "kim", "password": password})
    enrol(browser, password, key)
    stranger = Client(**HOST)
    passkey_sign_in(stranger, key, reverse("identity:office_passkey_sign_in"))
    assert "_auth_user_id" not in stranger.session


@pytest.mark.parametrize(("checks_owner", "reached"), [(True, "3단계"), (False, "2단계")])
def test_a_passkey_as_second_step(
    clerk: Account, password: str, browser: Client, checks_owner: bool, reached: str
) -> None:
    key = Authenticator(checks_owner=checks_owner)
    first = Client(**HOST)
    first.post(reverse("identity:office_sign_in"), {"login": "kim", "password": password})
    enrol(first, password, key)
    browser.post(reverse("identity:office_sign_in"), {"login": "kim", "password": password})
    wanted = options(browser.get(reverse("mfa_authenticate")).content.decode())["request_options"]
    browser.post(reverse("mfa_authenticate"), {"credential": key.get(wanted)})
    assert level(browser) == reached


def test_an_officials_passkey_does_not_open_the_citizens_door(
    clerk: Account, device: Authenticator, browser: Client
) -> None:
    answer = passkey_sign_in(browser, device, reverse("mfa_login_webauthn"))
    assert answer["Location"] == reverse("account_login")
    assert "_auth_user_id" not in browser.session
    assert SignInEvent.objects.filter(account=clerk, outcome="wrong_realm").exists()


def test_an_answer_for_another_site_is_worth_nothing(
    clerk: Account, device: Authenticator, browser: Client
) -> None:
    device.origin = "https://evil.example"
    passkey_sign_in(browser, device, reverse("identity:office_passkey_sign_in"))
    assert "_auth_user_id" not in browser.session


def test_an_answer_opens_once_only(clerk: Account, device: Authenticator, browser: Client) -> None:
    door = reverse("identity:office_passkey_sign_in")
    wanted = browser.get(door, headers={"Accept": "application/json"}).json()["request_options"]
    answer = device.get(wanted)
    browser.post(door, {"credential": answer})
    assert "_auth_user_id" in browser.session
    replay = Client(**HOST)
    replay.get(door, headers={"Accept": "application/json"})
    replay.post(door, {"credential": answer})
    assert "_auth_user_id" not in replay.session


def test_somebody_elses_key_is_worth_nothing(clerk: Account, device: Authenticator, browser: Client) -> None:
    forged = Authenticator(credential_id=device.credential_id, user_handle=device.user_handle)
    passkey_sign_in(browser, forged, reverse("identity:office_passkey_sign_in"))
    assert "_auth_user_id" not in browser.session


@pytest.mark.parametrize(
    "credential", ["", "null", "{}", "[]", '"x"', '{"response": {"userHandle": "%%"}}', "{" * 50]
)
def test_a_broken_answer_is_refused_with_a_page(db: None, browser: Client, credential: str) -> None:
    door = reverse("mfa_login_webauthn")
    browser.get(door, headers={"Accept": "application/json"})
    answer = browser.post(door, {"credential": credential}, follow=True)
    assert answer.status_code == 200
    assert "_auth_user_id" not in browser.session


def test_a_removed_passkey_opens_nothing(
    clerk: Account, device: Authenticator, password: str, browser: Client
) -> None:
    passkey_sign_in(browser, device, reverse("identity:office_passkey_sign_in"))
    key = clerk.authenticator_set.get(type="webauthn").pk
    url = reverse("mfa_remove_webauthn", args=[key])
    browser.post(browser.get(url)["Location"], {"password": password})
    Outbox.objects.all().delete()
    assert browser.post(url)["Location"] == reverse("mfa_index")
    assert list(Outbox.objects.values_list("type", flat=True)) == ["identity.credential.removed"]
    stranger = Client(**HOST)
    passkey_sign_in(stranger, device, reverse("identity:office_passkey_sign_in"))
    assert "_auth_user_id" not in stranger.session


def test_nobody_removes_somebody_elses_passkey(
    clerk: Account, device: Authenticator, citizen: Account, password: str, browser: Client
) -> None:
    browser.post(reverse("account_login"), {"login": "minsu", "password": password})
    url = reverse("mfa_remove_webauthn", args=[clerk.authenticator_set.get(type="webauthn").pk])
    browser.post(browser.get(url)["Location"], {"password": password})
    assert browser.post(url).status_code == 404
    assert clerk.authenticator_set.filter(type="webauthn").exists()
