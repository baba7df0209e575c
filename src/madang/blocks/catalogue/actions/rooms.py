"""What the site's own rooms publish: brought into the catalogue at every start, changed ones only."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction

from madang.blocks.catalogue.content import content_of, digest_of
from madang.blocks.catalogue.models import Listing, ListingVersion, Status
from madang.blocks.identity.models import Organisation
from madang.blocks.ledger import SYSTEM, record
from madang.blocks.rooms.manifest import Manifest, Text, registered


@dataclass(frozen=True)
class RoomListing:
    """One thing a room publishes.

    Attributes:
        code: stable id inside the room.
        kind: a value of ``models.Kind``.
        body: section name → text in both languages; sections as in ``sources.record.BODY_SECTIONS``.
        url: where it is used, absolute or a path of this site.
    """

    code: str
    kind: str
    title: Text
    summary: Text
    body: dict[str, Text] = field(default_factory=dict)
    url: str = ""
    provider: str = ""
    topics: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()


def publish_rooms() -> int:
    """Publish what the rooms list now, withdraw what they list no longer; return how many changed."""
    return sum(publish_room(room, listings()) for room, listings in registered("listings"))


@transaction.atomic
def publish_room(
    room: Manifest, listings: Iterable[RoomListing], *, organisation: Organisation | None = None
) -> int:
    """Bring one room's listings in; one ledger entry for what changed. Safe to run twice.

    They belong to ``organisation``, or to the platform when there is none.
    """
    source = f"room:{room.name}"
    known = {each.source_id: each for each in Listing.objects.select_for_update().filter(source=source)}
    touched: list[Listing] = []
    for each in listings:
        listing = known.pop(each.code, None) or Listing(
            source=source, source_id=each.code, version=0, digest=b""
        )
        before = bytes(listing.digest)
        _fill(listing, each)
        listing.digest = digest_of(listing)
        moved = listing.organisation_id != (organisation.pk if organisation else None)
        listing.organisation = organisation
        if bytes(listing.digest) != before or moved or listing.status != Status.PUBLISHED:
            listing.status = Status.PUBLISHED
            touched.append(listing)
    for listing in known.values():
        if listing.status == Status.PUBLISHED:
            listing.status = Status.WITHDRAWN
            touched.append(listing)
    if not touched:
        return 0
    act = _record(room, touched)
    for listing in touched:
        listing.version += 1
        listing.save()
    ListingVersion.objects.bulk_create(
        ListingVersion(
            listing=listing,
            version=listing.version,
            status=listing.status,
            content=content_of(listing),
            act=act,
        )
        for listing in touched
    )
    return len(touched)


def _record(room: Manifest, touched: list[Listing]) -> uuid.UUID:
    return record(
        "catalogue.room.published",
        actor=SYSTEM,
        subject=None,
        detail={
            "room": room.name,
            "listings": {each.source_id: bytes(each.digest).hex() for each in touched},
        },
        purpose="publish-information",
        basis="전자정부법 제9조",
    )


def _fill(listing: Listing, each: RoomListing) -> None:
    listing.kind = each.kind
    listing.title, listing.summary = each.title.ko, each.summary.ko
    listing.body = {name: text.ko for name, text in each.body.items()}
    listing.translations = {
        "en": {
            "title": each.title.en,
            "summary": each.summary.en,
            "body": {name: text.en for name, text in each.body.items()},
        }
    }
    listing.url, listing.provider = each.url, each.provider
    listing.topics, listing.audiences, listing.channels = (
        list(each.topics),
        list(each.audiences),
        list(each.channels),
    )
