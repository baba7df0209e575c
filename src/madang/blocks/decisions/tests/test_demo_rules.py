"""The demo city's rules load once, through their own actions, and stand the checks of the house."""

from __future__ import annotations

import pytest
from django.utils import timezone

from madang.blocks.decisions.demo import load as demo
from madang.blocks.decisions.models import DecisionModel, ModelVersion, State
from madang.blocks.decisions.queries import standing
from madang.blocks.decisions.queries.answers import trial
from madang.blocks.identity.actions.organisations import create_organisation
from madang.blocks.identity.demo import TOP
from madang.blocks.ledger import SYSTEM


@pytest.fixture
def loaded(db: None) -> None:
    create_organisation(SYSTEM, code=TOP, name_ko="하늘시청", name_en="City hall", kind="city", parent=None)
    assert demo.load() == "rules: 2"


def test_it_loads_once_and_leaves_one_change_waiting(loaded: None) -> None:
    assert demo.load() == "already there"
    waiting = ModelVersion.objects.get(state=State.PROPOSED)
    assert (waiting.model.key, waiting.number) == ("id-card-reissue-fee", 2)


@pytest.mark.parametrize("key", [each["key"] for each in demo.MODELS])
def test_every_row_is_reached_and_every_person_gets_what_is_expected(loaded: None, key: str) -> None:
    version = standing.in_force(DecisionModel.objects.get(key=key), timezone.localdate())
    assert version is not None
    found = trial(version, timezone.localdate())
    tried = found.tried
    assert {each.person.kind for each in tried} == {"accepted", "refused", "unknown", "edge"}
    assert [each.person.key for each in tried if not each.well] == []
    assert found.reached == found.rows
