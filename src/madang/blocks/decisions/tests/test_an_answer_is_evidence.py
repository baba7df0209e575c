"""An answer names what it rests on, tells a failure from a no, and comes for many rules of one person at once."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from madang.blocks.decisions import actions
from madang.blocks.decisions.api import asking
from madang.blocks.decisions.demo.load import source_of
from madang.blocks.decisions.models import DatedParameter, DecisionModel
from madang.blocks.identity.models import Account

from .conftest import FEE, RENT, enact

LOST = {"재발급 사유": "분실", "기초생활 수급": False, "재난 피해": False, "나이": 30}
LATER = date(2027, 2, 1)


def post(client: Client, address: str, **content: Any) -> Any:
    return client.post(f"/api/v1/decisions/{address}", json.dumps(content), content_type="application/json")


def evaluate(client: Client, key: str, **content: Any) -> Any:
    return post(client, f"models/{key}/evaluate", **content).json()


def test_an_answer_carries_the_digests_of_all_it_rests_on(
    rent: DecisionModel, median: DatedParameter, drafter: Account, reviewer: Account, client: Client
) -> None:
    facts = {"나이": 25, "거주 시": "하늘시", "무주택": True, "가구원 수": 1, "가구 월 소득": 3_000_000}
    first = evaluate(client, RENT, facts=facts, day="2027-03-01")
    evidence = first["evidence"]
    text = client.get(f"/api/v1/decisions/models/{RENT}/versions/1/xml").content
    assert evidence["sha256"] == sha256(text).hexdigest()
    assert (evidence["model"], evidence["version"], evidence["day"]) == (RENT, 1, "2027-03-01")
    assert len(evidence["figures_sha256"]) == 64 and evidence["imports"] == []
    assert first["figures"]["ko"] and "2026년 고시" in str(first["trace"]) + str(first["figures"])
    rent.persons.all().delete()
    change = actions.propose_parameters(
        drafter,
        median,
        rows=[(["1"], 9_000_000)],
        valid_from=LATER,
        article="2026년 개정 고시",
        note_="개정",
    )
    actions.approve_parameters(reviewer, change)
    after = evaluate(client, RENT, facts=facts, day="2027-03-01")
    assert after["evidence"]["figures_sha256"] != evidence["figures_sha256"]
    again = evaluate(client, RENT, facts=facts, day="2027-03-01", known_at=evidence["known_at"])
    assert {**again, "ask": None} == {**first, "ask": None}, "the same question as of the same moment"


def test_a_failure_is_told_from_a_no_and_from_what_is_unknown(
    fee: DecisionModel, drafter: Account, reviewer: Account, client: Client
) -> None:
    fee.persons.all().delete()
    failing = source_of(FEE).replace(
        b"<outputEntry><text>5000</text></outputEntry>",
        "<outputEntry><text>100 / (나이 - 30)</text></outputEntry>".encode(),
    )
    assert failing != source_of(FEE)
    enact(fee, drafter, reviewer, failing, timezone.localdate())
    known = evaluate(client, FEE, facts={**LOST, "재난 피해": True})
    assert known["evidence"]["figures_sha256"] is None, "it reads none"
    assert (known["status"], known["value"], known["known"]) == ("known", "0", True)
    failed = evaluate(client, FEE, facts=LOST)
    assert (failed["status"], failed["value"], failed["known"]) == ("error", None, False)
    assert failed["reasons"]["ko"] and failed["reasons"]["en"]
    assert evaluate(client, FEE, facts={"나이": 30})["status"] == "unknown"
    page = client.post(f"/decisions/models/{FEE}/try/", _form(client, LOST)).content.decode()
    assert "규칙이 답을 내지 못했습니다" in page and failed["reasons"]["ko"][0] in page
    assert "답을 정한 행</h2><div" not in page


def _form(client: Client, facts: dict[str, Any]) -> dict[str, str]:
    inputs = list(client.get(f"/api/v1/decisions/models/{FEE}").json()["inputs"])
    words = {True: "true", False: "false"}
    return {f"f{inputs.index(name)}": words.get(value, str(value)) for name, value in facts.items()}


def test_many_rules_answer_for_one_person_in_one_call(
    fee: DecisionModel, rent: DecisionModel, client: Client
) -> None:
    facts = {**LOST, "거주 시": "다른시"}
    rules = [
        {"key": FEE},
        {"key": RENT},
        {"key": "none"},
        {"key": RENT, "decision": "없는 결정"},
        {"key": "a\x00"},
    ]
    found = post(client, "evaluate", facts=facts, rules=rules)
    assert found.status_code == 200, found.content
    answers = found.json()["answers"]
    assert [each["key"] for each in answers] == [FEE, RENT, "none", RENT, "a\x00"]
    alone = evaluate(client, FEE, facts=LOST, known_at=answers[0]["answer"]["evidence"]["known_at"])
    assert answers[0]["answer"] == alone
    assert answers[1]["answer"]["value"] == "0" and not answers[1]["problem"]
    assert [each["answer"] for each in answers[2:]] == [None] * 3
    assert all(each["problem"] for each in answers[2:])
    strange = post(client, "evaluate", facts={"아무것도": 1}, rules=[{"key": FEE}])
    assert strange.status_code == 422 and "아무것도" in strange.json()["detail"]


def test_the_moment_of_an_answer_is_told_to_the_microsecond(
    fee: DecisionModel, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = (timezone.now() + timedelta(seconds=1)).replace(microsecond=417)
    monkeypatch.setattr(asking.timezone, "now", lambda: moment)
    told = evaluate(client, FEE, facts=LOST)["evidence"]["known_at"]
    assert datetime.fromisoformat(told) == moment
    assert evaluate(client, FEE, facts=LOST, known_at=told)["evidence"]["known_at"] == told


def test_many_rules_are_bounded_in_number_and_time(
    fee: DecisionModel, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert post(client, "evaluate", rules=[{"key": FEE}] * (asking.MOST_RULES + 1)).status_code == 422
    assert post(client, "evaluate", rules=[]).status_code == 422
    monkeypatch.setattr(asking, "MOST_SECONDS", -1.0)
    late = post(client, "evaluate", facts=LOST, rules=[{"key": FEE}])
    assert late.status_code == 200 and "시간이 모자랍니다" in late.json()["answers"][0]["problem"]


def test_moments_that_are_none_are_refused_and_openapi_tells_the_three_states(
    fee: DecisionModel, client: Client
) -> None:
    for wrong in (
        {"known": "2026-01-01", "known_at": "2026-01-01T00:00:00Z"},
        {"known_at": "0001-01-01T00:00:00+14:00"},
        {"known_at": "9999-12-31T23:00:00-12:00"},
        {"known_at": "2026-01-01T00:00:00"},
    ):
        assert post(client, f"models/{FEE}/evaluate", **wrong).status_code == 422, wrong
    schemas = client.get("/api/v1/openapi.json").json()["components"]["schemas"]
    assert schemas["Answered"]["properties"]["status"]["enum"] == ["known", "unknown", "error"]
    assert "sha256" in schemas["Evidence"]["properties"]
