"""A small city with its officials, made through the same actions that the pages use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache

from madang.blocks.identity import actions
from madang.blocks.identity.models import Account, Organisation
from madang.blocks.ledger import SYSTEM

PASSWORD = "correct horse battery staple"


@pytest.fixture
def password() -> str:
    """The password of everybody whom these fixtures make."""
    return PASSWORD


@pytest.fixture(autouse=True)
def quick_hashing(settings: Any) -> None:
    """Scrypt is slow on purpose; only one test needs it (``test_signing_in``)."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def empty_cache(db: None) -> Iterator[None]:
    """No attempt of one test counts against the next; the table is no model's, so no flush empties it."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def city(db: None) -> Organisation:
    return actions.create_organisation(
        SYSTEM, code="haneul", name_ko="하늘시", name_en="Haneul-si", kind="city", parent=None
    )


@pytest.fixture
def welfare(city: Organisation) -> Organisation:
    return actions.create_organisation(
        SYSTEM, code="haneul.welfare", name_ko="복지과", name_en="Welfare", kind="department", parent=city
    )


@pytest.fixture
def roads(city: Organisation) -> Organisation:
    return actions.create_organisation(
        SYSTEM, code="haneul.roads", name_ko="도로과", name_en="Roads", kind="department", parent=city
    )


@pytest.fixture
def official() -> Callable[..., Account]:
    """Return a function making an official with one role and the tests' password."""

    def make(username: str, organisation: Organisation, role: str) -> Account:
        account = actions.join(SYSTEM, username=username, organisation=organisation, role=role).account
        account.set_password(PASSWORD)
        account.password_temporary = False
        account.save()
        return account

    return make


@pytest.fixture
def administrator(city: Organisation, official: Callable[..., Account]) -> Account:
    return official("admin", city, "administrator")


@pytest.fixture
def citizen(db: None) -> Account:
    return actions.open_citizen_account("minsu", PASSWORD)
