"""Identity's part of Haneul-si: people, contacts, bodies, officials; and how the demo's characters sign in.

People are loaded in bulk (COPY), with one ledger entry a batch. Ids follow from the city's own numbers, so
two loads of one city give the same people. Nothing here runs in production.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from time import time as now_in_seconds

import madang_city
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils import timezone
from madang_city.records import REFERENCE_DATE, Body, Character, Official, Person

from madang.blocks.identity.actions.members import join
from madang.blocks.identity.actions.people import normalise_contact
from madang.blocks.identity.humans import normal_number
from madang.blocks.identity.models import Account, Membership, Organisation, Realm
from madang.blocks.identity.models import Person as PersonRow
from madang.blocks.identity.resident_number import seal
from madang.blocks.ledger import SYSTEM, record
from madang.blocks.ledger.keys import key_store

PASSWORD = "haneul-madang-2026"  # noqa: S105 - the demo's, printed at every start
BATCH = 10_000
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "haneul.example")
_KINDS = {
    "province": "province",
    "city": "city",
    "community_center": "town",
    "bureau": "department",
    "division": "department",
    "district_office": "city",
}
TOP = "HN00001"
"""The body above all others of the city."""

_EXTRA_ROLES = {"operator": ((TOP, "administrator"), ("HN00220", "quarantine_reader"))}
"""Roles of the platform that no body of the city knows (body, role), given to a character of a like role."""


def load(size: int | str = "small", seed: int = 2026) -> str:
    """Load people, bodies and officials of the city; returns what was done. A second call does nothing."""
    if settings.ENVIRONMENT.production:
        raise RuntimeError("the demo city cannot be loaded in production")
    if PersonRow.objects.exists():
        return "already there"
    with transaction.atomic():
        return _load_city(madang_city.generate(size, seed))


def _load_city(city: madang_city.City) -> str:
    addresses = {address.address_id: address.road_address for address in city.addresses()}
    homes = {
        home.household_id: f"{addresses[home.address_id]} {home.unit}".strip() for home in city.households()
    }
    people = 0
    for batch in _batches(city.persons(), BATCH):
        _load_people(batch, homes)
        people += len(batch)
    bodies = _load_bodies(list(city.bodies()))
    officials = _load_accounts(list(city.officials()), list(city.characters()), bodies)
    return f"people {people:,}, bodies {len(bodies)}, officials {officials}"


def sign_ins() -> list[tuple[str, str, str]]:
    """Return (role, user name, password) of each character; officials also need ``madang demo code NAME``."""
    staff = Account.objects.filter(realm=Realm.STAFF, invented=True, authenticator__isnull=False).distinct()
    rows = [
        (", ".join(each.memberships.values_list("role", flat=True)), each.username, PASSWORD)
        for each in staff.order_by("username")
    ]
    citizens = Account.objects.filter(realm=Realm.CITIZEN, invented=True).order_by("username")
    return [("citizen", each.username, PASSWORD) for each in citizens if each.has_usable_password()] + rows


def code(username: str, at: float | None = None) -> str:
    """Return the six digits that the demo's official needs now; raises LookupError for anybody else."""
    if settings.ENVIRONMENT.production:
        raise LookupError("there are no demo sign-ins in production")
    if not Authenticator.objects.filter(user__username=username, type=Authenticator.Type.TOTP).exists():
        raise LookupError(f"{username}: the demo has no official of this name")
    counter = int((now_in_seconds() if at is None else at) // 30)
    return str(format_hotp_value(hotp_value(_secret(username), counter)))


def person_uuid(person_id: int) -> uuid.UUID:
    """Return the id under which a person of the city is kept."""
    return uuid.uuid5(_NAMESPACE, str(person_id))


@transaction.atomic
def invent_official(username: str, organisation: Organisation, role: str) -> Account:
    """Make an official whom a room's demo needs and the city has not, with the demo's password and code."""
    if settings.ENVIRONMENT.production:
        raise RuntimeError("nobody is invented in production")
    number = f"demo-{username}"
    account = join(
        SYSTEM, username=username, organisation=organisation, role=role, staff_number=number
    ).account
    account.set_password(PASSWORD)
    account.password_temporary = False
    account.invented = True
    account.save()
    TOTP.activate(account, _secret(username))
    return account


@transaction.atomic
def _load_people(people: Sequence[Person], homes: dict[int, str]) -> None:
    keys = key_store()
    now = datetime.now(UTC)
    with connection.cursor() as cursor:
        columns = "id, kind, full_name, latin_name, birth_date, sex, resident_number_sealed, resident_number_mac, created_at"
        with cursor.cursor.copy(f"COPY identity_person ({columns}) FROM STDIN") as copy:
            for each in people:
                identifier = person_uuid(each.person_id)
                sealed, mac = seal(identifier, each.resident_number, keys)
                kind = "citizen" if each.nationality == "KR" else "foreigner"
                sex = "female" if each.sex == "F" else "male"
                copy.write_row(
                    (identifier, kind, each.name, each.latin_name, each.birth_date, sex, sealed, mac, now)
                )
        with cursor.cursor.copy(
            "COPY identity_contact (person_id, kind, value, verified_at, created_at) FROM STDIN"
        ) as copy:
            for each in people:
                for kind, value in _contacts(each, homes):
                    copy.write_row((person_uuid(each.person_id), kind, value, now, now))
    record(
        "identity.people.loaded",
        actor=SYSTEM,
        subject=None,
        detail={"first": people[0].person_id, "last": people[-1].person_id, "count": len(people)},
        purpose="demonstrate",
        basis="하늘시는 지어낸 도시이다",
    )


def _contacts(person: Person, homes: dict[int, str]) -> Iterator[tuple[str, str]]:
    if person.mobile:
        yield "phone", normalise_contact("phone", person.mobile)
    if person.email:
        yield "email", normalise_contact("email", person.email)
    yield "address", homes[person.household_id]


@transaction.atomic
def _load_bodies(bodies: Sequence[Body]) -> dict[str, Organisation]:
    found: dict[str, Organisation] = {}
    for body in bodies:  # parents come first
        found[body.code] = Organisation.objects.create(
            code=body.code,
            name_ko=body.name,
            name_en=body.name_en,
            kind=_KINDS.get(body.kind, "agency"),
            parent=found.get(body.parent_code or ""),
            valid_from=REFERENCE_DATE.replace(year=2000),
        )
    return found


@transaction.atomic
def _load_accounts(
    officials: Sequence[Official], characters: Sequence[Character], bodies: dict[str, Organisation]
) -> int:
    names = {each.person_id: _username(each) for each in characters}
    password = make_password(PASSWORD)
    accounts = [
        Account(
            username=names.get(each.person_id, each.staff_number.lower()),
            email=each.email,
            realm=Realm.STAFF,
            invented=True,
            is_active=each.term_end is None or each.term_end >= timezone.localdate(),
            person_id=person_uuid(each.person_id),
            staff_number=normal_number(each.staff_number),
            staff_number_in=bodies[TOP],
            password=password if each.person_id in names else make_password(None),
        )
        for each in officials
    ]
    accounts += [
        Account(
            username=_username(each),
            realm=Realm.CITIZEN,
            invented=True,
            email=each.login,
            person_id=person_uuid(each.person_id),
            password=password,
        )
        for each in characters
        if each.role is None
    ]
    Account.objects.bulk_create(accounts)
    by_person = {each.person_id: each for each in accounts if each.realm == Realm.STAFF}
    Membership.objects.bulk_create(
        Membership(
            account=by_person[person_uuid(each.person_id)],
            organisation=bodies[body],
            role=role,
            starts_at=_midnight(each.term_start),
            ends_at=None if each.term_end is None else _midnight(each.term_end + timedelta(days=1)),
        )
        for each in officials
        for body, role in ((each.body_code, each.role), *_extra_roles(each, names))
    )
    for each in characters:
        if each.role is not None:
            TOTP.activate(by_person[person_uuid(each.person_id)], _secret(_username(each)))
    record(
        "identity.officials.loaded",
        actor=SYSTEM,
        subject=None,
        detail={"officials": len(officials), "bodies": len(bodies)},
        purpose="demonstrate",
        basis="하늘시는 지어낸 도시이다",
    )
    return len(officials)


def _extra_roles(official: Official, names: dict[int, str]) -> tuple[tuple[str, str], ...]:
    return _EXTRA_ROLES.get(official.role, ()) if official.person_id in names else ()


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _username(character: Character) -> str:
    return character.login.split("@")[0]


def _secret(username: str) -> str:
    """Return the demo's shared secret of an official: base32, the same on every machine, no secret at all."""
    return base64.b32encode(hashlib.sha256(f"haneul-si {username}".encode()).digest()[:20]).decode()


def _batches(items: Iterable[Person], size: int) -> Iterator[list[Person]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
