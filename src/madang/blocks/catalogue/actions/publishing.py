"""A listing's life: drafted, changed, published, withdrawn. Each act makes a version and a ledger entry."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from madang.blocks.catalogue import queries
from madang.blocks.catalogue.actions.bounds import checked
from madang.blocks.catalogue.content import FIELDS, content_of, digest_of
from madang.blocks.catalogue.errors import InvalidListing, NotAllowedNow
from madang.blocks.catalogue.models import OWN, Listing, ListingVersion, Status
from madang.blocks.identity.models import Account, Organisation
from madang.blocks.identity.principal import Principal, require
from madang.blocks.ledger import Actor, record

BASIS = "전자정부법 제9조"
PURPOSE = "publish-information"
MAX_REASON = 2000


@transaction.atomic
def draft(
    by: Principal, *, organisation: Organisation | None = None, **content: Any
) -> tuple[Listing, uuid.UUID]:
    """Write a new listing as a draft; returns it with the act's UUID. Raises InvalidListing, PermissionDenied.

    It belongs to ``organisation``, which is the writer's own body or lies below it; default: their own.
    """
    if organisation is None and isinstance(by, Account) and by.acting is not None:
        organisation = by.acting.organisation
    actor = require(by, "catalogue.change", organisation)
    identifier = uuid.uuid4()
    listing = Listing(
        id=identifier, source=OWN, source_id=str(identifier), organisation=organisation, **checked(content)
    )
    listing.digest = digest_of(listing)
    listing.save(force_insert=True)
    return listing, _note("catalogue.listing.drafted", listing, actor)


@transaction.atomic
def change(by: Principal, identifier: uuid.UUID, *, expected_version: int, **content: Any) -> uuid.UUID:
    """Change what a listing says. Raises NotAllowedNow when somebody else changed it since ``expected_version``.

    This and the acts below raise Listing.DoesNotExist for what the caller may not see and PermissionDenied for what
    is another body's.
    """
    actor, listing = _own(by, "catalogue.change", identifier)
    if listing.version != expected_version:
        raise NotAllowedNow(
            _(
                "그사이 다른 사람이 이 안내를 고쳤습니다. 새 내용을 확인한 뒤 다시 고쳐 주세요. 적으신 글은 그대로 있습니다."
            )
        )
    for name, value in checked({**content_fields(listing), **content}).items():
        setattr(listing, name, value)
    listing.digest = digest_of(listing)
    return _next(listing, "catalogue.listing.changed", actor)


@transaction.atomic
def publish(by: Principal, identifier: uuid.UUID) -> uuid.UUID:
    """Show a listing to everybody; it is found within two seconds. Returns the act's UUID."""
    actor, listing = _own(by, "catalogue.publish", identifier)
    if listing.status == Status.PUBLISHED:
        raise NotAllowedNow(_("이미 공개된 안내입니다."))
    listing.status, listing.withdrawn_because = Status.PUBLISHED, ""
    return _next(listing, "catalogue.listing.published", actor)


@transaction.atomic
def withdraw(by: Principal, identifier: uuid.UUID, *, reason: str) -> uuid.UUID:
    """Take a listing out of sight, with a reason that everybody may read. History and receipts stay."""
    actor, listing = _own(by, "catalogue.publish", identifier)
    if not reason.strip():
        raise InvalidListing({"reason": _("내리는 까닭을 적어 주세요.")})
    if len(reason) > MAX_REASON:
        raise InvalidListing(
            {"reason": _("글이 너무 깁니다. %(limit)d자까지 적을 수 있습니다.") % {"limit": MAX_REASON}}
        )
    if listing.status != Status.PUBLISHED:
        raise NotAllowedNow(_("공개된 안내만 내릴 수 있습니다."))
    listing.status, listing.withdrawn_because = Status.WITHDRAWN, reason.strip()
    return _next(listing, "catalogue.listing.withdrawn", actor, reason=reason.strip())


def _own(by: Principal, permission: str, identifier: uuid.UUID) -> tuple[Actor, Listing]:
    """Return the actor and a listing that was written here, locked; raises NotAllowedNow for what was not."""
    queries.for_editing(by, identifier)
    listing = Listing.objects.select_for_update().get(id=identifier)
    if listing.source != OWN:
        raise NotAllowedNow(
            _(
                "밖에서 들여왔거나 시스템이 내놓은 안내입니다. 그 자료가 바뀌면 함께 바뀌고, 여기서는 고칠 수 없습니다."
            )
        )
    return require(by, permission, listing), listing


def content_fields(listing: Listing) -> dict[str, Any]:
    """Return the listing's present content by field name."""
    return {name: getattr(listing, name) for name in FIELDS}


def _next(listing: Listing, type: str, actor: Actor, **more: str) -> uuid.UUID:
    listing.version += 1
    listing.save()
    return _note(type, listing, actor, **more)


def _note(type: str, listing: Listing, actor: Actor, **more: str) -> uuid.UUID:
    act = record(
        type,
        actor=actor,
        subject=f"listing:{listing.id}",
        detail={
            "listing": str(listing.id),
            "version": listing.version,
            "content": bytes(listing.digest).hex(),
            **more,
        },
        purpose=PURPOSE,
        basis=BASIS,
    )
    ListingVersion.objects.create(
        listing=listing, version=listing.version, status=listing.status, content=content_of(listing), act=act
    )
    return act
