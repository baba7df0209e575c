"""The catalogue for machines."""

from __future__ import annotations

import uuid

from django.http import HttpRequest
from ninja import Query, Router, Schema

from madang.blocks.api.problems import NotFound
from madang.blocks.catalogue import queries
from madang.blocks.catalogue.models import Listing

router = Router(tags=["catalogue"])
MAX_QUERY = 10_000


class SearchItem(Schema):
    """One result. ``score`` orders results of one query and says nothing across queries."""

    id: uuid.UUID
    source: str
    source_id: str
    title: str
    kind: str
    summary: str
    provider: str
    score: float


class SearchAnswer(Schema):
    items: list[SearchItem]
    total: int
    corrected: str
    degraded: bool


class SearchParameters(Schema):
    q: str = ""
    kind: str = ""
    limit: int = 20
    offset: int = 0


class ListingAnswer(Schema):
    """A published listing, whole."""

    id: uuid.UUID
    kind: str
    source: str
    source_id: str
    language: str
    title: str
    summary: str
    body: dict[str, str]
    provider: str
    regions: list[str]
    topics: list[str]
    audiences: list[str]
    life_stages: list[str]
    channels: list[str]
    phones: list[str]
    url: str
    version: int


@router.get("/search", response=SearchAnswer, summary="Search published listings")
def search(request: HttpRequest, parameters: Query[SearchParameters]) -> SearchAnswer:
    page = queries.search(
        parameters.q[:MAX_QUERY],
        filters={"kind": parameters.kind} if parameters.kind else None,
        limit=parameters.limit,
        offset=max(0, parameters.offset),
        with_facets=False,
    )
    return SearchAnswer(
        items=[
            SearchItem(
                id=found.listing.id,
                source=found.listing.source,
                source_id=found.listing.source_id,
                title=found.listing.title,
                kind=found.listing.kind,
                summary=found.listing.summary,
                provider=found.listing.provider,
                score=found.score,
            )
            for found in page.items
        ],
        total=page.total,
        corrected=page.corrected,
        degraded=page.degraded,
    )


@router.get("/listings/{identifier}", response=ListingAnswer, summary="One published listing")
def listing(request: HttpRequest, identifier: uuid.UUID) -> Listing:
    found = queries.published(identifier)
    if found is None:
        raise NotFound("이 번호의 공개된 목록이 없습니다. / No published listing has this id.")
    return found
