"""For the tests of every room: officials, and a browser that has signed in, up to a level of assurance.

Writes the session as signing in by hand would leave it; identity's own tests go through the pages.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.test import Client

from madang.blocks.identity import actions
from madang.blocks.identity.assurance import USER_VERIFIED, Level
from madang.blocks.identity.middleware import ACTING_KEY
from madang.blocks.identity.models import Account, Membership, Organisation
from madang.blocks.ledger import SYSTEM

_STEPS: dict[Level, list[dict[str, Any]]] = {
    Level.NONE: [],
    Level.PASSWORD: [{"method": "password"}],
    Level.TWO_FACTORS: [{"method": "password"}, {"method": "mfa", "type": "totp"}],
    Level.VERIFIED_PASSKEY: [
        {"method": "mfa", "type": "webauthn", "passwordless": True, USER_VERIFIED: True}
    ],
}


def official(username: str, organisation: Organisation, role: str, **more: Any) -> Account:
    """Make an official whose password is no temporary one, with a staff number of their own unless one is told."""
    known = {"staff_number": username} if "person" not in more else {}
    account = actions.join(
        SYSTEM, username=username, organisation=organisation, role=role, **{**known, **more}
    ).account
    account.password_temporary = False
    account.save()
    return Account.objects.get(pk=account.pk)


def sign_in(
    client: Client,
    account: Account,
    *,
    level: Level = Level.TWO_FACTORS,
    acting: Membership | None = None,
    ago: timedelta = timedelta(0),
) -> Client:
    """Let ``client`` be signed in as ``account`` at ``level``, proved so long ``ago``, acting in ``acting``.

    Returns the client.
    """
    client.force_login(account, backend="madang.blocks.identity.backends.SignInBackend")
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {**step, "at": time.time() - ago.total_seconds()} for step in _STEPS[level]
    ]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(account.pk)
    if acting is not None:
        session[ACTING_KEY] = acting.pk
    session.save()
    return client
