"""Is this process alive; is this site ready to serve."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from madang.blocks.rooms.manifest import load, manifests


@never_cache
def alive(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers; asks nothing of anything else."""
    return JsonResponse({"status": "alive"})


@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 when the database answers; each room's checks beside it. 503 only when pages cannot be served."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "unavailable", "checks": {"database": "away"}}, status=503)
    checks = {"database": "ok"}
    for room in manifests():
        for name, path in room.health.items():
            checks[f"{room.name}.{name}"] = load(path)() or "ok"
    degraded = any(state != "ok" for state in checks.values())
    return JsonResponse({"status": "degraded" if degraded else "ready", "checks": checks})
