"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """People, accounts, organisations, sign-in."""

    name = "madang.blocks.identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from madang.blocks.identity import receivers  # noqa: F401 (connects itself)
