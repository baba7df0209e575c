"""The catalogue for machines."""

from __future__ import annotations

import uuid

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from madang.blocks.api.authentication import caller
from madang.blocks.api.paging import MAX_LIMIT, decode_cursor, encode_cursor
from madang.blocks.api.problems import Conflict, Forbidden, Invalid, NotFound
from madang.blocks.catalogue import actions, queries
from madang.blocks.catalogue.actions import bounds
from madang.blocks.catalogue.errors import InvalidListing, NotAllowedNow
from madang.blocks.catalogue.models import Kind, Listing
from madang.blocks.identity.authentication import has_scope

router = Router(tags=["catalogue"])
MAX_QUERY = 10_000
SCOPE = "catalogue:write"


_KIND: str = Field("", max_length=20, json_schema_extra={"enum": ["", *Kind.values]})


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
    q: str = Field("", max_length=MAX_QUERY)
    kind: str = _KIND
    limit: int = Field(20, ge=1, le=queries.MAX_PAGE)
    offset: int = Field(0, ge=0, le=10_000)


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
    _check_kind(parameters.kind)
    page = queries.search(
        parameters.q,
        filters={"kind": parameters.kind} if parameters.kind else None,
        limit=parameters.limit,
        offset=parameters.offset,
        facets=(),
    )
    return SearchAnswer(
        items=[
            SearchItem(
                id=uuid.UUID(found.listing.id),
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
        raise NotFound(
            "이 번호의 공개된 목록이 없습니다. 내려졌을 수 있습니다. GET /api/v1/search?q= 로 다시 찾아 보세요. / "
            "No published listing has this id; it may have been withdrawn. Look for it with GET /api/v1/search?q="
        )
    return found


class ListingPage(Schema):
    """Published listings in order of id. ``next`` is the cursor of the page after this one."""

    items: list[ListingAnswer]
    next: str | None


class ListingParameters(Schema):
    kind: str = _KIND
    limit: int = Field(50, ge=1, le=MAX_LIMIT)
    cursor: str = Field("", max_length=500)


@router.get(
    "/listings",
    response=ListingPage,
    summary="All published listings, page by page",
)
def listings(request: HttpRequest, parameters: Query[ListingParameters]) -> dict[str, object]:
    _check_kind(parameters.kind)
    after = uuid.UUID(decode_cursor("listings", parameters.cursor)[0]) if parameters.cursor else None
    found = queries.all_published(kind=parameters.kind, after=after, limit=parameters.limit + 1)
    more = len(found) > parameters.limit
    items = found[: parameters.limit]
    return {"items": items, "next": encode_cursor("listings", str(items[-1].id)) if more else None}


class ListingDraftIn(Schema):
    """What a new listing says. The action refuses what is too much, in the caller's language."""

    kind: Kind = Kind.SERVICE
    title: str = Field(max_length=300)
    summary: str = Field("", max_length=500)
    body: dict[str, str] = Field({}, json_schema_extra={"maxProperties": bounds.MOST_SECTIONS})
    provider: str = Field("", max_length=bounds.LONGEST_PROVIDER)
    topics: list[str] = Field([], json_schema_extra={"maxItems": bounds.MOST_WORDS})
    url: str = Field("", max_length=bounds.LONGEST_URL)


class ActAnswer(Schema):
    """An act that was acknowledged: the listing, and the number under which its receipt is found."""

    listing: uuid.UUID
    act: uuid.UUID


@router.post("/listings", auth=caller, response={201: ActAnswer}, summary="Write a draft")
def draft(request: HttpRequest, content: ListingDraftIn) -> Status[ActAnswer]:
    _need_scope(request)
    try:
        listing, act = actions.draft(request.auth, **content.dict())  # type: ignore[attr-defined]
    except InvalidListing as error:
        raise Invalid(str(error), fields=error.fields) from error
    return Status(201, ActAnswer(listing=listing.id, act=act))


@router.post("/listings/{identifier}/publish", auth=caller, response=ActAnswer, summary="Publish a listing")
def publish(request: HttpRequest, identifier: uuid.UUID) -> ActAnswer:
    _need_scope(request)
    try:
        act = actions.publish(request.auth, identifier)  # type: ignore[attr-defined]
    except Listing.DoesNotExist as error:
        raise NotFound("이 번호의 목록이 없습니다. / No listing has this id.") from error
    except NotAllowedNow as error:
        raise Conflict(str(error)) from error
    return ActAnswer(listing=identifier, act=act)


def _check_kind(kind: str) -> None:
    if kind and kind not in Kind.values:
        known = ", ".join(Kind.values)
        sentence = f"종류는 이 가운데 하나입니다: {known} / The kind is one of these: {known}"
        raise Invalid(sentence, fields={"kind": sentence})


def _need_scope(request: HttpRequest) -> None:
    if not has_scope(request.auth, SCOPE):  # type: ignore[attr-defined]
        raise Forbidden(
            f"이 키에는 범위 {SCOPE} 이(가) 없습니다. / This key lacks the scope {SCOPE}.", scope=SCOPE
        )
