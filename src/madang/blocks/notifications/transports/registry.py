"""Which transport carries which channel on this site (``settings.NOTIFICATIONS_TRANSPORTS``).

The demonstration catches what would leave the house; production sends e-mail by SMTP where ``MADANG_MAIL`` names a
server. Letters and notices on the site are real in both. A channel without transport is absent: nobody is sent there.
"""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from madang.blocks.notifications.transports.base import Transport

KNOWN = {
    "catcher": "madang.blocks.notifications.transports.contrib.catcher",
    "smtp": "madang.blocks.notifications.transports.contrib.smtp",
    "print_queue": "madang.blocks.notifications.transports.contrib.print_queue",
    "site": "madang.blocks.notifications.transports.contrib.site",
}
ALWAYS = {"letter": "print_queue", "inapp": "site"}


def transport(channel: str) -> Transport | None:
    """Return what carries a channel here, None where nothing does. Raises ImproperlyConfigured."""
    name = chosen().get(channel)
    if name is None:
        return None
    if name not in KNOWN:
        raise ImproperlyConfigured(f"NOTIFICATIONS_TRANSPORTS names {name!r}; known: {', '.join(KNOWN)}")
    if name == "catcher" and settings.ENVIRONMENT.production:
        raise ImproperlyConfigured("the catcher of the demonstration cannot stand in production")
    found: Transport = import_module(KNOWN[name]).TRANSPORT
    return found


def chosen() -> dict[str, str]:
    """Return channel → name of its transport."""
    return {**ALWAYS, **settings.NOTIFICATIONS_TRANSPORTS}


def is_caught() -> bool:
    """Whether this site catches anything instead of sending it."""
    return "catcher" in chosen().values()
