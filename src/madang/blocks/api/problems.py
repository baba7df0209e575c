"""Errors of the API as RFC 9457 problem details: stable ``type``, a title, what to do."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Schema


class ProblemSchema(Schema):
    """RFC 9457 problem details. ``instance`` names the request; ``type`` is stable for programs."""

    type: str
    title: str
    status: int
    detail: str
    instance: str


TYPE_PREFIX = "urn:madang:problem:"
MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """An error to be answered as problem+json.

    Attributes:
        status: HTTP status.
        code: stable end of the ``type`` URN.
        detail: sentence for people.
        more: further members of the answer.
    """

    status = HTTPStatus.BAD_REQUEST
    code = "bad-request"

    def __init__(self, detail: str, **more: Any) -> None:
        self.detail = detail
        self.more = more
        super().__init__(detail)


class NotFound(Problem):
    status = HTTPStatus.NOT_FOUND
    code = "not-found"


class Forbidden(Problem):
    status = HTTPStatus.FORBIDDEN
    code = "forbidden"


class Conflict(Problem):
    status = HTTPStatus.CONFLICT
    code = "conflict"


class PreconditionFailed(Problem):
    """What the caller saw (``If-Match``) is not what stands now."""

    status = HTTPStatus.PRECONDITION_FAILED
    code = "precondition-failed"


class TooMany(Problem):
    """Asked too often; ``retry_after`` (seconds) goes into the answer's header."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    code = "too-many-requests"


class Unavailable(Problem):
    """Cannot be done now, whoever asks; ``retry_after`` (seconds) goes into the answer's header."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "unavailable"


class Invalid(Problem):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "invalid"


def problem_response(request: HttpRequest, status: int, code: str, detail: str, **more: Any) -> HttpResponse:
    """Return a problem+json answer; ``instance`` is the request's number."""
    body = {
        "type": TYPE_PREFIX + code,
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": f"urn:madang:request:{getattr(request, 'id', '')}",
        **more,
    }
    return JsonResponse(
        body, status=status, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False}
    )
