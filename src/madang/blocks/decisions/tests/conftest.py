"""Haneul-si's fee of reissuing an ID card: a drafter, a reviewer, a rule in force, one with its test persons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from madang.blocks.decisions import actions
from madang.blocks.decisions.demo.load import FIRST, MEDIAN_INCOME, MODELS, NOTE, persons_of, source_of
from madang.blocks.decisions.models import DatedParameter, DecisionModel, ModelVersion
from madang.blocks.identity import actions as identity
from madang.blocks.identity import testing
from madang.blocks.identity.models import Account, Organisation
from madang.blocks.identity.testing import sign_in
from madang.blocks.ledger import SYSTEM

FEE, RENT = (each["key"] for each in MODELS)
Official = Callable[..., Account]


@pytest.fixture(autouse=True)
def quick_hashing(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def body(db: None) -> Organisation:
    return identity.create_organisation(
        SYSTEM, code="haneul", name_ko="하늘시", name_en="Haneul-si", kind="city", parent=None
    )


@pytest.fixture
def official(body: Organisation) -> Official:
    """Return a function making an official of the city (or another body) in a role."""

    def made(username: str, role: str, at: Organisation | None = None) -> Account:
        return testing.official(username, at or body, role)

    return made


@pytest.fixture
def drafter(official: Official) -> Account:
    return official("drafter", "rule_editor")


@pytest.fixture
def reviewer(official: Official) -> Account:
    return official("reviewer", "rule_reviewer")


def found(key: str, body: Organisation) -> DecisionModel:
    content = next(each for each in MODELS if each["key"] == key)
    return actions.found(SYSTEM, organisation=body, **content)


@pytest.fixture
def empty(body: Organisation) -> DecisionModel:
    """The fee, founded, without any text."""
    return found(FEE, body)


@pytest.fixture
def fee(empty: DecisionModel, drafter: Account, reviewer: Account) -> DecisionModel:
    """The fee in force since the first of January, with its test persons."""
    persons = actions.propose_persons(drafter, empty, rows=persons_of(FEE), note_=NOTE)
    actions.approve_persons(reviewer, persons)
    enact(empty, drafter, reviewer, source_of(FEE), FIRST)
    return empty


@pytest.fixture
def median(body: Organisation, drafter: Account, reviewer: Account) -> DatedParameter:
    """The median income of 2026."""
    parameter = actions.found_parameter(
        SYSTEM,
        key="median-income",
        name="기준 중위소득",
        title_ko="기준 중위소득",
        title_en="Median income",
        organisation=body,
        unit="원/월",
        source="고시",
        dimensions=["인원"],
    )
    change = actions.propose_parameters(
        drafter,
        parameter,
        rows=[([size], value) for size, value in MEDIAN_INCOME],
        valid_from=FIRST,
        article="2026년 고시",
        past_reason=NOTE,
        note_=NOTE,
    )
    actions.approve_parameters(reviewer, change)
    return parameter


@pytest.fixture
def rent(body: Organisation, median: DatedParameter, drafter: Account, reviewer: Account) -> DecisionModel:
    """The rent support in force, with its test persons."""
    model = found(RENT, body)
    actions.approve_persons(
        reviewer, actions.propose_persons(drafter, model, rows=persons_of(RENT), note_=NOTE)
    )
    enact(model, drafter, reviewer, source_of(RENT), FIRST)
    return model


def proposed(
    model: DecisionModel, drafter: Account, xml: bytes, day: date, last: date | None = None
) -> ModelVersion:
    """Draft and propose a text; returns its version."""
    version = actions.draft(drafter, model, xml=xml, note_="개정")
    actions.propose(drafter, version, valid_from=day, valid_to=last, past_reason="이미 시행하고 있다")
    version.refresh_from_db()
    return version


def enact(
    model: DecisionModel,
    drafter: Account,
    reviewer: Account,
    xml: bytes,
    day: date,
    last: date | None = None,
    changed: tuple[str, ...] = (),
) -> Any:
    """Draft, propose and approve a text; returns its version."""
    version = proposed(model, drafter, xml, day, last)
    actions.approve(reviewer, version, changed=changed)
    version.refresh_from_db()
    return version


@pytest.fixture
def desk(drafter: Account) -> Client:
    """The drafter's browser."""
    return sign_in(Client(), drafter)


@pytest.fixture
def judge(reviewer: Account) -> Client:
    """The reviewer's browser."""
    return sign_in(Client(), reviewer)


def end(version: ModelVersion, reviewer: Account, official: Official, day: date | None = None) -> None:
    """Propose that a version ends, and approve it."""
    by = Account.objects.filter(username="ender").first() or official("ender", "rule_editor")
    reason = "의회가 부결했다"
    actions.approve_ending(
        reviewer, actions.propose_ending(by, version, from_day=day, past_reason=reason, note_=reason)
    )
