"""How sure we are who sits there: the assurance level (인증 보증 수준) of a session.

| level | proved by |
|---|---|
| 0 | nothing |
| 1 | a password |
| 2 | a password and a one-time code (app or recovery), or a passkey that checked nobody |
| 3 | a passkey that checked its owner (fingerprint, face, PIN) |

It is derived from what allauth records of each step of signing in; nothing else raises it.
"""

from __future__ import annotations

import time
from datetime import timedelta
from enum import IntEnum
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from django.http import HttpRequest

USER_VERIFIED = "user_verified"
"""Marks a record of a passkey that checked its owner."""


class Level(IntEnum):
    """Assurance level of a session."""

    NONE = 0
    PASSWORD = 1
    TWO_FACTORS = 2
    VERIFIED_PASSKEY = 3


def level_of(request: HttpRequest, *, within: timedelta | None = None, user: Any = None) -> Level:
    """Return the session's level, or what was proved ``within`` a time up to now.

    ``user`` is the session's account where ``request.user`` is only just being made.
    """
    user = user or request.user
    if not user.is_authenticated:
        return Level.NONE
    since = 0.0 if within is None else time.time() - within.total_seconds()
    records = [each for each in get_authentication_records(request, user) if each.get("at", 0.0) >= since]
    kinds = {each.get("type") for each in records if each.get("method") == "mfa"}
    if any(each.get("type") == "webauthn" and each.get(USER_VERIFIED) for each in records):
        return Level.VERIFIED_PASSKEY
    password = any(each.get("method") == "password" for each in records)
    if "webauthn" in kinds or (kinds and (password or within is not None)):
        return Level.TWO_FACTORS
    return Level.PASSWORD if password else Level.NONE


def methods_of(request: HttpRequest, user: Any) -> list[str]:
    """Return how the person proved themselves in this session: ``password``, ``totp``, ``webauthn`` …"""
    methods = []
    for each in get_authentication_records(request, user):
        name = str(each.get("type") or each.get("method"))
        if name not in methods:
            methods.append(name)
    return methods


def mark_user_verified(request: HttpRequest) -> None:
    """Mark the latest record: the passkey it speaks of checked its owner."""
    records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY)
    if isinstance(records, list) and records:
        records[-1][USER_VERIFIED] = True
        request.session.modified = True
