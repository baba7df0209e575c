"""A proposal says what it takes for true of everybody; what no assumption tells is followed into every way it may turn out."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from madang.blocks.decisions import actions, populations
from madang.blocks.decisions.demo.load import elders_from_70, source_of
from madang.blocks.decisions.errors import Unfit
from madang.blocks.decisions.jobs import count_city
from madang.blocks.decisions.models import Better, DecisionModel, ModelVersion
from madang.blocks.decisions.queries.answers import Ready, ready
from madang.blocks.decisions.queries.completing import Possible, completions, effect, name_of
from madang.blocks.decisions.queries.touching import touched
from madang.blocks.identity.models import Account

from .conftest import FEE, proposed

DAY = date(2027, 7, 1)
LOST = {"재발급 사유": "분실", "기초생활 수급": False, "재난 피해": False}
TYPED = {"f0": "분실", "f1": "false", "f2": "false"}
PEOPLE = 3_000


@pytest.fixture(autouse=True)
def no_large_city(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(populations, "WHOLE", PEOPLE)


def people_between(first: int, last: int, people: int = PEOPLE) -> int:
    ages = populations.city(people).ages(DAY)
    return int(((first <= ages) & (ages <= last)).sum())


def both(fee: DecisionModel, drafter: Account, xml: bytes) -> tuple[Ready, Ready]:
    after = actions.draft(drafter, fee, xml=xml, note_="개정")
    return ready(fee.versions.get(number=1), DAY), ready(after, DAY)


def test_the_form_of_a_proposal_suggests_a_person_whom_it_touches_and_keeps_what_is_told(
    fee: DecisionModel, drafter: Account, desk: Client, judge: Client
) -> None:
    version = actions.draft(drafter, fee, xml=elders_from_70(), note_="개정")
    office = f"/decisions/office/versions/{version.pk}/"
    page = desk.get(f"{office}propose/").content.decode()
    assert "모두에게 가정하기" in page
    checked = re.findall(r"<input[^>]*name=\"(f\d)\"[^>]*value=\"([^\"]*)\"[^>]*checked", page)
    assert dict(checked) == TYPED, "65세, whose fee would change"

    wrong = {"valid_from": DAY.isoformat(), "note": "의결", **TYPED, "f0": "없는 까닭"}
    answer = desk.post(f"{office}propose/", wrong)
    assert answer.status_code == 422
    answer = desk.post(f"{office}propose/", {"valid_from": DAY.isoformat(), "note": "의결", **TYPED})
    assert answer.status_code == 302, answer.content.decode()
    version.refresh_from_db()
    assert version.assumed == LOST
    count_city(counting=version.countings.get().pk)

    page = judge.get(office).content.decode()
    assert "모두에게 가정한 것" in page and "재발급 사유: 분실" in page
    row = re.search(r">60–69<.*?</tr>", page, re.DOTALL)
    assert row is not None and f">{people_between(65, 69)}<" in row[0]
    assert "아직 모름</th>" not in page

    # The reviewer counts again under other assumptions: the desk goes on telling what was proposed.
    form = re.search(r"<form[^>]*/count/.*?</form>", page, re.DOTALL)
    assert form is not None and "이 가정으로 세기" in form[0]
    hidden = dict(re.findall(r'<input type="hidden" name="(before|after|day)" value="([^"]+)">', form[0]))
    answer = judge.post(f"/decisions/office/models/{FEE}/count/", hidden | TYPED | {"f1": "true"})
    other = version.countings.exclude(assumed=LOST).get()
    assert answer.status_code == 302 and other.assumed == LOST | {"기초생활 수급": True}
    count_city(counting=other.pk)
    other.refresh_from_db()
    assert other.result["all"]["same"] == PEOPLE, "who is on relief pays nothing before or after"
    assert "기초생활 수급: 아니요" in judge.get(office).content.decode()


def test_a_program_may_tell_assumptions_and_else_a_test_persons_are_taken(
    fee: DecisionModel, drafter: Account
) -> None:
    assert proposed(fee, drafter, elders_from_70(), DAY).assumed == LOST
    other = actions.draft(drafter, fee, xml=elders_from_70(), note_="개정")
    for assumed in ({"없는 것": 1}, {"재난 피해": "yes"}):
        with pytest.raises(Unfit) as refused:
            actions.propose(drafter, other, valid_from=DAY, assumed=assumed)
        assert refused.value.field == next(iter(assumed))
    actions.propose(drafter, other, valid_from=DAY, assumed={})
    other.refresh_from_db()
    assert other.assumed == {}


def test_without_assumptions_who_cannot_be_touched_is_told_apart_from_who_may_lose(
    fee: DecisionModel, drafter: Account
) -> None:
    found = touched(*both(fee, drafter, elders_from_70()), {}, Better.LESS, people=PEOPLE)
    assert found is not None
    elders = people_between(65, 69)
    assert (found.all.may_lose, found.all.same, found.all.all) == (elders, PEOPLE - elders, PEOPLE)
    assert found.by_age["60–69"].may_lose == elders and set(found.unheld) == set(LOST)


def test_what_may_go_either_way_is_open_and_what_is_sure_is_said(
    fee: DecisionModel, drafter: Account
) -> None:
    text = elders_from_70().decode()
    dearer = text.replace("<text>5000</text>", "<text>7000</text>").replace(
        '<text>"발급 기관 잘못"</text>', '<text>"훼손"</text>'
    )
    found = touched(*both(fee, drafter, dearer.encode()), {}, Better.LESS, people=PEOPLE)
    assert found is not None
    # The young gain where the card was worn out, and lose where it was lost; elders of 70 pay nothing before or after
    # unless the office erred, which was free and stays so for them.
    assert found.by_age["20–29"].unknown == found.by_age["20–29"].all
    assert found.by_age["80+"].same == found.by_age["80+"].all
    sure = touched(*both(fee, drafter, dearer.encode()), LOST, Better.LESS, people=PEOPLE)
    assert sure is not None and sure.by_age["20–29"].lose == sure.by_age["20–29"].all


def test_a_number_that_nobody_tells_is_told_on_both_sides_of_each_bound(
    fee: DecisionModel, drafter: Account
) -> None:
    asks = source_of(FEE).replace("재난 피해".encode(), "재산".encode())
    asks = asks.replace(
        b'name="\xec\x9e\xac\xec\x82\xb0" typeRef="boolean"',
        b'name="\xec\x9e\xac\xec\x82\xb0" typeRef="number"',
    ).replace(
        b'<inputExpression typeRef="boolean"><text>\xec\x9e\xac\xec\x82\xb0',
        b'<inputExpression typeRef="number"><text>\xec\x9e\xac\xec\x82\xb0',
    )
    poor = asks.replace(
        b"<inputEntry><text>-</text></inputEntry><inputEntry><text>-</text></inputEntry><inputEntry><text>true</text>",
        b"<inputEntry><text>-</text></inputEntry><inputEntry><text>-</text></inputEntry><inputEntry><text>&lt; 100</text>",
    )
    assert poor != asks
    poorer = poor.replace(b"&lt; 100", b"&lt; 200")
    one, other = (ready(actions.draft(drafter, fee, xml=each, note_="개정"), DAY) for each in (poor, poorer))
    ways = completions((one, other), ["재산"])
    told = [each["재산"] for each in ways]
    assert told == [Decimal(99), Decimal(100), Decimal(150), Decimal(200), Decimal(201), None]
    found = touched(one, other, {"재발급 사유": "분실", "기초생활 수급": False}, Better.LESS, people=PEOPLE)
    assert found is not None
    young = people_between(0, 64)
    assert (found.all.may_gain, found.all.same) == (young, PEOPLE - young)


def test_facts_that_may_turn_out_in_too_many_ways_leave_what_each_version_says_alone() -> None:
    zero, any_fee = Possible(("0",), frozenset()), Possible(("0", "5000"), frozenset({"나이"}))
    open_ = Possible(None, frozenset({"나이"}))
    for before, after, name in (
        (zero, zero, "same"),
        (zero, any_fee, "may_lose"),
        (any_fee, zero, "may_gain"),
        (any_fee, any_fee, "unknown"),
        (zero, open_, "unknown"),
        (Possible(("9000",), frozenset()), any_fee, "gain"),
    ):
        assert name_of(effect(before, after, Better.LESS)) == name


def test_a_count_of_before_is_still_read(fee: DecisionModel, drafter: Account, judge: Client) -> None:
    version = proposed(fee, drafter, elders_from_70(), DAY)
    row = version.countings.get()
    count_city(counting=row.pk)
    row.refresh_from_db()
    result: Any = row.result
    for part in (
        result["all"],
        *(
            each
            for name in ("by_age", "by_sex", "by_income", "by_district")
            for each in result[name].values()
        ),
    ):
        del part["may_gain"], part["may_lose"]
    type(row).objects.filter(pk=row.pk).update(result=result)
    assert ">60–69<" in judge.get(f"/decisions/office/versions/{version.pk}/").content.decode()
    assert ModelVersion.objects.get(pk=version.pk).assumed == LOST
