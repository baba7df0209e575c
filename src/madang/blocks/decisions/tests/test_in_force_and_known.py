"""The rule as in force on day D, as known on day K; and what the database itself refuses."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from madang.blocks.decisions import actions
from madang.blocks.decisions.demo.load import elders_from_70, source_of
from madang.blocks.decisions.models import (
    DatedParameter,
    DecisionModel,
    InForce,
    ModelVersion,
    ParameterChange,
    ParameterValue,
)
from madang.blocks.decisions.queries import figures, standing
from madang.blocks.identity.models import Account

from .conftest import FEE, Official, enact, end

JULY = date(2027, 7, 1)
CHANGED = ("age-65",)


def number(model: DecisionModel, day: date, known: Any = None) -> int | None:
    found = standing.in_force(model, day, known)
    return found.number if found else None


def test_a_later_version_ends_the_one_before_and_what_was_known_earlier_stays_known(
    fee: DecisionModel, drafter: Account, reviewer: Account
) -> None:
    before = timezone.now()
    enact(fee, drafter, reviewer, elders_from_70(), JULY, changed=CHANGED)
    assert number(fee, date(2025, 12, 31)) is None
    assert number(fee, date(2027, 6, 30)) == 1
    assert number(fee, JULY) == 2
    assert number(fee, JULY, known=before) == 1
    assert number(fee, JULY, known=before - timedelta(days=1)) is None


def test_a_version_for_a_while_gives_the_days_after_it_back(
    fee: DecisionModel, drafter: Account, reviewer: Account
) -> None:
    enact(fee, drafter, reviewer, elders_from_70(), JULY, date(2028, 1, 1), CHANGED)
    days = [date(2027, 6, 30), JULY, date(2027, 12, 31), date(2028, 1, 1)]
    assert [number(fee, day) for day in days] == [1, 2, 2, 1]


def test_a_version_withdrawn_whole_gives_its_days_back_and_one_ended_leaves_none(
    fee: DecisionModel, drafter: Account, reviewer: Account, official: Official
) -> None:
    second = enact(fee, drafter, reviewer, elders_from_70(), JULY, changed=CHANGED)
    between = timezone.now()
    end(second, reviewer, official)
    assert number(fee, JULY) == 1
    assert number(fee, JULY, known=between) == 2
    first = ModelVersion.objects.get(model=fee, number=1)
    end(first, reviewer, official, date(2028, 1, 1))
    assert number(fee, date(2027, 12, 31)) == 1
    assert number(fee, date(2028, 1, 1)) is None


def test_the_database_holds_no_two_versions_in_force_on_one_day(fee: DecisionModel) -> None:
    row = InForce.objects.get(model=fee)
    with pytest.raises(IntegrityError, match="decisions_one_version_a_day"), transaction.atomic():
        InForce.objects.create(version=row.version, model=fee, valid_from=JULY, valid_to=None)


@pytest.mark.parametrize(
    ("other", "constraint"), [("drafted_by", "second_person"), ("proposed_by", "not_its_author")]
)
def test_the_database_holds_no_version_reviewed_by_its_proposer_or_author(
    fee: DecisionModel, drafter: Account, other: str, constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ModelVersion.objects.filter(model=fee).update(**{other: None, "reviewed_by": drafter.pseudonym})


def test_the_database_holds_no_text_beside_its_digest(fee: DecisionModel) -> None:
    with pytest.raises(IntegrityError, match="decisions_version_digest"), transaction.atomic():
        ModelVersion.objects.filter(model=fee).update(xml=b"<other/>")
    assert bytes(ModelVersion.objects.get(model=fee).digest) == sha256(source_of(FEE)).digest()


def test_figures_are_superseded_by_day_and_never_overwritten(
    median: DatedParameter, drafter: Account, reviewer: Account
) -> None:
    before = timezone.now()
    change = actions.propose_parameters(
        drafter,
        median,
        rows=[(["1"], "2600000")],
        valid_from=date(2027, 1, 1),
        article="2027년 고시",
        note_="새 고시",
    )
    actions.approve_parameters(reviewer, change)

    def single(day: date, known: Any = None) -> str:
        return next(each.amount for each in figures.lines(median, day, known) if each.keys == "1")

    assert single(date(2026, 12, 31)) == "2,564,238"
    assert single(date(2027, 1, 1)) == "2,600,000"
    assert single(date(2027, 1, 1), before) == "2,564,238"
    with pytest.raises(IntegrityError, match="decisions_one_value_a_day"), transaction.atomic():
        ParameterValue.objects.create(
            parameter=median,
            change=ParameterChange.objects.get(pk=change.pk),
            keys=["1"],
            place="1",
            value=1,
            valid_from=date(2030, 1, 1),
            article="x",
            mark="lead",
        )
