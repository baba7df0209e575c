"""Who a password belongs to: allauth's backend without the ambiguity of shared e-mail addresses."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.userkit import filter_users_by_email

from madang.blocks.identity.models import Account


class SignInBackend(AuthenticationBackend):
    """Sign-in by user name or e-mail. What an account may do is the library ``rules``' business."""

    def _authenticate_by_email(self, email: str, password: str) -> Account | None:
        """Return the account whose e-mail this is, when it is exactly one (a verified one goes first).

        A household may share an address, and anybody may type anybody's: such an address opens nothing, and
        costs one password check at most.
        """
        found = filter_users_by_email(email, prefer_verified=True, for_login=True)
        if len(found) != 1:
            return None
        account: Account | None = self._check_password(found[0], password)
        return account

    def user_can_authenticate(self, user: Any) -> bool:
        """Asked at every sign-in and for every session: a demo's account opens nothing in production."""
        return isinstance(user, Account) and user.may_come_in

    def has_perm(self, user_obj: object, perm: str, obj: object = None) -> bool:
        """Django's own permission tables are not used."""
        return False
