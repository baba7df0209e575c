"""The operator's acts ask for a second factor proved within 15 minutes; looking asks nothing."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from madang.blocks.identity.models import Account
from madang.blocks.identity.testing import sign_in
from madang.blocks.ledger.keys import key_store
from madang.systems.operations.models import ReadOnlyOrder
from madang.systems.operations.urls import urlpatterns

ACTS = [
    ("retry_job", 1),
    ("cancel_job", 1),
    ("retry_dead_letter", 1),
    ("drop_dead_letter", 1),
    ("gap", None),
    ("rotate_key", "ledger.subject"),
    ("read_only", None),
    ("end_read_only", None),
]


@pytest.fixture
def tired_desk(operator: Account, client: Client) -> Client:
    """The operator's browser in which the second factor was proved more than 15 minutes ago."""
    return sign_in(client, operator, ago=timedelta(minutes=16))


@pytest.mark.parametrize(("name", "argument"), ACTS)
def test_an_act_asks(tired_desk: Client, name: str, argument: object) -> None:
    page = reverse(f"operations:{name}", args=[] if argument is None else [argument])
    answer = tired_desk.post(page, {"reason": "x", "reason_ko": "x", "confirmation": "ledger.subject"})
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("identity:step_up") + "?level=2&within=900")
    assert not ReadOnlyOrder.objects.exists()
    assert key_store().versions("ledger.subject") in ([], [1])


def test_every_page_that_takes_a_post_is_among_them(db: None) -> None:
    samples = {"identifier": 1, "purpose": "x", "code": "x", "run": uuid.uuid4()}
    taking = set()
    for pattern in urlpatterns:
        arguments = [samples[name] for name in pattern.pattern.converters]
        if Client().post(reverse(f"operations:{pattern.name}", args=arguments)).status_code != 405:
            taking.add(pattern.name)
    assert taking == {name for name, _argument in ACTS}


@pytest.mark.parametrize("name", ["home", "jobs", "dead_letters", "keys", "read_only", "gap"])
def test_looking_asks_nothing(tired_desk: Client, name: str) -> None:
    assert tired_desk.get(reverse(f"operations:{name}")).status_code == 200


def test_a_reason_typed_for_read_only_mode_is_there_again(tired_desk: Client, operator: Account) -> None:
    page = reverse("operations:read_only")
    tired_desk.post(page, {"reason_ko": "점검합니다"}, headers={"referer": f"http://testserver{page}"})
    session = tired_desk.session
    for step in session["account_authentication_methods"]:
        step["at"] += 16 * 60
    session.save()
    assert "점검합니다" in tired_desk.get(page).content.decode()
