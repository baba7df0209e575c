"""A person is erased: their answers go, an open case holds them, the bare course of a closed one stays."""

from __future__ import annotations

from collections.abc import Callable

from madang.blocks.cases import actions
from madang.blocks.cases.basis import HANDLE, RECEIVE
from madang.blocks.cases.erasing import erase_cases, open_cases
from madang.blocks.cases.models import Answer, Case
from madang.blocks.cases.parties import By
from madang.blocks.documents import actions as documents
from madang.blocks.documents.models import Document
from madang.blocks.identity.erasure import of_person
from madang.blocks.identity.models import Account
from madang.blocks.ledger import SYSTEM


def test_an_open_case_holds_a_person_and_a_closed_one_forgets_them(
    lodged: tuple[By, Case], citizen: Account, official: Callable[..., Account]
) -> None:
    _by, case = lodged
    assert citizen.person is not None
    paper = documents.make(
        SYSTEM,
        "certificate",
        {"name": "김 하늘", "statement": "시험", "rows": []},
        owner=case.subject,
        purpose=HANDLE,
        basis=RECEIVE,
        organisation=case.organisation,
    )
    whom = of_person(citizen.person)
    assert len(open_cases(whom)) == 1
    desk = actions.at_desk(official("case_officer"))
    actions.take(desk, case, "refuse", reason="김 하늘 님은 나이가 모자란다", remedy="이의신청")
    actions.take(desk, case, "finish")
    assert open_cases(whom) == []
    erase_cases(whom)
    assert Answer.objects.filter(case=case, value__isnull=False).exists()
    found = erase_cases(whom, only_look=False)
    assert case.subject in found[0].subjects
    assert not Answer.objects.filter(case=case, value__isnull=False).exists()
    assert not Document.objects.filter(pk=paper.pk, deleted_at=None).exists()
    case = Case.objects.get(pk=case.pk)
    assert "김 하늘" not in str(list(case.steps.values())) + str(list(case.decisions.values()))
    assert not case.contacts.filter(person__isnull=False).exists()
    assert erase_cases(whom, only_look=False)[0].count == 0
