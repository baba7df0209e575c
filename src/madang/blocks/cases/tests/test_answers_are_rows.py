"""Answers: one a row with its provenance, never changed; two channels at once lose nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from madang.blocks.cases import actions, queries
from madang.blocks.cases.actions.answering import UNTOLD
from madang.blocks.cases.errors import Unfit
from madang.blocks.cases.models import Answer, Case
from madang.blocks.cases.parties import By
from madang.blocks.cases.process.parts import Channel
from madang.blocks.identity.models import Account


def test_an_answer_supersedes_and_nothing_is_overwritten(drafted: tuple[By, Case]) -> None:
    by, case = drafted
    actions.write_answers(by, case, {"full_name": "김 바다"})
    first, second = case.answers.filter(question="full_name").order_by("made_at")
    assert (first.value, first.is_current) == ("김 하늘", False)
    assert (second.value, second.is_current, second.supersedes) == ("김 바다", True, first)
    for change in ({"value": "다른 이"}, {"channel": "phone"}, {"is_current": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Answer.objects.filter(pk=first.pk).update(**change)


def test_the_same_answer_again_makes_no_row(drafted: tuple[By, Case]) -> None:
    by, case = drafted
    before = case.answers.count()
    actions.write_answers(by, case, {"full_name": " 김  하늘 ", "child": "no"})
    assert case.answers.count() == before


def test_all_faults_are_told_and_nothing_is_written(drafted: tuple[By, Case]) -> None:
    by, case = drafted
    before = case.answers.count()
    with pytest.raises(Unfit) as refused:
        actions.write_answers(
            by,
            case,
            {"birth_date": "1982-02-30", "phone": "전화 없음", "nobody": "x", "full_name": "김 바다"},
        )
    assert set(refused.value.fields) == {"birth_date", "phone", "nobody"}
    assert case.answers.count() == before


def test_a_clash_is_kept_and_a_human_chooses(
    drafted: tuple[By, Case], official: Callable[..., Account]
) -> None:
    by, case = drafted
    seen = str(queries.answers(case)["full_name"].pk)
    code, _asked = actions.continue_code(by, case)
    phone = actions.begin_contact(Channel.PHONE, official("phone_agent"))
    actions.redeem(phone, code, "1982-05-14")
    actions.write_answers(by, case, {"full_name": "김 바다"}, seen={"full_name": seen})
    written = actions.write_answers(phone, case, {"full_name": "김 구름"}, seen={"full_name": seen})
    assert set(written.clashes) == {"full_name"}
    assert queries.answers(case)["full_name"].value == "김 바다"
    with pytest.raises(Unfit, match="골라"):
        actions.take(by, case, "lodge")
    (clash,) = queries.clashes(case)
    actions.settle(by, clash, keep=True)
    assert queries.answers(case)["full_name"].value == "김 구름"
    assert not queries.clashes(case)
    actions.take(by, case, "lodge")


def test_who_says_they_saw_nothing_clashes_with_what_is_there(drafted: tuple[By, Case]) -> None:
    by, case = drafted
    code, _asked = actions.continue_code(by, case)
    kiosk = actions.begin_contact(Channel.KIOSK)
    actions.redeem(kiosk, code, "1982-05-14")
    written = actions.write_answers(kiosk, case, {"child": "yes"}, seen={"child": UNTOLD})
    assert set(written.clashes) == {"child"}


@pytest.mark.django_db(transaction=True)
def test_two_writers_at_the_same_moment_lose_nothing(drafted: tuple[By, Case]) -> None:
    by, case = drafted
    code, _asked = actions.continue_code(by, case)
    kiosk = actions.begin_contact(Channel.KIOSK)
    actions.redeem(kiosk, code, "1982-05-14")
    seen = str(queries.answers(case)["full_name"].pk)
    gate = threading.Barrier(2)

    def write(who: By, name: str) -> None:
        gate.wait()
        actions.write_answers(who, case, {"full_name": name}, seen={"full_name": seen})
        connection.close()

    threads = [threading.Thread(target=write, args=each) for each in ((by, "김 바다"), (kiosk, "김 구름"))]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    rows = case.answers.filter(question="full_name")
    assert {each.value for each in rows} == {"김 하늘", "김 바다", "김 구름"}
    assert rows.filter(is_current=True).count() == 1
    assert rows.filter(is_clash=True).count() == 1
