"""Haneul-si (하늘시): loads each room's part of the demo city, once."""

from __future__ import annotations

from collections.abc import Callable

from madang.blocks.rooms.manifest import registered


def load(tell: Callable[[str], None] = lambda line: None) -> None:
    """Load every room's demo, blocks from below first. Each room's part is safe to run twice."""
    from django.conf import settings

    if settings.ENVIRONMENT.production:
        from madang.config.environment import ConfigurationError

        raise ConfigurationError("The demo city cannot be loaded in production (MADANG_ENV=production).")
    from madang.systems.operations.actions import mark_demo

    mark_demo()
    for room, part in registered("demo"):
        tell(f"{room.name}: {part()}")


def sign_ins() -> list[tuple[str, str, str]]:
    """Return (role, user name, password) of everybody who can sign in to the demo."""
    from madang.blocks.identity.demo import sign_ins as known

    return known()
