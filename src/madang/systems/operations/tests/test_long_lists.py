"""Lists that may hold any number of rows come a page at a time, and what is long is cut by the database."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from madang.blocks.catalogue.models import ImportRun, Quarantined
from madang.blocks.identity import actions as identity
from madang.blocks.identity.models import Organisation
from madang.blocks.ledger import SYSTEM
from madang.blocks.ledger.models import Delivery, Outbox

ClientOf = Callable[[str], Client]


@pytest.fixture
def run(db: None) -> ImportRun:
    made = ImportRun.objects.create(
        origin="services.csv", state="done", read=1660, added=1593, merged=63, rejected=60, mismatched=322
    )
    Quarantined.objects.bulk_create(
        Quarantined(
            run=made,
            source="gov24",
            source_id=f"record-{number}",
            reason_code="invalid-encoding",
            reason_ko="UTF-8이 아닙니다",
            reason_en="not UTF-8",
            raw="가".encode() * 100_000,
        )
        for number in range(60)
    )
    return made


def test_quarantined_rows_come_a_page_at_a_time_and_cut(client_of: ClientOf, run: ImportRun) -> None:
    reader, address = client_of("quarantine_reader"), reverse("operations:quarantine", args=[run.pk])
    pages = [reader.get(address, {"page": page}).content.decode() for page in (1, 2, 3)]
    shown = [re.findall(r"record-\d+", page) for page in pages]
    assert [len(set(each)) for each in shown] == [25, 25, 10]
    assert all(len(page) < 150_000 for page in pages)
    assert reader.get(address, {"page": "x"}).status_code == 200
    opened = Outbox.objects.filter(type="operations.quarantine.opened").count()
    assert opened == 4  # each page is an act of its own


def test_the_raw_data_of_a_long_row_stays_in_the_database(client_of: ClientOf, run: ImportRun) -> None:
    reader = client_of("quarantine_reader")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        reader.get(reverse("operations:quarantine", args=[run.pk]))
    reading = [
        each["sql"] for each in asked if "catalogue_quarantined" in each["sql"] and "raw" in each["sql"]
    ]
    assert reading and all("substr" in sql for sql in reading)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_counts_of_an_import_add_up_and_say_who_may_read_the_rest(
    client_of: ClientOf, run: ImportRun, language: str
) -> None:
    html = (
        client_of("operator")
        .get(reverse("operations:imports"), headers={"Accept-Language": language})
        .content.decode()
    )
    main = html.split("<main")[1]
    for number in ("1,660", "1,593", "63", "60", "322"):
        assert re.search(rf"<td[^>]*>(<[^>]*>)*{number}<", main), number
    role = {"ko": "격리 자료 열람자", "en": "Quarantine reader"}[language]
    assert role in main


def test_dead_letters_come_a_page_at_a_time(desk: Client) -> None:
    Delivery.objects.bulk_create(
        Delivery(listener="madang.x:hear", index=number, state=Delivery.DEAD, due_at=timezone.now())
        for number in range(60)
    )
    address = reverse("operations:dead_letters")
    rows = [
        re.findall(
            r'<th [^>]*scope="row"[^>]*>(?:<[^>]*>)*(\d+)<',
            desk.get(address, {"page": page}).content.decode(),
        )
        for page in (1, 2)
    ]
    assert rows == [[str(each) for each in range(50)], [str(each) for each in range(50, 60)]]


def test_holders_of_a_role_come_a_page_at_a_time(client_of: ClientOf, city: Organisation) -> None:
    for number in range(104):
        identity.join(SYSTEM, username=f"clerk.{number:03d}", organisation=city, role="clerk")
    auditor, address = client_of("auditor"), reverse("operations:holders", args=["clerk"])
    found = [
        re.findall(r"clerk\.\d{3}", auditor.get(address, {"page": page}).content.decode()) for page in (1, 2)
    ]
    assert [len(each) for each in found] == [100, 4]
