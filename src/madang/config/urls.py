"""All addresses of the site, put together from the rooms' manifests."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from madang.blocks.api.site import build
from madang.blocks.rooms.manifest import manifests
from madang.config import health

api = build()

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("api/v1/", api.urls),
    *(
        path(f"{room.name}/" if room.prefix is None else room.prefix, include(room.urls))
        for room in manifests()
        if room.urls
    ),
]

handler400 = "madang.blocks.ui.views.bad_request"
handler403 = "madang.blocks.ui.views.permission_denied"
handler404 = "madang.blocks.ui.views.page_not_found"
handler500 = "madang.config.health.server_error"
