"""What stands around every request: its number, the log line about it, what browsers may do with the page."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping

import structlog
from csp.constants import HEADER
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponse

log = structlog.get_logger(__name__)


class RequestContextMiddleware:
    """Give each request a number, bind it to every log line, log method, route, status and time.

    Logged are the route's pattern, never the path or the query: those may hold personal data. Where a route
    names a case (``<…:case>``), its number stands on every line of the request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = uuid.uuid4().hex
        request.id = number  # type: ignore[attr-defined]
        started = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=number)
        response = self.get_response(request)
        match = request.resolver_match
        log.info(
            "request",
            method=request.method
            if request.method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}
            else "other",
            route=match.route if match else "",
            status=response.status_code,
            ms=round((time.perf_counter() - started) * 1000, 1),
        )
        response["X-Request-ID"] = number
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: object,
        kwargs: Mapping[str, object],
    ) -> None:
        """Bind the case's number once the route is known."""
        if "case" in kwargs:
            structlog.contextvars.bind_contextvars(case=str(kwargs["case"]))


class ContentSecurityPolicyMiddleware:
    """Send the site's one policy with every answer.

    No view can loosen it, which django-csp's own middleware allows and pays for by putting it together anew
    for each answer. An answer that is ``sandboxed`` (bytes that a stranger wrote) is sent a second, stricter one
    besides: browsers keep to both.
    """

    SANDBOX = "default-src 'none'; sandbox"

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = build_policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        sandboxed = getattr(response, "sandboxed", False)
        response[HEADER] = f"{self.policy}, {self.SANDBOX}" if sandboxed else self.policy
        return response
