"""The operator's pages with something in them, in a real browser: axe clean at every width, and usable without scripts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext
from pytest_django.live_server_helper import LiveServer

from madang.blocks.catalogue.models import ImportRun, Quarantined
from madang.blocks.ledger.keys import key_store
from madang.blocks.ledger.models import Delivery
from madang.config import read_only
from madang.systems.operations.models import Backup, ReadOnlyOrder
from tests.browser.conftest import new_context  # noqa: F401 - a fixture
from tests.browser.page import assert_axe_clean, assert_fits, watch
from tests.permissions.walk import everybody

pytestmark = pytest.mark.browser
NAMES = ["home", "jobs", "dead_letters", "keys", "roles", "backups", "imports", "read_only", "gap"]


@pytest.fixture
def contexts(
    live_server: LiveServer,
    new_context: Callable[..., BrowserContext],  # noqa: F811 - the fixture of that name
    settings: Any,
    tmp_path: Path,
) -> Callable[..., BrowserContext]:
    """Return a function opening a browser in which an official of a role has signed in."""
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, home=tmp_path)
    clients = everybody()

    def make(role: str, **options: Any) -> BrowserContext:
        context = new_context(**options)
        cookies = clients[role].cookies.items()
        context.add_cookies(
            [{"name": name, "value": morsel.value, "url": live_server.url} for name, morsel in cookies]
        )
        return context

    return make


@pytest.fixture
def busy(transactional_db: None) -> dict[str, Any]:
    """Jobs in several pages, a dead letter, keys, a backup, an import with quarantined rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status) "
            "SELECT 'events', 'a.task.with.a.very.long.name.that.does.not.break', 'failed' FROM generate_series(1, 120)"
        )
    letter = Delivery.objects.create(
        listener="madang.blocks.catalogue.following:a_listener_with_a_long_name_that_does_not_break_either",
        index=123456,
        state=Delivery.DEAD,
        attempts=6,
        due_at=timezone.now(),
        error="ValueError: x",
    )
    now = timezone.now()
    Backup.objects.create(
        name="20260101T000000Z-abcdef", finished_at=now, entries=12, size=10**9, keys_until=now
    )
    key_store().mac("test.purpose", b"")
    run = ImportRun.objects.create(origin="services.csv", state="done", read=2, rejected=2)
    for raw in ("김하늘;" * 200, "x" * 3000):
        Quarantined.objects.create(
            run=run, source="gov24", reason_code="r", reason_ko="까닭", reason_en="reason", raw=raw.encode()
        )
    return {"letter": letter.pk, "run": run.pk}


def test_pages_with_content_are_clean(contexts: Callable[..., BrowserContext], busy: dict[str, Any]) -> None:
    key_store().mac("test.purpose", b"")
    page = contexts("operator").new_page()
    problems = watch(page)
    addresses = [reverse(f"operations:{name}") for name in NAMES]
    addresses.append(reverse("operations:drop_dead_letter", args=[busy["letter"]]))
    addresses.append(reverse("operations:rotate_key", args=["test.purpose"]))
    ReadOnlyOrder.objects.create(reason_ko="밤 10시까지 점검합니다.")
    read_only._seen.clear()
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None and answer.status == 200, address
        assert_axe_clean(page)
        assert_fits(page)
    assert page.get_by_text("밤 10시까지 점검합니다.").count() > 0
    read_only._seen.clear()
    assert not problems, "\n".join(problems)


def test_quarantined_rows_are_clean(contexts: Callable[..., BrowserContext], busy: dict[str, Any]) -> None:
    page = contexts("quarantine_reader").new_page()
    problems = watch(page)
    page.goto(reverse("operations:quarantine", args=[busy["run"]]))
    assert_axe_clean(page)
    assert_fits(page)
    assert not problems, "\n".join(problems)


def test_read_only_mode_is_begun_and_ended_without_scripts(
    contexts: Callable[..., BrowserContext], transactional_db: None
) -> None:
    page = contexts("operator", java_script_enabled=False).new_page()
    page.goto(reverse("operations:read_only"))
    page.get_by_label("까닭", exact=False).first.fill("점검합니다.")
    page.get_by_role("button", name="읽기 전용 켜기").click()
    assert page.get_by_role("button", name="읽기 전용 끄기").is_visible()
    assert ReadOnlyOrder.objects.filter(ended_at=None).count() == 1
    page.get_by_role("button", name="읽기 전용 끄기").click()
    assert page.get_by_role("button", name="읽기 전용 켜기").is_visible()
    assert not ReadOnlyOrder.objects.filter(ended_at=None).exists()
    read_only._seen.clear()
