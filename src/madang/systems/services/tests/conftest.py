"""The city's services, its officials and citizens, and a photo that fits."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from madang.blocks.cases.actions import publish_service
from madang.blocks.decisions import actions as decisions
from madang.blocks.decisions.demo.load import persons_of, source_of
from madang.blocks.identity.actions import create_organisation, register_person
from madang.blocks.identity.actions.members import assign, new_account
from madang.blocks.identity.models import Account, Organisation
from madang.blocks.identity.testing import sign_in
from madang.blocks.ledger import SYSTEM
from madang.systems.services.offered import folders, read

_NUMBERS = itertools.count(1)
NUMBER = "820514-2000017"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any, db: None) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, home=tmp_path)


@pytest.fixture
def body(db: None) -> Organisation:
    """A city whose fee is ruled and whose services can be applied for."""
    city = create_organisation(
        SYSTEM, code="services-city", name_ko="하늘시청", name_en="Haneul", kind="city", parent=None
    )
    model = decisions.found(
        SYSTEM,
        key="id-card-reissue-fee",
        title_ko="수수료",
        title_en="Fee",
        organisation=city,
        source="조례",
        better="less",
    )
    rows = persons_of("id-card-reissue-fee")
    decisions.approve_persons(SYSTEM, decisions.propose_persons(SYSTEM, model, rows=rows, note_="시험"))
    version = decisions.draft(SYSTEM, model, xml=source_of("id-card-reissue-fee"))
    decisions.propose(
        SYSTEM, version, valid_from=date(2026, 1, 1), past_reason="이미 시행하고 있다", note_="싣는다"
    )
    decisions.approve(SYSTEM, version)
    for folder in folders():
        process, form = read(folder)
        publish_service(SYSTEM, process=process, form=form, organisation=city)
    return city


@pytest.fixture
def official(body: Organisation) -> Callable[[str], Client]:
    """Return a function giving the signed-in browser of an official of a role."""

    def make(role: str) -> Client:
        account = new_account(f"services-{next(_NUMBERS)}", realm="staff", password=None)
        Account.objects.filter(pk=account.pk).update(person=register_person(SYSTEM, full_name="담당"))
        place = assign(SYSTEM, account, organisation=body, role=role)
        return sign_in(Client(), Account.objects.get(pk=account.pk), acting=place)

    return make


@pytest.fixture
def citizen(db: None) -> Client:
    account = new_account(f"citizen-{next(_NUMBERS)}", realm="citizen", password=None)
    person = register_person(SYSTEM, full_name="김 하늘", birth_date=date(1982, 5, 14))
    Account.objects.filter(pk=account.pk).update(person=person)
    client = sign_in(Client(), Account.objects.get(pk=account.pk))
    client.account = Account.objects.get(pk=account.pk)  # type: ignore[attr-defined]
    return client


def photo(width: int = 700, height: int = 900) -> io.BytesIO:
    """A picture of these pixels."""
    found = io.BytesIO()
    Image.new("RGB", (width, height), "#8899aa").save(found, "JPEG")
    found.seek(0)
    found.name = "photo.jpg"
    return found
