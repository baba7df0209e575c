"""Error pages say what happened, what to do and whom to call; programs get problem details."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import translation

from madang.blocks.ui import errors


def request(path: str = "/x", accept: str = "text/html", **headers: str) -> HttpRequest:
    made = RequestFactory().get(path, HTTP_ACCEPT=accept, **headers)
    made.id = "abc123"  # type: ignore[attr-defined]
    return made


@pytest.mark.django_db
def test_unknown_address(client: Client) -> None:
    response = client.get("/no/such/page")
    page = response.content.decode()
    assert response.status_code == 404
    assert "찾는 화면이 없습니다" in page
    assert "000-110" in page
    assert response["X-Request-ID"] in page


@pytest.mark.django_db
def test_unknown_address_in_english(client: Client) -> None:
    response = client.get("/no/such/page", headers={"accept-language": "en"})
    assert "There is no such page" in response.content.decode()


@pytest.mark.django_db
def test_form_without_token_says_what_to_do_and_leads_back() -> None:
    response = Client(enforce_csrf_checks=True).post(
        "/ui/display", {}, HTTP_REFERER="http://testserver/ui/help?x=1"
    )
    page = response.content.decode()
    assert response.status_code == 403
    assert "새로 고친 뒤 다시 보내 주세요" in page
    assert 'href="/ui/help"' in page


@pytest.mark.django_db
def test_form_without_token_never_leads_to_another_site() -> None:
    response = Client(enforce_csrf_checks=True).post(
        "/ui/display", {}, HTTP_REFERER="https://evil.example/trap"
    )
    assert "evil.example" not in response.content.decode()


@pytest.mark.django_db
def test_wrong_method_gets_a_page_and_keeps_its_header(client: Client) -> None:
    response = client.get("/ui/display")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "이 주소는 그런 방식으로 쓸 수 없습니다" in response.content.decode()
    assert client.get("/ui/display", headers={"accept": "application/json"}).content == b""


@pytest.mark.django_db
def test_too_much_gets_its_own_page(client: Client) -> None:
    response = client.post(
        "/ui/display", {"scale": "x" * (6 * 1024 * 1024)}, "application/x-www-form-urlencoded"
    )
    assert response.status_code == 413
    assert "보낸 내용이 너무 큽니다" in response.content.decode()


@pytest.mark.django_db
def test_too_many_attempts_get_a_page(client: Client) -> None:
    """allauth draws ``429.html`` itself, without a status in the context."""
    from django.template.loader import render_to_string

    page = render_to_string("429.html", {}, client.get("/ui/help").wsgi_request)
    assert "잠시 뒤에 다시 시도해 주세요" in page
    assert "000-110" in page


# Without the mark django_db any touch of the database fails these tests.
@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (400, lambda r: errors.bad_request(r, SuspiciousOperation("x"))),
        (500, errors.server_error),
        (503, lambda r: errors.service_unavailable(r, "자료를 되돌리는 중입니다.")),
    ],
)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_pages_of_a_broken_site_need_no_database(status: int, answer: object, language: str) -> None:
    with translation.override(language):
        response = answer(request())  # type: ignore[operator]
    page = response.content.decode()
    assert response.status_code == status
    assert f'<html lang="{language}"' in page
    assert "abc123" in page
    assert "000-110" in page
    assert "csrfmiddlewaretoken" not in page


def test_the_last_resort_needs_not_even_a_template(settings: object) -> None:
    settings.TEMPLATES = []  # type: ignore[attr-defined]
    response = errors.server_error(request())
    assert response.status_code == 500
    assert "우리 쪽에서 문제가 생겼습니다" in response.content.decode()
    assert "Something went wrong" in response.content.decode()


def test_unavailable_gives_its_reason_and_when_to_return() -> None:
    response = errors.service_unavailable(request(), "<b>자료를</b> 되돌리는 중입니다.", retry_after=120)
    assert response["Retry-After"] == "120"
    assert "&lt;b&gt;자료를&lt;/b&gt; 되돌리는 중입니다." in response.content.decode()


@pytest.mark.parametrize(
    ("path", "accept"), [("/api/v1/x", "text/html"), ("/x", "application/json"), ("/api/x", "*/*")]
)
def test_programs_get_problem_details(path: str, accept: str) -> None:
    response = errors.server_error(request(path, accept))
    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(response.content) == {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
        "detail": "Internal Server Error",
        "instance": "urn:madang:request:abc123",
    }


@pytest.mark.parametrize("accept", ["text/html,application/xhtml+xml,*/*;q=0.8", "*/*", ""])
def test_browsers_get_pages(accept: str) -> None:
    assert errors.server_error(request("/x", accept))["Content-Type"].startswith("text/html")
