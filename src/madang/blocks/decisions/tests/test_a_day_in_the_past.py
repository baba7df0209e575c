"""A day in the past is taken only when it is confirmed, with a reason that everybody may read."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from madang.blocks.decisions import actions
from madang.blocks.decisions.demo.load import elders_from_70
from madang.blocks.decisions.errors import NotNow, Unfit
from madang.blocks.decisions.models import DatedParameter, DecisionModel, ModelVersion
from madang.blocks.identity.models import Account
from madang.blocks.ledger.models import Outbox
from madang.blocks.ledger.recording import open_detail

FEBRUARY = date(2026, 2, 1)
REASON = "2월의 개정을 늦게 옮겨 적는다"


@pytest.fixture
def version(fee: DecisionModel, drafter: Account) -> ModelVersion:
    return actions.draft(drafter, fee, xml=elders_from_70(), note_="개정")


def test_it_needs_a_reason_that_stands_in_the_ledger_and_on_the_rules_page(
    fee: DecisionModel, version: ModelVersion, drafter: Account, reviewer: Account, client: Client
) -> None:
    for reason in ("", "  "):
        with pytest.raises(Unfit, match="지난 날") as refused:
            actions.propose(drafter, version, valid_from=FEBRUARY, past_reason=reason)
        assert refused.value.field == "past_reason"
    act = actions.propose(drafter, version, valid_from=FEBRUARY, past_reason=REASON)
    detail = open_detail(act)
    assert detail is not None and detail["past_reason"] == REASON
    assert b"make-rules-for-the-past" in bytes(Outbox.objects.latest("position").payload)
    actions.approve(reviewer, version, changed=["age-65"])
    assert REASON in client.get(f"/decisions/models/{fee.key}/").content.decode()


def test_the_form_asks_for_a_confirmation_and_the_desk_compares_with_what_was_in_force_since(
    fee: DecisionModel, version: ModelVersion, desk: Client, judge: Client
) -> None:
    at = f"/decisions/office/versions/{version.pk}/"
    sent = {"valid_from": "2026-02-01", "past_reason": REASON, "note": "개정"}
    answer = desk.post(f"{at}propose/", sent)
    assert answer.status_code == 422 and "시행일이 지난 날입니다" in answer.content.decode()
    assert desk.post(f"{at}propose/", {**sent, "past": "on"}).status_code == 302
    for page in (judge.get(at), judge.get(f"{at}review/")):
        text = page.content.decode()
        assert REASON in text and "그날부터 오늘까지 시행한 판과 견주면" in text
        assert "65세: 0 → 5,000" in text


def test_a_reason_for_a_day_to_come_is_not_kept(version: ModelVersion, drafter: Account) -> None:
    actions.propose(drafter, version, valid_from=date(2027, 7, 1), past_reason=REASON)
    version.refresh_from_db()
    assert version.past_reason == ""


def test_a_day_that_passed_while_a_proposal_waited_is_not_taken_without_a_word(
    version: ModelVersion, drafter: Account, reviewer: Account
) -> None:
    today = timezone.localdate()
    actions.propose(drafter, version, valid_from=today)
    before = timezone.now() - timedelta(days=2)
    ModelVersion.objects.filter(pk=version.pk).update(
        proposed_at=before, valid_from=today - timedelta(days=1)
    )
    with pytest.raises(NotNow, match="지났습니다"):
        actions.approve(reviewer, version, changed=["age-65"])


def test_figures_need_a_reason_too(median: DatedParameter, desk: Client, judge: Client) -> None:
    at = f"/decisions/office/parameters/{median.key}/"
    sent = {
        "kind": "rows", "rows": "1,5", "valid_from": "2026-02-01", "article": "고시", "mark": "lead", "note": "고침",
    }  # fmt: skip
    assert desk.post(at, sent).status_code == 422
    assert desk.post(at, {**sent, "past": "on"}).status_code == 422
    answer = desk.post(at, {**sent, "past": "on", "past_reason": REASON})
    assert answer.status_code == 302
    page = judge.get(answer["Location"]).content.decode()
    assert REASON in page
    judge.post(answer["Location"], {"judgement": "approve"})
    assert REASON in judge.get(f"/decisions/parameters/{median.key}/").content.decode()


def test_the_database_holds_no_day_in_the_past_without_a_reason(fee: DecisionModel) -> None:
    with pytest.raises(IntegrityError, match="past_has_reason"), transaction.atomic():
        ModelVersion.objects.filter(model=fee).update(past_reason="")
