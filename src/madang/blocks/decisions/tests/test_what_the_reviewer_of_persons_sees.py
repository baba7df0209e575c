"""The desk of proposed test persons shows what is judged; who contradicts the rule of today is told at proposing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from madang.blocks.decisions import actions
from madang.blocks.decisions.demo.load import persons_of
from madang.blocks.decisions.models import DecisionModel
from madang.blocks.identity import actions as identity
from madang.blocks.identity.models import Account
from madang.blocks.identity.testing import sign_in
from madang.blocks.ledger import SYSTEM

from .conftest import FEE, Official

MANY, ONE = (f"/decisions/office/models/{FEE}/persons/{each}" for each in ("", "one/"))
SAME_HUMAN, UNKNOWN = "같은 사람의 다른 계정", "누구의 계정인지 등록되어 있지 않아"
FORM = 'name="judgement"'


@pytest.fixture
def elder() -> dict[str, Any]:
    (found,) = (each for each in persons_of(FEE) if each["key"] == "age-65")
    return {**found, "expected": "4321"}


def test_name_kind_both_expectations_and_the_answer_of_today_stand_on_the_desk(
    fee: DecisionModel, drafter: Account, judge: Client, elder: dict[str, Any]
) -> None:
    new = {**elder, "key": "new", "title_ko": "새로 온 사람", "expected": "0"}
    rows = [elder, new, {"key": "lost", "gone": True}]
    change = actions.propose_persons(drafter, fee, rows=rows, note_="개정")
    page = judge.get(f"/decisions/office/persons-changes/{change.pk}/").content.decode()
    for said in (elder["title_ko"], "새로 온 사람", "새 사람", "바꿈", "끝냄", "4,321", "기대와 다름"):
        assert said in page, said
    assert page.count("기대와 다름") == 1
    actions.withdraw_persons(drafter, change, note_="그만")
    assert "4,321" in judge.get(f"/decisions/office/persons-changes/{change.pk}/").content.decode()


def test_who_proposes_against_the_rule_of_today_is_told_and_may_go_on(
    fee: DecisionModel, desk: Client, elder: dict[str, Any]
) -> None:
    sent = {"rows": json.dumps([elder]), "note": "개정"}
    answer = desk.post(MANY, sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "지금 규칙과 다릅니다" in page and "4,321" in page and 'name="anyway"' in page
    assert not fee.persons_changes.filter(state="proposed").exists()
    assert desk.post(MANY, sent | {"anyway": "on"}).status_code == 302
    assert fee.persons_changes.filter(state="proposed").count() == 1


def test_it_is_told_of_one_typed_into_fields_too(fee: DecisionModel, desk: Client) -> None:
    facts = {"f0": "분실", "f1": "false", "f2": "false", "f3": "99"}
    named = {"key": "age-99", "title_ko": "99세", "title_en": "99", "kind": "edge", "note": "끝에 선 사람"}
    sent = facts | named | {"do": "propose", "outcome": "known", "expected": "4321"}
    answer = desk.post(ONE, sent)
    assert answer.status_code == 422 and 'name="anyway"' in answer.content.decode()
    assert desk.post(ONE, sent | {"anyway": "on"}).status_code == 302


def test_who_cannot_judge_is_told_why_before_they_try(
    fee: DecisionModel, drafter: Account, official: Official, judge: Client, reviewer: Account
) -> None:
    change = actions.propose_persons(drafter, fee, rows=persons_of(FEE)[:1], note_="개정")
    path = f"/decisions/office/persons-changes/{change.pk}/"
    assert FORM in judge.get(path).content.decode()
    second = official("drafter.2", "rule_reviewer")
    number = drafter.staff_number
    identity.tie_number(SYSTEM, drafter, "other", reason="새 번호")
    identity.tie_number(SYSTEM, second, number, reason="같은 사람")
    page = sign_in(Client(), Account.objects.get(pk=second.pk)).get(path).content.decode()
    assert SAME_HUMAN in page and FORM not in page and "낸 사람은 검토할 수 없습니다" not in page
    identity.untie(SYSTEM, reviewer, what="staff-number", reason="잘못 적었다")
    page = sign_in(Client(), Account.objects.get(pk=reviewer.pk)).get(path).content.decode()
    assert UNKNOWN in page and FORM not in page
