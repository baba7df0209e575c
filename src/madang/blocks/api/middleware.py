"""What every answer of the API has: an ETag where it can be cached, problem+json where it failed."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from madang.blocks.api.problems import MEDIA_TYPE, problem_response

PREFIX = "/api/"
_SENTENCES = {
    404: (
        "이 주소에는 아무것도 없습니다. 있는 주소는 /api/v1/openapi.json 에 있습니다. / "
        "There is nothing at this address. Those that exist are listed in /api/v1/openapi.json."
    ),
    405: "이 방법(method)은 쓸 수 없습니다. / This method is not allowed here.",
}


class ApiMiddleware:
    """Applies to addresses under ``/api/`` only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith(PREFIX):
            return response
        if response.status_code >= 400 and not response.get("Content-Type", "").startswith(MEDIA_TYPE):
            return self._as_problem(request, response)
        if request.method in {"GET", "HEAD"} and response.status_code == 200 and not response.streaming:
            if "ETag" not in response:
                response["ETag"] = f'"{sha256(response.content).hexdigest()[:32]}"'
            response.setdefault("Cache-Control", "no-cache")
            conditional = get_conditional_response(request, etag=response["ETag"], response=response)
            assert isinstance(conditional, HttpResponse)
            return conditional
        return response

    def _as_problem(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        status = HTTPStatus(response.status_code)
        answer = problem_response(
            request,
            status,
            status.phrase.lower().replace(" ", "-"),
            _SENTENCES.get(status, "요청을 처리하지 못했습니다. / The request could not be handled."),
        )
        for name in ("Allow", "Retry-After", "WWW-Authenticate"):
            if name in response:
                answer[name] = response[name]
        return answer
