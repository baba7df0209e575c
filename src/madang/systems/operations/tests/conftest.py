"""Officials of an invented city, signed in, made through the same actions that the pages use."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from madang.blocks.identity import actions
from madang.blocks.identity.models import Account, Organisation
from madang.blocks.identity.testing import sign_in
from madang.blocks.ledger import SYSTEM


@pytest.fixture
def city(db: None) -> Organisation:
    return actions.create_organisation(
        SYSTEM, code="haneul", name_ko="하늘시", name_en="Haneul-si", kind="city", parent=None
    )


@pytest.fixture
def official(city: Organisation) -> Callable[[str], Account]:
    """Return a function making an official who holds one role."""

    def make(role: str) -> Account:
        account = actions.join(
            SYSTEM, username=f"some.{role}".replace("_", "."), organisation=city, role=role
        ).account
        account.password_temporary = False
        account.save()
        return account

    return make


@pytest.fixture
def client_of(official: Callable[[str], Account]) -> Callable[[str], Client]:
    """Return a function making a browser in which an official of a role has signed in."""
    return lambda role: sign_in(Client(), official(role))


@pytest.fixture
def operator(official: Callable[[str], Account]) -> Account:
    return official("operator")


@pytest.fixture
def desk(operator: Account, client: Client) -> Client:
    """The operator's browser."""
    return sign_in(client, operator)
