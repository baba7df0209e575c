"""What machines get: keys, cursors, ETags, problems."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from madang.blocks.catalogue import actions
from madang.blocks.catalogue.models import Listing
from madang.blocks.ledger import SYSTEM

from .conftest import key_for

PROBLEM = "application/problem+json"


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def test_openapi_is_3_1(client: Client, db: None) -> None:
    schema = client.get("/api/v1/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    assert "/api/v1/search" in schema["paths"]


def test_a_key_drafts_and_publishes_and_the_act_is_named(client: Client, editor_key: str) -> None:
    answer = client.post(
        "/api/v1/listings", {"title": "새 안내"}, content_type="application/json", headers=bearer(editor_key)
    )
    assert answer.status_code == 201, answer.content
    identifier = answer.json()["listing"]
    answer = client.post(f"/api/v1/listings/{identifier}/publish", headers=bearer(editor_key))
    assert answer.status_code == 200
    assert Listing.objects.get(id=identifier).status == "published"
    again = client.post(f"/api/v1/listings/{identifier}/publish", headers=bearer(editor_key))
    assert (again.status_code, again["Content-Type"]) == (409, PROBLEM)


@pytest.mark.parametrize("secret", ["", "x", "mdg_00000000_" + "A" * 43])
def test_no_key_or_a_wrong_one_is_refused(client: Client, home: Path, db: None, secret: str) -> None:
    answer = client.post(
        "/api/v1/listings", {"title": "가"}, content_type="application/json", headers=bearer(secret)
    )
    assert (answer.status_code, answer["Content-Type"]) == (401, PROBLEM)
    assert answer.json()["type"] == "urn:madang:problem:unauthenticated"
    assert not Listing.objects.exists()


def test_a_key_of_another_role_or_without_the_scope_is_refused(client: Client, home: Path, db: None) -> None:
    for secret in (key_for("clerk", ["catalogue:write"]), key_for("editor", ["catalogue:read"])):
        answer = client.post(
            "/api/v1/listings", {"title": "가"}, content_type="application/json", headers=bearer(secret)
        )
        assert answer.status_code == 403
    assert not Listing.objects.exists()


def test_a_quota_that_is_used_up_answers_429_with_the_time_to_wait(
    client: Client, home: Path, db: None
) -> None:
    secret = key_for("editor", ["catalogue:write"], quota=1)
    client.post("/api/v1/listings", {"title": "가"}, content_type="application/json", headers=bearer(secret))
    answer = client.post(
        "/api/v1/listings", {"title": "가"}, content_type="application/json", headers=bearer(secret)
    )
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 3601


def test_pages_follow_each_other_by_cursor_without_gap_or_repeat(
    client: Client, home: Path, db: None
) -> None:
    for number in range(5):
        found, _act = actions.draft(SYSTEM, title=f"안내 {number}")
        actions.publish(SYSTEM, found.id)
    seen: list[str] = []
    cursor = ""
    while True:
        page = client.get("/api/v1/listings", {"limit": 2, "cursor": cursor}).json()
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize("cursor", ["x", "WyJsaXN0aW5ncyJd:1abc:forged", "[]", "가"])
def test_a_forged_cursor_is_refused(client: Client, listing: Listing, cursor: str) -> None:
    answer = client.get("/api/v1/listings", {"cursor": cursor})
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:madang:problem:cursor")


def test_an_unchanged_answer_is_not_sent_twice(client: Client, listing: Listing) -> None:
    first = client.get(f"/api/v1/listings/{listing.id}")
    second = client.get(f"/api/v1/listings/{listing.id}", headers={"If-None-Match": first["ETag"]})
    assert (second.status_code, second.content) == (304, b"")
    actions.change(SYSTEM, listing.id, expected_version=2, title="바뀐 안내")
    third = client.get(f"/api/v1/listings/{listing.id}", headers={"If-None-Match": first["ETag"]})
    assert third.json()["title"] == "바뀐 안내"


def test_a_draft_is_nobodys_to_read(client: Client, home: Path, db: None) -> None:
    found, _act = actions.draft(SYSTEM, title="비밀 초안")
    answer = client.get(f"/api/v1/listings/{found.id}")
    assert (answer.status_code, answer["Content-Type"]) == (404, PROBLEM)


def test_a_draft_of_another_body_is_not_there_and_its_public_listings_are_not_ones_own(
    client: Client, listing: Listing, editor_key: str
) -> None:
    draft, _act = actions.draft(SYSTEM, title="비밀 초안")
    made = client.post(
        "/api/v1/listings", {"title": "가"}, content_type="application/json", headers=bearer(editor_key)
    )
    for identifier, status in ((made.json()["listing"], 200), (draft.id, 404), (listing.id, 403)):
        answer = client.post(f"/api/v1/listings/{identifier}/publish", headers=bearer(editor_key))
        assert answer.status_code == status, answer.content
    draft.refresh_from_db()
    assert draft.status == "draft"


@pytest.mark.parametrize("path", ["search", "listings"])
def test_a_kind_that_does_not_exist_is_told_with_those_that_do(client: Client, db: None, path: str) -> None:
    answer = client.get(f"/api/v1/{path}", {"kind": "bogus"})
    assert (answer.status_code, answer["Content-Type"]) == (422, PROBLEM)
    assert "service, policy, dataset" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/api/v1/nothing", 404),
        ("delete", "/api/v1/search", 405),
        ("get", "/api/v1/search?limit=x", 422),
    ],
)
def test_every_failure_is_a_problem(client: Client, db: None, method: str, path: str, status: int) -> None:
    answer = getattr(client, method)(path)
    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM)
    assert set(answer.json()) >= {"type", "title", "status", "detail", "instance"}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_more_topics_and_sections_than_a_listing_holds_are_refused_with_a_sentence(
    client: Client, editor_key: str, language: str
) -> None:
    for field, more in (
        ("topics", ["주제"] * 5000),
        ("body", {f"s{number}": "x" for number in range(5000)}),
    ):
        answer = client.post(
            "/api/v1/listings",
            {"title": "새 안내", field: more},
            content_type="application/json",
            headers={**bearer(editor_key), "Accept-Language": language},
        )
        assert (answer.status_code, answer["Content-Type"]) == (422, PROBLEM)
        assert list(answer.json()["fields"]) == [field]
        sentence = answer.json()["detail"]
        assert any("가" <= letter <= "힣" for letter in sentence) == (language == "ko"), sentence
    assert not Listing.objects.exists()
