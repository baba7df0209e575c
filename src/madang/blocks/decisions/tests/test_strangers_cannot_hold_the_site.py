"""Everybody may ask a rule, compare and check: so often a caller, and so many at once in a process."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from madang.blocks.decisions import limits
from madang.blocks.decisions.demo.load import source_of
from madang.blocks.decisions.errors import Busy
from madang.blocks.decisions.models import DecisionModel
from madang.blocks.identity import actions as identity
from madang.blocks.identity.models import Account

from .conftest import FEE

Door = Callable[..., HttpResponse]


def post(client: Client, address: str, content: Any, **more: Any) -> Any:
    return client.post(f"/api/v1/decisions/{address}", json.dumps(content), "application/json", **more)


DOORS: dict[str, tuple[limits.Load, Door]] = {
    "evaluate": (limits.ASKED, lambda client, **more: post(client, f"models/{FEE}/evaluate", {}, **more)),
    "the page": (
        limits.ASKED,
        lambda client, **more: client.post(f"/decisions/models/{FEE}/try/", {"f3": "40"}, **more),
    ),
    "check": (
        limits.COMPARED,
        lambda client, **more: post(client, "check", {"xml": source_of(FEE).decode()}, **more),
    ),
    "compare": (
        limits.COMPARED,
        lambda client, **more: post(client, f"models/{FEE}/compare", {"before": 1, "after": 1}, **more),
    ),
    "the page of a comparison": (
        limits.COMPARED,
        lambda client, **more: client.get(f"/decisions/models/{FEE}/compare/", **more),
    ),
}
ELSEWHERE = {"REMOTE_ADDR": "198.51.100.7"}


@pytest.fixture(params=DOORS)
def door(request: pytest.FixtureRequest) -> Iterator[tuple[limits.Load, Door]]:
    yield DOORS[request.param]


def said(answer: HttpResponse) -> str:
    html = answer.content.decode()
    if answer["Content-Type"] == "application/problem+json":
        return str(json.loads(html)["detail"])
    return html


def test_one_caller_asks_so_often_and_another_still_may(
    fee: DecisionModel, client: Client, door: tuple[limits.Load, Door], monkeypatch: pytest.MonkeyPatch
) -> None:
    load, ask = door
    monkeypatch.setattr(load, "rate", "2/m")
    assert [ask(client).status_code for _ in range(2)] == [200, 200]
    refused = ask(client)
    assert refused.status_code == 429 and refused["Retry-After"] == "60"
    assert "너무 여러 번" in said(refused)
    assert ask(client, **ELSEWHERE).status_code == 200
    english = ask(client, headers={"Accept-Language": "en"})
    assert english.status_code == 429 and "too" in said(english).lower()


def test_a_forged_address_buys_nothing(
    fee: DecisionModel, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits.ASKED, "rate", "1/m")
    ask = DOORS["evaluate"][1]
    assert ask(client).status_code == 200
    assert ask(client, headers={"X-Forwarded-For": "203.0.113.5"}).status_code == 429


def test_one_caller_does_not_take_all_places(
    fee: DecisionModel, client: Client, door: tuple[limits.Load, Door], monkeypatch: pytest.MonkeyPatch
) -> None:
    load, ask = door
    monkeypatch.setattr(load, "rate", "1/m")
    with ExitStack() as held:
        for _each in range(load._own):
            held.enter_context(load.place("address:127.0.0.1"))
        with pytest.raises(Busy), load.place("address:127.0.0.1"):
            pass
        assert ask(client).status_code == 503
        assert ask(client, **ELSEWHERE).status_code == 200
    assert ask(client).status_code == 200, "who found no place spent nothing"
    assert not load._by_caller


def test_more_keys_buy_no_more(
    fee: DecisionModel, client: Client, drafter: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits.ASKED, "rate", "1/m")
    later = timezone.now() + timedelta(days=1)
    answers = []
    for label in ("one", "two"):
        secret = identity.issue_api_key(drafter, label=label, scopes=["decisions:read"], expires_at=later)[1]
        answers.append(DOORS["evaluate"][1](client, headers={"Authorization": f"Bearer {secret}"}))
    assert [each.status_code for each in answers] == [200, 429]


def test_a_key_is_a_caller_of_its_own(
    fee: DecisionModel, client: Client, drafter: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits.ASKED, "rate", "1/m")
    ask = DOORS["evaluate"][1]
    secret = identity.issue_api_key(
        drafter,
        label="portal",
        scopes=["decisions:read"],
        expires_at=timezone.now() + timedelta(days=1),
    )[1]
    assert ask(client).status_code == 200
    assert ask(client).status_code == 429
    with_key = {"headers": {"Authorization": f"Bearer {secret}"}}
    assert ask(client, **with_key).status_code == 200
    assert ask(client, **with_key).status_code == 429


def test_so_many_at_once_and_the_next_is_told_to_come_again(
    fee: DecisionModel, client: Client, door: tuple[limits.Load, Door], monkeypatch: pytest.MonkeyPatch
) -> None:
    load, ask = door
    monkeypatch.setattr(load, "patience", 0.01)
    with ExitStack() as taken:
        with pytest.raises(limits.Busy):
            while True:
                taken.enter_context(load.place())
        busy = ask(client)
        assert busy.status_code == 503 and busy["Retry-After"] == "5"
        assert "묻는 사람이 많습니다" in said(busy)
        assert client.get(f"/decisions/models/{FEE}/").status_code == 200
    assert ask(client).status_code == 200
