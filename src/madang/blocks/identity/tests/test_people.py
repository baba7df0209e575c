"""People: namesakes, foreigners' names, shared contacts, sealed numbers; every look at them is on record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from madang.blocks.identity import actions, queries, resident_number
from madang.blocks.identity.errors import NotPossible
from madang.blocks.identity.models import Account, Organisation, Person
from madang.blocks.ledger import SYSTEM
from madang.blocks.ledger.errors import KeyMissing, UnfitReason
from madang.blocks.ledger.keys import FileKeyStore
from madang.blocks.ledger.models import Outbox

NUMBER = "905101-1234567"
WHY: dict[str, str] = {"purpose": "handle-case", "basis": "민원 처리에 관한 법률 제10조"}


@pytest.fixture
def clerk(welfare: Organisation, official: Callable[..., Account]) -> Account:
    return official("kim", welfare, "clerk")


@pytest.fixture
def officer(welfare: Organisation, official: Callable[..., Account]) -> Account:
    return official("lee", welfare, "case_officer")


def test_a_foreigners_name_is_kept_whole(clerk: Account) -> None:
    person = actions.register_person(
        clerk,
        full_name="  María  José Ñáñez y Ortega ",
        latin_name="MARIA JOSE NANEZ Y ORTEGA",
        kind="foreigner",
    )
    person.refresh_from_db()
    assert person.full_name == "María José Ñáñez y Ortega"
    assert person.latin_name == "MARIA JOSE NANEZ Y ORTEGA"


def test_namesakes_are_two_people(clerk: Account) -> None:
    twins = [
        actions.register_person(clerk, full_name="김하늘", birth_date=date(1990, 11, 1)) for _twin in range(2)
    ]
    assert twins[0].pk != twins[1].pk
    assert Person.objects.filter(full_name="김하늘", birth_date=date(1990, 11, 1)).count() == 2


def test_one_person_stands_behind_many_contacts_and_one_contact_before_many(clerk: Account) -> None:
    mother, child = (actions.register_person(clerk, full_name=name) for name in ("이바다", "김하늘"))
    for kind, value in (
        ("phone", "000-1234-5678"),
        ("phone", "+82 10 000 0000"),
        ("email", "Sea@Example.KR"),
    ):
        actions.add_contact(clerk, mother, kind=kind, value=value)
    actions.add_contact(clerk, child, kind="phone", value="00012345678")
    assert sorted(mother.contacts.values_list("value", flat=True)) == [
        "+82100000000",
        "00012345678",
        "sea@example.kr",
    ]
    found = queries.find_by_contact(clerk, kind="phone", value="000 1234 5678", **WHY)
    assert set(found) == {mother, child}


def test_the_same_contact_twice_is_one(clerk: Account) -> None:
    person = actions.register_person(clerk, full_name="김하늘")
    Outbox.objects.all().delete()
    first = actions.add_contact(clerk, person, kind="phone", value="000-1234-5678")
    assert actions.add_contact(clerk, person, kind="phone", value="000.1234.5678") == first
    actions.verify_contact(clerk, first)
    first.refresh_from_db()
    assert first.verified_at is not None
    assert list(Outbox.objects.order_by("position").values_list("type", flat=True)) == [
        "identity.contact.added",
        "identity.contact.verified",
    ]


@pytest.mark.parametrize(
    ("kind", "value"),
    [("phone", "call me"), ("phone", ""), ("email", "home"), ("address", "  "), ("fax", "1234")],
)
def test_a_contact_that_cannot_be_one_is_refused(clerk: Account, kind: str, value: str) -> None:
    person = actions.register_person(clerk, full_name="김하늘")
    with pytest.raises(NotPossible):
        actions.add_contact(clerk, person, kind=kind, value=value)
    assert not person.contacts.exists()


def test_a_number_is_found_and_opened_but_not_readable_in_the_table(clerk: Account, officer: Account) -> None:
    person = actions.register_person(clerk, full_name="김하늘", number=NUMBER)
    assert queries.find_by_number(clerk, "9051011234567", **WHY) == person
    assert queries.find_by_number(clerk, "905101-7654321", **WHY) is None
    assert queries.open_number(officer, person.pk, **WHY) == "9051011234567"
    with connection.cursor() as cursor:
        cursor.execute("SELECT p::text, resident_number_sealed, resident_number_mac FROM identity_person p")
        row, sealed, mac = cursor.fetchone()
    assert "9051011234567" not in row
    assert b"9051011234567" not in bytes(sealed)
    assert len(bytes(mac)) == 32


def test_one_number_is_one_person(clerk: Account) -> None:
    actions.register_person(clerk, full_name="김하늘", number=NUMBER)
    with pytest.raises(NotPossible) as refusal:
        actions.register_person(clerk, full_name="이바다", number=NUMBER.replace("-", ""))
    assert refusal.value.field == "resident_number"
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    "number", ["", "123", "905101-123456a", "9051011234567890", "９０５１０１-１２３４５６７x"]
)
def test_a_malformed_number_is_refused(clerk: Account, number: str) -> None:
    with pytest.raises(NotPossible):
        resident_number.normalise(number)


def test_a_sealed_number_moved_to_another_person_does_not_open(clerk: Account, officer: Account) -> None:
    one, other = (
        actions.register_person(clerk, full_name="김하늘", number=number)
        for number in (NUMBER, "905101-7654321")
    )
    Person.objects.filter(pk=other.pk).update(resident_number_sealed=one.resident_number_sealed)
    with pytest.raises(KeyMissing):
        queries.open_number(officer, other.pk, **WHY)


def test_after_a_rotation_old_numbers_are_still_found_and_still_taken(
    clerk: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = FileKeyStore(tmp_path, create_missing=True)
    monkeypatch.setattr(resident_number, "key_store", lambda: keys)
    person = actions.register_person(clerk, full_name="김하늘", number=NUMBER)
    keys.rotate(resident_number.FIND_PURPOSE)
    keys.rotate(resident_number.SEAL_PURPOSE)
    assert queries.find_by_number(clerk, NUMBER, **WHY) == person
    with pytest.raises(NotPossible):
        actions.register_person(clerk, full_name="이바다", number=NUMBER)


def test_a_look_at_personal_data_needs_purpose_and_basis_and_is_on_record(
    clerk: Account, officer: Account
) -> None:
    person = actions.register_person(clerk, full_name="김하늘", number=NUMBER)
    actions.add_contact(clerk, person, kind="phone", value="00012345678")
    for query in (
        lambda **why: queries.find_by_number(clerk, NUMBER, **why),
        lambda **why: queries.find_by_contact(clerk, kind="phone", value="00012345678", **why),
        lambda **why: queries.open_number(officer, person.pk, **why),
    ):
        with pytest.raises(TypeError):
            query()
        for purpose, basis in (
            ("", WHY["basis"]),
            ("because", WHY["basis"]),
            (WHY["purpose"], ""),
            (WHY["purpose"], "김하늘 905101-1234567"),
            (WHY["purpose"], "010 1234 5678"),
            (WHY["purpose"], "sky@example.kr"),
            (WHY["purpose"], "x" * 201),
            (WHY["purpose"], "두\n줄"),
        ):
            with pytest.raises(UnfitReason):
                query(purpose=purpose, basis=basis)
        Outbox.objects.all().delete()
        query(**WHY)
        entry = Outbox.objects.get()
        assert WHY["basis"].encode() in bytes(entry.payload)
        assert str(person.pk).encode() not in bytes(entry.payload)
        assert entry.subject is not None


def test_nobody_else_registers_finds_or_opens(
    clerk: Account,
    citizen: Account,
    administrator: Account,
    official: Callable[..., Account],
    welfare: Organisation,
) -> None:
    person = actions.register_person(clerk, full_name="김하늘", number=NUMBER)
    auditor = official("auditor", welfare, "auditor")
    for by in (citizen, administrator, auditor):
        for attempt in (
            lambda by: actions.register_person(by, full_name="x"),
            lambda by: actions.add_contact(by, person, kind="phone", value="00012345678"),
            lambda by: queries.find_by_number(by, NUMBER, **WHY),
            lambda by: queries.find_by_contact(by, kind="phone", value="00012345678", **WHY),
            lambda by: queries.open_number(by, person.pk, **WHY),
        ):
            with pytest.raises(PermissionDenied):
                attempt(by)
    with pytest.raises(PermissionDenied):
        queries.open_number(clerk, person.pk, **WHY)


@pytest.mark.parametrize(
    "wrong",
    [
        {"full_name": "  "},
        {"kind": "martian"},
        {"sex": "x"},
        {"birth_date": timezone.localdate() + timedelta(days=1)},
    ],
)
def test_wrong_particulars_are_refused(db: None, wrong: dict[str, Any]) -> None:
    with pytest.raises(NotPossible):
        actions.register_person(SYSTEM, **{"full_name": "김하늘", **wrong})
    assert not Person.objects.exists()
