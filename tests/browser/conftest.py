"""A real browser for every test in this folder: ``page`` on the site as its settings make it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser.chromium import find_chromium
from tests.browser.page import HEIGHT, watch


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of the run."""
    chromium = find_chromium()
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:

        def launch(sandbox: bool) -> Browser:
            return playwright.chromium.launch(
                executable_path=chromium.executable,
                args=list(chromium.arguments),
                env={**os.environ, **chromium.environment},
                chromium_sandbox=sandbox,
            )

        try:
            running = launch(sandbox=os.geteuid() != 0)
        except Error as error:
            if "sandbox" not in str(error).lower():
                raise
            running = launch(sandbox=False)  # a system that allows users no name spaces of their own
        yield running
        running.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture
def new_context(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., BrowserContext]]:
    """Make browser contexts (each a reader of its own) on the running site; arguments are Playwright's."""
    made: list[BrowserContext] = []

    def make(**options: object) -> BrowserContext:
        settings: dict[str, object] = {
            "base_url": live_server.url,
            "locale": "ko-KR",
            "timezone_id": "Asia/Seoul",
            "reduced_motion": "reduce",
            "viewport": {"width": 1280, "height": HEIGHT},
            **options,
        }
        context = browser.new_context(**settings)  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Iterator[Page]:
    """A page that fails its test when the Content-Security-Policy refuses anything or a script breaks."""
    page = new_context().new_page()
    problems = watch(page)
    yield page
    assert not problems, "\n".join(problems)
