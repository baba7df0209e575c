"""Web addresses as publishers write them: which of them may become a link, and where it leads."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_LABEL = r"[a-z0-9_가-힣](?:[a-z0-9_가-힣-]{0,61}[a-z0-9_가-힣])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?")
"""Latin and Hangul letters only: letters of other scripts look like Latin ones."""


def host_of(address: str) -> str:
    """Return the host to which an ``http(s)`` address leads; empty for what is no address to be linked.

    Nothing may stand before the host (``https://gov.kr@evil.example``): a reader takes it for the host.
    """
    try:
        parts = urlsplit(address)
        _ = parts.port  # raises for what is no port
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc or not _HOST.fullmatch(host):
        return ""
    return host


def imported(address: str) -> str:
    """Return an address that came with a record, empty when it could lead elsewhere than it seems to.

    One without ``https://`` stays: it says where to look, and is no link.
    """
    bare = "://" not in address and host_of(f"https://{address}")
    return address if bare or host_of(address) else ""
