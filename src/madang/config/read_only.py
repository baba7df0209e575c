"""Read-only mode at the doors: pages and API read on, every change is answered with the reason and 503.

It holds when an operator ordered it or when the ledger asks for it (``operations.queries.standing``). Signing in
and out stays possible in it: somebody must be able to end it, and citizens may read what is their own. What that
writes is a session and the trail of sign-ins, both of which any later state of the database can take. Everything
else that changes something waits, first passwords and new accounts too.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from madang.blocks.api.problems import problem_response
from madang.blocks.ui.errors import service_unavailable, wants_json
from madang.systems.operations.queries.standing import read_only

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
RETRY_AFTER = 300  # seconds
BANNER_LIVES = 2.0  # seconds that a page may be behind; a change always asks anew

# URL names that may be posted to. Nothing in the list changes what anybody else can see.
PASSES = frozenset(
    {
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "identity:office_sign_in",
        "identity:office_passkey_sign_in",
        "identity:step_up",
        "identity:choose_role",
        "identity:end_sessions",
        "ui:language",
        "ui:display",
        "operations:end_read_only",
        "operations:gap",
    }
)

_seen: dict[str, tuple[float, str]] = {}


class ReadOnlyMiddleware:
    """Say on every page that nothing can be changed, and refuse changes, while read-only mode holds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Looked up only by pages that draw it.
        request.site_notice = SimpleLazyObject(banner)  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: object, kwargs: Mapping[str, object]
    ) -> HttpResponse | None:
        match = request.resolver_match
        if request.method in SAFE or (match is not None and match.view_name in PASSES):
            return None
        found = read_only()
        return None if found is None else _refusal(request, found.reason)


def banner() -> str:
    """Return the sentence for every page, empty when changes are possible; at most two seconds old."""
    language = get_language() or "ko"
    at, sentence = _seen.get(language, (float("-inf"), ""))
    if time.monotonic() - at < BANNER_LIVES:
        return sentence
    try:
        found = read_only()
    except DatabaseError:
        return ""  # the page itself will say that the database is away
    sentence = _("지금은 읽기만 할 수 있습니다. %(reason)s") % {"reason": found.reason} if found else ""
    _seen[language] = time.monotonic(), sentence
    return sentence


def _refusal(request: HttpRequest, reason: str) -> HttpResponse:
    sentence = _("지금은 읽기만 할 수 있어 처리하지 않았습니다. %(reason)s") % {"reason": reason}
    if wants_json(request):
        answer = problem_response(request, 503, "read-only", sentence)
        answer["Retry-After"] = str(RETRY_AFTER)
        return answer
    return service_unavailable(request, sentence, RETRY_AFTER)
