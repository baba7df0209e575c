"""When Django is ready: all rooms say what they offer, their jobs are known to the queue."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings


class SiteConfig(AppConfig):
    name = "madang.config"
    label = "config"

    def ready(self) -> None:
        from madang.blocks.rooms.manifest import manifests, register

        register([*settings.BLOCKS, *settings.SYSTEMS])
        for room in manifests():
            if room.jobs:
                import_module(room.jobs)
