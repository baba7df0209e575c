"""The demo city's people can be loaded once, and its officials can sign in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from madang.blocks.identity import demo
from madang.blocks.identity.models import Account, Contact, Membership, Person
from madang.blocks.identity.resident_number import digests


@pytest.fixture
def city(tmp_path: Path, settings: Any, db: None) -> str:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, home=tmp_path)
    return demo.load(300)


def test_everybody_is_there_once_with_contacts_and_a_findable_number(city: str) -> None:
    assert Person.objects.count() == 300
    assert Contact.objects.filter(kind="address").count() == 300
    person = Person.objects.get(id=demo.person_uuid(1))
    assert person.full_name == "김하늘"
    assert Person.objects.filter(resident_number_mac__in=digests("825514-2100001")).get() == person
    assert b"825514" not in bytes(person.resident_number_sealed or b"")


def test_a_second_load_changes_nothing(city: str) -> None:
    before = Account.objects.count(), Membership.objects.count()
    assert demo.load(300) == "already there"
    assert (Account.objects.count(), Membership.objects.count()) == before


def test_characters_have_passwords_and_officials_a_second_factor(city: str) -> None:
    rows = {name: role for role, name, _password in demo.sign_ins()}
    assert rows["citizen"] == "citizen"
    assert rows["editor"] == "editor"
    assert {"operator", "administrator", "quarantine_reader"} <= set(rows["operator"].split(", "))
    assert Account.objects.get(username="clerk").check_password(demo.PASSWORD)
    code = demo.code("clerk")
    assert len(code) == 6
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP

    assert TOTP(Authenticator.objects.get(user__username="clerk", type="totp")).validate_code(code)


def test_production_refuses_the_demo_city(tmp_path: Path, settings: Any, db: None) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, home=tmp_path, mode="production")
    with pytest.raises(RuntimeError, match="production"):
        demo.load(300)
    with pytest.raises(LookupError):
        demo.code("clerk")
