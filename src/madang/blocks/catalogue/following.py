"""Keeping this node's search index true to the database: the follower.

The ledger is the feed. Its index grows in order of commit and without gaps, so "everything after entry N"
misses nothing, which a moving row id or time stamp would. The last entry followed is stored in the same
commit as the documents; after a crash the follower goes on from there, and an index that is gone, damaged
or newer than the database is built anew.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import structlog
from django.conf import settings
from django.db import connection

from madang.blocks.catalogue.models import Listing, ListingVersion, Status
from madang.blocks.catalogue.search import Document, SearchIndex
from madang.blocks.ledger.models import Entry

BATCH = 500
T = TypeVar("T")
_IDLE_SECONDS = 1.0
_CHANNEL = "ledger_logged"

log = structlog.get_logger(__name__)


class Follower:
    """The one writer of an index folder.

    Args:
        folder: this node's index. Raises IndexLockedError when another process writes it.
    """

    def __init__(self, folder: Path) -> None:
        self._index = SearchIndex(folder)
        opened = self._index.open_or_rebuild(everything)
        if opened.rebuilt:
            log.info("index.rebuilt", reason=opened.reason, documents=self._index.count())

    def step(self) -> int:
        """Bring in what was logged since the last step; return how many listings were touched."""
        done = int(self._index.payload() or 0)
        size = logged_size()
        if size < done:
            log.warning("index.newer_than_database", index=done, database=size)
            self._index.rebuild(everything)
            return 0
        if size == done:
            return 0
        acts = Entry.objects.filter(index__gte=done, index__lt=size, type__startswith="catalogue.")
        touched = 0
        for ids in _chunks(_touched(acts.values_list("id", flat=True).iterator())):
            shown = list(Listing.objects.filter(id__in=ids, status=Status.PUBLISHED))
            self._index.delete(str(each) for each in set(ids) - {listing.id for listing in shown})
            self._index.upsert(document_of(listing) for listing in shown)
            touched += len(ids)
        self._index.commit(str(size))
        return touched

    def run(self, stopping: Callable[[], bool]) -> None:
        """Follow until ``stopping()``."""
        self._index.prepare()  # loads Kiwi now, not when the first listing waits to be found
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {_CHANNEL}")
            wrapped = connection.connection
        while not stopping():
            if self.step() == 0:
                for _notice in wrapped.notifies(timeout=_IDLE_SECONDS, stop_after=1):
                    pass

    def close(self) -> None:
        self._index.close()


def everything() -> tuple[str, Iterator[Document]]:
    """Return the mark and all published listings, for building the index anew.

    The mark is read first: what changes while we read is followed again, never missed.
    """
    published = Listing.objects.filter(status=Status.PUBLISHED).iterator(chunk_size=BATCH)
    return str(logged_size()), (document_of(listing) for listing in published)


def logged_size() -> int:
    """Return how many entries the database knows to be logged."""
    last = Entry.objects.order_by("-index").values_list("index", flat=True).first()
    return 0 if last is None else last + 1


def open_follower() -> Follower:
    """Return the follower of this installation's index."""
    return Follower(settings.ENVIRONMENT.index)


def document_of(listing: Listing) -> Document:
    """Return what the index keeps of a listing, all its languages together."""
    translations = listing.translations.values()
    return Document(
        id=str(listing.id),
        kind=listing.kind,
        title=" ".join([listing.title, *(each.get("title", "") for each in translations)]),
        summary=" ".join([listing.summary, *(each.get("summary", "") for each in translations)]),
        # What seems to be another service's text must not lead to this one: it is found by its title.
        body="\n".join(
            [
                *listing.trusted_body.values(),
                *(text for each in translations for text in each.get("body", {}).values()),
            ]
        ),
        provider="" if listing.mismatched else listing.provider,
        topics=listing.topics,
        regions=listing.regions,
        audiences=listing.audiences,
        life_stages=listing.life_stages,
        channels=listing.channels,
        language=listing.language,
        popularity=listing.views or 0,
    )


def _touched(acts: Iterable[uuid.UUID]) -> Iterator[uuid.UUID]:
    for chunk in _chunks(acts):
        yield from (
            ListingVersion.objects.filter(act__in=chunk).values_list("listing_id", flat=True).distinct()
        )


def _chunks(items: Iterable[T]) -> Iterator[list[T]]:
    chunk: list[T] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == BATCH:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
