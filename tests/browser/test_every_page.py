"""Every page of the site, with something on it, seen by a reader who may see it: axe clean, nothing broken, both languages.

The pages come from the table of doors (``tests/permissions/doors.csv``), so a new page is tried at once; whether the
site is furnished so that every table of every room has rows is a test of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test.signals import template_rendered
from playwright.sync_api import BrowserContext
from pytest_django.live_server_helper import LiveServer

from madang.blocks.catalogue import actions as catalogue
from madang.blocks.ledger import SYSTEM
from tests.browser.furnished import House, furnish, lose_the_last_acts, write_log
from tests.browser.page import WIDTHS, assert_axe_clean, assert_fits, assert_readable, watch
from tests.permissions.people import official
from tests.permissions.walk import COLUMNS, YES, read_table

SOURCE = Path(__file__).resolve().parents[2] / "src/madang"
NO_PAGES = ("/api/", "/healthz", "/readyz", "/log/", "/robots.txt", "/ui/language", "/services/kiosk/end/")
FILES = (".bpmn", ".dmn", ".js", ".json", ".tlog-proof", "/file/", "/preview/", "/papers/<uuid:document>/")
# Pages that everybody sees in passing: drawn with rows in the living page and by the library that brings them.
NOT_WALKED = {"ui/components.html", "allauth/elements/table.html"}


def pages_of(role: str) -> list[str]:
    """Return the routes of pages that this role, and none before it in the table, may open."""
    found = []
    for door, row in read_table().items():
        method, _, route = door.partition(" ")
        first = next((name for name, value in row.items() if value == YES and name not in COLUMNS), None)
        if method == "GET" and first == role and not route.startswith(NO_PAGES) and not route.endswith(FILES):
            found.append(route.lstrip("/"))
    return found


def pages_below(prefix: str) -> list[str]:
    return [door[5:] for door in read_table() if door.startswith(f"GET /{prefix}")]


ROLES = [role for role in next(iter(read_table().values())) if role not in COLUMNS and pages_of(role)]


@pytest.fixture
def house(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> House:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, home=tmp_path)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    request.getfixturevalue("live_server" if "live_server" in request.fixturenames else "db")
    return furnish()


def assert_well(page: Any, *, widths: tuple[int, ...] = WIDTHS) -> None:
    assert page.locator("h1").count() == 1, f"{page.url} needs exactly one h1"
    assert_axe_clean(page, widths=widths)
    assert_fits(page)
    assert_readable(page)


@pytest.mark.browser
@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_is_clean(
    role: str, house: House, live_server: LiveServer, new_context: Callable[..., BrowserContext]
) -> None:
    reader = house.reader(role)
    for language, locale in (("ko", "ko-KR"), ("en", "en-GB")):
        page = opened(new_context(locale=locale), reader.browser, live_server.url)
        problems = watch(page)
        for route in pages_of(role):
            address = house.samples.address(route.replace("<slug:language>", language), reader)
            answer = page.goto(address)
            assert answer is not None and answer.status == 200, f"{route}: {answer and answer.status}"
            assert page.locator("html").get_attribute("lang") == language, route
            # The other language changes words, not the structure that a width changes.
            assert_well(page, widths=WIDTHS if language == "ko" else WIDTHS[:1])
        assert not problems, "\n".join(problems)
        page.context.close()


@pytest.mark.browser
def test_a_receipt_that_is_waited_for_comes_by_itself(
    house: House, live_server: LiveServer, new_context: Callable[..., BrowserContext]
) -> None:
    _listing, act = catalogue.draft(SYSTEM, title="아직 기록에 없는 것")
    page = new_context().new_page()
    problems = watch(page)
    page.goto(f"/receipts/{act}/?next=/ui/help")
    assert page.get_by_role("link", name="올랐는지 보기").is_visible()
    assert_well(page)
    write_log()
    page.get_by_role("link", name="영수증 내려받기").wait_for()
    assert_well(page)
    page.get_by_role("link", name="앞 화면으로").click()
    page.wait_for_url("**/ui/help")
    assert not problems, "\n".join(problems)


@pytest.mark.browser
def test_the_list_of_what_a_restored_database_lacks_is_clean(
    house: House, live_server: LiveServer, new_context: Callable[..., BrowserContext]
) -> None:
    page = opened(new_context(), house.reader("operator").browser, live_server.url)
    lose_the_last_acts()
    page.goto("/operations/gap/")
    assert page.locator("tbody tr").count() > 3
    assert_well(page)


@pytest.mark.browser
def test_pages_on_the_way_to_erasing_somebody_are_clean(
    house: House, live_server: LiveServer, new_context: Callable[..., BrowserContext]
) -> None:
    """Only administrators of a topmost body come here."""
    above = official("administrator", house.city.top, "above")
    page = opened(new_context(), above.browser, live_server.url)
    for route in pages_below("identity/office/erase/"):
        page.goto(house.samples.address(route, above))
        assert page.locator("h1").inner_text() != "이 화면을 볼 권한이 없습니다"
        assert_well(page)
    page.goto("/identity/office/erase/")
    page.locator("[name=by_what]").first.select_option("username")
    page.locator("[name=value]").fill("walk-leaver")
    page.locator("main form button").last.click()
    page.locator("tbody tr").wait_for()
    assert_well(page)


def opened(context: BrowserContext, client: Any, url: str) -> Any:
    context.add_cookies(
        [{"name": name, "value": morsel.value, "url": url} for name, morsel in client.cookies.items()]
    )
    return context.new_page()


@pytest.mark.django_db  # pytest-django makes only databases that a test asks for before its fixtures do
def test_every_table_of_every_room_has_rows_on_the_walk(house: House) -> None:
    """A table without rows shows no fault: whoever adds one furnishes it (``furnished.py``)."""
    with_tables = {
        str(path).split("/templates/")[1]
        for path in SOURCE.rglob("templates/**/*.html")
        if "<c-table" in path.read_text(encoding="utf-8")
    }
    drawn: list[str] = []

    def note(template: Any, **_more: Any) -> None:
        drawn.append(template.name or "")

    filled: set[str] = set()
    template_rendered.connect(note)
    try:
        for role in ROLES:
            reader = house.reader(role)
            for route in pages_of(role):
                drawn.clear()
                html = reader.browser.get(house.samples.address(route, reader)).content.decode()
                if has_rows(html):
                    filled.update(drawn)
        drawn.clear()
        above = official("administrator", house.city.top, "above")
        sent = house.samples.sent("POST", "identity/office/erase/", above)
        if has_rows(above.browser.post("/identity/office/erase/", sent).content.decode()):
            filled.update(drawn)
        lose_the_last_acts()
        drawn.clear()
        if has_rows(house.reader("operator").browser.get("/operations/gap/").content.decode()):
            filled.update(drawn)
    finally:
        template_rendered.disconnect(note)
    assert sorted(with_tables - filled - NOT_WALKED) == []


def has_rows(html: str) -> bool:
    return re.search(r'<tbody\b.*?<th[^>]*"rowheader"', html, re.DOTALL) is not None
