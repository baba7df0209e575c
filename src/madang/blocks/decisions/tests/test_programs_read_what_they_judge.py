"""Programs of officials read and compare drafts and proposals as the desk shows them; those of others do not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from madang.blocks.decisions import actions
from madang.blocks.decisions.demo.load import elders_from_70, persons_of
from madang.blocks.decisions.models import DecisionModel, ModelVersion, TestPerson
from madang.blocks.identity import actions as identity
from madang.blocks.identity.models import Account, ApiKeyUse
from madang.blocks.ledger import SYSTEM

from .conftest import FEE, proposed
from .test_rules_made_by_machines import API, Program

JULY = date(2027, 7, 1)
DRAFT = f"/models/{FEE}/versions/2"
PAIR = {"before": 1, "after": 2}


@pytest.fixture
def draft(fee: DecisionModel, drafter: Account) -> ModelVersion:
    return actions.draft(drafter, fee, xml=elders_from_70(), note_="개정")


def test_a_draft_is_read_and_compared_by_its_drafter_and_its_reviewer(
    draft: ModelVersion, drafter: Account, reviewer: Account
) -> None:
    for by in (Program(drafter), Program(reviewer)):
        answer = by("GET", DRAFT)
        assert (answer.status_code, answer.json()["state"]) == (200, "draft"), answer.content
        assert by("GET", f"{DRAFT}/xml").content == elders_from_70()
        compared = by("POST", f"/models/{FEE}/compare", PAIR)
        assert [each["key"] for each in compared.json()["persons"]] == ["age-65"]


def test_it_stays_hidden_from_everybody_else(
    draft: ModelVersion, drafter: Account, official: Callable[..., Account]
) -> None:
    elsewhere = identity.create_organisation(
        SYSTEM, code="other", name_ko="다른 시", name_en="Other", kind="city", parent=None
    )
    others: list[Callable[..., Any]] = [
        Program(drafter, "catalogue:read"),
        Program(official("clerk", "clerk"), "catalogue:read"),
        Program(official("far", "rule_reviewer", elsewhere)),
        lambda method, path, content=None: Client().generic(
            method, f"{API}{path}", '{"before": 1, "after": 2}', content_type="application/json"
        ),
    ]
    for by in others:
        assert by("GET", DRAFT).status_code == 404
        assert by("GET", f"{DRAFT}/xml").status_code == 404
        assert by("POST", f"/models/{FEE}/compare", PAIR).status_code == 404
        assert by("GET", f"/models/{FEE}/versions/1").status_code == 200


def test_a_call_is_one_use_of_its_key(draft: ModelVersion, drafter: Account) -> None:
    assert Program(drafter)("POST", f"/models/{FEE}/compare", PAIR).status_code == 200
    assert ApiKeyUse.objects.get().count == 1


def test_whom_a_version_touches_is_told(
    fee: DecisionModel, drafter: Account, reviewer: Account, official: Callable[..., Account]
) -> None:
    proposed(fee, drafter, elders_from_70(), JULY)
    answer = Program(reviewer)("GET", f"{DRAFT}/effect")
    assert answer.status_code == 200, answer.content
    effect = answer.json()
    (person,) = effect["persons"]
    assert (effect["day"], effect["before"], person["name"]) == ("2027-07-01", 1, "age-65")
    assert (person["before"], person["after"], person["expected"]) == ("0", "5000", "0")
    assert person["to_be_named"]
    assert effect["rules"] == []
    assert set(effect["city"]) >= {"state", "outdated", "result"}
    assert Program(official("clerk", "clerk"))("GET", f"{DRAFT}/effect").status_code == 403


def test_proposed_test_persons_are_shown_beside_what_stands_and_what_the_rule_answers(
    fee: DecisionModel, drafter: Account, reviewer: Account
) -> None:
    (elder,) = (each for each in persons_of(FEE) if each["key"] == "age-65")
    changed, new = {**elder, "expected": "5000"}, {**elder, "key": "new", "title_ko": "새 사람"}
    gone = {"key": TestPerson.objects.exclude(key="age-65").earliest("key").key, "gone": True}
    writes, judges = Program(drafter), Program(reviewer)
    made = writes(
        "POST", f"/models/{FEE}/persons-changes", {"rows": [changed, new, gone], "note": "개정"}
    ).json()
    assert [each["contradicts"] for each in made["persons"]] == [True, False, False]
    path = f"/persons-changes/{made['id']}"
    first, second, third = judges("GET", path).json()["persons"]
    assert (first["before"]["expected"], first["expected"], first["answer"]) == ("0", "5000", "0")
    assert (first["title_ko"], first["kind"], first["facts"]) == (
        elder["title_ko"],
        elder["kind"],
        elder["facts"],
    )
    assert (second["key"], second["before"], second["answer"]) == ("new", None, "0")
    assert third["gone"] and third["before"]["title_ko"]
    judged = judges("POST", f"{path}/review", {"judgement": "refuse", "note": "아니다"})
    assert judged.json()["persons"][0]["before"]["expected"] == "0"
