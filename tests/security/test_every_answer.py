"""What every answer of the site carries, pages, errors and API alike."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

ADDRESSES = [
    "/",
    "/search/",
    "/nothing-here/",
    "/ui/",
    "/identity/sign-in/",
    "/api/v1/search",
    "/api/v1/nothing",
]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any, db: None) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, home=tmp_path)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_strict_content_security_policy_without_exceptions(client: Client, address: str) -> None:
    policy = client.get(address)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    for weak in ("unsafe-inline", "unsafe-eval", "http:", " * ", "strict-dynamic"):
        assert weak not in policy


@pytest.mark.parametrize("address", ADDRESSES)
def test_nobody_can_frame_sniff_or_follow_us(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Request-ID"]


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost,evil", "가"])
def test_another_host_name_is_refused(client: Client, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 400


def test_forwarding_headers_of_strangers_change_nothing(client: Client) -> None:
    answer = client.get(
        "/identity/sign-in/",
        headers={
            "X-Forwarded-Host": "evil.example",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "9.9.9.9",
        },
    )
    assert "evil.example" not in answer.content.decode()
    assert not answer.wsgi_request.is_secure()
    assert answer.wsgi_request.META["REMOTE_ADDR"] == "127.0.0.1"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
    ],
)
@pytest.mark.parametrize(("address", "field"), [("/ui/display", "scale"), ("/ui/language", "language")])
def test_no_form_leads_off_the_site(client: Client, address: str, field: str, target: str) -> None:
    value = {"scale": "lg", "language": "en"}[field]
    answer = client.post(address, {field: value, "next": target})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/")
    assert "evil" not in answer["Location"]


def test_cookies_cannot_be_read_by_scripts(client: Client) -> None:
    client.post("/ui/display", {"scale": "lg", "next": "/"})
    answer = client.get("/identity/sign-in/")
    for cookie in [*answer.cookies.values(), *client.cookies.values()]:
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"] == "Lax", cookie.key


def _address(route: str) -> str:
    """Return an address of a route, whatever it leads to: the token is asked for before."""
    values = {"int": "1", "uuid": str(uuid.UUID(int=1))}
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda found: values.get(found[1] or "str", "x"), route)


def test_a_post_without_its_token_is_refused_everywhere(db: None) -> None:
    from tests.permissions.walk import doors

    strict = Client(enforce_csrf_checks=True)
    passed = []
    for door in doors():
        if door.method != "POST" or door.route.startswith("api/"):
            continue
        answer = strict.post(_address(door.route))
        if answer.status_code not in {403, 404, 405}:
            passed.append(f"{door}: {answer.status_code}")
    assert not passed


@pytest.mark.parametrize(
    "name",
    [
        "../keys/django.secret",
        "..%2fkeys%2fdjango.secret",
        "%2e%2e/keys/django.secret",
        ".writer",
        "tile/../../keys",
        "tile",
    ],
)
def test_the_public_log_shows_nothing_but_the_log(client: Client, home: None, name: str) -> None:
    assert client.get(f"/log/{name}").status_code in {400, 404}


def test_a_body_over_the_limit_is_refused_with_a_sentence(client: Client) -> None:
    answer = client.post(
        "/api/v1/listings",
        b"x" * (6 * 1024 * 1024),
        content_type="application/json",
        headers={"Authorization": "Bearer x"},
    )
    assert answer.status_code in {400, 401, 413}
    assert answer["Content-Type"].startswith("application/problem+json")
    page = client.post(
        "/ui/display", b"scale=" + b"x" * (6 * 1024 * 1024), content_type="application/x-www-form-urlencoded"
    )
    assert page.status_code in {400, 413}


@pytest.mark.parametrize(
    "text",
    [
        "가" * 10_000,
        '"' * 3_000,
        "title:가 AND (body:나 OR -다)^9~2 [a TO z] *?",
        "👨‍👩‍👧‍👦🇰🇷" * 50,
        "\u202e\u200f\u2066청년\u2069",
        "\x00\x01\ufffe",
        "<script>alert(1)</script>",
        "' OR 1=1; DROP TABLE catalogue_listing; --",
        "%00%ff",
        "ㅋ" * 5_000,
    ],
)
def test_no_search_text_breaks_a_page(client: Client, text: str) -> None:
    answer = client.get("/search/", {"q": text})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()
