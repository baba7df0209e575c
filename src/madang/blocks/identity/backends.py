"""Who a password belongs to: allauth's backend without the ambiguity of shared e-mail addresses."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.userkit import filter_users_by_email
from django.http import HttpRequest

from madang.blocks.identity.access import realm_of_page
from madang.blocks.identity.credentials import clean_username
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


def account_named(typed: str, realm: Realm | None) -> Account | None:
    """Return the account that a typed user name or e-mail address stands for at a realm's door, or None."""
    name = clean_username(typed)
    if not name:
        return None
    by_email = account_of_email(name, realm) if "@" in name else None
    return by_email or Account.objects.filter(username=name).first()


class SignInBackend(AuthenticationBackend):
    """Sign-in by user name or e-mail. What an account may do is the library ``rules``' business."""

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> Account | None:
        """Return the account when the password is its own; costs one password check, whatever was typed."""
        typed = str(credentials.get("username") or credentials.get("email") or "")
        realm = realm_of_page(request) if request is not None else None
        found = account_named(typed, realm)
        account: Account | None = self._check_password(found, credentials.get("password") or "")
        if found is not None and found.is_locked:
            # Checked all the same: neither the answer nor its time tells that the password was right.
            self._stash_user(None)
            return None
        return account

    def user_can_authenticate(self, user: Any) -> bool:
        """Asked at every sign-in and for every session: a demo's account opens nothing in production."""
        return isinstance(user, Account) and user.may_come_in

    def has_perm(self, user_obj: object, perm: str, obj: object = None) -> bool:
        """Django's own permission tables are not used."""
        return False
