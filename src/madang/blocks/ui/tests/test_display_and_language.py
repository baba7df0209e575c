"""The reader's choices: kept in cookies, bounded to what we offer, never leading off the site."""

from __future__ import annotations

import pytest
from django.test import Client

from madang.blocks.ui.display import DISPLAY_COOKIE, Display

pytestmark = pytest.mark.django_db


def test_choice_is_kept_and_shown(client: Client) -> None:
    response = client.post("/ui/display", {"scale": "lg", "next": "/ui/help"})
    assert (response.status_code, response["Location"]) == (302, "/ui/help")
    client.post("/ui/display", {"contrast": "high-contrast", "next": "/ui/help"})
    page = client.get("/ui/help").content.decode()
    assert 'data-scale="lg"' in page
    assert 'data-krds-mode="high-contrast"' in page


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example", ""]
)
@pytest.mark.parametrize("path", ["/ui/display", "/ui/language"])
def test_next_never_leads_off_the_site(client: Client, path: str, target: str) -> None:
    response = client.post(path, {"scale": "lg", "language": "en", "next": target})
    assert response.status_code == 302
    assert response["Location"] == "/"


@pytest.mark.parametrize(
    "value", ["huge.light", "md.<script>", "", ".", "md", "a" * 5000, "lg.high-contrast.x"]
)
def test_a_strange_cookie_counts_as_the_default(client: Client, value: str) -> None:
    client.cookies[DISPLAY_COOKIE] = value
    page = client.get("/ui/help").content.decode()
    assert 'data-krds-mode="light"' in page
    assert "<script>" not in page.replace("<script type", "")


def test_unknown_values_change_nothing(client: Client) -> None:
    client.post("/ui/display", {"scale": "lg"})
    client.post("/ui/display", {"scale": "enormous", "contrast": "pink"})
    assert Display.from_cookie(client.cookies[DISPLAY_COOKIE].value) == Display(scale="lg")


def test_cookie_is_out_of_reach_of_scripts_and_other_sites(client: Client) -> None:
    client.post("/ui/display", {"scale": "lg"})
    cookie = client.cookies[DISPLAY_COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize("path", ["/ui/display", "/ui/language"])
def test_posts_need_their_token(path: str) -> None:
    response = Client(enforce_csrf_checks=True).post(path, {"scale": "lg", "language": "en"})
    assert response.status_code == 403


def test_display_answers_posts_only(client: Client) -> None:
    assert client.get("/ui/display").status_code == 405


def test_language_follows_the_browser_until_it_is_chosen(client: Client) -> None:
    assert '<html lang="en"' in client.get("/ui/help", headers={"accept-language": "en-GB"}).content.decode()
    assert '<html lang="ko"' in client.get("/ui/help", headers={"accept-language": "fr"}).content.decode()
    client.post("/ui/language", {"language": "en", "next": "/ui/help"})
    assert '<html lang="en"' in client.get("/ui/help", headers={"accept-language": "ko"}).content.decode()
