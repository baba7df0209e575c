"""What a reader without JavaScript can do: everything that is a form or a link."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def plain(new_context: Callable[..., BrowserContext]) -> Iterator[Page]:
    yield new_context(java_script_enabled=False, viewport={"width": 390, "height": 900}).new_page()


def test_the_language_changes_and_stays(plain: Page) -> None:
    plain.goto("/ui/help")
    expect(plain.locator("h1")).to_have_text("도움말과 사람 상담")
    plain.get_by_role("button", name="English").click()
    expect(plain.locator("html")).to_have_attribute("lang", "en")
    assert plain.url.endswith("/ui/help")
    plain.goto("/ui/")
    expect(plain.locator("h1")).to_have_text("Components")


def test_text_size_and_contrast_change_and_stay(plain: Page) -> None:
    plain.goto("/ui/help")
    plain.locator(".ui-drop summary").click()
    plain.get_by_role("button", name="가장 크게").click()
    expect(plain.locator("html")).to_have_attribute("data-scale", "xxlg")
    plain.locator(".ui-drop summary").click()
    plain.get_by_role("button", name="선명한 화면(고대비)").click()
    expect(plain.locator("html")).to_have_attribute("data-krds-mode", "high-contrast")
    expect(plain.locator("html")).to_have_attribute("data-scale", "xxlg")
    assert plain.url.endswith("/ui/help")


def test_the_menu_is_open_on_a_small_screen(plain: Page) -> None:
    plain.goto("/ui/help")
    expect(plain.locator("#site-menu")).to_be_visible()
    expect(plain.locator("[data-menu-button]")).to_be_hidden()


def test_the_search_box_searches(plain: Page) -> None:
    plain.goto("/ui/help")
    plain.locator("#site-search").fill("전세")
    plain.locator("#site-search").press("Enter")
    assert "q=" in plain.url
    expect(plain.locator("h1")).to_be_visible()


def test_a_dialog_opens_in_its_place(plain: Page) -> None:
    plain.goto("/ui/")
    expect(plain.locator("#sample-dialog .ui-dialog-panel")).to_be_hidden()
    plain.locator("#sample-dialog summary").click()
    expect(plain.locator("#sample-dialog .ui-dialog-panel")).to_be_visible()
