"""Reads that are more than a look-up. Reads of personal data name purpose and legal basis, and are on record."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from madang.blocks.identity import resident_number
from madang.blocks.identity.actions.erasing import ERASE
from madang.blocks.identity.actions.members import ADMINISTER
from madang.blocks.identity.actions.people import normalise_contact
from madang.blocks.identity.basis import (
    FIND_TO_ERASE,
    FIND_TO_ERASE_BASIS,
    TIE_OFFICIAL,
    TIE_OFFICIAL_BASIS,
)
from madang.blocks.identity.credentials import clean_username
from madang.blocks.identity.erasure import Trace, Whom, traces
from madang.blocks.identity.models import (
    Account,
    ApiKey,
    Membership,
    Organisation,
    Person,
    PlaceOffer,
    SignInEvent,
)
from madang.blocks.identity.principal import Principal, require
from madang.blocks.ledger import Actor, record
from madang.blocks.ledger.reasons import check_reason

MOST_FOUND = 50


@dataclass(frozen=True)
class Branch:
    """One body in the tree as a reader sees it.

    Attributes:
        depth: steps below the top of what is shown, from 0.
        members: how many places are held in it now.
        manageable: whether the reader may change it.
    """

    organisation: Organisation
    depth: int
    members: int
    manageable: bool


def organisation_tree(reader: Account, *, at: datetime | None = None) -> list[Branch]:
    """Return all bodies valid today within the reader's reach, parents before their children."""
    found = list(
        Organisation.objects.valid(timezone.localdate(at)).filter(pk__in=reader.reach()).order_by("code")
    )
    held = dict(
        Membership.objects.current(at)
        .filter(organisation__in=found)
        .values_list("organisation")
        .annotate(Count("id"))
        .order_by()
    )
    shown = {organisation.pk for organisation in found}
    by_parent: dict[int | None, list[Organisation]] = {}
    for organisation in found:
        above = organisation.parent_id if organisation.parent_id in shown else None
        by_parent.setdefault(above, []).append(organisation)
    branches: list[Branch] = []
    waiting = [(organisation, 0) for organisation in reversed(by_parent.get(None, []))]
    while waiting:
        organisation, depth = waiting.pop()
        manageable = reader.has_perm("identity.manage_organisation", organisation)
        branches.append(Branch(organisation, depth, held.get(organisation.pk, 0), manageable))
        waiting.extend((child, depth + 1) for child in reversed(by_parent.get(organisation.pk, [])))
    return branches


def members_of(organisation: Organisation, *, at: datetime | None = None) -> QuerySet[Membership]:
    """Return the places held in a body now or later, with their accounts, in order of user name."""
    return (
        Membership.objects.filter(organisation=organisation)
        .not_over(at)
        .select_related("account", "organisation")
        .order_by("account__username", "starts_at", "pk")
    )


def offers_to(account: Account) -> list[PlaceOffer]:
    """Return the places that are offered to an official and can be taken now, latest first."""
    return list(PlaceOffer.objects.standing().filter(account=account).select_related("organisation"))


def offers_of(organisation: Organisation) -> list[PlaceOffer]:
    """Return the places that a body has offered and that nobody has answered yet, at most 50, latest first."""
    found = PlaceOffer.objects.standing().filter(organisation=organisation).select_related("account")
    return list(found[:MOST_FOUND])


def memberships_of(account: Account) -> list[Membership]:
    """Return every place an account holds, held or will hold, latest first."""
    return list(account.memberships.select_related("organisation").order_by("-starts_at", "-id"))


def sign_ins_of(account: Account, *, most: int = 50) -> list[SignInEvent]:
    """Return the account's latest sign-in events, newest first."""
    return list(SignInEvent.objects.filter(account=account)[:most])


def api_keys_of(account: Account) -> QuerySet[ApiKey]:
    """Return the account's API keys, newest first, revoked and expired ones too."""
    found = ApiKey.objects.filter(account=account).select_related("membership__organisation")
    return found.order_by("-created_at", "-pk")


def credentials_of(account: Account) -> set[str]:
    """Return which kinds of second factor an account has: ``totp``, ``webauthn``, ``recovery_codes``."""
    return set(Authenticator.objects.filter(user=account).values_list("type", flat=True))


@transaction.atomic
def find_to_erase(by: Principal, *, by_what: str, value: str) -> list[Person | Account]:
    """Return who may be meant to be erased: people, and accounts behind which nobody is known; at most 50.

    Args:
        by_what: ``number``, ``phone``, ``email``, ``username`` or ``id`` (a person's).

    Raises PermissionDenied, and NotPossible when the value cannot be one.
    """
    actor = require(by, ERASE)
    people = Person.objects.filter(erased_at=None)
    accounts = Account.objects.filter(erased_at=None)
    if by_what == "number":
        people = people.filter(resident_number_mac__in=resident_number.digests(value))
        accounts = accounts.none()
    elif by_what == "username":
        accounts = accounts.filter(username=clean_username(value))
        people = people.filter(accounts__in=accounts)
    elif by_what == "id":
        people = people.filter(pk=value) if _is_uuid(value) else people.none()
        accounts = accounts.none()
    else:
        contact = normalise_contact(by_what, value)
        accounts = accounts.filter(email=contact) if by_what == "email" else accounts.none()
        people = people.filter(
            Q(contacts__kind=by_what, contacts__value=contact) | Q(accounts__in=accounts)
        ).distinct()
    found: list[Person | Account] = [
        *people.order_by("id")[:MOST_FOUND],
        *accounts.filter(person=None).order_by("id")[:MOST_FOUND],
    ]
    for each in found:
        _looked(actor, each, "identity.person.looked-up", by=by_what, found=True)
    if not found:
        _looked(actor, None, "identity.person.looked-up", by=by_what, found=False)
    return found


@transaction.atomic
def look_before_erasing(by: Principal, whom: Whom) -> list[Trace]:
    """Return what would go and stay, and put on record that somebody saw it. Raises PermissionDenied."""
    actor = require(by, ERASE)
    if not whom.is_erased:
        _looked(actor, whom.person or whom.accounts[0], "identity.person.erasure-seen")
    return traces(whom)


def _looked(actor: Actor, who: Person | Account | None, type: str, **detail: str | bool) -> None:
    record(
        type,
        actor=actor,
        subject=str(who) if isinstance(who, Person) else f"account:{who.pk}" if who else None,
        detail=detail,
        purpose=FIND_TO_ERASE,
        basis=FIND_TO_ERASE_BASIS,
    )


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


@transaction.atomic
def find_official(by: Principal, account: Account, *, by_what: str, value: str) -> Person | None:
    """Return the person of the register whose account an official's is to be, or None; on record either way.

    Only by what whoever asks must know already (``number``: the resident number, ``id``: a person's), so that nobody
    reads the register through it. Raises PermissionDenied, and NotPossible for a malformed number.
    """
    actor = require(by, ADMINISTER, account)
    people = Person.objects.filter(erased_at=None)
    if by_what == "number":
        people = people.filter(resident_number_mac__in=resident_number.digests(value))
    else:
        people = people.filter(pk=value) if _is_uuid(value) else people.none()
    person = people.first()
    record(
        "identity.person.looked-up",
        actor=actor,
        subject=f"person:{person.pk}" if person else None,
        detail={"by": by_what, "found": person is not None, "account": str(account.pseudonym)},
        purpose=TIE_OFFICIAL,
        basis=TIE_OFFICIAL_BASIS,
    )
    return person


@transaction.atomic
def find_by_number(by: Principal, number: str, *, purpose: str, basis: str) -> Person | None:
    """Return the person with this resident number, or None.

    ``purpose`` is one that some room declares. Raises PermissionDenied, UnfitReason for a purpose or basis that is
    none, and NotPossible for a malformed number.
    """
    actor = require(by, "identity.find_person")
    check_reason(purpose, basis)
    person = Person.objects.filter(resident_number_mac__in=resident_number.digests(number)).first()
    record(
        "identity.person.looked-up",
        actor=actor,
        subject=f"person:{person.pk}" if person else None,
        detail={"by": "resident-number", "found": person is not None},
        purpose=purpose,
        basis=basis,
    )
    return person


@transaction.atomic
def find_by_contact(by: Principal, *, kind: str, value: str, purpose: str, basis: str) -> list[Person]:
    """Return the people behind a contact, at most 50: one number may belong to a whole household."""
    actor = require(by, "identity.find_person")
    check_reason(purpose, basis)
    people = list(
        Person.objects.filter(contacts__kind=kind, contacts__value=normalise_contact(kind, value)).order_by(
            "id"
        )[:MOST_FOUND]
    )
    for person in people:
        record(
            "identity.person.looked-up",
            actor=actor,
            subject=f"person:{person.pk}",
            detail={"by": kind, "found": True},
            purpose=purpose,
            basis=basis,
        )
    if not people:
        record(
            "identity.person.looked-up",
            actor=actor,
            subject=None,
            detail={"by": kind, "found": False},
            purpose=purpose,
            basis=basis,
        )
    return people


@transaction.atomic
def open_number(by: Principal, identifier: uuid.UUID, *, purpose: str, basis: str) -> str | None:
    """Return a person's resident number in clear, or None when none is kept. Raises PermissionDenied."""
    actor = require(by, "identity.open_number")
    check_reason(purpose, basis)
    person = Person.objects.get(pk=identifier)
    record(
        "identity.number.opened",
        actor=actor,
        subject=f"person:{person.pk}",
        detail={},
        purpose=purpose,
        basis=basis,
    )
    if person.resident_number_sealed is None:
        return None
    return resident_number.unseal(person.pk, bytes(person.resident_number_sealed))
