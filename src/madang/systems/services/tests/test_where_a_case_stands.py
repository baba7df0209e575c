"""A case as a line of states: what lies behind, where it is, what usually follows; loops and ways out are left out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from madang.blocks.cases import actions
from madang.blocks.cases.models import Case, ServiceProcess
from madang.blocks.cases.process.parts import Channel
from madang.blocks.cases.tests.sample import ANSWERS, FORM, process
from madang.blocks.identity.models import Account, Organisation
from madang.blocks.ledger import SYSTEM
from madang.systems.services.tracking import line_of


@pytest.fixture
def case(body: Organisation, citizen: Client) -> Case:
    """A lodged case of the sample service of cases."""
    actions.publish_service(SYSTEM, process=process(), form=FORM, organisation=body)
    by = actions.begin_contact(Channel.WEB, citizen.account, level=2)  # type: ignore[attr-defined]
    found = actions.begin(by, ServiceProcess.objects.get(key="library-card"))
    actions.write_answers(by, found, ANSWERS)
    actions.take(by, found, "lodge")
    return Case.objects.get(pk=found.pk)


@pytest.fixture
def desk(official: Callable[[str], Client]) -> Any:
    officer = official("case_officer")
    return actions.at_desk(Account.objects.get(pk=officer.session["_auth_user_id"]))


def stands(case: Case) -> tuple[list[str], int]:
    line = line_of(Case.objects.get(pk=case.pk))
    return line.titles, line.current


def test_what_usually_follows_is_neither_a_refusal_nor_a_withdrawal(case: Case) -> None:
    assert stands(case) == (["draft", "examination", "granted", "done"], 2)


def test_a_state_to_come_back_to_stands_ahead(case: Case, desk: Any, citizen: Client) -> None:
    actions.take(desk, case, "ask", reason="사진이 흐리다")
    assert stands(case) == (["draft", "completion", "examination", "granted", "done"], 2)
    by = actions.begin_contact(Channel.WEB, citizen.account, level=2)  # type: ignore[attr-defined]
    actions.take(by, Case.objects.get(pk=case.pk), "complete")
    assert stands(case) == (["draft", "examination", "granted", "done"], 2)


def test_a_refused_case_shows_its_refusal(case: Case, desk: Any) -> None:
    actions.take(desk, case, "refuse", reason="나이가 모자란다", remedy="60일 안에 이의신청할 수 있다")
    assert stands(case) == (["draft", "examination", "refused", "done"], 3)


def test_all_lies_behind_once_it_is_closed(case: Case, desk: Any) -> None:
    actions.take(desk, case, "grant")
    actions.take(desk, Case.objects.get(pk=case.pk), "finish")
    assert stands(case) == (["draft", "examination", "granted", "done"], 5)
