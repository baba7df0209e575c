"""Every page of the operator's room draws in both languages, with something in it and without."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from madang.blocks.catalogue.models import ImportRun, Quarantined
from madang.blocks.ledger.keys import key_store
from madang.blocks.ledger.models import Delivery, Outbox
from madang.systems.operations.models import Backup
from madang.systems.operations.queries import health
from madang.systems.operations.urls import urlpatterns

OFFICE = ["home", "jobs", "dead_letters", "keys", "roles", "backups", "imports", "read_only", "gap"]
HANGUL = re.compile(r"[가-힣]")


def page(client: Client, url: str, language: str = "ko") -> str:
    answer = client.get(url, headers={"Accept-Language": language})
    assert answer.status_code == 200, (url, answer.status_code, answer.get("Location"))
    html = answer.content.decode()
    assert f'<html lang="{language}"' in html
    assert html.count("<h1") == 1
    assert "style=" not in html and " on" + "click=" not in html
    return html


def main_of(html: str) -> str:
    return html.split('<main id="content"')[1].split("</main>")[0]


@pytest.fixture
def busy(db: None) -> ImportRun:
    """Something of everything: a failed job, a dead letter, a backup, an import with a quarantined row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts) "
            "VALUES ('events', 'ledger.deliver', '{\"secret\": \"홍길동\"}', 'failed', 3)"
        )
    Delivery.objects.create(
        listener="madang.blocks.catalogue.rooms:heard",
        index=3,
        state=Delivery.DEAD,
        attempts=6,
        due_at=timezone.now(),
        error="ValueError: 홍길동 cannot be read",
    )
    Backup.objects.create(
        name="20260101T000000Z-abcdef",
        finished_at=timezone.now(),
        entries=12,
        size=1024,
        keys_until=timezone.now(),
    )
    key_store().mac("test.purpose", b"")
    run = ImportRun.objects.create(origin="services.csv", state="done", read=2, added=1, rejected=1)
    Quarantined.objects.create(
        run=run,
        source="gov24",
        reason_code="broken-row",
        reason_ko="칸이 모자랍니다",
        reason_en="too few cells",
        row_number=7,
        byte_offset=120,
        raw="김하늘;<script>alert(1)</script>".encode() + b"\xff",
    )
    return run


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("name", OFFICE)
def test_the_operators_pages(desk: Client, busy: ImportRun, name: str, language: str) -> None:
    html = main_of(page(desk, reverse(f"operations:{name}"), language))
    if language == "en":
        with override("en"):
            other_rooms = {check.trouble for check in health.checks()}
        left = [word for word in re.findall(r">([^<]*)<", html) if HANGUL.search(word)]
        left = [word for word in left if unescape(word) not in other_rooms]
        assert not left, f"not translated: {left}"


@pytest.mark.parametrize("name", OFFICE)
def test_they_draw_on_an_empty_site_too(desk: Client, name: str) -> None:
    page(desk, reverse(f"operations:{name}"))


def test_a_job_is_shown_without_its_arguments_and_an_error_without_its_text(
    desk: Client, busy: ImportRun
) -> None:
    for name in ("jobs", "dead_letters"):
        assert "홍길동" not in page(desk, reverse(f"operations:{name}"))


def test_an_unknown_state_of_jobs_leads_back(desk: Client) -> None:
    assert desk.get(reverse("operations:jobs") + "?state=nonsense").status_code == 302
    assert desk.get(reverse("operations:jobs") + "?page=٣&state=todo").status_code == 200
    assert desk.get(reverse("operations:jobs") + "?page=99999999999999999999&state=todo").status_code == 200


@pytest.mark.parametrize("odd", ["9" * 5000, "9" * 30, "²", "٣"], ids=lambda text: ascii(text)[:12])
def test_numbers_of_any_length_are_no_error_of_ours(desk: Client, odd: str) -> None:
    assert desk.get(reverse("operations:jobs"), {"page": odd, "state": "todo"}).status_code == 200
    for place in ("jobs/{}/retry/", "jobs/{}/cancel/", "dead-letters/{}/retry/"):
        assert desk.post("/operations/" + place.format(odd)).status_code in {302, 404}, place
    assert desk.get(f"/operations/dead-letters/{odd}/drop/").status_code == 404


@pytest.mark.parametrize("language", ["ko", "en"])
def test_pages_for_one_thing(desk: Client, busy: ImportRun, language: str) -> None:
    letter = Delivery.objects.get()
    page(desk, reverse("operations:drop_dead_letter", args=[letter.pk]), language)
    page(desk, reverse("operations:rotate_key", args=["test.purpose"]), language)


def test_who_holds_a_role_is_for_auditors_and_leaves_an_entry(
    client_of: Callable[[str], Client], operator: object
) -> None:
    desk = client_of("auditor")
    assert "some.operator" in page(desk, reverse("operations:holders", args=["operator"]))
    assert Outbox.objects.filter(type="operations.holders.opened").count() == 1
    assert desk.get(reverse("operations:holders", args=["citizen"])).status_code == 404


def test_an_operator_does_not_see_who_holds_a_role(desk: Client) -> None:
    assert desk.get(reverse("operations:holders", args=["operator"])).status_code == 403
    assert "some.operator" not in main_of(page(desk, reverse("operations:roles")))


def test_quarantined_rows_are_for_their_readers_and_leave_an_entry(
    desk: Client, client_of: Callable[[str], Client], busy: ImportRun
) -> None:
    address = reverse("operations:quarantine", args=[busy.pk])
    assert desk.get(address).status_code == 403
    assert address not in page(desk, reverse("operations:imports"))
    reader = client_of("quarantine_reader")
    assert address in page(reader, reverse("operations:imports"))
    html = page(reader, address)
    assert "김하늘" in html and "칸이 모자랍니다" in html
    assert "<script>alert" not in html
    assert Outbox.objects.filter(type="operations.quarantine.opened").count() == 1


def test_nobody_else_comes_in(client_of: Callable[[str], Client]) -> None:
    clerk, stranger = client_of("clerk"), Client()
    for pattern in urlpatterns:
        if pattern.pattern.converters:
            continue
        address = reverse(f"operations:{pattern.name}")
        assert clerk.get(address).status_code in {403, 405}, address
        assert stranger.get(address).status_code in {302, 405}, address


def test_the_table_of_roles_is_asked_of_the_rules(desk: Client) -> None:
    html = page(desk, reverse("operations:roles"), "en")
    row = html.split("operations.manage_jobs</code>")[1].split("</tr>")[0]
    cells = [re.sub("<.*?>", "", cell) for cell in re.findall(r"<td.*?</td>", row)]
    assert cells == ["Operator", "–None", "–None"]
