"""How often one caller may ask for what costs the site much: counted for their account (with all its keys) or their address."""

from __future__ import annotations

from typing import Any

from allauth.core.internal import ratelimit
from django.http import HttpRequest
from django.utils.translation import gettext as _

from madang.blocks.identity.errors import TooOften


def spend(request: HttpRequest, action: str, rate: str, known: Any = None) -> None:
    """Count one use of ``action``; raises TooOften when ``rate`` ("60/m": sixty a minute) is used up.

    ``known`` is the account of an API key; without one whoever is signed in is counted, else their address as
    ``proxies`` settled it (of IPv6 the network). All web processes count together.
    """
    spent = ratelimit.consume(
        request,
        app="madang",
        action=action,
        config={action: f"{rate}/key"},
        key=counted(request, known),
        limit_get=True,
    )
    if spent is None:
        wait = int(ratelimit.parse_rate(rate).duration)
        raise TooOften(
            _("짧은 시간에 너무 여러 번 물었습니다. %(seconds)d초 뒤에 다시 해 주세요.") % {"seconds": wait},
            retry_after=wait,
        )


def counted(request: HttpRequest, known: Any = None) -> str:
    """For whom a use is counted: an account, however many keys it has; else the address."""
    if known is not None and getattr(known, "pk", None) is not None:
        return f"account:{known.pk}"
    user: Any = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return f"account:{user.pk}"
    return f"address:{ratelimit.get_ip(request)}"
