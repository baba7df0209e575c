"""Programs draft, propose and review: with keys of two officials, never one, and never on what has changed meanwhile."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from madang.blocks.decisions.demo.load import elders_from_70
from madang.blocks.decisions.models import DatedParameter, DecisionModel
from madang.blocks.decisions.queries import standing
from madang.blocks.identity import actions as identity
from madang.blocks.identity.models import Account
from madang.blocks.ledger.models import Outbox

from .conftest import FEE, RENT

API = "/api/v1/decisions"


class Program:
    """A program with a key of an official."""

    def __init__(self, account: Account, *scopes: str) -> None:
        account.act_as(account.memberships.get())
        self.key = identity.issue_api_key(
            account,
            label="시험",
            scopes=list(scopes or ("decisions:read", "decisions:write")),
            expires_at=timezone.now() + timedelta(days=7),
        )[1]

    def __call__(self, method: str, path: str, content: Any = None, **headers: str) -> Any:
        return Client().generic(
            method,
            f"{API}{path}",
            json.dumps(content) if content is not None else "",
            content_type="application/json",
            headers={"authorization": f"Bearer {self.key}", **headers},
        )


@pytest.fixture
def writes(drafter: Account) -> Program:
    return Program(drafter)


@pytest.fixture
def judges(reviewer: Account) -> Program:
    return Program(reviewer)


def test_a_version_is_drafted_proposed_reviewed_and_ended(
    fee: DecisionModel, writes: Program, judges: Program
) -> None:
    answer = writes("POST", f"/models/{FEE}/versions", {"xml": elders_from_70().decode(), "note": "개정"})
    assert answer.status_code == 201
    assert (answer.json()["number"], answer.json()["state"]) == (2, "draft")
    here = f"/models/{FEE}/versions/2"
    answer = writes("POST", f"{here}/propose", {"valid_from": "2027-07-01"})
    assert (answer.status_code, answer.json()["state"]) == (200, "proposed")
    assert [each["number"] for each in judges("GET", "/proposals").json()] == [2]

    refused = judges("POST", f"{here}/review", {"judgement": "approve"})
    assert (refused.status_code, refused.json()["persons"]) == (409, ["age-65"])
    before = Outbox.objects.count()
    answer = judges("POST", f"{here}/review", {"judgement": "approve", "changed": ["age-65"]})
    assert (answer.status_code, answer.json()["state"]) == (200, "approved")
    assert Outbox.objects.count() == before + 1
    assert judges("POST", f"{here}/review", {"judgement": "approve"}).status_code == 409
    assert judges("POST", f"{here}/withdraw", {"note": "그만"}).status_code == 409
    answer = writes("POST", f"{here}/endings", {"note": "그만"})
    assert (answer.status_code, answer.json()["valid_from"]) == (201, "2027-07-01")
    ending = f"/endings/{answer.json()['id']}"
    assert writes("POST", f"{ending}/review", {"judgement": "approve"}).status_code == 403
    assert judges("POST", f"{ending}/review", {"judgement": "approve"}).json()["state"] == "approved"
    assert writes("GET", f"{here}/proposal").json()["state"] == "withdrawn"
    past = writes("POST", f"/models/{FEE}/versions/1/endings", {"note": "그만", "from_day": "2026-02-01"})
    assert (past.status_code, past.json()["field"]) == (422, "past_reason")
    answer = writes("POST", f"/models/{FEE}/versions/1/endings", {"note": "그만", "from_day": "2030-01-01"})
    taken = writes("POST", f"/endings/{answer.json()['id']}/withdraw", {"note": "아니다"})
    assert taken.json()["state"] == "withdrawn"


def test_the_proposer_cannot_review_even_as_a_reviewer(
    fee: DecisionModel, writes: Program, drafter: Account
) -> None:
    writes("POST", f"/models/{FEE}/versions", {"xml": elders_from_70().decode()})
    writes("POST", f"/models/{FEE}/versions/2/propose", {"valid_from": "2027-07-01", "note": "개정"})
    judgement = {"judgement": "approve", "changed": ["age-65"]}
    assert writes("POST", f"/models/{FEE}/versions/2/review", judgement).status_code == 403
    drafter.memberships.update(role="rule_reviewer")
    answer = Program(Account.objects.get(pk=drafter.pk))(
        "POST", f"/models/{FEE}/versions/2/review", judgement
    )
    assert answer.status_code == 403
    assert "자기가 낸 안" in answer.json()["detail"] or "own" in answer.json()["detail"]


def test_nobody_judges_what_has_changed_since_they_read_it(
    fee: DecisionModel, writes: Program, judges: Program
) -> None:
    writes("POST", f"/models/{FEE}/versions", {"xml": elders_from_70().decode(), "note": "개정"})
    here = f"/models/{FEE}/versions/2"
    seen = writes("GET", f"{here}/proposal")["ETag"]
    proposed = writes("POST", f"{here}/propose", {"valid_from": "2027-07-01"}, **{"if-match": seen})
    assert proposed.status_code == 200
    assert proposed["ETag"] != seen
    stale = judges("POST", f"{here}/review", {"judgement": "refuse", "note": "아니다"}, **{"if-match": seen})
    assert (stale.status_code, stale.json()["type"]) == (412, "urn:madang:problem:precondition-failed")
    assert judges("GET", f"{here}/proposal", **{"if-none-match": proposed["ETag"]}).status_code == 304
    judged = judges(
        "POST", f"{here}/review", {"judgement": "refuse", "note": "아니다"}, **{"if-match": proposed["ETag"]}
    )
    assert judged.json()["state"] == "refused"


def test_a_text_with_an_error_is_refused_with_place_and_remedy(fee: DecisionModel, writes: Program) -> None:
    broken = elders_from_70().decode().replace("&gt;= 70", "&gt;= (70")
    answer = writes("POST", f"/models/{FEE}/versions", {"xml": broken})
    assert answer.status_code == 422
    (finding, *_more) = answer.json()["findings"]
    assert finding["line"] and finding["remedy"]
    assert standing.version(fee, 2, None) is None


def test_figures_and_test_persons_take_the_same_way(
    rent: DecisionModel, median: DatedParameter, writes: Program, judges: Program
) -> None:
    rows = [{"keys": [str(size)], "value": str(1_000_000 * size)} for size in range(1, 7)]
    sent = {"rows": rows, "valid_from": "2027-01-01", "article": "2027년 고시", "note": "해마다 바뀐다"}
    answer = writes("POST", f"/parameters/{median.key}/changes", sent)
    assert answer.status_code == 201, answer.content
    here = f"/parameter-changes/{answer.json()['id']}"
    assert writes("POST", f"{here}/review", {"judgement": "approve"}).status_code == 403
    effect = judges("GET", f"{here}/effect").json()
    assert [each["after"] for each in effect["figures"]][:2] == ["1,000,000", "2,000,000"]
    (rule,) = effect["rules"]
    named = [each["name"] for each in rule["persons"] if each["to_be_named"]]
    assert (rule["model"], rule["day"]) == (RENT, "2027-01-01")
    refused = judges("POST", f"{here}/review", {"judgement": "approve"})
    assert (refused.status_code, refused.json()["persons"]) == (409, named)
    judged = judges("POST", f"{here}/review", {"judgement": "approve", "changed": named})
    assert judged.json()["state"] == "approved"
    sent = {"kind": "end", "valid_from": "2028-01-01", "article": "폐지", "note": "끝낸다"}
    assert writes("POST", f"/parameters/{median.key}/changes", {**sent, "rows": rows}).status_code == 422
    assert writes("POST", f"/parameters/{median.key}/changes", sent).status_code == 201
    person = {
        "key": "young", "title_ko": "열여덟", "title_en": "Eighteen", "kind": "refused",
        "facts": {"나이": 18}, "expected": "0",
    }  # fmt: skip
    answer = writes("POST", f"/models/{RENT}/persons-changes", {"rows": [person], "note": "더한다"})
    assert answer.status_code == 201, answer.content
    here = f"/persons-changes/{answer.json()['id']}"
    assert judges("GET", here).json()["about"] == RENT
    assert (
        judges("POST", f"{here}/review", {"judgement": "refuse", "note": "겹친다"}).json()["state"]
        == "refused"
    )
    answer = writes("POST", f"/models/{RENT}/persons-changes", {"rows": [person], "note": "다시"})
    taken = writes("POST", f"/persons-changes/{answer.json()['id']}/withdraw", {"note": "그만"})
    assert taken.json()["state"] == "withdrawn"


def test_a_model_is_founded_in_ones_own_body_only(writes: Program, drafter: Account) -> None:
    model = {
        "key": "new",
        "title_ko": "새 규칙",
        "title_en": "New rule",
        "source": "조례",
        "organisation": "haneul",
    }
    assert writes("POST", "/models", model).status_code == 201
    assert writes("POST", "/models", model).status_code == 422
    assert writes("POST", "/models", {**model, "key": "other", "organisation": "nowhere"}).status_code == 422


def test_a_key_needs_the_scope_and_an_official_the_role(
    fee: DecisionModel, drafter: Account, official: Callable[..., Account]
) -> None:
    reads = Program(drafter, "decisions:read")
    answer = reads("POST", f"/models/{FEE}/versions", {"xml": "x"})
    assert (answer.status_code, answer.json()["scope"]) == (403, "decisions:write")
    assert reads("GET", "/proposals").status_code == 200
    clerk = Program(official("clerk", "clerk"))
    assert clerk("GET", "/proposals").status_code == 403
    assert clerk("GET", f"/models/{FEE}/versions/1/proposal").status_code == 403
    assert Client().get(f"{API}/proposals").status_code == 401
