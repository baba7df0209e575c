"""An official's account is tied to a human by the office; two accounts of one human are known as one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from madang.blocks.identity import actions
from madang.blocks.identity.actions.ties import top_body_of
from madang.blocks.identity.errors import NotPossible
from madang.blocks.identity.humans import normal_number, told_apart
from madang.blocks.identity.models import Account, Organisation, PastTie, Person
from madang.blocks.identity.testing import sign_in
from madang.blocks.ledger import SYSTEM
from madang.blocks.ledger.models import Outbox
from madang.blocks.ledger.recording import open_detail

NUMBER = "900101-1234568"


@pytest.fixture
def kim(welfare: Organisation, official: Callable[..., Account]) -> Account:
    return official("kim", welfare, "clerk")


@pytest.fixture
def lee(welfare: Organisation, official: Callable[..., Account]) -> Account:
    return official("lee", welfare, "clerk")


@pytest.fixture
def person(db: None) -> Person:
    return actions.register_person(SYSTEM, full_name="김하늘", number=NUMBER)


@pytest.fixture
def office(administrator: Account) -> Client:
    return sign_in(Client(), administrator)


def send(office: Client, account: Account, do: str, **data: Any) -> Any:
    url = reverse("identity:whose", args=[account.pk])
    return office.post(url, {"do": do, **{f"{do}-{name}": value for name, value in data.items()}})


def apart(one: Account, other: Account) -> bool | None:
    return told_apart(one.pseudonym, other.pseudonym, timezone.now() - timedelta(hours=1))


def last_act(type: str) -> dict[str, Any]:
    entry = Outbox.objects.filter(type=type).latest("position")
    detail = open_detail(entry.id)
    assert detail is not None
    return detail


def test_an_administrator_writes_a_staff_number_on_the_page(
    office: Client, kim: Account, city: Organisation
) -> None:
    page = office.get(reverse("identity:whose", args=[kim.pk]))
    assert page.status_code == 200
    assert send(office, kim, "number", staff_number="hs-000 123").status_code == 302
    kim.refresh_from_db()
    assert (kim.staff_number, kim.staff_number_in) == ("HS000123", city)
    assert last_act("identity.account.tied") == {"by": "staff-number", "after": "HS000123"}


def test_a_person_of_the_register_is_found_on_record_and_tied(
    office: Client, kim: Account, person: Person
) -> None:
    answer = send(office, kim, "find", by_what="number", value=NUMBER)
    assert "김하늘" in answer.content.decode()
    assert last_act("identity.person.looked-up")["found"] is True
    assert send(office, kim, "person", person=person.pk).status_code == 302
    kim.refresh_from_db()
    assert kim.person == person
    missing = send(office, kim, "find", by_what="number", value="900101-2234568")
    assert missing.status_code == 422
    assert "찾은 사람이 없습니다" in missing.content.decode()
    assert last_act("identity.person.looked-up")["found"] is False


def test_what_is_tied_changes_and_ends_only_with_a_reason_and_what_was_stays(
    office: Client, kim: Account, person: Person
) -> None:
    send(office, kim, "number", staff_number="1")
    refused = send(office, kim, "number", staff_number="2")
    assert refused.status_code == 422
    assert "까닭을 적어 주세요" in refused.content.decode()
    send(office, kim, "number", staff_number="2", reason="잘못 적었다")
    assert last_act("identity.account.tied") == {
        "by": "staff-number",
        "before": "1",
        "after": "2",
        "reason": "잘못 적었다",
    }
    assert send(office, kim, "untie", what="staff-number").status_code == 422
    assert send(office, kim, "untie", what="staff-number", reason="다른 사람").status_code == 302
    kim.refresh_from_db()
    assert not kim.is_known
    assert list(PastTie.objects.values_list("staff_number", flat=True)) == ["2", "1"]
    assert last_act("identity.account.untied")["reason"] == "다른 사람"


def test_nobody_says_whose_their_own_account_is_and_no_other_body_does(
    administrator: Account,
    kim: Account,
    city: Organisation,
    roads: Organisation,
    official: Callable[..., Account],
) -> None:
    with pytest.raises(PermissionDenied):
        actions.tie_number(administrator, administrator, "1")
    beside = official("roads.admin", roads, "administrator")
    for act in (
        lambda: actions.tie_number(beside, kim, "1"),
        lambda: actions.untie(beside, kim, what="person", reason="까닭"),
    ):
        with pytest.raises(PermissionDenied):
            act()
    browser = sign_in(Client(), beside)
    assert browser.get(reverse("identity:whose", args=[kim.pk])).status_code == 404


def test_one_number_and_one_person_have_one_account_in_use(
    kim: Account, lee: Account, person: Person
) -> None:
    actions.tie_number(SYSTEM, kim, "12")
    actions.tie_person(SYSTEM, kim, person.pk)
    with pytest.raises(NotPossible, match="다른 계정의 것"):
        actions.tie_number(SYSTEM, lee, "1-2")
    with pytest.raises(NotPossible, match="다른 직원 계정"):
        actions.tie_person(SYSTEM, lee, person.pk)
    kim.refresh_from_db()
    with pytest.raises(IntegrityError, match="account_staff_number_once"), transaction.atomic():
        Account.objects.filter(pk=lee.pk).update(staff_number="12", staff_number_in=kim.staff_number_in)
    with pytest.raises(NotPossible, match="사번은 숫자와 글자"):
        actions.tie_number(SYSTEM, lee, "<b>")


def test_who_comes_back_with_their_number_is_the_same_human(
    kim: Account, welfare: Organisation, administrator: Account
) -> None:
    actions.tie_number(SYSTEM, kim, "12")
    actions.leave(administrator, kim)
    again = actions.join(
        administrator, username="kim.2", organisation=welfare, role="clerk", staff_number="12"
    )
    assert apart(kim, again.account) is False


def test_accounts_are_told_apart_only_by_what_both_have(kim: Account, lee: Account, person: Person) -> None:
    assert apart(kim, kim) is False
    assert apart(kim, lee) is None
    actions.tie_person(SYSTEM, kim, person.pk)
    assert apart(kim, lee) is None
    actions.tie_number(SYSTEM, lee, "7")
    assert apart(kim, lee) is None  # the one by a person, the other by a number
    actions.tie_number(SYSTEM, kim, "8")
    assert apart(kim, lee) is True
    assert apart(lee, kim) is True


def test_a_changed_number_makes_nobody_another_human(kim: Account, lee: Account) -> None:
    actions.tie_number(SYSTEM, kim, "7")
    actions.tie_number(SYSTEM, kim, "8", reason="잘못 적었다")
    actions.tie_number(SYSTEM, lee, "7")
    assert apart(kim, lee) is False
    assert told_apart(kim.pseudonym, lee.pseudonym, timezone.now()) is True


def test_one_person_of_the_register_stays_one_human_whatever_is_moved_or_erased(
    kim: Account, lee: Account, person: Person
) -> None:
    actions.tie_person(SYSTEM, kim, person.pk)
    actions.untie(SYSTEM, kim, what="person", reason="잘못 적었다")
    actions.tie_person(SYSTEM, lee, person.pk)
    assert told_apart(kim.pseudonym, lee.pseudonym, timezone.now()) is False
    actions.untie(SYSTEM, lee, what="person", reason="잘못 적었다")
    actions.erase_person(SYSTEM, person.pk, purpose="erase-on-request", basis="개인정보 보호법 제36조")
    for since in (timezone.now(), timezone.now() - timedelta(hours=1)):
        assert told_apart(kim.pseudonym, lee.pseudonym, since) is False


def test_a_number_that_is_refused_is_on_record_and_guessing_ends(
    office: Client, kim: Account, lee: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.tie_number(SYSTEM, lee, "7")
    address = reverse("identity:whose", args=[kim.pk])
    said = {"do": "number", "number-staff_number": "7", "number-reason": "시험"}
    assert office.post(address, said).status_code == 422
    assert Outbox.objects.filter(type="identity.account.tie-refused").count() == 1
    monkeypatch.setattr("madang.blocks.identity.views.ties.TIED", "1/h")
    answers = [office.post(address, {**said, "number-staff_number": str(each)}) for each in range(20, 23)]
    assert "너무 여러 번" in answers[-1].content.decode()
    kim.refresh_from_db()
    assert kim.staff_number != "22"


def test_a_new_official_gets_a_number_at_once_and_the_list_says_who_has_none(
    office: Client, kim: Account, welfare: Organisation
) -> None:
    today = timezone.localdate().isoformat()
    joined = {"username": "park", "role": "clerk", "starts_on": today, "staff_number": "HS 77"}
    office.post(reverse("identity:join", args=[welfare.code]), joined)
    assert Account.objects.get(username="park").staff_number == "HS77"
    page = office.get(reverse("identity:organisation", args=[welfare.code])).content.decode()
    assert page.count("누구인지 모름") == 1


def test_an_erased_official_keeps_no_number(kim: Account, person: Person, administrator: Account) -> None:
    actions.tie_number(SYSTEM, kim, "7")
    actions.tie_number(SYSTEM, kim, "8", reason="잘못 적었다")
    actions.leave(administrator, kim)
    actions.erase_account(SYSTEM, kim.pk, purpose="erase-on-request", basis="개인정보 보호법 제36조")
    kim.refresh_from_db()
    assert (kim.staff_number, kim.staff_number_in, PastTie.objects.count()) == ("", None, 0)


def test_officials_of_a_demo_that_stood_before_get_the_numbers_of_a_new_one(
    kim: Account, lee: Account
) -> None:
    Account.objects.filter(pk=kim.pk).update(invented=True, username="rule.editor")
    with connection.cursor() as cursor:
        cursor.execute(import_module("madang.blocks.identity.migrations.0009_told_apart").INVENTED)
    kim.refresh_from_db()
    assert (kim.staff_number, kim.staff_number_in) == (normal_number("demo-rule.editor"), top_body_of(kim))
    assert not Account.objects.get(pk=lee.pk).is_known
