"""Finding listings. Everybody sees what is published; drafts are for editors only."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.core.paginator import Page as Paged
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import BinaryField, F, Func, Q, QuerySet, Value

from madang.blocks.catalogue.content import FIELDS
from madang.blocks.catalogue.models import OWN, ImportRun, Listing, ListingVersion, Quarantined, Status
from madang.blocks.catalogue.search import FACETS, IndexUnavailableError, SearchIndex
from madang.blocks.catalogue.sources import SOURCES
from madang.blocks.identity.models import Account
from madang.blocks.identity.principal import Principal, require

MAX_PAGE = 100
LISTED = 50
"""Listings on a page of the editors' list."""
QUARANTINED = 25
"""Quarantined rows on a page."""
SHOWN_OF_A_ROW = 2_000
"""Bytes of a quarantined row that are shown."""


class Shown(NamedTuple):
    """What a result shows of a listing; the long texts stay in the database.

    Attributes:
        id: the listing's, as text.
        translations: language → what is translated.
        beginning: of the text, where the summary is too short to say anything.
    """

    id: str
    kind: str
    language: str
    title: str
    summary: str
    translations: dict[str, dict[str, Any]]
    provider: str
    source: str
    source_id: str
    source_updated_at: datetime | None
    mismatched: bool
    beginning: str = ""


class Found(NamedTuple):
    """One result: the listing with its score."""

    listing: Shown
    score: float


@dataclass(frozen=True)
class Page:
    """One page of results.

    Attributes:
        total: how many match in all.
        facets: field → (value, count), by falling count.
        corrected: the query as understood, when it differs from what was typed.
        unknown: words of the query that stand nowhere; what was found is written like them.
        degraded: True when the index was away and only titles were searched, in the database.
    """

    items: list[Found]
    total: int
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    corrected: str = ""
    unknown: tuple[str, ...] = ()
    degraded: bool = False


def _index() -> SearchIndex:
    return _reader(settings.ENVIRONMENT.index)


@cache
def _reader(folder: Path) -> SearchIndex:
    return SearchIndex(folder)


def search(
    text: str,
    *,
    filters: Mapping[str, str | Sequence[str]] | None = None,
    limit: int = 20,
    offset: int = 0,
    facets: Sequence[str] = FACETS,
) -> Page:
    """Return published listings that match, best first; never raises on any text.

    Only the ``facets`` named are counted: each costs a pass over what matches.
    """
    limit = max(1, min(limit, MAX_PAGE))
    try:
        results = _index().search(text, filters, limit, offset, facets)
    except IndexUnavailableError:
        return _search_titles(text, filters or {}, limit, offset)
    # The database has the last word: what was withdrawn since the index heard of it is not shown.
    rows = _published([hit.id for hit in results.items])
    items = [Found(rows[hit.id], hit.score) for hit in results.items if hit.id in rows]
    return Page(items, results.total, results.facets, results.corrected, results.unknown)


_COLUMNS = (
    "kind",
    "language",
    "title",
    "summary",
    "translations",
    "provider",
    "source",
    "source_id",
    "source_updated_at",
    "mismatched",
)
# Written out, because every search asks it: models and Django's making of the statement take five times as long.
# What seems to be another service's text is no beginning.
_BEGINNING = (
    "CASE WHEN length(summary) > 8 OR mismatched THEN '' "
    "ELSE left(coalesce(body->>'content', body->>'target', ''), 200) END"
)
_PUBLISHED = (
    f"SELECT id::text, {', '.join(_COLUMNS)}, {_BEGINNING} FROM catalogue_listing "  # noqa: S608  (names of columns only)
    "WHERE id = ANY(%s::uuid[]) AND status = 'published'"
)


def _published(identifiers: list[str]) -> dict[str, Shown]:
    """Return those of the listings that are public, by id."""
    if not identifiers:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_PUBLISHED, [identifiers])
        return {row[0]: _shown(*row) for row in cursor.fetchall()}


def _shown(
    identifier: uuid.UUID | str,
    kind: str,
    language: str,
    title: str,
    summary: str,
    translations: Any,
    *rest: Any,
) -> Shown:
    """Return a row; its JSON is text when it comes from a statement of our own."""
    if isinstance(translations, str):
        translations = {} if translations == "{}" else json.loads(translations)
    return Shown(str(identifier), kind, language, title, summary, translations, *rest)


def _search_titles(text: str, filters: Mapping[str, str | Sequence[str]], limit: int, offset: int) -> Page:
    rows = Listing.objects.filter(status=Status.PUBLISHED)
    for word in text.replace("\x00", "").split()[:8]:
        rows = rows.filter(title__icontains=word)
    if kind := filters.get("kind"):
        rows = rows.filter(kind__in=[kind] if isinstance(kind, str) else kind)
    found = rows.order_by("title", "id").values_list("id", *_COLUMNS)[offset : offset + limit]
    return Page([Found(_shown(*row), 0.0) for row in found], rows.count(), degraded=True)


def published(identifier: uuid.UUID) -> Listing | None:
    """Return a published listing, None when there is none of this id or it is not public."""
    return Listing.objects.filter(id=identifier, status=Status.PUBLISHED).first()


def withdrawn(identifier: uuid.UUID) -> Listing | None:
    """Return a listing that was public and is so no longer, None when there is none of this id.

    It says what it said when it was last public; what was written since is nobody's to read. Not for saving.
    """
    listing = Listing.objects.filter(id=identifier, status=Status.WITHDRAWN).first()
    if listing is None:
        return None
    shown = (
        ListingVersion.objects.filter(listing=listing, status=Status.PUBLISHED).order_by("-version").first()
    )
    for name in FIELDS:
        if shown is not None and name in shown.content:
            setattr(listing, name, shown.content[name])
    return listing


def all_published(*, kind: str = "", after: uuid.UUID | None = None, limit: int) -> list[Listing]:
    """Return published listings in order of id, from after one of them on."""
    rows = Listing.objects.filter(status=Status.PUBLISHED)
    if kind:
        rows = rows.filter(kind=kind)
    if after is not None:
        rows = rows.filter(id__gt=after)
    return list(rows.order_by("id")[:limit])


def for_editing(by: Principal, identifier: uuid.UUID) -> Listing:
    """Return a listing of one's own body (or one below it) in any state, of others only when it is public.

    Raises PermissionDenied, Listing.DoesNotExist (for other bodies' drafts too: not even their being is told).
    """
    require(by, "catalogue.write")
    return _visible(by).get(id=identifier)


def _visible(by: Principal) -> QuerySet[Listing]:
    if not isinstance(by, Account):
        return Listing.objects.all()
    return Listing.objects.filter(Q(organisation__in=by.reach()) | Q(status=Status.PUBLISHED))


def may_change(by: Principal, listing: Listing) -> bool:
    """Tell whether a listing is to be changed here, and by this editor."""
    return is_own(listing) and (not isinstance(by, Account) or by.has_perm("catalogue.change", listing))


def is_own(listing: Listing) -> bool:
    """Tell whether a listing was written here, and so may be changed here."""
    return listing.source == OWN


def own_listings(by: Principal, page: int = 1) -> Paged[Listing]:
    """Return a page of what one's own body (and those below it) wrote here, newest change first.

    Raises PermissionDenied.
    """
    require(by, "catalogue.write")
    found = Listing.objects.filter(source=OWN).select_related("organisation").order_by("-changed_at", "id")
    if isinstance(by, Account):
        found = found.filter(organisation__in=by.reach())
    return Paginator(found, LISTED).get_page(page)


def import_runs(by: Principal) -> list[ImportRun]:
    """Return the imports, newest first; raises PermissionDenied."""
    require(by, "catalogue.import")
    return list(ImportRun.objects.order_by("-started_at")[:100])


class QuarantinedRow(NamedTuple):
    """A quarantined record as it is shown; ``beginning`` is what came, cut at ``SHOWN_OF_A_ROW`` bytes."""

    id: int
    source: str
    source_id: str
    reason_code: str
    reason_ko: str
    reason_en: str
    byte_offset: int | None
    row_number: int | None
    beginning: bytes


def quarantined(by: Principal, run: uuid.UUID, page: int = 1) -> Paged[QuarantinedRow]:
    """Return a page of the quarantined rows of an import, in order; raises PermissionDenied."""
    require(by, "catalogue.read_quarantine")
    beginning = Func(F("raw"), Value(1), Value(SHOWN_OF_A_ROW), function="substr", output_field=BinaryField())
    names = QuarantinedRow._fields[:-1]
    found = Quarantined.objects.filter(run_id=run).order_by("id").values_list(*names, beginning)
    wanted = Paginator(found, QUARANTINED).get_page(page)
    return Paged([QuarantinedRow(*row) for row in wanted.object_list], wanted.number, wanted.paginator)


def shows_imported() -> bool:
    """Tell whether something that others published is public here; looked up anew every few seconds."""
    global _imported
    known_at, known = _imported
    now = time.monotonic()
    if not known_at or now - known_at > 5:
        names = [source.name for source in SOURCES]
        known = Listing.objects.filter(source__in=names, status=Status.PUBLISHED).exists()
        _imported = now, known
    return known


_imported = 0.0, False


def index_health() -> str | None:
    """Return None when this node's index can be read, or what is wrong."""
    try:
        _index().payload()
    except IndexUnavailableError as error:
        return f"{error.ko} / {error.en}"
    return None


__all__ = [
    "Found",
    "Page",
    "Shown",
    "all_published",
    "for_editing",
    "import_runs",
    "index_health",
    "is_own",
    "may_change",
    "own_listings",
    "published",
    "quarantined",
    "search",
    "shows_imported",
    "withdrawn",
]
