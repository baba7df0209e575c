"""Is this process alive; is this site ready to serve; and what a reader gets when the database is not there."""

from __future__ import annotations

import sys
import time
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from madang.blocks.ledger.errors import KeyMissing
from madang.blocks.ui import errors
from madang.systems.operations.queries.health import checks

LOOK_EVERY = 2.0  # seconds: however often a load balancer asks, the checks run no more often than this
RETRY_AFTER = 10  # seconds
_DISK_FULL = "53100"
_AWAY = ("08", "57P", "28")  # SQLSTATE classes: connection, operator's intervention, authorisation

_last: tuple[float, int, dict[str, Any]] = (float("-inf"), 0, {})


@never_cache
def alive(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers; asks nothing of anything else."""
    return JsonResponse({"status": "alive"})


@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 when pages can be served, 503 when not. Each check's name says ``ok`` or ``degraded``.

    Anybody may ask, so it says no more; the operator's page tells what is wrong.
    """
    global _last
    at, status, answer = _last
    if time.monotonic() - at > LOOK_EVERY:
        status, answer = _look()
        _last = time.monotonic(), status, answer
    return JsonResponse(answer, status=status)


def _look() -> tuple[int, dict[str, Any]]:
    try:
        connection.ensure_connection()
        found = {f"{check.room}.{check.name}": check.trouble is None for check in checks()}
    except DatabaseError:
        return 503, {"status": "unavailable", "checks": {"database": "degraded"}}
    states = {"database": "ok", **{name: "ok" if well else "degraded" for name, well in found.items()}}
    return 200, {"status": "ready" if all(found.values()) else "degraded", "checks": states}


def server_error(request: HttpRequest) -> HttpResponse:
    """Our own fault (500); or the database's, which passes (503). The site's handler for broken pages."""
    if (reason := _why_unavailable(sys.exc_info()[1])) is not None:
        return errors.service_unavailable(request, reason, RETRY_AFTER)
    return errors.server_error(request)


def _why_unavailable(error: BaseException | None) -> str | None:
    """Return a sentence for the reader when waiting will help, else None."""
    while error is not None:
        if isinstance(error, KeyMissing):
            return _("열쇠를 쓸 수 없어 지금은 접수할 수 없습니다. 이미 접수된 것은 안전합니다.")
        if isinstance(error, (OperationalError, InterfaceError)):
            state = getattr(error.__cause__, "sqlstate", None) or ""
            if state == _DISK_FULL:
                return _("저장할 곳이 가득 차서 지금은 접수할 수 없습니다. 읽기는 할 수 있습니다.")
            if not state or state.startswith(_AWAY):
                return _("데이터베이스에 닿지 않습니다. 이미 접수된 것은 안전합니다.")
        error = error.__cause__ or error.__context__
    return None
