"""Read-only mode in a real browser: begun and ended without scripts, said on every page. What pages look like with
content is tried for all rooms in ``tests/browser/test_every_page.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from madang.blocks.identity.actions import create_organisation
from madang.blocks.ledger import SYSTEM
from madang.config import read_only
from madang.systems.operations.models import ReadOnlyOrder
from tests.browser.conftest import new_context  # noqa: F401 - a fixture
from tests.browser.page import assert_axe_clean, assert_fits, assert_readable
from tests.permissions.people import official

pytestmark = pytest.mark.browser


@pytest.fixture
def operators_page(
    live_server: LiveServer,
    new_context: Callable[..., BrowserContext],  # noqa: F811 - the fixture of that name
    settings: Any,
    tmp_path: Path,
) -> Iterator[Callable[..., Page]]:
    """Return a function opening a page in which an operator has signed in."""
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, home=tmp_path)
    body = create_organisation(
        SYSTEM, code="walk", name_ko="시청", name_en="City hall", kind="city", parent=None
    )
    cookies = official("operator", body, "here").browser.cookies.items()

    def opened(**options: Any) -> Page:
        context = new_context(**options)
        context.add_cookies([{"name": n, "value": each.value, "url": live_server.url} for n, each in cookies])
        return context.new_page()

    read_only._seen.clear()
    yield opened
    read_only._seen.clear()


def test_the_reason_stands_on_every_page(operators_page: Callable[..., Page]) -> None:
    ReadOnlyOrder.objects.create(reason_ko="밤 10시까지 점검합니다.")
    page = operators_page()
    for name in ("home", "read_only", "jobs"):
        page.goto(reverse(f"operations:{name}"))
        assert page.get_by_text("밤 10시까지 점검합니다.").count() > 0
        assert_axe_clean(page)
        assert_fits(page)
        assert_readable(page)


def test_read_only_mode_is_begun_and_ended_without_scripts(operators_page: Callable[..., Page]) -> None:
    page = operators_page(java_script_enabled=False)
    page.goto(reverse("operations:read_only"))
    page.get_by_label("까닭", exact=False).first.fill("점검합니다.")
    page.get_by_role("button", name="읽기 전용 켜기").click()
    assert page.get_by_role("button", name="읽기 전용 끄기").is_visible()
    assert ReadOnlyOrder.objects.filter(ended_at=None).count() == 1
    page.get_by_role("button", name="읽기 전용 끄기").click()
    assert page.get_by_role("button", name="읽기 전용 켜기").is_visible()
    assert not ReadOnlyOrder.objects.filter(ended_at=None).exists()
