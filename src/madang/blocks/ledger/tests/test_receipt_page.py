"""The page of a receipt: where the act stands, a command that works, the way back."""

from __future__ import annotations

import re
import uuid
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from madang.blocks.ledger.models import Outbox
from madang.blocks.ledger.tests.acts import act

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting() -> uuid.UUID:
    """An act that is acknowledged and not logged yet."""
    return act()


def page(client: Client, identifier: uuid.UUID, **options: str) -> str:
    answer = client.get(reverse("ledger:receipt", args=[identifier]), **options)  # type: ignore[arg-type]
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_waits_by_itself_and_by_a_link(client: Client, waiting: uuid.UUID) -> None:
    assert Outbox.objects.count() == 1
    html = page(client, waiting)
    assert 'hx-trigger="every 2s"' in html
    assert re.search(r'<a href="/receipts/[^"]+"[^>]*>올랐는지 보기', html)
    assert '.tlog-proof"' not in html  # nothing to download yet


def test_the_command_is_one_that_a_clone_has(client: Client, waiting: uuid.UUID) -> None:
    found = re.search(r"<pre><code[^>]*>(.*?)</code></pre>", page(client, waiting), re.DOTALL)
    assert found
    command = unescape(found[1])
    assert command.startswith(f".venv/bin/madang-verify receipt {waiting}.tlog-proof --key '")
    assert "\n" not in command


def test_it_leads_back_to_where_the_reader_was(client: Client, waiting: uuid.UUID) -> None:
    html = page(client, waiting, HTTP_REFERER="http://testserver/office/listings/?page=2")
    assert 'href="/office/listings/?page=2"' in html
    assert "next=%2Foffice%2Flistings%2F%3Fpage%3D2" in html  # looking again does not forget it


@pytest.mark.parametrize(
    "told",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "javascript:alert(1)",
        "http://testserver//x.example",
    ],
)
def test_it_leads_nowhere_else(client: Client, waiting: uuid.UUID, told: str) -> None:
    for answer in (
        page(client, waiting, HTTP_REFERER=told),
        client.get(reverse("ledger:receipt", args=[waiting]), {"next": told}).content.decode(),
    ):
        assert "앞 화면으로" not in answer
        assert "example" not in answer.split("<main")[1].split("<section")[0]
