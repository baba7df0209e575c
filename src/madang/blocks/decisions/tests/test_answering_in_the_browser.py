"""What a browser is sent answers there as the server does: value, what is missing, what to ask next, and why."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone
from madang_rules.export.node import Node, find_node
from madang_rules.export.wire import encode
from madang_rules.feel.values.door import to_feel

from madang.blocks.decisions.models import DecisionModel
from madang.blocks.decisions.queries import standing
from madang.blocks.decisions.queries.answers import Ready, ready

NODE = find_node()


@pytest.fixture
def node() -> Iterator[Node]:
    if NODE is None:
        pytest.skip("no Node.js of version 22.17 or later")
    with Node(NODE) as process:
        yield process


def compact(client: Client, model: DecisionModel) -> Any:
    answer = client.get(f"/api/v1/decisions/models/{model.key}/compact")
    assert answer.status_code == 200
    return answer.json()


def facts_tried(model: DecisionModel) -> list[dict[str, Any]]:
    """Every part of what each test person tells."""
    found: list[dict[str, Any]] = []
    for person in standing.persons(model):
        for count in range(len(person.facts) + 1):
            found += [dict(some) for some in combinations(person.facts.items(), count)]
    return [dict(one) for one in {tuple(sorted(each.items(), key=str)) for each in found}]


def same_answers(node: Node, sent: Any, prepared: Ready, tried: list[dict[str, Any]]) -> int:
    open_ones = 0
    for told in tried:
        ours = prepared.answer(told)
        given = [[None, name, value] for name, value in sent["given"]]
        given += [[None, name, encode(to_feel(prepared.facts(told)[name]))] for name in told]
        question = {"given": given, "unknown": "unknown", "moment": sent["moment"], "budget": sent["budget"]}
        theirs = node.ask({"decide": sent["decision"], "trace": True, **question})
        assert theirs["trace"] == json.loads(json.dumps(ours.trace)), told
        assert theirs["missing"] == list(ours.missing), told
        for place, language in enumerate(("ko", "en")):
            said = [line for each in reversed(theirs["sentences"]) for line in each[place]]
            assert said == ours.sentences[language][: len(said)], told
        if ours.missing:
            open_ones += 1
            asked = node.ask({"ask": sent["decision"], **question})["questions"]
            assert (asked[0][0] if asked else ours.missing[0]) == ours.ask, told
    return open_ones


def test_the_page_answers_as_the_server_does(
    rent: DecisionModel, fee: DecisionModel, client: Client, node: Node
) -> None:
    for model in (rent, fee):
        sent = compact(client, model)
        node.ask({"load": sent["model"]})
        version = standing.in_force(model, timezone.localdate())
        assert version is not None
        tried = facts_tried(model)
        assert same_answers(node, sent, ready(version, timezone.localdate()), tried) > len(tried) / 4


def test_what_is_sent_holds_the_days_figures_and_is_asked_for_again_only_when_it_changed(
    rent: DecisionModel, client: Client
) -> None:
    address = f"/api/v1/decisions/models/{rent.key}/compact"
    first = client.get(address)
    assert [name for name, _value in first.json()["given"]] == ["기준 중위소득"]
    assert "기준 중위소득" not in first.json()["asked"]
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert client.get(address, {"day": "2025-12-31"}).status_code == 404
    assert len(first.content) < 12_000


def test_the_page_is_light_and_its_island_weighs_no_more_than_50_kilobytes(
    rent: DecisionModel, client: Client
) -> None:
    html = client.get(f"/decisions/models/{rent.key}/try/").content
    names = set(re.findall(rb"/static/(ui/build/\w+)(?:\.[0-9a-f]{12})?(\.js|\.css)", html))
    weights = {}
    for stem, ending in names:
        file = finders.find((stem + ending).decode())
        assert file, "the front end is not built; run `make setup`"
        weights[Path(file).name] = len(gzip.compress(Path(file).read_bytes(), 6))
    assert weights.pop("decide.js") <= 50 * 1024
    assert sum(weights.values()) + len(gzip.compress(html, 6)) <= 150_000, weights
