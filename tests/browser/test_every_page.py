"""Every page of the site, seen by a reader who may see it: axe clean, no sideways scrolling, both languages.

The pages come from the table of doors (``tests/permissions/doors.csv``), so a new page is tried at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext
from pytest_django.live_server_helper import LiveServer

from madang.blocks.catalogue import actions
from madang.blocks.ledger import SYSTEM
from tests.browser.page import WIDTHS, assert_axe_clean, assert_fits, watch
from tests.permissions.walk import YES, address, everybody, read_table, samples

FILES = (".dmn", ".tlog-proof")
NO_PAGES = ("/api/", "/healthz", "/readyz", "/log/", "/ui/language")


def pages_of(role: str) -> list[str]:
    """Return the routes of pages that this role, and none before it in the table, may open."""
    found = []
    for door, row in read_table().items():
        method, _, route = door.partition(" ")
        first = next((name for name, value in row.items() if value == YES), None)
        if method == "GET" and first == role and not route.startswith(NO_PAGES) and not route.endswith(FILES):
            found.append(route.lstrip("/"))
    return found


ROLES = [role for role in next(iter(read_table().values())) if pages_of(role)]


@pytest.mark.browser
@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_is_clean(
    role: str,
    live_server: LiveServer,
    new_context: Callable[..., BrowserContext],
    settings: Any,
    tmp_path: Path,
) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, home=tmp_path)
    client, values = everybody()[role], samples()
    listing, _act = actions.draft(SYSTEM, title="공개된 안내", body={"content": "내용"})
    actions.publish(SYSTEM, listing.id)
    for language, locale in (("ko", "ko-KR"), ("en", "en-GB")):
        context = new_context(locale=locale)
        context.add_cookies(
            [
                {"name": name, "value": morsel.value, "url": live_server.url}
                for name, morsel in client.cookies.items()
            ]
        )
        page = context.new_page()
        problems = watch(page)
        for route in pages_of(role):
            answer = page.goto(address(route, values))
            assert answer is not None and answer.status == 200, f"{route}: {answer and answer.status}"
            assert page.locator("html").get_attribute("lang") == language, route
            assert page.locator("h1").count() == 1, f"{route} needs exactly one h1"
            # The other language changes words, not the structure that a width changes.
            assert_axe_clean(page, widths=WIDTHS if language == "ko" else WIDTHS[:1])
            assert_fits(page)
        assert not problems, "\n".join(problems)
        context.close()
