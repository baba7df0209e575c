"""Every channel does what every other does: begun on each and lodged on each, completed, withdrawn, objected; no answer typed again."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from madang.blocks.cases import actions, queries
from madang.blocks.cases.actions.writing import digest_of
from madang.blocks.cases.models import Case
from madang.blocks.cases.parties import By
from madang.blocks.cases.process.parts import STAFFED, Channel
from madang.blocks.identity.actions import register_person
from madang.blocks.identity.actions.members import assign, new_account
from madang.blocks.identity.models import Account, Organisation
from madang.blocks.ledger import SYSTEM
from madang.systems.services.actions import pay
from madang.systems.services.actions.paying import providers
from madang.systems.services.fees import fee_of

CHANNELS = [Channel(each) for each in ("web", "phone", "counter", "kiosk", "post", "home")]
PAIRS = list(itertools.product(CHANNELS, CHANNELS))
_ROLES = {Channel.PHONE: "phone_agent", Channel.HOME: "field_officer"}


@pytest.fixture
def meet(body: Organisation) -> Callable[[Channel], By]:
    """Return a function beginning a contact on a channel, with an official of its own where one is needed."""
    numbers = itertools.count(1)
    citizen = new_account("parity-citizen", realm="citizen", password=None)

    def begin(channel: Channel) -> By:
        if channel == Channel.WEB:
            return actions.begin_contact(channel, citizen, level=1)
        if channel == Channel.KIOSK:
            return actions.begin_contact(channel)
        account = new_account(f"parity-{next(numbers)}", realm="staff", password=None)
        Account.objects.filter(pk=account.pk).update(person=register_person(SYSTEM, full_name="담당"))
        assign(SYSTEM, account, organisation=body, role=_ROLES.get(channel, "clerk"))
        return actions.begin_contact(channel, Account.objects.get(pk=account.pk))

    return begin


def _sample() -> dict[str, object]:
    found = queries.service("id-card-reissue")
    assert found is not None
    version = found.version_on()
    assert version is not None
    return dict(version.definition.samples[0].answers)


def _begun(by: By, answers: dict[str, object]) -> Case:
    found = queries.service("id-card-reissue")
    assert found is not None
    case = actions.begin(by, found)
    actions.write_answers(by, case, answers)
    return case


def _handed_over(by: By, to: By, case: Case) -> None:
    code, _asked = actions.continue_code(by, case)
    actions.redeem(to, code, "1982-05-14")


def _lodged(by: By, case: Case) -> Case:
    if by.channel in STAFFED:
        actions.confirm(by, case, method="own_screen", digest=digest_of(case))
    due = fee_of(case).due
    if due:
        pay(by, case, provider=providers(by)[0], amount=due)
    actions.take(by, case, "lodge")
    return Case.objects.get(pk=case.pk)


def _officer(body: Organisation, role: str = "case_officer") -> By:
    account = new_account(f"parity-{role.replace('_', '-')}", realm="staff", password=None)
    assign(SYSTEM, account, organisation=body, role=role)
    return actions.at_desk(Account.objects.get(pk=account.pk))


@pytest.mark.parametrize(("first", "second"), PAIRS, ids=lambda each: str(each))
def test_begun_on_one_channel_and_lodged_on_another(
    first: Channel, second: Channel, meet: Callable[[Channel], By]
) -> None:
    answers = _sample()
    half = dict(list(answers.items())[:4])
    one, two = meet(first), meet(second)
    case = _begun(one, half)
    _handed_over(one, two, case)
    actions.write_answers(two, case, {name: answers[name] for name in answers if name not in half})
    case = _lodged(two, case)
    assert (case.state, bool(case.number)) == ("examination", True)
    held = queries.answers(case)
    assert {held[name].channel for name in half} == {first}
    assert case.answers.count() == len(answers), "an answer was typed again"
    assert [each.channel for each in queries.steps(case)][-1] == second


@pytest.mark.parametrize("channel", CHANNELS, ids=str)
def test_completed_refused_and_objected_on_each_channel(
    channel: Channel, meet: Callable[[Channel], By], body: Organisation
) -> None:
    by = meet(channel)
    case = _lodged(by, _begun(by, _sample()))
    desk = _officer(body)
    actions.take(desk, case, "ask_completion", reason="성명을 확인해 주세요")
    actions.write_answers(by, case, {"full_name": "김 바다"})
    actions.take(by, case, "complete")
    actions.take(desk, case, "refuse", reason="사진이 본인이 아니다", remedy="60일 안에 이의신청")
    actions.take(by, case, "object", reason="본인이 맞다")
    assert Case.objects.get(pk=case.pk).state == "objection"
    actions.take(_officer(body, "supervisor"), case, "grant")
    assert Case.objects.get(pk=case.pk).state == "production"


@pytest.mark.parametrize("channel", CHANNELS, ids=str)
def test_corrected_and_withdrawn_on_each_channel(channel: Channel, meet: Callable[[Channel], By]) -> None:
    by = meet(channel)
    case = _begun(by, _sample())
    actions.write_answers(by, case, {"full_name": "김 구름"})
    assert queries.answers(case)["full_name"].value == "김 구름"
    case = _lodged(by, case)
    actions.take(by, case, "withdraw")
    case.refresh_from_db()
    assert (case.state, case.closed_at is not None) == ("withdrawn", True)
