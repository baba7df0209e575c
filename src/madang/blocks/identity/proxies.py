"""Who is really asking, when a proxy stands in front (``MADANG_TRUSTED_PROXIES``)."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

UNIX = "unix"
"""Stands in the list for "whoever speaks to our unix socket"."""

# What only a trusted proxy may say.
_FORWARDED = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
)


class TrustedProxies:
    """The proxies in front of this site, by address or network.

    Raises ValueError for an entry that is neither, nor ``unix``.
    """

    def __init__(self, entries: Iterable[str]) -> None:
        listed = [entry.strip() for entry in entries if entry.strip()]
        self._unix = UNIX in listed
        self._networks: list[Network] = [ipaddress.ip_network(entry) for entry in listed if entry != UNIX]

    def trusts(self, address: str) -> bool:
        """Whether what stands at ``address`` (empty for a unix socket) is one of ours."""
        if not address:
            return self._unix
        found = _address(address)
        return found is not None and any(found in network for network in self._networks)

    def client_of(self, peer: str, forwarded_for: str) -> str:
        """Return the address of the client.

        The list is read from its end, where our own proxies wrote; the first address that is not one of ours
        is the client. What stands further left was written by the client and is worth nothing.
        """
        client = peer
        for entry in reversed(forwarded_for.split(",")):
            found = _address(entry.strip())
            if not self.trusts(client) or found is None:
                break
            client = str(found)
        return client


class TrustedProxyMiddleware:
    """Put the client's address into ``REMOTE_ADDR``; drop forwarding headers that no trusted proxy sent.

    After it, whatever looks at the request (rate limits, sign-in trail, ``SECURE_PROXY_SSL_HEADER``) sees
    nothing that a stranger could have forged.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.proxies = TrustedProxies(settings.ENVIRONMENT.trusted_proxies)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        peer = request.META.get("REMOTE_ADDR") or ""
        if self.proxies.trusts(peer):
            request.META["REMOTE_ADDR"] = self.proxies.client_of(
                peer, request.META.get("HTTP_X_FORWARDED_FOR", "")
            )
        else:
            for name in _FORWARDED:
                request.META.pop(name, None)
        return self.get_response(request)


def _address(text: str) -> Address | None:
    """Return the address in ``text``, with or without a port; None when there is none."""
    candidate = text
    if candidate.startswith("["):
        candidate = candidate[1:].partition("]")[0]
    elif candidate.count(":") == 1:
        candidate = candidate.partition(":")[0]
    try:
        found = ipaddress.ip_address(candidate)
    except ValueError:
        return None
    mapped = getattr(found, "ipv4_mapped", None)
    return mapped or found
