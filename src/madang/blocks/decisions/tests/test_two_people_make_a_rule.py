"""Proposed by one, reviewed by another; test persons guard a rule; every step is in the ledger."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from madang.blocks.decisions import actions
from madang.blocks.decisions.demo.load import elders_from_70, persons_of, source_of
from madang.blocks.decisions.errors import NotNow, PersonsFail, Unfit
from madang.blocks.decisions.models import DatedParameter, DecisionModel, ModelVersion, State, TestPerson
from madang.blocks.identity import actions as identity
from madang.blocks.identity.models import Account, Organisation
from madang.blocks.ledger import SYSTEM
from madang.blocks.ledger.recording import open_detail

from .conftest import FEE, Official, proposed

JULY = date(2027, 7, 1)


def test_who_proposes_cannot_review_whatever_roles_and_accounts_they_have(
    fee: DecisionModel, drafter: Account, official: Official, body: Organisation
) -> None:
    version = proposed(fee, drafter, source_of(FEE), JULY)
    identity.assign(SYSTEM, drafter, organisation=body, role="rule_reviewer")
    both = Account.objects.get(pk=drafter.pk)
    both.act_as(next(each for each in both.memberships_now() if each.role == "rule_reviewer"))
    with pytest.raises(PermissionDenied, match="자기가 낸 안"):
        actions.approve(both, version)
    version.refresh_from_db()
    assert version.state == State.PROPOSED


def test_who_wrote_a_text_cannot_review_it_when_another_one_proposes_it(
    fee: DecisionModel, drafter: Account, official: Official, body: Organisation
) -> None:
    version = actions.draft(drafter, fee, xml=elders_from_70(), note_="개정")
    actions.propose(official("colleague", "rule_editor"), version, valid_from=JULY, note_="넘겨받음")
    identity.assign(SYSTEM, drafter, organisation=body, role="rule_reviewer")
    author = Account.objects.get(pk=drafter.pk)
    author.act_as(next(each for each in author.memberships_now() if each.role == "rule_reviewer"))
    with pytest.raises(PermissionDenied, match="자기가 낸 안"):
        actions.approve(author, version, changed=("age-65",))
    version.refresh_from_db()
    assert version.state == State.PROPOSED
    with pytest.raises(IntegrityError, match="not_its_author"), transaction.atomic():
        ModelVersion.objects.filter(pk=version.pk).update(reviewed_by=drafter.pseudonym)


def test_only_the_roles_of_the_body_draft_and_review(
    fee: DecisionModel, drafter: Account, reviewer: Account, official: Official
) -> None:
    elsewhere = identity.create_organisation(
        SYSTEM, code="bada", name_ko="바다시", name_en="Bada-si", kind="city", parent=None
    )
    version = proposed(fee, drafter, source_of(FEE), JULY)
    for stranger in (official("far.reviewer", "rule_reviewer", elsewhere), official("clerk", "clerk")):
        with pytest.raises(PermissionDenied):
            actions.approve(stranger, version)
        with pytest.raises(PermissionDenied):
            actions.draft(stranger, fee, xml=source_of(FEE))
    with pytest.raises(PermissionDenied):
        actions.draft(reviewer, fee, xml=source_of(FEE))


def test_a_version_on_which_a_test_person_fails_is_approved_only_when_each_is_named(
    fee: DecisionModel, drafter: Account, reviewer: Account
) -> None:
    version = proposed(fee, drafter, elders_from_70(), JULY)
    with pytest.raises(PersonsFail, match="65세: 기대 0, 결과 5,000") as refused:
        actions.approve(reviewer, version)
    assert refused.value.keys == ("age-65",)
    with pytest.raises(PersonsFail, match="달라지지 않은"):
        actions.approve(reviewer, version, changed=["age-65", "lost"])
    actions.approve(reviewer, version, changed=["age-65"])
    old, new = TestPerson.objects.filter(model=fee, key="age-65").order_by("known_from")
    assert (old.expected, new.expected, new.version_id) == ("0", "5000", version.pk)
    assert old.known_to == new.known_from


def test_every_step_is_in_the_ledger_with_the_digest_of_the_text(
    fee: DecisionModel, drafter: Account, reviewer: Account
) -> None:
    version = proposed(fee, drafter, source_of(FEE), JULY)
    act = actions.refuse(reviewer, version, note_="까닭이 모자라다")
    detail = open_detail(act)
    assert detail is not None
    assert detail["xml_sha256"] == version.digest_hex
    assert (detail["model"], detail["version"], detail["state"]) == (FEE, 2, "refused")
    with pytest.raises(NotNow, match="반려"):
        actions.approve(reviewer, version)


def test_a_refusal_needs_a_reason_and_a_proposal_a_day(
    fee: DecisionModel, drafter: Account, reviewer: Account
) -> None:
    version = actions.draft(drafter, fee, xml=source_of(FEE))
    with pytest.raises(Unfit) as error:
        actions.propose(drafter, version, valid_from=None, note_="개정")
    assert error.value.field == "valid_from"
    actions.propose(drafter, version, valid_from=JULY, note_="개정")
    with pytest.raises(Unfit):
        actions.refuse(reviewer, version, note_=" ")


def test_a_text_with_a_fault_is_refused_with_its_place_and_the_way_out(
    fee: DecisionModel, drafter: Account
) -> None:
    broken = source_of(FEE).replace(b"<text>&gt;= 65</text>", b"<text>&gt;= </text>")
    with pytest.raises(Unfit, match="수수료, 4행") as refused:
        actions.draft(drafter, fee, xml=broken)
    assert refused.value.findings
    assert ModelVersion.objects.filter(model=fee).count() == 1


def test_test_persons_that_the_rule_in_force_contradicts_are_not_taken(
    fee: DecisionModel, drafter: Account, reviewer: Account
) -> None:
    wrong = {**persons_of(FEE)[0], "expected": "7000"}
    change = actions.propose_persons(drafter, fee, rows=[wrong], note_="시험")
    with pytest.raises(PersonsFail, match="기대 7,000, 결과 5,000"):
        actions.approve_persons(reviewer, change)
    assert TestPerson.objects.get(model=fee, key="lost").expected == "5000"


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [(["1"], "많음")],
        [([], "1")],
        [(["1", "2"], "1")],
        [(["1"], "1"), (["1"], "2")],
        [(["1"], "NaN")],
        [(["1"], "1e99")],
        [(["1"], "0.0000001")],
    ],
)
def test_a_table_of_figures_that_does_not_fit_is_refused_at_its_row(
    median: DatedParameter, drafter: Account, rows: Any
) -> None:
    with pytest.raises(Unfit) as refused:
        actions.propose_parameters(drafter, median, rows=rows, valid_from=JULY, article="고시", note_="개정")
    assert refused.value.field == "rows"
    assert median.changes.count() == 1
