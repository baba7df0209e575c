"""A listing belongs to a body: its editors and those of the bodies above write it; nobody else sees a draft of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from madang.blocks.catalogue import actions
from madang.blocks.catalogue.models import Listing
from madang.blocks.identity import actions as identity
from madang.blocks.identity.models import Organisation
from madang.blocks.ledger import SYSTEM

from .conftest import Publish

EditorOf = Callable[..., Client]
FILLED = {"kind": "service", "title": "유아학비 지원", "version": "1"}


@pytest.fixture
def town(body: Organisation) -> Organisation:
    return identity.create_organisation(
        SYSTEM, code="gureum", name_ko="구름동", name_en="Gureum-dong", kind="town", parent=body
    )


@pytest.fixture
def other(db: None) -> Organisation:
    return identity.create_organisation(
        SYSTEM, code="bada", name_ko="바다시", name_en="Bada-si", kind="city", parent=None
    )


def test_what_an_editor_writes_belongs_to_their_body(editor: Client, body: Organisation) -> None:
    editor.post("/office/listings/new/", FILLED)
    assert Listing.objects.get().organisation == body
    assert "하늘시" in editor.get("/office/listings/").content.decode().split("<main")[1]


def test_a_draft_is_not_there_for_editors_of_other_bodies(
    editor_of: EditorOf, body: Organisation, town: Organisation, other: Organisation
) -> None:
    listing, _act = actions.draft(SYSTEM, organisation=body, title="비밀 초안")
    path = f"/office/listings/{listing.id}/"
    for stranger in (editor_of(other), editor_of(town)):  # the town lies below the city, not above it
        assert stranger.get(path).status_code == 404
        assert stranger.post(path, FILLED).status_code == 404
        assert stranger.post(f"{path}publish/").status_code == 404
        assert stranger.post(f"{path}withdraw/", {"reason": "몰래"}).status_code == 404
        assert "비밀 초안" not in stranger.get("/office/listings/").content.decode()
    listing.refresh_from_db()
    assert (listing.status, listing.version) == ("draft", 1)


def test_what_is_public_is_read_by_other_editors_and_not_changed(
    publish: Publish, editor_of: EditorOf, other: Organisation
) -> None:
    listing = publish(title="하늘시 안내")
    stranger, path = editor_of(other), f"/office/listings/{listing.id}/"
    page = stranger.get(path).content.decode()
    assert "다른 기관의 안내" in page and 'name="title"' not in page and "withdraw/" not in page
    assert stranger.post(path, {**FILLED, "version": "2"}).status_code == 403
    assert stranger.post(f"{path}withdraw/", {"reason": "몰래"}).status_code == 403
    listing.refresh_from_db()
    assert (listing.title, listing.status, listing.version) == ("하늘시 안내", "published", 2)


def test_editors_of_a_body_above_write_and_publish_what_is_below(editor: Client, town: Organisation) -> None:
    listing, _act = actions.draft(SYSTEM, organisation=town, title="구름동 안내")
    path = f"/office/listings/{listing.id}/"
    assert editor.post(path, {**FILLED, "title": "구름동 새 안내"}).status_code == 302
    assert editor.post(f"{path}publish/").status_code == 302
    listing.refresh_from_db()
    assert (listing.title, listing.status, listing.organisation) == ("구름동 새 안내", "published", town)


@pytest.mark.parametrize("act", ["publish", "withdraw"])
def test_what_reaches_the_public_asks_for_a_fresh_second_factor(
    publish: Publish, editor_of: EditorOf, body: Organisation, act: str
) -> None:
    tired = editor_of(body, ago=timedelta(minutes=16))
    if act == "publish":
        listing, _act = actions.draft(SYSTEM, organisation=body, title="초안")
    else:
        listing = publish(title="공개된 안내")
    before = listing.status
    path = f"/office/listings/{listing.id}/"
    answer = tired.post(
        f"{path}{act}/", {"reason": "끝난 사업"}, headers={"referer": f"http://testserver{path}"}
    )
    assert answer.status_code == 302 and answer["Location"].startswith(
        "/identity/step-up/?level=2&within=900"
    )
    listing.refresh_from_db()
    assert listing.status == before
    assert tired.get(path).status_code == 200  # writing goes on without


def test_the_editors_list_is_paged(editor: Client, body: Organisation) -> None:
    for number in range(53):
        actions.draft(SYSTEM, organisation=body, title=f"안내 {number}")
    first, second = (editor.get("/office/listings/", {"page": page}).content.decode() for page in (1, 2))
    titles = [f">안내 {number}<" for number in range(53)]
    assert sum(title in first for title in titles) == 50
    assert sum(title in second for title in titles) == 3
    assert all((title in first) != (title in second) for title in titles)
    assert editor.get("/office/listings/", {"page": "²"}).status_code == 200
