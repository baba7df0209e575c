"""Gives a page to answers that Django sends without one."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from madang.blocks.ui.errors import error_page, wants_json

SILENT = (405,)  # a view that does not take the request's method answers with an empty body


class ErrorPageMiddleware:
    """Draw the error page for a reader who would see an empty one. Headers of the answer (``Allow``) stay."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (
            response.status_code in SILENT
            and not response.streaming
            and not response.content
            and request.method != "HEAD"
            and not wants_json(request)
        ):
            page = error_page(request, response.status_code)
            response.content = page.content
            response["Content-Type"] = page["Content-Type"]
        return response
