"""Addresses of the operator's room, below ``/operations/``."""

from __future__ import annotations

from django.urls import path

from madang.systems.operations.views import events, imports, jobs, keys, overview, read_only

app_name = "operations"
urlpatterns = [
    path("", overview.home, name="home"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<int:identifier>/retry/", jobs.retry, name="retry_job"),
    path("jobs/<int:identifier>/cancel/", jobs.cancel, name="cancel_job"),
    path("dead-letters/", events.dead_letters, name="dead_letters"),
    path("dead-letters/<int:identifier>/retry/", events.retry, name="retry_dead_letter"),
    path("dead-letters/<int:identifier>/drop/", events.drop, name="drop_dead_letter"),
    path("gap/", events.gap, name="gap"),
    path("keys/", keys.keys, name="keys"),
    path("keys/<str:purpose>/rotate/", keys.rotate, name="rotate_key"),
    path("roles/", overview.roles, name="roles"),
    path("roles/<str:code>/", overview.holders, name="holders"),
    path("backups/", overview.backups, name="backups"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<uuid:run>/", imports.quarantine, name="quarantine"),
    path("read-only/", read_only.switch, name="read_only"),
    path("read-only/end/", read_only.end, name="end_read_only"),
]
