"""Keys by purpose: how many versions, how old."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

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
    return Key(purpose, versions, key_store().made_at(purpose, versions[-1]))
