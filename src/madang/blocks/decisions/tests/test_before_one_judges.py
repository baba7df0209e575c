"""Who judges is told that the city is still being counted; who proposed finds no form to judge by."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from madang.blocks.decisions import actions, populations
from madang.blocks.decisions.demo.load import MEDIAN_INCOME, elders_from_70
from madang.blocks.decisions.jobs import count_city
from madang.blocks.decisions.models import DatedParameter, DecisionModel
from madang.blocks.decisions.queries import standing
from madang.blocks.identity.models import Account

from .conftest import proposed

JULY = date(2027, 7, 1)
COUNTING, NOT_YOU, FORM = "아직 세는 중입니다", "낸 사람은 검토할 수 없습니다", 'name="judgement"'


@pytest.fixture(autouse=True)
def small_city(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(populations, "WHOLE", 500)


def test_a_version_is_judged_knowing_that_the_city_is_still_counted(
    fee: DecisionModel, drafter: Account, judge: Client
) -> None:
    version = proposed(fee, drafter, elders_from_70(), JULY)
    paths = [f"/decisions/office/versions/{version.pk}/{each}" for each in ("", "review/")]
    assert all(COUNTING in judge.get(path).content.decode() for path in paths)
    count_city(counting=version.countings.get().pk)
    assert not any(COUNTING in judge.get(path).content.decode() for path in paths)


def test_figures_too_and_their_proposer_has_no_form(
    rent: DecisionModel, median: DatedParameter, drafter: Account, desk: Client, judge: Client
) -> None:
    change = actions.propose_parameters(
        drafter,
        median,
        rows=[([size], value) for size, value in MEDIAN_INCOME],
        valid_from=JULY,
        article="고시",
        note_="개정",
    )
    path = f"/decisions/office/parameter-changes/{change.pk}/"
    page = judge.get(path).content.decode()
    assert COUNTING in page and FORM in page and NOT_YOU not in page
    own = desk.get(path).content.decode()
    assert FORM not in own and NOT_YOU in own
    for each in change.countings.all():
        count_city(counting=each.pk)
    assert COUNTING not in judge.get(path).content.decode()


def test_who_proposes_an_ending_has_no_form_to_judge_it(
    fee: DecisionModel, drafter: Account, desk: Client, judge: Client
) -> None:
    version = standing.in_force(fee, JULY)
    assert version is not None
    ending = actions.propose_ending(drafter, version, from_day=JULY, note_="의회가 부결했다")
    path = f"/decisions/office/endings/{ending.pk}/"
    own, other = (each.get(path).content.decode() for each in (desk, judge))
    assert FORM not in own and NOT_YOU in own
    assert FORM in other and NOT_YOU not in other
