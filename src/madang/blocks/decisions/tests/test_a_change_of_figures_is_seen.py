"""A change of figures is seen before it holds: figures of before, rules that read them, test persons whom it changes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from madang.blocks.decisions import actions, populations
from madang.blocks.decisions.errors import NotNow, PersonsFail, Unfit
from madang.blocks.decisions.jobs import count_city
from madang.blocks.decisions.models import ChangeKind, DatedParameter, DecisionModel, ParameterChange, State
from madang.blocks.decisions.queries import counted, effects, figures, standing
from madang.blocks.identity.models import Account
from madang.blocks.ledger.recording import open_detail

from .conftest import RENT

DAY = date(2027, 1, 1)
LOW = [([str(size)], str(1_000_000 * size)) for size in range(1, 7)]


def change(
    drafter: Account, parameter: DatedParameter, rows: Any = LOW, day: date = DAY, **more: Any
) -> ParameterChange:
    said = {"article": "2027년 고시", "past_reason": "정정", "note_": "개정"}
    return actions.propose_parameters(drafter, parameter, rows=rows, valid_from=day, **said, **more)


def names(wanted: ParameterChange) -> list[str]:
    return list(effects.failing(effects.of_figures(wanted)))


def amount(parameter: DatedParameter, day: date, keys: str = "1") -> str | None:
    return next((each.amount for each in figures.lines(parameter, day) if each.keys == keys), None)


def test_figures_that_change_results_are_approved_only_when_each_test_person_is_named(
    rent: DecisionModel, median: DatedParameter, drafter: Account, reviewer: Account
) -> None:
    wanted = change(drafter, median)
    expected = {each.key: each.expected for each in standing.persons(rent)}
    with pytest.raises(PersonsFail) as refused:
        actions.approve_parameters(reviewer, wanted)
    keys = refused.value.keys
    assert keys and all(key.startswith(f"{RENT}/") for key in keys)
    assert amount(median, DAY) == "2,564,238"
    with pytest.raises(PersonsFail, match="달라지지 않은"):
        actions.approve_parameters(reviewer, wanted, changed=[*keys, f"{RENT}/nobody"])
    act = actions.approve_parameters(reviewer, wanted, changed=keys)
    assert amount(median, DAY) == "1,000,000"
    detail = open_detail(act)
    assert detail is not None and detail["changed_expectations"] == sorted(keys)
    for person in standing.persons(rent):
        changed = f"{RENT}/{person.key}" in keys
        assert (person.figures_id == wanted.pk) is changed
        assert (person.expected != expected[person.key]) is changed


def test_figures_that_change_nobody_are_approved_without_a_word(
    rent: DecisionModel, median: DatedParameter, drafter: Account, reviewer: Account
) -> None:
    actions.approve_parameters(reviewer, change(drafter, median, [(["6"], "8555953")]))
    assert amount(median, DAY, "6") == "8,555,953"


def test_a_rule_in_force_only_later_is_tried_too(
    rent: DecisionModel, median: DatedParameter, drafter: Account, reviewer: Account
) -> None:
    """The figures begin before the rule does: it is asked on its own first day."""
    before = change(drafter, median, day=date(2025, 1, 1), valid_to=date(2025, 7, 1))
    assert effects.of_figures(before) == []
    (found,) = effects.of_figures(change(drafter, median, day=date(2025, 1, 1)))
    assert (found.version.model.key, found.day) == (RENT, date(2026, 1, 1))
    assert found.failing


def test_later_figures_that_a_table_leaves_alone_are_tried_with_it(
    rent: DecisionModel, median: DatedParameter, drafter: Account, reviewer: Account
) -> None:
    actions.approve_parameters(reviewer, change(drafter, median, [(["6"], "8555953")], date(2028, 1, 1)))
    found = effects.of_figures(change(drafter, median, LOW[:1], DAY, valid_to=date(2028, 1, 1)))
    assert [each.day for each in found] == [DAY]
    found = effects.of_figures(change(drafter, median, LOW[:1], DAY))
    assert [each.day for each in found] == [DAY, date(2028, 1, 1)]


def test_the_desk_shows_figures_before_and_after_rules_and_whom_it_changes(
    rent: DecisionModel, median: DatedParameter, drafter: Account, judge: Client
) -> None:
    wanted = change(drafter, median)
    page = judge.get(f"/decisions/office/parameter-changes/{wanted.pk}/").content.decode()
    assert "2,564,238" in page and "1,000,000" in page
    assert "이 값을 읽는 규칙" in page and "청년 월세 지원" in page
    (first, *_more) = names(wanted)
    at = f"/decisions/office/parameter-changes/{wanted.pk}/"
    assert first in page
    assert judge.post(at, {"judgement": "approve"}).status_code == 422
    assert judge.post(at, {"judgement": "approve", "changed": names(wanted)}).status_code == 302
    page = judge.get(at).content.decode()
    assert "지금의 값과 이 안의 값" not in page and "1,000,000" in page


def test_the_city_is_asked_about_proposed_figures_in_a_job(
    rent: DecisionModel,
    median: DatedParameter,
    drafter: Account,
    judge: Client,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(populations, "WHOLE", 2_000)
    wanted = change(drafter, median)
    at = f"/decisions/office/parameter-changes/{wanted.pk}/"
    assert "하늘시의 2,000명에게 묻고 있습니다" in judge.get(at).content.decode()
    (counting,) = counted.of_figures(wanted)
    assert (counting.day, counting.assumed.get("무주택")) == (DAY, True)
    count_city(counting=counting.pk)
    counting.refresh_from_db()
    assert counting.result["people"] == 2_000
    assert counting.result["all"]["lose"] > 0 == counting.result["all"]["gain"]
    page = judge.get(at).content.decode()
    assert "누가 이롭고 불리한가: 청년 월세 지원" in page and "불리함" in page
    # It is no count of a version: the version's own desk and comparison do not show it.
    assert counted.of_proposal(counting.after) == (None, False)


def test_figures_are_ended_by_two_people(
    rent: DecisionModel, median: DatedParameter, drafter: Account, reviewer: Account, desk: Client
) -> None:
    form = f"/decisions/office/parameters/{median.key}/"
    sent = {
        "kind": "end", "rows": "", "valid_from": "2027-01-01", "article": "고시 폐지", "mark": "lead", "note": "끝낸다",
    }  # fmt: skip
    assert desk.post(form, {**sent, "kind": "rows"}).status_code == 422
    assert desk.post(form, {**sent, "rows": "1,5"}).status_code == 422
    assert desk.post(form, sent).status_code == 302
    wanted = median.changes.get(state=State.PROPOSED)
    assert {each.after for each in figures.changes(wanted)} == {None}
    assert amount(median, DAY) == "2,564,238"
    actions.approve_parameters(reviewer, wanted, changed=names(wanted))
    assert figures.lines(median, DAY) == []
    assert amount(median, date(2026, 12, 31)) == "2,564,238"
    assert any(each.expected == {"unknown": ["기준 중위소득"]} for each in standing.persons(rent))


def test_a_table_is_replaced_whole(median: DatedParameter, drafter: Account, reviewer: Account) -> None:
    wanted = change(drafter, median, LOW[:2], kind=ChangeKind.WHOLE)
    assert [(each.keys, each.before, each.after) for each in figures.changes(wanted)][1:3] == [
        ("2", "4,199,292", "2,000,000"),
        ("3", "5,359,036", None),
    ]
    actions.approve_parameters(reviewer, wanted)
    assert [each.keys for each in figures.lines(median, DAY)] == ["1", "2"]
    assert len(figures.lines(median, date(2026, 12, 31))) == 6


def test_of_two_tables_for_one_day_the_second_is_not_approved_unseen(
    median: DatedParameter, drafter: Account, reviewer: Account
) -> None:
    one, other, beside, next_year = (
        change(drafter, median, [(["1"], "1")]),
        change(drafter, median, [(["1"], "2")]),
        change(drafter, median, [(["2"], "3")]),
        change(drafter, median, [(["1"], "4")], date(2028, 1, 1)),
    )
    ending = change(drafter, median, [], kind=ChangeKind.END)
    actions.approve_parameters(reviewer, one)
    for unseen in (other, ending):
        with pytest.raises(NotNow, match="다른 표"):
            actions.approve_parameters(reviewer, unseen)
    actions.approve_parameters(reviewer, beside)
    actions.approve_parameters(reviewer, next_year)
    assert [amount(median, day) for day in (DAY, date(2028, 1, 1))] == ["1", "4"]
    actions.approve_parameters(reviewer, change(drafter, median, [(["1"], "2")]))
    assert amount(median, DAY) == amount(median, date(2028, 1, 1)) == "2"


def test_a_table_that_meets_another_row_is_refused_when_it_is_proposed(
    median: DatedParameter, drafter: Account
) -> None:
    with pytest.raises(Unfit, match="같은 날을 위한 값이 둘"):
        change(drafter, median, [(["> 5"], "1")])
    assert median.changes.count() == 1
