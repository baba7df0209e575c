"""The requirement graph of a rule: our picture, the list in words, and dmn-js under the strict policy, fetched when asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.page import assert_axe_clean, assert_fits

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("demo_rules")]

FEE = "/decisions/models/id-card-reissue-fee/"


def test_dmn_js_draws_the_file_and_shows_whose_it_is(page: Page) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(FEE)
    expect(page.locator("svg.ui-diagram")).to_be_visible()
    assert not [url for url in fetched if "drd-viewer" in url], "it is fetched when asked for, not before"
    button = page.get_by_role("button", name="도식을 크게 펼쳐 옮겨 보기")
    button.click()
    frame = page.locator(".ui-drd")
    expect(frame.locator(".djs-shape")).to_have_count(7)
    expect(frame.locator(".djs-connection")).to_have_count(6)
    expect(frame).to_contain_text("기초생활 수급")
    mark = frame.locator("a.bjs-powered-by")
    expect(mark).to_be_visible()
    assert mark.evaluate(
        "mark => { const { left, top, width, height } = mark.getBoundingClientRect();"
        " return mark.contains(document.elementFromPoint(left + width / 2, top + height / 2)); }"
    ), "something covers the mark of bpmn.io, which its licence forbids"
    before = frame.locator(".viewport").get_attribute("transform")
    frame.press("+")
    assert frame.locator(".viewport").get_attribute("transform") != before
    assert_axe_clean(page)
    assert_fits(page)
    button.click()
    expect(frame).to_be_hidden()


def test_without_javascript_the_picture_is_the_authors_layout(
    new_context: Callable[..., BrowserContext],
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(FEE)
    picture = page.locator("svg.ui-diagram")
    expect(picture).to_be_visible()
    expect(page.locator("[data-drd]")).to_be_hidden()
    assert picture.get_attribute("viewBox") == "12 12 806 206"
    expect(page.get_by_text("주민등록법 제27조, 같은 법 시행규칙 (확인 전)").first).to_be_visible()


def test_on_a_phone_the_picture_and_the_list_stand_alone(new_context: Callable[..., BrowserContext]) -> None:
    """One finger would move the diagram instead of the page, and nothing there shows how to zoom."""
    page = new_context(viewport={"width": 390, "height": 900}).new_page()
    page.goto(FEE)
    expect(page.locator("[data-drd]")).to_be_hidden()
    expect(page.locator("svg.ui-diagram")).to_be_visible()
