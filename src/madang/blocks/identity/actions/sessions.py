"""Sessions: ended all at once, and the role in which one acts."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from madang.blocks.identity.basis import SIGN_IN, SIGN_IN_BASIS
from madang.blocks.identity.errors import NotPossible
from madang.blocks.identity.models import Account, Membership
from madang.blocks.identity.principal import actor_of
from madang.blocks.ledger import record
from madang.blocks.ui.asked import whole_number


def drop_sessions(account: Account) -> None:
    """End every session of the account, also those that no list knows. Part of an act; writes no entry."""
    Account.objects.filter(pk=account.pk).update(session_epoch=F("session_epoch") + 1)
    account.refresh_from_db(fields=["session_epoch"])
    for session in UserSession.objects.filter(user=account):
        session.end()


@transaction.atomic
def end_sessions(by: Account, *, keys: list[str]) -> int:
    """End some of one's own sessions, named by their list ids; returns how many there were."""
    ended = 0
    known = [number for key in keys if (number := whole_number(key)) is not None]
    for session in UserSession.objects.filter(user=by, pk__in=known):
        session.end()
        ended += 1
    if ended:
        record(
            "identity.session.ended",
            actor=actor_of(by),
            subject=f"account:{by.pk}",
            detail={"sessions": ended},
            purpose=SIGN_IN,
            basis=SIGN_IN_BASIS,
        )
    return ended


@transaction.atomic
def choose_role(by: Account, membership_id: int) -> Membership:
    """Act in another of one's memberships from now on; returns it. The caller keeps it on the session.

    Raises NotPossible when that membership is not one's own or its term does not hold now.
    """
    for membership in by.memberships_now():
        if membership.pk == membership_id:
            by.act_as(membership)
            record(
                "identity.role.chosen",
                actor=actor_of(by),
                subject=f"account:{by.pk}",
                detail={"organisation": membership.organisation.code, "role": membership.role},
                purpose=SIGN_IN,
                basis=SIGN_IN_BASIS,
            )
            return membership
    raise NotPossible(_("지금 맡고 있는 역할이 아닙니다. 목록에서 다시 골라 주세요."), field="membership")
