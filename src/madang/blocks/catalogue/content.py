"""What a listing says, apart from its life cycle: the part that versions keep and digests cover."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from madang.blocks.catalogue.models import Listing
from madang.blocks.ledger.entry import canonical

FIELDS = (
    "kind",
    "language",
    "title",
    "summary",
    "body",
    "completions",
    "translations",
    "provider",
    "provider_code",
    "regions",
    "topics",
    "audiences",
    "life_stages",
    "channels",
    "phones",
    "url",
    "views",
)
"""Fields that make up a listing's content. ``views`` is content of the source, not a count of ours."""


def content_of(listing: Listing) -> dict[str, Any]:
    """Return the listing's content as JSON values."""
    found = {name: getattr(listing, name) for name in FIELDS}
    updated = listing.source_updated_at
    marked = {"mismatched": True} if listing.mismatched else {}
    return {**found, **marked, "source_updated_at": updated.isoformat() if updated else None}


def digest_of(listing: Listing) -> bytes:
    """Return SHA-256 over the canonical content (32 bytes): equal exactly when nothing changed."""
    return sha256(canonical(content_of(listing))).digest()
