"""One real browser for every file of tests that needs one: a process can drive only one at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.db import connections
from playwright.sync_api import Browser, Error, sync_playwright

from tests.browser.chromium import find_chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a file.

    Playwright keeps an event loop running in this thread, which Django takes for asynchronous code: it keeps other
    connections to the database meanwhile. The tests of other files must not find themselves in that loop.
    """
    chromium = find_chromium()
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
        # Those connections are the loop's: afterwards nobody would close them.
        connections.close_all()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before
