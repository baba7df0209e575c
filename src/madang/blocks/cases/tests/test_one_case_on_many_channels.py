"""One case begun here and finished there, by anybody who serves the person, with no answer typed again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied

from madang.blocks.cases import actions, queries
from madang.blocks.cases.actions.writing import digest_of
from madang.blocks.cases.errors import CodeRefused, NotNow, Unfit
from madang.blocks.cases.models import Case, ServiceProcess
from madang.blocks.cases.parties import By
from madang.blocks.cases.process.parts import Channel
from madang.blocks.cases.tests.sample import ANSWERS
from madang.blocks.identity.models import Account
from madang.blocks.ledger.models import Outbox

Official = Callable[..., Account]


def test_by_phone_then_kiosk_then_web_with_nothing_typed_again(
    service: ServiceProcess, official: Official, citizen: Account
) -> None:
    phone = actions.begin_contact(Channel.PHONE, official("phone_agent"))
    case = actions.begin(phone, service)
    actions.write_answers(phone, case, {"birth_date": "19820514", "full_name": "김 하늘"})
    code, asked = actions.continue_code(phone, case)
    assert (asked.name, len(code)) == ("birth_date", 9)
    kiosk = actions.begin_contact(Channel.KIOSK)
    assert actions.redeem(kiosk, f"{code[:2]} {code[2:4]}-{code[4:]}", "1982. 5. 14.") == case
    actions.write_answers(kiosk, case, {"child": "no", "phone": ""})
    code, _asked = actions.continue_code(kiosk, case)
    web = actions.begin_contact(Channel.WEB, citizen, level=2)
    actions.redeem(web, code, "1982-05-14")
    actions.write_answers(web, case, {"agree": "on"})
    step = actions.take(web, case, "lodge")
    case = Case.objects.get(pk=case.pk)
    assert (case.state, case.account, case.person) == ("examination", citizen, citizen.person)
    assert case.number and case.number.count("-") == 2
    rows = queries.answers(case)
    assert {name: rows[name].channel for name in rows} == {
        "birth_date": "phone",
        "full_name": "phone",
        "child": "kiosk",
        "phone": "kiosk",
        "agree": "web",
    }
    assert [each.name for each in queries.steps(case)] == [
        *("begin", "code", "continue", "code", "continue", "lodge")
    ]
    assert Outbox.objects.filter(id=step.act).exists()


def test_a_code_opens_once_with_the_second_fact_and_dies_of_three_wrong_ones(
    drafted: tuple[By, Case],
) -> None:
    by, case = drafted
    code, _asked = actions.continue_code(by, case)
    kiosk = actions.begin_contact(Channel.KIOSK)
    wrong = f"{code[:-1]}{(int(code[-1]) + 1) % 10}"
    for typed, fact in ((wrong, "1982-05-14"), (code, "1990-01-01"), (code, "")):
        with pytest.raises(CodeRefused):
            actions.redeem(kiosk, typed, fact)
    actions.redeem(kiosk, code, "1982-05-14")
    with pytest.raises(CodeRefused):
        actions.redeem(actions.begin_contact(Channel.KIOSK), code, "1982-05-14")
    code, _asked = actions.continue_code(by, case)
    for _time in range(3):
        with pytest.raises(CodeRefused):
            actions.redeem(kiosk, code, "1990-01-01")
    with pytest.raises(CodeRefused):
        actions.redeem(kiosk, code, "1982-05-14")


def test_an_agent_sees_no_earlier_answer_until_sure_of_the_person(
    drafted: tuple[By, Case], official: Official
) -> None:
    by, case = drafted
    code, _asked = actions.continue_code(by, case)
    phone = actions.begin_contact(Channel.PHONE, official("phone_agent"))
    actions.redeem(phone, code, "1982-05-14")
    _questions, shown = queries.readable(phone, case)
    assert set(shown) == {"child", "phone", "agree"}
    actions.be_sure(phone, case.person, 2, how="questions")
    _questions, shown = queries.readable(phone, case)
    assert set(shown) == set(ANSWERS)


def test_what_an_official_wrote_down_is_lodged_only_after_the_person_confirmed_it(
    service: ServiceProcess, official: Official
) -> None:
    counter = actions.begin_contact(Channel.COUNTER, official("clerk"))
    case = actions.begin(counter, service)
    actions.write_answers(counter, case, ANSWERS)
    with pytest.raises(Unfit, match="확인"):
        actions.take(counter, case, "lodge")
    shown = digest_of(case)
    actions.write_answers(counter, case, {"full_name": "김 바다"})
    with pytest.raises(Unfit, match="바뀌"):
        actions.confirm(counter, case, method="own_screen", digest=shown)
    actions.confirm(counter, case, method="own_screen", digest=digest_of(case))
    actions.write_answers(counter, case, {"phone": "010-1234-5678"})
    with pytest.raises(Unfit, match="확인"):
        actions.take(counter, case, "lodge")
    actions.confirm(counter, case, method="own_screen", digest=digest_of(case))
    actions.take(counter, case, "lodge")
    case = Case.objects.get(pk=case.pk)
    assert case.lodged_by == counter.account


def test_nobody_opens_a_case_of_somebody_else(
    drafted: tuple[By, Case], official: Official, citizen: Account
) -> None:
    _by, case = drafted
    stranger = actions.begin_contact(Channel.KIOSK)
    with pytest.raises(PermissionDenied):
        actions.write_answers(stranger, case, {"child": "yes"})
    with pytest.raises(PermissionDenied):
        actions.open_here(stranger, case)
    assert queries.case_of(case.pk, None) is None
    clerk = actions.begin_contact(Channel.COUNTER, official("clerk"))
    with pytest.raises(PermissionDenied):
        actions.open_here(clerk, case)
    actions.be_sure(clerk, citizen.person, 2, how="id_card")
    assert actions.open_here(clerk, case) == case


def test_an_official_serves_nobody_in_their_own_case(service: ServiceProcess, official: Official) -> None:
    clerk = official("clerk")
    own = actions.begin_contact(Channel.COUNTER, clerk)
    with pytest.raises(PermissionDenied):
        actions.be_sure(own, clerk.person, 2, how="id_card")
    case = actions.begin(own, service)
    Case.objects.filter(pk=case.pk).update(person=clerk.person)
    case.refresh_from_db()
    with pytest.raises(PermissionDenied):
        actions.write_answers(own, case, ANSWERS)


def test_a_question_is_asked_only_where_its_condition_holds(drafted: tuple[By, Case]) -> None:
    by, case = drafted
    actions.write_answers(by, case, {"child": "yes"})
    with pytest.raises(Unfit) as refused:
        actions.take(by, case, "lodge")
    assert set(refused.value.fields) == {"guardian"}
    actions.write_answers(by, case, {"guardian": "김 바다"})
    actions.take(by, case, "lodge")
    with pytest.raises(NotNow):
        actions.write_answers(by, case, {"child": "no"})
