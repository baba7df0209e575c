"""The trail of sign-ins, and the lock that too many failures close."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from madang.blocks.identity.actions.accounts import close_sign_in
from madang.blocks.identity.basis import CREDENTIALS, CREDENTIALS_BASIS, SIGN_IN, SIGN_IN_BASIS
from madang.blocks.identity.models import Account, SignInEvent, SignInOutcome
from madang.blocks.identity.principal import actor_of
from madang.blocks.ledger import SYSTEM, record
from madang.blocks.ledger.keys import mac

FAILURES_UNTIL_LOCK = 10
FAILURES_COUNT_FOR = timedelta(hours=1)
LOCKED_FOR = timedelta(minutes=30)
CLAIMED_NAME_PURPOSE = "identity.claimed-name"


@dataclass(frozen=True)
class Client:
    """Where an attempt came from.

    Attributes:
        address: IP address as the trusted proxies tell it, or None when there is none.
        user_agent: what the browser says of itself.
    """

    address: str | None
    user_agent: str


@transaction.atomic
def note_sign_in(account: Account, *, methods: list[str], client: Client, stepped_up: bool = False) -> None:
    """Put on record that somebody came in, or proved more than before (``stepped_up``)."""
    outcome = SignInOutcome.STEPPED_UP if stepped_up else SignInOutcome.SUCCEEDED
    _event(account, account.realm, outcome, methods, client)
    record(
        "identity.sign-in.stepped-up" if stepped_up else "identity.sign-in.succeeded",
        actor=actor_of(account),
        subject=f"account:{account.pk}",
        detail={"methods": methods},
        purpose=SIGN_IN,
        basis=SIGN_IN_BASIS,
    )


@transaction.atomic
def note_failure(
    account: Account | None,
    *,
    realm: str,
    outcome: SignInOutcome,
    methods: list[str],
    client: Client,
    claimed_name: str = "",
) -> None:
    """Put an attempt on record that did not come in; ten wrong ones within an hour close sign-in for a while.

    Whoever knows a user name can provoke this entry and reads the public log, so it names no subject, looks
    alike whatever failed, and is written for unknown names too. Which account it was about stands in the closed
    details (for the audit) and in the account's own history. ``claimed_name`` is what an unknown visitor
    typed; only its keyed digest is kept.
    """
    _event(account, realm, outcome, methods, client, claimed_name)
    detail: dict[str, Any] = {"outcome": outcome.value, "methods": methods}
    if account is not None:
        detail["account"] = str(account.pseudonym)
        if outcome == SignInOutcome.FAILED and (until := _lock_when_too_many(account, realm, client)):
            detail["locked_until"] = until.isoformat()
    record(
        "identity.sign-in.failed",
        actor=SYSTEM,
        subject=None,
        detail=detail,
        purpose=SIGN_IN,
        basis=SIGN_IN_BASIS,
    )


@transaction.atomic
def note_sign_out(account: Account, *, client: Client) -> None:
    """Put on record that somebody left."""
    _event(account, account.realm, SignInOutcome.SIGNED_OUT, [], client)
    record(
        "identity.sign-in.ended",
        actor=actor_of(account),
        subject=f"account:{account.pk}",
        detail={},
        purpose=SIGN_IN,
        basis=SIGN_IN_BASIS,
    )


@transaction.atomic
def note_credential(account: Account, *, kind: str, change: str) -> None:
    """Put on record that somebody changed a credential of their own.

    Args:
        kind: ``totp``, ``webauthn`` or ``recovery_codes``.
        change: ``added``, ``removed`` or ``replaced``.
    """
    record(
        f"identity.credential.{change}",
        actor=actor_of(account),
        subject=f"account:{account.pk}",
        detail={"kind": kind},
        purpose=CREDENTIALS,
        basis=CREDENTIALS_BASIS,
    )


def _lock_when_too_many(account: Account, realm: str, client: Client) -> datetime | None:
    """Close sign-in after too many failures; returns until when, None when there is no new lock."""
    # The row is locked so that failures that arrive together are counted one after the other.
    standing = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    if standing.is_locked:
        return None
    now = timezone.now()
    events = SignInEvent.objects.filter(account=account, happened_at__gt=now - FAILURES_COUNT_FOR)
    last_good = (
        events.filter(outcome__in=[SignInOutcome.SUCCEEDED, SignInOutcome.LOCKED])
        .values_list("happened_at", flat=True)
        .first()
    )
    wrong = events.filter(outcome=SignInOutcome.FAILED)
    if last_good is not None:
        wrong = wrong.filter(happened_at__gt=last_good)
    if wrong.count() < FAILURES_UNTIL_LOCK:
        return None
    until = now + LOCKED_FOR
    close_sign_in(account, until=until)
    _event(account, realm, SignInOutcome.LOCKED, [], client)
    return until


def _event(
    account: Account | None,
    realm: str,
    outcome: SignInOutcome,
    methods: list[str],
    client: Client,
    claimed_name: str = "",
) -> None:
    SignInEvent.objects.create(
        account=account,
        realm=realm,
        outcome=outcome,
        methods=",".join(methods)[:64],
        claimed_name_mac=mac(CLAIMED_NAME_PURPOSE, claimed_name.encode()) if claimed_name else None,
        ip_address=client.address,
        user_agent=client.user_agent.replace("\x00", "")[:200],
    )
