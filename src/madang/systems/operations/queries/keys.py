"""Keys by purpose: how many versions, how old."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings

from madang.blocks.ledger.keys import key_store


@dataclass(frozen=True)
class Key:
    """One purpose's key.

    Attributes:
        versions: numbers of all versions, oldest first; the last is in use.
        made_at: when the version in use was made, None when the store does not know.
    """

    purpose: str
    versions: list[int]
    made_at: datetime | None


def keys() -> list[Key]:
    """Return every purpose that holds a key, by name."""
    store = key_store()
    return [_key(purpose, store.versions(purpose)) for purpose in store.purposes()]


def _key(purpose: str, versions: list[int]) -> Key:
    made_at = None
    with contextlib.suppress(OSError):
        # Only the store of files has one to ask; a backup keeps its time.
        made = (settings.ENVIRONMENT.keys / purpose / f"{versions[-1]:04d}.key").stat().st_mtime
        made_at = datetime.fromtimestamp(made, UTC)
    return Key(purpose, versions, made_at)
