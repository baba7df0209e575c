"""From whoever calls an action to the ledger's actor, with the permission checked on the way."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from madang.blocks.identity.models import Account, Realm
from madang.blocks.ledger import Actor, System

Principal = Account | System
"""Who calls an action: a signed-in account, or the platform itself (``ledger.SYSTEM``), made by code only."""

UNASSIGNED = "unassigned"


def actor_of(by: Principal) -> Actor:
    """Return the ledger's actor: body, role and pseudonym, no name.

    An official who acts in no role (yet) is ``unassigned``: never a citizen. Raises TypeError for an actor that
    was made already: it cannot be asked what it may do.
    """
    if isinstance(by, System):
        return by
    _refuse_actor(by)
    acting = by.acting
    if acting is not None:
        return Actor(organisation=acting.organisation.code, role=acting.role, pseudonym=str(by.pseudonym))
    place = UNASSIGNED if by.realm == Realm.STAFF else "citizen"
    return Actor(organisation=place, role=place, pseudonym=str(by.pseudonym))


def require(by: Principal, permission: str, about: Any = None) -> Actor:
    """Return the actor when ``by`` may do ``permission`` (``room.act``) on ``about``.

    Raises PermissionDenied with a sentence for the reader, and TypeError like ``actor_of``.
    """
    if isinstance(by, System):
        return by
    _refuse_actor(by)
    if not by.has_perm(permission, about):
        raise PermissionDenied(
            _("이 일을 할 권한이 없습니다. 맡은 역할을 확인하거나 소속 기관의 관리자에게 물어보세요.")
        )
    return actor_of(by)


def _refuse_actor(by: object) -> None:
    if isinstance(by, Actor):
        raise TypeError("an account or ledger.SYSTEM acts here, not a ledger actor made from one")
