"""Who calls the API. Rooms above say how to find out (``Manifest.authenticator``); this block only asks them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from madang.blocks.rooms.manifest import registered


class Caller(HttpBearer):
    """An operation that only known callers may use: ``Authorization: Bearer KEY``.

    The caller is then ``request.auth``, with the attributes of an account.
    """

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Who it is, asked once a request: one call is one use of its key."""
        kept = request.__dict__
        if "api_caller" not in kept:
            kept["api_caller"] = self._asked(request)
        return kept["api_caller"]

    @staticmethod
    def _asked(request: HttpRequest) -> Any:
        answers = (authenticate(request) for _room, authenticate in registered("authenticator"))
        return next((found for found in answers if found is not None), None)


caller = Caller()
