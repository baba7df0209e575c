"""Who may do what: every permission of the site against every role."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import SimpleNamespace
from typing import Any

import rules
from django.db.models import Count
from rules.permissions import permissions

from madang.blocks.identity.models import Account, Membership, Organisation, Realm
from madang.blocks.identity.roles import roles
from madang.blocks.rooms.manifest import Role

_NOBODY = -1  # id of a body and an account that do not exist


class Extent(StrEnum):
    """How far a permission reaches for a role."""

    EVERYWHERE = "everywhere"
    WITHIN = "within"  # what belongs to the body in which the role is held, or lies below it
    OWN = "own"  # what is one's own
    NONE = "none"


@dataclass(frozen=True)
class Line:
    """One permission: how far it reaches for each role, in the order of ``Matrix.roles``."""

    permission: str
    extents: list[Extent]

    def holders(self, extent: Extent, among: list[Role]) -> list[Role]:
        """Return the roles for which it reaches exactly so far."""
        return [role for role, found in zip(among, self.extents, strict=True) if found == extent]


@dataclass(frozen=True)
class Matrix:
    """Roles across, permissions down; ``holders`` counts who holds each role now."""

    roles: list[Role]
    lines: list[Line]
    holders: dict[str, int]


def matrix() -> Matrix:
    """Return the table, asked of the rules themselves with a sample account for each role."""
    known = list(roles().values())
    samples = {role.code: _sample(role) for role in known}
    lines = [
        Line(name, [_extent(name, samples[role.code]) for role in known]) for name in sorted(permissions)
    ]
    held = Membership.objects.current().filter(account__is_active=True)
    holders = dict(held.values_list("role").annotate(number=Count("account", distinct=True)))
    return Matrix(known, lines, holders)


def _sample(role: Role) -> Account:
    account = Account(pk=_NOBODY, username=role.code, realm=Realm.STAFF if role.staff else Realm.CITIZEN)
    if role.staff:
        body = Organisation(pk=_NOBODY, code=role.code)
        account.act_as(Membership(account=account, organisation=body, role=role.code))
    else:
        account.act_as(None)
    return account


class _Places(list[tuple[bool, int]]):
    """The places (guest, body) of somebody who is in no table, asked as the table would be."""

    def not_over(self) -> _Places:
        return self

    def values_list(self, *_fields: str) -> list[tuple[bool, int]]:
        return self


def _colleague() -> Account:
    """Return an official of the sample's body, for rules about accounts."""
    account = Account(pk=_NOBODY - 1, realm=Realm.STAFF)
    # Django answers a relation from here when it was fetched before.
    account._prefetched_objects_cache = {"memberships": _Places([(False, _NOBODY)])}  # type: ignore[attr-defined]
    return account


def _extent(permission: str, account: Account) -> Extent:
    """Ask without an object, then with a thing and a colleague of the account's body, then with something own."""
    within = SimpleNamespace(organisation_id=_NOBODY, account_id=None, person_id=None, pk=None)
    own = SimpleNamespace(organisation_id=None, account_id=_NOBODY, person_id=None, pk=None)
    asked = (
        (None, Extent.EVERYWHERE),
        (within, Extent.WITHIN),
        (_colleague(), Extent.WITHIN),
        (own, Extent.OWN),
    )
    for about, extent in asked:
        if _holds(permission, account, about):
            return extent
    return Extent.NONE


def _holds(permission: str, account: Account, about: Any) -> bool:
    return bool(rules.has_perm(permission, account, about))
