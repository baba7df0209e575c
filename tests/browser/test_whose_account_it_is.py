"""An administrator says whose an official's account is: a person found and tied, a number refused without its reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext
from pytest_django.live_server_helper import LiveServer

from madang.blocks.identity import actions
from madang.blocks.identity.models import Account
from madang.blocks.identity.testing import official, sign_in
from madang.blocks.ledger import SYSTEM
from tests.browser.page import assert_axe_clean, assert_fits, watch

NUMBER = "900101-1234568"


@pytest.fixture
def quick_hashing(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.mark.browser
@pytest.mark.usefixtures("quick_hashing")
def test_a_person_is_found_and_tied_and_a_number_changes_with_its_reason(
    live_server: LiveServer, new_context: Callable[..., BrowserContext]
) -> None:
    named = {"name_ko": "하늘시", "name_en": "Haneul-si", "kind": "city", "parent": None}
    city = actions.create_organisation(SYSTEM, code="haneul", **named)
    administrator, kim = official("admin", city, "administrator"), official("kim", city, "clerk")
    person = actions.register_person(SYSTEM, full_name="김하늘", number=NUMBER)
    client = sign_in(Client(), administrator)
    context = new_context()
    context.add_cookies(
        [{"name": name, "value": one.value, "url": live_server.url} for name, one in client.cookies.items()]
    )
    page = context.new_page()
    problems = watch(page)

    page.goto("/identity/office/organisations/haneul/")
    page.get_by_role("link", name="누구의 계정인지").click()
    page.locator("[name=find-value]").fill(NUMBER)
    page.get_by_role("button", name="찾기", exact=True).click()
    page.get_by_text("김하늘").wait_for()
    assert_axe_clean(page)
    assert_fits(page)
    page.get_by_role("button", name="이 사람의 계정으로 등록하기").click()
    page.get_by_text("누구의 계정인지 적었습니다").wait_for()
    assert Account.objects.get(pk=kim.pk).person == person

    page.locator("[name=number-staff_number]").fill("HS-7")
    page.get_by_role("button", name="사번 등록하기").click()
    page.get_by_role("alert").get_by_text("까닭을 적어 주세요").wait_for()
    assert_axe_clean(page)
    page.locator("[name=number-reason]").fill("잘못 적었다")
    page.get_by_role("button", name="사번 등록하기").click()
    page.get_by_text("HS7").wait_for()
    assert not problems, "\n".join(problems)
