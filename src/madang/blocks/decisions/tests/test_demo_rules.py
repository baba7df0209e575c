"""The demo city's rules load once, through their own actions, and stand the checks of the house."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from madang.blocks.decisions.demo import load as demo
from madang.blocks.decisions.models import DatedParameter, DecisionModel, ModelVersion, State
from madang.blocks.decisions.queries import figures, standing
from madang.blocks.decisions.queries.answers import trial
from madang.blocks.decisions.queries.touching import Touched
from madang.blocks.identity.actions.organisations import create_organisation
from madang.blocks.identity.demo import TOP
from madang.blocks.ledger import SYSTEM


@pytest.fixture
def loaded(db: None) -> None:
    create_organisation(SYSTEM, code=TOP, name_ko="하늘시청", name_en="City hall", kind="city", parent=None)
    assert demo.load() == "rules: 2"


def test_it_loads_once_and_leaves_changes_waiting_of_which_the_whole_city_is_asked(loaded: None) -> None:
    assert demo.load() == "already there"
    waiting = ModelVersion.objects.filter(state=State.PROPOSED).order_by("model__key")
    assert [(each.model.key, each.number) for each in waiting] == [(each["key"], 2) for each in demo.MODELS]
    assert [each.countings.get().people for each in waiting] == [100_000, 100_000]
    # The fee's is counted before any worker runs, and tells: nobody is "not yet known".
    counted = Touched.of_data(waiting[0].countings.get().result)
    assert counted.assumed == waiting[0].assumed and counted.assumed["재발급 사유"] == "분실"
    assert counted.all.unknown == 0 and counted.all.lose == counted.by_age["60–69"].lose > 1_000


def test_the_median_income_is_dated(loaded: None) -> None:
    parameter = DatedParameter.objects.get(key="median-income")
    for year, amount in ((2025, "2,392,013"), (2026, "2,564,238")):
        (line,) = (each for each in figures.lines(parameter, date(year, 6, 1)) if each.keys == "1")
        assert (line.amount, line.mark) == (amount, "확인 전")
    assert figures.gaps(parameter) == []


@pytest.mark.parametrize("key", [each["key"] for each in demo.MODELS])
def test_every_row_is_reached_and_every_person_gets_what_is_expected(loaded: None, key: str) -> None:
    version = standing.in_force(DecisionModel.objects.get(key=key), timezone.localdate())
    assert version is not None
    found = trial(version, timezone.localdate())
    tried = found.tried
    assert {each.person.kind for each in tried} == {"accepted", "refused", "unknown", "edge"}
    assert [each.person.key for each in tried if not each.well] == []
    assert found.reached == found.rows
