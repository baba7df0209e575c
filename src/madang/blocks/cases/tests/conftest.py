"""A body with its officials, a citizen, and the sample service."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from madang.blocks.cases import actions
from madang.blocks.cases.models import Case, ServiceProcess
from madang.blocks.cases.parties import By
from madang.blocks.cases.process.parts import Channel
from madang.blocks.cases.tests.sample import ANSWERS, FORM, process
from madang.blocks.identity.actions import create_organisation, register_person
from madang.blocks.identity.actions.members import assign, new_account
from madang.blocks.identity.models import Account, Organisation, Person
from madang.blocks.ledger import SYSTEM

_NUMBERS = itertools.count(1)


@pytest.fixture
def body(db: None) -> Organisation:
    return create_organisation(
        SYSTEM, code="cases-city", name_ko="시청", name_en="City", kind="city", parent=None
    )


@pytest.fixture
def person(db: None) -> Callable[[str], Person]:
    return lambda name: register_person(SYSTEM, full_name=name)


@pytest.fixture
def official(body: Organisation, person: Callable[[str], Person]) -> Callable[..., Account]:
    """Return a function making an official of a role, with a person of their own."""

    def make(role: str, organisation: Organisation | None = None) -> Account:
        account = new_account(f"official-{next(_NUMBERS)}", realm="staff", password=None)
        Account.objects.filter(pk=account.pk).update(person=person("담당 " + role))
        assign(SYSTEM, account, organisation=organisation or body, role=role)
        return Account.objects.get(pk=account.pk)

    return make


@pytest.fixture
def citizen(db: None, person: Callable[[str], Person]) -> Account:
    account = new_account(f"citizen-{next(_NUMBERS)}", realm="citizen", password=None)
    Account.objects.filter(pk=account.pk).update(person=person("김 하늘"))
    return Account.objects.get(pk=account.pk)


@pytest.fixture
def service(body: Organisation) -> ServiceProcess:
    return actions.publish_service(SYSTEM, process=process(), form=FORM, organisation=body).process


@pytest.fixture
def drafted(service: ServiceProcess, citizen: Account) -> tuple[By, Case]:
    """A citizen's draft on the web with all answers."""
    by = actions.begin_contact(Channel.WEB, citizen, level=2)
    case = actions.begin(by, service)
    actions.write_answers(by, case, ANSWERS)
    case.refresh_from_db()
    return by, case


@pytest.fixture
def lodged(drafted: tuple[By, Case]) -> tuple[By, Case]:
    by, case = drafted
    actions.take(by, case, "lodge")
    return by, Case.objects.get(pk=case.pk)
