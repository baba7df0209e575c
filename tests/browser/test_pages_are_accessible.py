"""Every public page, in both languages, both colour modes and the largest text: axe clean, nothing beside the window."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from madang.blocks.ui import errors
from madang.blocks.ui.display import DISPLAY_COOKIE
from tests.browser.page import assert_axe_clean, assert_fits

pytestmark = pytest.mark.browser

PAGES = {
    "components": "/ui/",
    "help": "/ui/help",
    "home": "/",
    "search": "/search/?q=%EC%A0%84%EC%84%B8",
    "sign in": "/identity/sign-in/",
    "no such page": "/no-such-page",
}
MODES = {"Korean": ("ko", "md.light"), "English, contrast": ("en", "md.high-contrast")}


def choose(page: Page, server: LiveServer, language: str, display: str) -> None:
    page.context.add_cookies(
        [
            {"name": "django_language", "value": language, "url": server.url},
            {"name": DISPLAY_COOKIE, "value": display, "url": server.url},
        ]
    )


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(page: Page, live_server: LiveServer, name: str, mode: str) -> None:
    language, display = MODES[mode]
    choose(page, live_server, language, display)
    page.goto(PAGES[name])
    assert page.locator("html").get_attribute("lang") == language
    assert_fits(page, widths=(320, 390, 768, 1280))
    assert_axe_clean(page)


def test_largest_text_stays_inside_the_window(page: Page, live_server: LiveServer) -> None:
    choose(page, live_server, "en", "xxlg.light")
    for path in PAGES.values():
        page.goto(path)
        assert_fits(page, widths=(390, 1280))


@pytest.mark.parametrize("status", [400, 403, 500, 503])
def test_error_pages_are_as_accessible(page: Page, live_server: LiveServer, status: int) -> None:
    request = RequestFactory().get("/some/page", HTTP_ACCEPT="text/html")
    made = {
        400: lambda: errors.bad_request(request),
        403: lambda: errors.error_page(request, 403, bare=True),
        500: lambda: errors.server_error(request),
        503: lambda: errors.service_unavailable(request),
    }[status]()
    page.route(
        "**/some/page",
        lambda route: route.fulfill(status=status, content_type="text/html", body=made.content.decode()),
    )
    page.goto("/some/page")
    assert page.locator("h1").count() == 1
    assert_fits(page)
    assert_axe_clean(page)


def test_signing_up_is_offered_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto("/ui/help")
    for name in ("로그인", "회원가입"):
        assert page.locator("#krds-header").get_by_role("link", name=name).is_visible()
