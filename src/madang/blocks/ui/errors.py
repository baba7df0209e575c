"""Every error page: what happened, what to do, whom to call, and the number under which we find it.

The root URL configuration names them as its handlers, ``CSRF_FAILURE_VIEW`` names ``csrf_failure``. Callers of
``/api/`` and those that ask for JSON get problem details (RFC 9457).
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from urllib.parse import urlsplit

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader

from madang.blocks.ui.context import Site

logger = logging.getLogger(__name__)

# What the reader gets when even the error page cannot be made.
LAST_RESORT = """<!DOCTYPE html>
<html lang="ko"><head><meta charset="utf-8"><title>마당</title></head><body>
<h1>우리 쪽에서 문제가 생겼습니다</h1>
<p>요청을 처리하지 못했습니다. 잠시 뒤에 다시 시도해 주세요.</p>
<p lang="en">Something went wrong on our side. Your request was not processed. Please try again later.</p>
</body></html>"""


def reference_of(request: HttpRequest) -> str:
    """Return the number under which the logs know this request (확인 번호), or an empty string."""
    return str(getattr(request, "id", "") or "")


def wants_json(request: HttpRequest) -> bool:
    """Whether the caller is a program."""
    if request.path.startswith("/api/"):
        return True
    return request.get_preferred_type(["text/html", "application/json", "application/problem+json"]) not in (
        "text/html",
        None,
    )


def error_page(
    request: HttpRequest,
    status: int,
    *,
    template: str | None = None,
    reason: object = "",
    retry_after: int | None = None,
    bare: bool = False,
    **context: object,
) -> HttpResponse:
    """Return the page (or problem details) for an HTTP status.

    Args:
        template: another template than ``{status}.html``.
        reason: a sentence for the reader in their language, where the template has a place for it.
        retry_after: seconds after which trying again makes sense.
        bare: draw no menu and no sign-in state, so that neither session nor database is touched.
    """
    reference = reference_of(request)
    response: HttpResponse
    if wants_json(request):
        problem: dict[str, object] = {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "detail": str(reason) or HTTPStatus(status).phrase,
        }
        if reference:
            problem["instance"] = f"urn:madang:request:{reference}"
        response = JsonResponse(problem, status=status, content_type="application/problem+json")
    else:
        values = {"status": status, "reference": reference, "reason": reason, "bare": bare, **context}
        if bare:
            html = loader.render_to_string(template or f"{status}.html", {"madang": Site(request), **values})
        else:
            html = loader.render_to_string(template or f"{status}.html", values, request)
        response = HttpResponse(html, status=status)
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Bad request. Drawn bare: the request itself may be what is broken."""
    return error_page(request, 413 if isinstance(exception, RequestDataTooBig) else 400, bare=True)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Not allowed. A sentence given to ``PermissionDenied`` is not shown: it may name what is hidden."""
    return error_page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """No such page."""
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our own fault. Needs no database, no session, and not even a working template."""
    try:
        return error_page(request, 500, bare=True)
    except Exception:
        logger.exception("the page for error 500 could not be drawn")
        return HttpResponse(LAST_RESORT, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token (``CSRF_FAILURE_VIEW``). ``reason`` is for the log, Django writes it there."""
    return error_page(request, 403, template="403_csrf.html", back_url=_own_referrer(request))


def service_unavailable(
    request: HttpRequest, reason: object = "", retry_after: int | None = 60
) -> HttpResponse:
    """Read-only mode, maintenance, a part that stands still: for middleware and views of any room."""
    return error_page(request, 503, reason=reason, retry_after=retry_after, bare=True)


def _own_referrer(request: HttpRequest) -> str:
    """Return the page the reader came from when it is one of ours, else an empty string."""
    referrer = urlsplit(request.META.get("HTTP_REFERER", ""))
    if referrer.netloc and referrer.netloc == request.META.get("HTTP_HOST"):
        return referrer.path
    return ""
