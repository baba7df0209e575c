"""What allauth tells us on the way: steps proved, codes that did not fit."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import authentication_step_completed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_used
from django.dispatch import receiver
from django.http import HttpRequest

from madang.blocks.identity import actions
from madang.blocks.identity.adapters import client_of
from madang.blocks.identity.assurance import mark_user_verified
from madang.blocks.identity.models import Account, SignInOutcome


@receiver(authenticator_used, dispatch_uid="identity.authenticator_used")
def passkey_checked_its_owner(request: HttpRequest, authenticator: Authenticator, **_more: Any) -> None:
    """Raise the level when the passkey's signed answer says that it checked its owner (see ``forms``)."""
    if getattr(authenticator, "user_verified", False):
        mark_user_verified(request)


@receiver(authentication_step_completed, dispatch_uid="identity.authentication_step_completed")
def stepped_up(request: HttpRequest, user: Account, method: str, **more: Any) -> None:
    """Put on record that somebody signed in proved more."""
    if more.get("reauthenticated"):
        actions.note_sign_in(
            user, methods=[str(more.get("type") or method)], client=client_of(request), stepped_up=True
        )


@receiver(authentication_failed, dispatch_uid="identity.authentication_failed")
def wrong_code(request: HttpRequest, user: Account, authenticator: Authenticator, **_more: Any) -> None:
    """Count a wrong one-time code like a wrong password."""
    actions.note_failure(
        user,
        realm=user.realm,
        outcome=SignInOutcome.FAILED,
        methods=[authenticator.type],
        client=client_of(request),
    )
