"""The Content-Security-Policy is one for the whole site: what a view asks for beside it is not sent."""

from __future__ import annotations

from typing import Any

from csp.decorators import csp_exempt, csp_update
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from madang.config.middleware import ContentSecurityPolicyMiddleware

HEADER = "Content-Security-Policy"


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("page")


def with_own_header(request: HttpRequest) -> HttpResponse:
    return HttpResponse("page", headers={HEADER: "script-src *"})


def test_every_view_gets_the_same_policy() -> None:
    views: tuple[Any, ...] = (
        plain,
        with_own_header,
        csp_exempt()(plain),
        csp_update({"script-src": "https://elsewhere.example"})(plain),
    )
    request = RequestFactory().get("/")
    # Each middleware puts the directives together itself, in no particular order.
    policies = [ContentSecurityPolicyMiddleware(view)(request)[HEADER] for view in views]
    assert len({frozenset(policy.split("; ")) for policy in policies}) == 1
    assert "script-src 'self'" in policies[0].split("; ")
    assert "*" not in policies[0]


def test_bytes_that_a_stranger_wrote_are_sent_a_stricter_policy_besides() -> None:
    def bytes_of_a_stranger(request: HttpRequest) -> HttpResponse:
        response = HttpResponse(b"<script>alert(1)</script>", content_type="text/html")
        response.sandboxed = True  # type: ignore[attr-defined]
        return response

    answer = ContentSecurityPolicyMiddleware(bytes_of_a_stranger)(RequestFactory().get("/"))
    common, _comma, stricter = answer[HEADER].partition(", ")
    assert "script-src 'self'" in common.split("; ") and stricter == "default-src 'none'; sandbox"
