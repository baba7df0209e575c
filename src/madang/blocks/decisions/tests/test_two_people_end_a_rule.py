"""What is in force ends by two people; its days go back to whom they would belong, and what was expected with them."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

from madang.blocks.decisions import actions
from madang.blocks.decisions.demo.load import elders_from_70, source_of
from madang.blocks.decisions.errors import NotNow, Unfit
from madang.blocks.decisions.models import DecisionModel, Ending, ModelVersion, State
from madang.blocks.decisions.queries import standing
from madang.blocks.identity import actions as identity
from madang.blocks.identity.models import Account, Organisation
from madang.blocks.ledger import SYSTEM
from madang.blocks.ledger.recording import open_detail

from .conftest import FEE, Official, enact, end

JULY, NEXT = date(2027, 7, 1), date(2028, 1, 1)


def number(model: DecisionModel, day: date) -> int | None:
    found = standing.in_force(model, day)
    return found.number if found else None


def expected(model: DecisionModel, key: str = "age-65") -> object:
    return next(each.expected for each in standing.persons(model) if each.key == key)


def elders_from(age: int) -> bytes:
    return elders_from_70().replace(b"&gt;= 70", f"&gt;= {age}".encode())


@pytest.fixture
def second(fee: DecisionModel, drafter: Account, reviewer: Account) -> ModelVersion:
    found: ModelVersion = enact(fee, drafter, reviewer, elders_from(70), JULY, changed=("age-65",))
    return found


def test_nobody_ends_a_rule_alone(
    fee: DecisionModel, second: ModelVersion, reviewer: Account, official: Official, body: Organisation
) -> None:
    with pytest.raises(NotNow):
        actions.withdraw(reviewer, second, note_="그만")
    made = actions.propose_ending(reviewer, second, note_="그만")
    with pytest.raises(PermissionDenied, match="자기가 낸 안"):
        actions.approve_ending(reviewer, made)
    assert number(fee, JULY) == 2
    with pytest.raises(IntegrityError, match=r"decisions_ending_(second|not_its)"), transaction.atomic():
        Ending.objects.update(reviewed_by=reviewer.pseudonym)
    with pytest.raises(NotNow, match="이미 검토를 기다립니다"):
        actions.propose_ending(reviewer, second, note_="다시")
    elsewhere = identity.create_organisation(
        SYSTEM, code="bada", name_ko="바다시", name_en="Bada-si", kind="city", parent=None
    )
    with pytest.raises(PermissionDenied):
        actions.approve_ending(official("far", "rule_reviewer", elsewhere), made)
    act = actions.approve_ending(official("other.reviewer", "rule_reviewer"), made, note_="옳다")
    detail = open_detail(act)
    assert detail is not None
    assert (detail["version"], detail["whole"], detail["restored_expectations"]) == (
        2,
        True,
        [f"{FEE}/age-65"],
    )
    second.refresh_from_db()
    assert (number(fee, JULY), second.state, second.act) == (1, State.WITHDRAWN, act)


def test_days_and_expectations_go_back_through_several_steps(
    fee: DecisionModel, second: ModelVersion, drafter: Account, reviewer: Account, official: Official
) -> None:
    third = enact(fee, drafter, reviewer, source_of(FEE), JULY, changed=("age-65",))
    fourth = enact(fee, drafter, reviewer, elders_from(66), NEXT, changed=("age-65",))
    assert (number(fee, JULY), number(fee, NEXT), expected(fee)) == (3, 4, "5000")
    end(third, reviewer, official)
    assert (number(fee, JULY), number(fee, NEXT)) == (2, 4)
    end(second, reviewer, official)
    assert (number(fee, JULY), number(fee, NEXT), expected(fee)) == (1, 4, "5000")
    end(fourth, reviewer, official)  # what third and second brought was withdrawn before
    assert (number(fee, JULY), number(fee, NEXT), expected(fee)) == (1, 1, "0")


def test_days_do_not_go_back_to_what_was_ended_meanwhile(
    fee: DecisionModel, drafter: Account, reviewer: Account, official: Official
) -> None:
    """A version for a while takes days of one that is ended in the middle of them."""
    while_ = enact(fee, drafter, reviewer, elders_from(70), JULY, date(2029, 1, 1), ("age-65",))
    end(ModelVersion.objects.get(model=fee, number=1), reviewer, official, NEXT)
    assert [number(fee, day) for day in (date(2027, 6, 30), JULY, date(2029, 1, 1))] == [1, 2, None]
    end(while_, reviewer, official)
    assert [number(fee, day) for day in (JULY, date(2027, 12, 31), NEXT)] == [1, 1, None]


def test_the_past_is_ended_only_with_a_mark_and_a_reason(
    fee: DecisionModel, drafter: Account, desk: Client
) -> None:
    first = ModelVersion.objects.get(model=fee)
    for day in (None, date(2026, 3, 1)):
        with pytest.raises(Unfit) as refused:
            actions.propose_ending(drafter, first, from_day=day, note_="그만")
        assert refused.value.field == "past_reason"
    at = f"/decisions/office/versions/{first.pk}/withdraw/"
    sent = {"from_day": "2026-03-01", "past_reason": "법원이 무효라 했다", "note": "그만"}
    assert desk.post(at, sent).status_code == 422
    assert desk.post(at, {**sent, "past": "on"}).status_code == 302
    assert Ending.objects.get().past_reason == "법원이 무효라 했다"


def test_the_desk_shows_who_gets_the_days_and_what_is_expected_again(
    fee: DecisionModel, second: ModelVersion, desk: Client, judge: Client
) -> None:
    at = f"/decisions/office/versions/{second.pk}/"
    assert "끝내기" in desk.get(at).content.decode()
    assert desk.post(f"{at}withdraw/", {"note": "의회가 부결했다"}).status_code == 302
    made = Ending.objects.get()
    assert f"/decisions/office/endings/{made.pk}/" in judge.get("/decisions/office/").content.decode()
    here = f"/decisions/office/endings/{made.pk}/"
    assert here in judge.get(at).content.decode()
    page = judge.get(here).content.decode()
    assert "날을 돌려받는 판" in page and "1판" in page
    assert "앞의 기대로 돌아가는 시험 인물" in page and "65세" in page
    assert judge.post(here, {"judgement": "refuse", "note": ""}).status_code == 422
    assert judge.post(here, {"judgement": "approve"}).status_code == 302
    assert (number(fee, JULY), expected(fee)) == (1, "0")
    assert judge.get(here).status_code == 200


def test_what_changed_while_an_ending_waited_is_not_ended_unseen(
    fee: DecisionModel, second: ModelVersion, drafter: Account, reviewer: Account
) -> None:
    made = actions.propose_ending(drafter, second, note_="그만")
    enact(fee, drafter, reviewer, elders_from(70), JULY, NEXT)
    with pytest.raises(NotNow, match="시행 기간이 바뀌었습니다"):
        actions.approve_ending(reviewer, made)
