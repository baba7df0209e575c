"""A place in a body that does not administer the official: offered by the one, taken or not by the other.

Nobody is drawn into another body without their consent, and who administers them stays who it was: a place that
was taken so is a guest's (``Membership.guest``).
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.blocks.identity.actions.members import (
    MANAGE,
    begin,
    check_candidate,
    may_give,
    not_oneself,
    note,
    place,
)
from madang.blocks.identity.errors import NotPossible
from madang.blocks.identity.models import Account, Membership, Organisation, PlaceOffer
from madang.blocks.identity.models.offer import STANDS_FOR
from madang.blocks.identity.principal import Principal, actor_of, require

__all__ = ["STANDS_FOR", "accept_offer", "decline_offer", "offer_place", "withdraw_offer"]


@transaction.atomic
def offer_place(
    by: Principal,
    account: Account,
    *,
    organisation: Organisation,
    role: str,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> PlaceOffer:
    """Offer an official a place; it stands for 30 days. An offer of the same role in that body is replaced.

    Raises PermissionDenied and NotPossible like ``assign``, but for a place of the same role, which is looked at
    when the offer is taken.
    """
    actor = require(by, MANAGE, organisation)
    may_give(by, role)
    not_oneself(by, account)
    now = timezone.now()
    check_candidate(account, role, max(starts_at or now, now), ends_at)
    found, _created = PlaceOffer.objects.update_or_create(
        account=account,
        organisation=organisation,
        role=role,
        defaults={"starts_at": starts_at, "ends_at": ends_at, "offered_at": now},
    )
    note("identity.place.offered", account, actor, **place(found))
    return found


@transaction.atomic
def accept_offer(by: Account, offer: PlaceOffer) -> Membership:
    """Take a place that was offered to oneself; its term begins now when its day has come already.

    Raises NotPossible when it stands no more, or what it offers is held already.
    """
    found = _own(by, offer)
    now = timezone.now()
    starts_at = max(found.starts_at or now, now)
    at_home = by.memberships.not_over(now).exists()
    membership = begin(by, found.organisation, found.role, starts_at, found.ends_at, guest=at_home)
    found.delete()
    note("identity.place.accepted", by, actor_of(by), **place(membership))
    return membership


@transaction.atomic
def decline_offer(by: Account, offer: PlaceOffer) -> None:
    """Do not take a place that was offered to oneself. Raises NotPossible when it stands no more."""
    found = _own(by, offer)
    note("identity.place.declined", by, actor_of(by), **place(found))
    found.delete()


@transaction.atomic
def withdraw_offer(by: Principal, offer: PlaceOffer) -> None:
    """Take an offer of one's body back. Raises PermissionDenied, and NotPossible when it was answered already."""
    actor = require(by, MANAGE, offer.organisation)
    found = _locked(PlaceOffer.objects.all(), offer)
    note("identity.place.withdrawn", found.account, actor, **place(found))
    found.delete()


def _own(by: Account, offer: PlaceOffer) -> PlaceOffer:
    return _locked(PlaceOffer.objects.standing().filter(account=by).select_related("organisation"), offer)


def _locked(among: QuerySet[PlaceOffer], offer: PlaceOffer) -> PlaceOffer:
    found = among.filter(pk=offer.pk).select_for_update(of=("self",)).first()
    if found is None:
        raise NotPossible(_("이 제안은 이제 없습니다."))
    return found
