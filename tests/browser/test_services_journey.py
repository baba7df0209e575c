"""One case in a real browser: reported by phone, the photo added on a phone-sized page, paid at a kiosk, posted by an officer."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from madang.blocks.cases.models import Case
from madang.blocks.identity.actions import register_person
from madang.blocks.identity.actions.members import new_account
from madang.blocks.identity.models import Account, Organisation
from madang.blocks.identity.testing import official, sign_in
from madang.blocks.ledger import SYSTEM
from madang.systems.services.tests import conftest as room
from tests.browser.page import assert_axe_clean, assert_readable, seen, watch

pytestmark = pytest.mark.browser

BY_PHONE = (
    ("birth_date", "19820514"),
    ("full_name", "김 하늘"),
    ("reason", "lost"),
    ("lost_on", "20261101"),
    ("phone", "010-1234-5678"),
    ("address", "하늘시 큰길 1"),
    ("livelihood", "no"),
    ("disaster", "no"),
)
KIOSK = {"width": 1080, "height": 1920}


body = room.body  # a city whose fee is ruled and whose services can be applied for


@pytest.fixture
def reader(
    body: Organisation, new_context: Callable[..., BrowserContext], live_server: LiveServer
) -> Callable[..., Page]:
    """Open the browser of an account; None: of nobody."""

    def opened(account: Account | None, **options: Any) -> Page:
        context = new_context(**options)
        if account is not None:
            cookies = sign_in(Client(), account).cookies.items()
            context.add_cookies(
                [{"name": name, "value": each.value, "url": live_server.url} for name, each in cookies]
            )
        page = context.new_page()
        page.set_default_timeout(10_000)
        return page

    return opened


def citizen() -> Account:
    account = new_account("journey-citizen", realm="citizen", password="x-2026-long")
    person = register_person(SYSTEM, full_name="김 하늘", birth_date=date(1982, 5, 14))
    Account.objects.filter(pk=account.pk).update(person=person)
    return Account.objects.get(pk=account.pk)


def answer(page: Page, name: str, value: str) -> None:
    page.wait_for_url(f"**/questions/{name}/")
    field = page.locator(f"[name={name}]")
    if field.first.get_attribute("type") == "radio":
        page.locator(f"[name={name}][value={value}]").check(force=True)
    else:
        field.fill(value)
    page.locator("main form .primary").click()


def code_from(page: Page) -> str:
    page.get_by_role("button", name="이어하기 번호 받기").click()
    shown = page.locator(".ui-code").get_attribute("aria-label") or ""
    return shown.replace(" ", "")


def go_on(page: Page, address: str, code: str) -> None:
    page.goto(address)
    page.locator("[name=code]").fill(code)
    page.locator("[name=fact]").fill("19820514")
    page.locator("main form .primary").click()
    page.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}/$"))


def photo() -> bytes:
    found = io.BytesIO()
    Image.new("RGB", (700, 900), "#8899aa").save(found, "JPEG")
    return found.getvalue()


def test_one_case_by_phone_web_kiosk_and_post(reader: Callable[..., Page], body: Organisation) -> None:
    agent = reader(official("journey-agent", body, "phone_agent"))
    problems = watch(agent)
    agent.goto("/services/desk/")
    seen(agent, "desk-empty")
    agent.get_by_role("button", name="전화 받기").click()
    seen(agent, "desk-meeting")
    agent.get_by_role("button", name="주민등록증 재발급").click()
    seen(agent, "desk-question")
    for name, value in BY_PHONE:
        answer(agent, name, value)
    agent.get_by_role("link", name="지금까지 적은 것 보기").click()
    expect(agent.locator(".ui-readback")).to_contain_text("010-1234-5678")
    agent.get_by_role("button", name="분실 신고").click()
    expect(agent.locator(".ui-messages")).to_contain_text("분실 신고")
    assert_axe_clean(agent, widths=(1280,))
    assert_readable(agent, widths=(1280,))
    seen(agent, "desk-case")
    first = code_from(agent)
    assert_axe_clean(agent, widths=(1280,))
    seen(agent, "desk-code")

    phone = reader(citizen(), viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    problems += watch(phone)
    go_on(phone, "/services/continue/", first)
    expect(phone.locator("main")).to_contain_text("010-1234-5678")
    seen(phone, "web-case")
    phone.get_by_role("link", name="다음 문항에 답하기").click()
    phone.locator("[name=photo]").set_input_files(
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    seen(phone, "web-photo")
    phone.locator("main form .primary").click()
    answer(phone, "delivery", "post")
    phone.wait_for_url("**/questions/true_statement/")
    seen(phone, "web-true")
    phone.locator("[name=true_statement]").check(force=True)
    phone.locator("main form .primary").click()
    expect(phone.locator(".ui-next")).to_contain_text("5,000원")
    assert_axe_clean(phone, widths=(390,))
    assert_readable(phone, widths=(390,))
    seen(phone, "web-to-pay")
    second = code_from(phone)
    seen(phone, "web-code")

    kiosk = reader(None, viewport=KIOSK)
    problems += watch(kiosk)
    kiosk.goto("/services/kiosk/")
    seen(kiosk, "kiosk-first", whole=False)
    go_on(kiosk, "/services/kiosk/continue/", second)
    seen(kiosk, "kiosk-case", whole=False)
    kiosk.get_by_role("link", name="왜 그런지 보고 내기").click()
    kiosk.get_by_role("button", name="5,000원 내기").wait_for()
    seen(kiosk, "kiosk-fee", whole=False)
    kiosk.get_by_role("button", name="5,000원 내기").click()
    kiosk.get_by_role("button", name="접수", exact=True).click()
    expect(kiosk.locator(".ui-heading")).to_contain_text("심사 중")
    expect(kiosk.locator(".ui-facts")).to_contain_text("접수번호")
    seen(kiosk, "kiosk-lodged", whole=False)
    kiosk.get_by_role("button", name="끝내고 화면 지우기").click()
    kiosk.get_by_role("button", name="주민등록증 재발급").wait_for()
    case = Case.objects.get()
    refused = kiosk.request.get(f"/services/kiosk/cases/{case.pk}/")
    assert refused.status == 404

    officer = reader(official("journey-officer", body, "case_officer"))
    problems += watch(officer)
    officer.goto("/services/office/")
    seen(officer, "office-queue")
    officer.get_by_role("link", name=str(case.number)).click()
    expect(officer.locator("main")).to_contain_text("김 하늘")
    officer.get_by_role("button", name="내가 맡기").click()
    seen(officer, "office-case")
    for step in ("발급 결정", "제작 완료, 우편 발송", "배달됨"):
        officer.get_by_role("button", name=step).click()
        expect(officer.locator(".ui-messages")).to_contain_text(step)

    phone.goto(f"/services/cases/{case.pk}/")
    expect(phone.locator(".ui-heading")).to_contain_text("끝남")
    assert phone.get_by_role("link", name="영수증").count() > case.steps.count()
    seen(phone, "web-done")
    phone.goto("/services/mine/")
    seen(phone, "web-mine")
    phone.goto("/services/")
    seen(phone, "web-home")
    phone.goto("/services/start/id-card-reissue/")
    seen(phone, "web-start")
    assert not problems, "\n".join(problems)
