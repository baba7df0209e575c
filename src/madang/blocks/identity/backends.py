"""Who a password belongs to: allauth's backend without the ambiguity of shared e-mail addresses."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.userkit import filter_users_by_email
from allauth.core import context

from madang.blocks.identity.access import realm_of_page
from madang.blocks.identity.models import Account, Realm


def account_of_email(email: str, realm: Realm | None) -> Account | None:
    """Return the account for which an e-mail address stands at a realm's door, or None.

    A household may share an address, and anybody may type anybody's when they sign up. So an address stands
    for one account: a verified one, or else the one in use that had it first, of the door's realm if there is
    one. Nobody takes it from them by signing up with it; the others sign in by their user names.
    """
    found: list[Account] = filter_users_by_email(email, prefer_verified=True, for_login=True)
    return min(
        found,
        key=lambda each: (not each.may_come_in, each.realm != realm, each.date_joined, each.pk),
        default=None,
    )


class SignInBackend(AuthenticationBackend):
    """Sign-in by user name or e-mail. What an account may do is the library ``rules``' business."""

    def _authenticate_by_email(self, email: str, password: str) -> Account | None:
        """Return the account for which this address stands; costs one password check at most."""
        request = context.request
        found = account_of_email(email, realm_of_page(request) if request else None)
        account: Account | None = self._check_password(found, password) if found else None
        return account

    def user_can_authenticate(self, user: Any) -> bool:
        """Asked at every sign-in and for every session: a demo's account opens nothing in production."""
        return isinstance(user, Account) and user.may_come_in

    def has_perm(self, user_obj: object, perm: str, obj: object = None) -> bool:
        """Django's own permission tables are not used."""
        return False
