"""Predicates for the library ``rules`` that every room's permissions are made of.

    rules.add_perm("permits.decide", has_role("case_officer") & in_organisation)

Each is asked with the account and, where a permission is about something, that object. None of them asks the
database again once the account of this request has read its memberships.
"""

from __future__ import annotations

from typing import Any

import rules

from madang.blocks.identity.models import Account, Organisation, Realm


def has_role(*codes: str) -> rules.predicates.Predicate:
    """Return a predicate that holds when the account acts in one of the roles ``codes`` now."""

    @rules.predicate(f"has_role:{'|'.join(codes)}")
    def holds(account: Any) -> bool:
        acting = getattr(account, "acting", None)
        return acting is not None and acting.role in codes

    return holds


@rules.predicate
def in_organisation(account: Any, about: Any) -> bool:
    """Holds when ``about`` belongs to the body in which the account acts, or to a body below it.

    ``about`` is an Organisation or has an ``organisation_id``. Without an object it does not hold.
    """
    if not isinstance(account, Account) or about is None:
        return False
    organisation_id = about.pk if isinstance(about, Organisation) else getattr(about, "organisation_id", None)
    return organisation_id is not None and organisation_id in account.reach()


@rules.predicate
def is_signed_in(account: Any) -> bool:
    """Holds for every signed-in account of either realm."""
    return isinstance(account, Account)


@rules.predicate
def is_citizen(account: Any) -> bool:
    """Holds for accounts of the citizens' realm."""
    return isinstance(account, Account) and account.realm == Realm.CITIZEN


@rules.predicate
def is_staff(account: Any) -> bool:
    """Holds for accounts of the officials' realm, whatever their role."""
    return isinstance(account, Account) and account.realm == Realm.STAFF


@rules.predicate
def is_own(account: Any, about: Any) -> bool:
    """Holds when ``about`` has this account as its ``account``, or is this account."""
    if not isinstance(account, Account) or about is None:
        return False
    owner = about.pk if isinstance(about, Account) else getattr(about, "account_id", None)
    return owner is not None and owner == account.pk


@rules.predicate
def is_person(account: Any, about: Any) -> bool:
    """Holds when ``about`` is about the person behind this account (has it as its ``person``)."""
    if not isinstance(account, Account) or account.person_id is None or about is None:
        return False
    return getattr(about, "person_id", None) == account.person_id
