"""Decisions: by an examiner who neither lodged nor applied; a refusal says why and what can be done."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from madang.blocks.cases import actions, queries
from madang.blocks.cases.actions.writing import digest_of
from madang.blocks.cases.errors import NotNow, Unfit
from madang.blocks.cases.models import Case, Decision, ServiceProcess
from madang.blocks.cases.parties import By
from madang.blocks.cases.process.parts import Channel
from madang.blocks.cases.tests.sample import ANSWERS
from madang.blocks.identity.actions import create_organisation
from madang.blocks.identity.actions.members import assign
from madang.blocks.identity.models import Account, PastTie
from madang.blocks.ledger import SYSTEM

Official = Callable[..., Account]


def test_a_task_is_claimed_the_case_decided_and_the_task_is_gone(
    lodged: tuple[By, Case], official: Official
) -> None:
    _by, case = lodged
    officer, another = official("case_officer"), official("case_officer")
    (task,) = queries.queue(officer)
    actions.claim(officer, task)
    with pytest.raises(NotNow):
        actions.claim(another, task)
    step = actions.take(actions.at_desk(officer), case, "grant")
    case.refresh_from_db()
    assert case.decision is not None
    assert (case.decision.outcome, case.decision.examiner, case.decision.act) == (
        "granted",
        officer,
        step.act,
    )
    assert not queries.queue(officer)


def test_a_refusal_needs_reason_and_remedy(lodged: tuple[By, Case], official: Official) -> None:
    _by, case = lodged
    desk = actions.at_desk(official("case_officer"))
    with pytest.raises(Unfit) as refused:
        actions.take(desk, case, "refuse")
    assert set(refused.value.fields) == {"reason", "remedy"}
    case.refresh_from_db()
    assert (case.state, case.decision) == ("examination", None)
    actions.take(desk, case, "refuse", reason="나이가 모자란다", remedy="60일 안에 이의신청할 수 있다")
    case.refresh_from_db()
    assert case.state == "refused"


def test_nobody_decides_what_they_lodged_or_applied_for(
    service: ServiceProcess, official: Official, citizen: Account
) -> None:
    clerk = official("clerk")
    counter = actions.begin_contact(Channel.COUNTER, clerk)
    case = actions.begin(counter, service)
    actions.write_answers(counter, case, ANSWERS)
    actions.confirm(counter, case, method="own_screen", digest=digest_of(case))
    actions.take(counter, case, "lodge")
    case = Case.objects.get(pk=case.pk)
    assign(SYSTEM, clerk, organisation=case.organisation, role="case_officer")
    clerk = Account.objects.get(pk=clerk.pk)
    clerk.act_as(clerk.memberships.get(role="case_officer"))
    with pytest.raises(PermissionDenied):
        actions.take(actions.at_desk(clerk), case, "grant")
    second = official("case_officer")
    PastTie.objects.create(account=clerk, person=second.person)  # the same human until a moment ago
    with pytest.raises(PermissionDenied):
        actions.take(actions.at_desk(Account.objects.get(pk=second.pk)), case, "grant")
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(case=case, number=1, outcome="granted", examiner=second, act=uuid.uuid4())
    Case.objects.filter(pk=case.pk).update(person=citizen.person, lodged_by=None)
    officer = official("case_officer")
    Account.objects.filter(pk=officer.pk).update(person=citizen.person)
    with pytest.raises(PermissionDenied):
        actions.take(actions.at_desk(Account.objects.get(pk=officer.pk)), case, "grant")


@pytest.mark.parametrize("wrong", ["no_reason", "own_person", "draft", "no_examiner"])
def test_the_database_refuses_what_python_would_have(
    wrong: str, lodged: tuple[By, Case], official: Official, service: ServiceProcess
) -> None:
    by, case = lodged
    officer = official("case_officer")
    row = {"case": case, "number": 1, "outcome": "granted", "examiner": officer, "act": uuid.uuid4()}
    if wrong == "no_reason":
        row["outcome"] = "refused"
    elif wrong == "own_person":
        Account.objects.filter(pk=officer.pk).update(person=case.person)
    elif wrong == "draft":
        row["case"] = actions.begin(by, service)
    else:
        row["examiner"] = None
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(**row)


def test_officials_of_another_body_and_other_roles_cannot(
    lodged: tuple[By, Case], official: Official
) -> None:
    _by, case = lodged
    other = create_organisation(
        SYSTEM, code="other-city", name_ko="딴시", name_en="Other", kind="city", parent=None
    )
    for account in (official("case_officer", other), official("supervisor")):
        with pytest.raises((PermissionDenied, NotNow)):
            actions.take(actions.at_desk(account), case, "grant")
        assert queries.case_of(case.pk, account) is None or account.acting.role == "supervisor"


def test_a_completion_can_be_asked_for_twice_and_answers_change_meanwhile(
    lodged: tuple[By, Case], official: Official
) -> None:
    by, case = lodged
    desk = actions.at_desk(official("case_officer"))
    for name in ("김 바다", "김 구름"):
        actions.take(desk, case, "ask", reason="성명을 확인해 주세요")
        actions.write_answers(by, case, {"full_name": name})
        actions.take(by, case, "complete")
    with pytest.raises(NotNow, match="2번"):
        actions.take(desk, case, "ask", reason="다시")


def test_what_one_saw_is_gone_when_somebody_else_acted(lodged: tuple[By, Case], official: Official) -> None:
    by, case = lodged
    actions.take(by, case, "withdraw", revision=case.revision)
    with pytest.raises(NotNow):
        actions.take(actions.at_desk(official("case_officer")), case, "grant", revision=case.revision)
