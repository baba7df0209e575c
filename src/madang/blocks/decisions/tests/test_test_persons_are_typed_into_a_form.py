"""A test person is typed into fields by kind, or brought as JSON; what the rule does not ask is refused at once."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from madang.blocks.decisions import actions
from madang.blocks.decisions.demo.load import NOTE, persons_of, source_of
from madang.blocks.decisions.errors import Unfit
from madang.blocks.decisions.models import DecisionModel
from madang.blocks.identity.models import Account

from .conftest import FEE


def person(**told: Any) -> dict[str, Any]:
    return {
        "key": "age-99",
        "title_ko": "99세",
        "title_en": "99",
        "kind": "edge",
        "facts": {"나이": 99},
        "expected": "0",
    } | told


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"나아": 99}, "‘나아’"),
        ({"나이": "아흔아홉"}, "‘나이’에 적은 값이 맞지 않습니다"),
        ({"재발급 사유": "그냥"}, "쓸 수 있는 값"),
    ],
)
def test_a_person_with_a_misspelt_fact_is_refused_at_once_by_name(
    fee: DecisionModel, drafter: Account, desk: Client, facts: dict[str, Any], said: str
) -> None:
    rows = [person(), person(key="wrong", facts=facts)]
    with pytest.raises(Unfit) as refused:
        actions.propose_persons(drafter, fee, rows=rows, note_="시험")
    assert refused.value.field == "rows" and "wrong" in str(refused.value) and said in str(refused.value)
    answer = desk.post(f"/decisions/office/models/{FEE}/persons/", {"rows": json.dumps(rows), "note": "시험"})
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not fee.persons_changes.filter(state="proposed").exists()


def test_of_a_model_that_is_not_in_force_yet_its_newest_text_says_what_may_be_told(
    empty: DecisionModel, drafter: Account
) -> None:
    actions.propose_persons(drafter, empty, rows=[person(facts={"무엇이든": 1})], note_=NOTE)
    actions.draft(drafter, empty, xml=source_of(FEE), note_=NOTE)
    with pytest.raises(Unfit):
        actions.propose_persons(drafter, empty, rows=[person(facts={"무엇이든": 1})], note_=NOTE)
    actions.propose_persons(drafter, empty, rows=persons_of(FEE), note_=NOTE)


ONE = f"/decisions/office/models/{FEE}/persons/one/"
LOST = {"f0": "분실", "f1": "false", "f2": "false"}
NAMED = {"key": "age-99", "title_ko": "99세", "title_en": "99", "kind": "edge", "note": "끝에 선 사람"}


def test_a_person_is_typed_in_asked_about_proposed_and_reviewed(
    fee: DecisionModel, desk: Client, judge: Client
) -> None:
    assert ONE in desk.get(f"/decisions/office/models/{FEE}/persons/").content.decode()
    page = desk.get(ONE).content.decode()
    assert 'type="radio" name="f0"' in page and "바라는 결과" in page

    # What the rule answers now, before anything else is told; what was typed stays.
    page = desk.post(ONE, LOST | {"f3": "99", "do": "ask", "title_ko": "99세"}).content.decode()
    assert "지금 규칙의 답: 0" in page and 'value="99세"' in page and "ui-error-summary" not in page

    assert desk.post(ONE, LOST | {"f3": "아흔", "do": "ask"}).status_code == 422
    typed = LOST | NAMED | {"f3": "99", "do": "propose", "outcome": "known"}
    assert "바라는 값을 적어 주세요" in desk.post(ONE, typed).content.decode()
    answer = desk.post(ONE, typed | {"expected": "0"})
    assert answer.status_code == 302, answer.content.decode()
    change = fee.persons_changes.get(state="proposed")
    facts = {"재발급 사유": "분실", "기초생활 수급": False, "재난 피해": False, "나이": "99"}
    wanted = {
        "key": "age-99",
        "title_ko": "99세",
        "title_en": "99",
        "kind": "edge",
        "facts": facts,
        "expected": "0",
    }
    assert change.rows == [wanted]
    path = f"/decisions/office/persons-changes/{change.pk}/"
    assert judge.post(path, {"judgement": "approve"}).status_code == 302
    assert fee.persons.filter(key="age-99", known_to__isnull=True).exists()


def test_one_that_stands_is_changed_or_ended(fee: DecisionModel, desk: Client, judge: Client) -> None:
    page = desk.get(f"{ONE}?person=silent-on-relief").content.decode()
    assert 'value="silent-on-relief"' in page
    assert re.search(r'<input[^>]*name="outcome"[^>]*value="open"[^>]*checked', page)
    assert re.search(r'<input[^>]*name="f1"[^>]*value=""[^>]*checked', page), "what is not known stays so"
    sent = NAMED | {"key": "silent-on-relief", "f0": "분실", "f2": "false", "f3": "41", "outcome": "open"}
    assert desk.post(f"{ONE}?person=silent-on-relief", sent).status_code == 302
    change = fee.persons_changes.get(state="proposed")
    assert change.rows[0]["expected"] == {"unknown": ["기초생활 수급"]}
    assert (
        judge.post(f"/decisions/office/persons-changes/{change.pk}/", {"judgement": "approve"}).status_code
        == 302
    )

    assert desk.post(ONE, NAMED | {"key": "lost", "outcome": "known", "gone": "on"}).status_code == 302
    assert fee.persons_changes.get(state="proposed").rows == [{"key": "lost", "gone": True}]


def test_what_no_field_can_hold_is_changed_as_json(
    fee: DecisionModel, drafter: Account, reviewer: Account, desk: Client, empty: DecisionModel
) -> None:
    change = actions.propose_persons(
        drafter, fee, rows=[person(facts={"나이": None}, expected="5000")], note_="시험"
    )
    assert change.rows[0]["facts"] == {"나이": None}
    fee.persons.create(
        key="nobody", title_ko="없음", title_en="None", kind="edge", facts={"나이": None}, expected="0"
    )
    answer = desk.get(f"{ONE}?person=nobody", follow=True)
    assert "JSON으로 고칩니다" in answer.content.decode()
