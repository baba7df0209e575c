"""A second person is a second human: accounts are compared by whom the office has tied them to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from madang.blocks.decisions import actions
from madang.blocks.decisions.demo.load import persons_of, source_of
from madang.blocks.decisions.models import DatedParameter, DecisionModel, ModelVersion, State
from madang.blocks.identity import actions as identity
from madang.blocks.identity.models import Account, Organisation, Person
from madang.blocks.identity.testing import official as made
from madang.blocks.identity.testing import sign_in
from madang.blocks.ledger import SYSTEM

from .conftest import FEE, proposed

JULY = date(2027, 7, 1)


@pytest.fixture
def other_account(drafter: Account, body: Organisation) -> Account:
    """The drafter's second account: the first is left, its number given again, as one who comes back has it."""
    number = drafter.staff_number
    identity.leave(SYSTEM, drafter)
    return made("drafter.2", body, "rule_reviewer", staff_number=number)


def proposals(
    fee: DecisionModel, median: DatedParameter, drafter: Account
) -> dict[str, tuple[Callable[[Account], Any], Any]]:
    """One proposal of each kind, and its review."""
    version = proposed(fee, drafter, source_of(FEE), JULY)
    table = actions.propose_parameters(
        drafter, median, rows=[(["1"], "3000000")], valid_from=JULY, article="고시", note_="개정"
    )
    persons = actions.propose_persons(drafter, fee, rows=persons_of(FEE)[:1], note_="시험")
    in_force = fee.versions.get(number=1)
    ending = actions.propose_ending(drafter, in_force, from_day=JULY, note_="그만")
    return {
        "version": (lambda by: actions.approve(by, version), version),
        "refusal": (lambda by: actions.refuse(by, version, note_="아니다"), version),
        "figures": (lambda by: actions.approve_parameters(by, table), table),
        "persons": (lambda by: actions.approve_persons(by, persons), persons),
        "ending": (lambda by: actions.approve_ending(by, ending), ending),
    }


def test_another_account_with_the_same_staff_number_reviews_nothing_of_its_own(
    fee: DecisionModel, median: DatedParameter, drafter: Account, request: pytest.FixtureRequest
) -> None:
    waiting = proposals(fee, median, drafter)
    other_account = request.getfixturevalue("other_account")
    for kind, (review, proposal) in waiting.items():
        with pytest.raises(PermissionDenied, match="자기가 낸 안"):
            review(other_account)
        proposal.refresh_from_db()
        assert proposal.state == State.PROPOSED, kind
        with pytest.raises(IntegrityError, match="second_human"), transaction.atomic():
            type(proposal)._default_manager.filter(pk=proposal.pk).update(reviewed_by=other_account.pseudonym)


def test_the_page_offers_no_judgement_to_the_other_account(
    fee: DecisionModel, drafter: Account, request: pytest.FixtureRequest
) -> None:
    version = proposed(fee, drafter, source_of(FEE), JULY)
    browser = sign_in(Client(), request.getfixturevalue("other_account"))
    review = reverse("decisions:review", args=[version.pk])
    assert review not in browser.get(reverse("decisions:desk", args=[version.pk])).content.decode()
    answer = browser.post(review, {"judgement": "approve"})
    assert "자기가 낸 안" in answer.content.decode()


def test_an_account_of_nobody_drafts_proposes_and_reviews_nothing(
    fee: DecisionModel, drafter: Account, reviewer: Account, median: DatedParameter
) -> None:
    waiting = proposals(fee, median, drafter)
    draft = actions.draft(drafter, fee, xml=source_of(FEE))
    for each in (drafter, reviewer):
        identity.untie(SYSTEM, each, what="staff-number", reason="잘못 적었다")
    nobody, judge = (Account.objects.get(pk=each.pk) for each in (drafter, reviewer))
    tries: list[Callable[[], Any]] = [
        lambda: actions.draft(nobody, fee, xml=source_of(FEE)),
        lambda: actions.propose(nobody, draft, valid_from=JULY, note_="개정"),
        lambda: actions.propose_parameters(
            nobody, median, rows=[(["1"], "1")], valid_from=JULY, article="고시", note_="개정"
        ),
        lambda: actions.propose_persons(nobody, fee, rows=persons_of(FEE)[:1], note_="시험"),
        lambda: actions.propose_ending(nobody, fee.versions.get(number=1), from_day=JULY, note_="그만"),
        *(lambda review=review: review(judge) for review, _proposal in waiting.values()),
    ]
    for act in tries:
        with pytest.raises(PermissionDenied, match="누구의 계정인지 등록되어 있지 않아"):
            act()
    browser = sign_in(Client(), nobody)
    assert "누구의 계정인지 등록되어 있지 않아" in browser.get(reverse("decisions:office")).content.decode()
    answer = browser.post(
        reverse("decisions:draft", args=[FEE]), {"xml": source_of(FEE).decode() + "<!-- -->", "note": "개정"}
    )
    assert "누구의 계정인지 등록되어 있지 않아" in answer.content.decode()
    assert ModelVersion.objects.filter(model=fee).count() == 3


def test_who_cannot_be_told_from_the_drafter_reviews_nothing(
    fee: DecisionModel, drafter: Account, body: Organisation
) -> None:
    version = proposed(fee, drafter, source_of(FEE), JULY)
    person = Person.objects.create(full_name="한 사람")
    other = made("by.person", body, "rule_reviewer", person=person)
    with pytest.raises(PermissionDenied, match="다른 사람인지 알 수 없어"):
        actions.approve(other, version)
    identity.tie_number(SYSTEM, other, "4711")
    actions.approve(Account.objects.get(pk=other.pk), version)


def test_a_number_changed_while_a_proposal_waits_makes_nobody_another_human(
    fee: DecisionModel, drafter: Account, body: Organisation
) -> None:
    version = proposed(fee, drafter, source_of(FEE), JULY)
    number = drafter.staff_number
    identity.tie_number(SYSTEM, drafter, "other", reason="새 번호")
    second = made("drafter.2", body, "rule_reviewer", staff_number=number)
    with pytest.raises(PermissionDenied, match="자기가 낸 안"):
        actions.approve(second, version)
