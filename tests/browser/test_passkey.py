"""Passkeys in a real browser: Chromium's virtual authenticator, our pages, our script, the strict policy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, CDPSession, Page, expect

from madang.blocks.identity import actions
from madang.blocks.identity.models import Account, SignInEvent
from madang.blocks.ledger import SYSTEM
from tests.browser.page import WIDTHS, assert_axe_clean, assert_fits, watch

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "두루미 아홉 마리가 난다"


@pytest.fixture
def clerk() -> Account:
    """An official with a password and nothing else yet."""
    city = actions.create_organisation(
        SYSTEM, code="haneul", name_ko="하늘시", name_en="Haneul-si", kind="city", parent=None
    )
    account = actions.join(SYSTEM, username="kim", organisation=city, role="clerk").account
    account.set_password(PASSWORD)
    account.password_temporary = False
    account.save()
    return account


def plug_in(page: Page, *, checks_owner: bool = True) -> tuple[CDPSession, str]:
    """Give the browser a device; returns the debugging session and the device's id."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": checks_owner,
        "isUserVerified": checks_owner,
        "automaticPresenceSimulation": True,
    }
    device: str = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    return session, device


def arrive(page: Page, path: str) -> None:
    """Wait until the page at ``path`` is there, whatever stands behind the question mark."""
    page.wait_for_url(lambda url: urlsplit(url).path == path)


def sign_in_by_password(page: Page) -> None:
    page.goto(reverse("identity:office_sign_in"))
    page.get_by_label("아이디 또는 전자우편").fill("kim")
    page.get_by_label("비밀번호", exact=False).fill(PASSWORD)
    page.get_by_role("button", name="로그인", exact=True).last.click()


def register(page: Page) -> None:
    page.goto(reverse("mfa_add_webauthn"))
    page.get_by_label("비밀번호", exact=False).fill(PASSWORD)
    page.get_by_role("button", name="확인", exact=True).click()
    page.get_by_label("이름", exact=False).fill("시험 기기")
    page.get_by_role("button", name="등록하기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("복구 번호")


def level(page: Page) -> str:
    page.goto(reverse("mfa_index"))
    return page.locator("dd").first.inner_text()


def test_a_passkey_is_registered_and_then_signs_in_alone(
    clerk: Account, page: Page, new_context: Callable[..., BrowserContext]
) -> None:
    session, device = plug_in(page)
    sign_in_by_password(page)
    register(page)
    assert level(page).startswith("3단계")
    assert "시험 기기" in page.content()
    credentials = session.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    assert len(credentials) == 1
    assert credentials[0]["rpId"] == "localhost"

    page.get_by_role("button", name="로그아웃").click()
    page.goto(reverse("identity:office_sign_in"))
    page.get_by_role("button", name="패스키로 로그인").click()
    arrive(page, "/identity/")
    assert level(page).startswith("3단계")
    event = SignInEvent.objects.filter(account=clerk, outcome="succeeded").latest("id")
    assert event.methods == "webauthn"


def test_a_passkey_is_the_second_step_after_the_password(clerk: Account, page: Page) -> None:
    plug_in(page)
    sign_in_by_password(page)
    register(page)
    page.get_by_role("button", name="로그아웃").click()
    sign_in_by_password(page)
    arrive(page, reverse("mfa_authenticate"))
    page.get_by_role("button", name="패스키로 확인").click()
    arrive(page, "/identity/")
    event = SignInEvent.objects.filter(account=clerk, outcome="succeeded").latest("id")
    assert event.methods == "password,webauthn"


def test_stepping_up_by_passkey_leads_back(clerk: Account, page: Page) -> None:
    plug_in(page)
    sign_in_by_password(page)
    register(page)
    page.goto(reverse("mfa_reauthenticate_webauthn") + "?next=/identity/history/")
    page.get_by_role("button", name="패스키로 확인").click()
    arrive(page, "/identity/history/")
    assert SignInEvent.objects.filter(account=clerk, outcome="stepped_up", methods="webauthn").exists()


def test_a_device_that_knows_no_key_of_ours_is_told_so(clerk: Account, page: Page) -> None:
    plug_in(page)
    page.goto(reverse("identity:office_sign_in"))
    page.get_by_role("button", name="패스키로 로그인").click()
    expect(page.get_by_text("패스키로 확인하지 못했습니다")).to_be_visible()
    assert not SignInEvent.objects.filter(outcome="succeeded").exists()


def test_without_javascript_no_passkey_is_offered(
    clerk: Account, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(reverse("identity:office_sign_in"))
    expect(page.get_by_role("button", name="패스키로 로그인")).to_have_count(0)
    sign_in_by_password(page)
    arrive(page, "/identity/")


@pytest.mark.parametrize("language", ["ko-KR", pytest.param("en-US", marks=pytest.mark.long)])
def test_identitys_pages_are_accessible(
    clerk: Account, new_context: Callable[..., BrowserContext], language: str
) -> None:
    page = new_context(locale=language).new_page()
    # The other language changes words, not the structure that a width changes.
    widths = WIDTHS if language == "ko-KR" else WIDTHS[:1]
    problems: list[Any] = watch(page)
    for name in ("account_login", "identity:office_sign_in", "account_signup"):
        page.goto(reverse(name))
        assert_axe_clean(page, widths=widths)
        assert_fits(page)
    page.goto(reverse("identity:office_sign_in"))
    page.locator("#id_login").fill("kim")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main form").first.get_by_role("button").click()
    arrive(page, "/identity/")
    for name in (
        "identity:home",
        "mfa_index",
        "usersessions_list",
        "identity:history",
        "identity:api_keys",
        "identity:new_api_key",
        "account_change_password",
        "account_reauthenticate",
    ):
        page.goto(reverse(name))
        assert_axe_clean(page, widths=widths)
        assert_fits(page)
    page.goto(reverse("mfa_activate_totp"))
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main form").first.get_by_role("button").click()
    page.wait_for_function("document.querySelector('main img').naturalWidth > 0")
    assert_axe_clean(page, widths=widths)
    assert_fits(page)
    assert not problems
