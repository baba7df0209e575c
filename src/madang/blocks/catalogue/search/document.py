"""What goes into the search index and what comes out of it: plain values without Django."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

FACETS = ("kind", "topic", "region", "audience", "life_stage", "provider", "channel", "language")
"""Fields that can be filtered by and are counted. `kind`, `provider` and `language` hold one value each."""


@dataclass(frozen=True, slots=True)
class Document:
    """One listing as the index sees it. `id` is the catalogue's own key, any text of up to 200 bytes."""

    id: str
    kind: str
    title: str
    summary: str = ""
    body: str = ""
    provider: str = ""
    topics: Sequence[str] = ()
    regions: Sequence[str] = ()
    audiences: Sequence[str] = ()
    life_stages: Sequence[str] = ()
    channels: Sequence[str] = ()
    language: str = "ko"
    popularity: int = 0
    """Times read or used, not negative; breaks ties, never outranks a better match."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One result: the document's id and its score (higher is better; comparable within one query only)."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Results:
    """One page of results.

    `facets[field]` holds (value, count) by falling count. Counts of a field ignore the filter on that
    same field, so a reader sees what else could be chosen; all other filters and the query apply.
    """

    items: list[Hit]
    total: int
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    corrected: str = ""
    """The query as it was understood when that differs from what was typed (`dkssud` → `안녕`)."""
    unknown: tuple[str, ...] = ()
    """Words of the query that no document holds; results are of words that are written like them."""


Filters = Mapping[str, str | Sequence[str]]
"""Facet field → wanted value or values. Values of one field are alternatives; fields must all match."""
