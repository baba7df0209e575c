"""A citizen asks a rule in the page: the model is fetched once, and what is told goes nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.page import assert_axe_clean, assert_fits

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("demo_rules")]

RENT = "/decisions/models/youth-rent-support/try/"
READY = "[data-decide-ready]"


def tell(page: Page, *answers: str) -> None:
    """Fill in age, city, home, household and income, as far as told."""
    for place, answer in enumerate(answers):
        if answer in {"true", "false", "unknown"}:
            value = "" if answer == "unknown" else answer
            page.locator(f'input[name="f{place}"][value="{value}"]').check(force=True)
        else:
            page.locator(f'input[name="f{place}"]').fill(answer)


def test_answering_sends_nothing(page: Page) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(RENT)
    expect(page.locator(READY)).to_be_visible()
    assert [url.endswith("/compact") for url in fetched].count(True) == 1
    page.wait_for_load_state("networkidle")
    fetched.clear()
    sent: list[str] = []
    page.context.on("request", lambda request: sent.append(request.url))

    tell(page, "25", "하늘시")
    page.get_by_role("button", name="물어보기").click()
    verdict = page.locator("[data-decide-verdict]")
    expect(verdict).to_contain_text("아직 모름")
    expect(verdict).to_contain_text("가구 월 소득, 가구원 수, 무주택")
    expect(verdict.locator("[data-next] a")).to_have_text("무주택")
    verdict.locator("[data-next] a").click()
    expect(page.locator('input[name="f2"]').first).to_be_focused()

    tell(page, "30", "하늘시", "true", "1", "3,000,000")
    page.get_by_role("button", name="물어보기").click()
    expect(verdict.locator("h2")).to_have_text("0")
    row = page.locator("[data-decide-rows] li")
    expect(row).to_have_text("4행, 근거: 하늘시 청년 기본 조례 제12조 제3항 (소득), 확인: 확인 전")
    assert (row.locator("a").get_attribute("href") or "").endswith("/versions/1/#row-3-4")
    expect(page.locator("[data-decide-why]")).to_contain_text("4행이 맞았습니다")

    tell(page, "서른")
    page.get_by_role("button", name="물어보기").click()
    expect(verdict).to_contain_text("‘나이’에 적은 값이 맞지 않습니다. 수로 적어 주세요.")
    expect(page.locator('input[name="f0"]')).to_have_attribute("aria-invalid", "true")
    tell(page, "30", "하늘시", "true", "21")
    page.get_by_role("button", name="물어보기").click()
    expect(verdict).to_contain_text("‘가구원 수’에 적은 값이 맞지 않습니다.")
    expect(page.locator("#id_f0_error")).to_have_count(0)
    tell(page, "25.5", "하늘시", "true", "0")
    page.get_by_role("button", name="물어보기").click()
    expect(verdict.locator("li")).to_have_count(2)
    expect(verdict.locator("li").first).to_contain_text("나이: ‘나이’에 적은 값이")
    expect(page.locator("#id_f0_error")).to_contain_text("소수점 없이 적어 주세요. 예: 25.")
    expect(page.locator("#id_f3_error")).to_contain_text("1 이상 20 이하")
    expect(page.locator("#id_f0")).to_have_accessible_description(re.compile("소수점 없이"))
    page.wait_for_timeout(500)
    assert (fetched, sent) == ([], [])
    assert page.evaluate("document.cookie.length + localStorage.length + sessionStorage.length") == 0
    assert_axe_clean(page)
    assert_fits(page)


def test_a_character_that_the_law_does_not_use_fetches_no_slice_of_the_font(page: Page) -> None:
    page.goto(RENT)
    expect(page.locator(READY)).to_be_visible()
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    tell(page, "24", "뷁퀡시")
    page.get_by_role("button", name="물어보기").click()
    expect(page.locator("[data-decide-why]")).to_contain_text("뷁퀡시")
    page.wait_for_timeout(500)
    assert fetched == []


def test_in_english(new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(locale="en-GB", viewport={"width": 390, "height": 900}).new_page()
    page.goto(RENT)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(READY)).to_be_visible()
    expect(page.locator(READY)).to_contain_text("never leaves this device")
    tell(page, "24", "하늘시", "true", "1", "1000000")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("[data-decide-verdict] h2")).to_have_text("200,000")
    expect(page.locator("[data-decide-rows]")).to_contain_text("Row 5")
    expect(page.locator("[data-decide-why]")).to_contain_text("Row 5 matched")
    assert_axe_clean(page)


def test_without_javascript_the_server_answers(new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(RENT)
    expect(page.locator(READY)).to_be_hidden()
    tell(page, "30", "하늘시", "true", "1", "3000000")
    page.get_by_role("button", name="물어보기").click()
    expect(page.locator(".ui-notice h2").first).to_have_text("0")
    expect(page.get_by_text("4행이 맞았습니다")).to_be_visible()
