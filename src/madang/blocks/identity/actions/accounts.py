"""Accounts: opened, locked, unlocked, given new credentials; the site's first administrator."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.blocks.identity.actions.members import ADMINISTER, Joined, end_guest_places, join, new_account
from madang.blocks.identity.actions.organisations import create_organisation
from madang.blocks.identity.actions.sessions import drop_sessions
from madang.blocks.identity.basis import CREDENTIALS, CREDENTIALS_BASIS, LOCK_OUT, LOCK_OUT_BASIS
from madang.blocks.identity.credentials import temporary_password
from madang.blocks.identity.errors import NotPossible
from madang.blocks.identity.models import Account, ApiKey, Membership, Organisation, OrganisationKind, Realm
from madang.blocks.identity.principal import Principal, actor_of, require
from madang.blocks.identity.roles import ADMINISTRATOR
from madang.blocks.ledger import SYSTEM, Actor, record


@transaction.atomic
def open_citizen_account(username: str, password: str, *, email: str = "") -> Account:
    """Open a citizen's account; everybody may. Who the person is, is not known yet.

    Raises NotPossible when the user name is taken or malformed.
    """
    account = new_account(username, realm=Realm.CITIZEN, password=password, email=email)
    _note("identity.account.opened", account, actor_of(account), CREDENTIALS, CREDENTIALS_BASIS)
    return account


@transaction.atomic
def lock(by: Principal, account: Account, *, until: datetime, reason: str) -> None:
    """Refuse sign-in and API keys until ``until``; ends the sessions too.

    Raises PermissionDenied, and NotPossible when ``until`` has passed.
    """
    actor = require(by, ADMINISTER, account)
    if until <= timezone.now():
        raise NotPossible(_("잠금이 풀릴 때는 지금보다 뒤여야 합니다."), field="until")
    _set_lock(account, until, sign_in_only=False)
    drop_sessions(account)
    _note(
        "identity.account.locked",
        account,
        actor,
        LOCK_OUT,
        LOCK_OUT_BASIS,
        until=until.isoformat(),
        reason=reason,
    )


def close_sign_in(account: Account, *, until: datetime) -> None:
    """Refuse sign-in until ``until``, after guessing. Part of an act, whose entry says so; writes none itself.

    Whoever guesses must not be able to stop the owner's work: running sessions and API keys stay.
    """
    _set_lock(account, until, sign_in_only=True)


@transaction.atomic
def unlock(by: Principal, account: Account) -> None:
    """Let the account sign in again. Raises PermissionDenied, and NotPossible when it is not locked."""
    actor = require(by, ADMINISTER, account)
    if not account.is_locked:
        raise NotPossible(_("잠겨 있지 않은 계정입니다."))
    provoked = account.lock_is_sign_in_only
    _set_lock(account, None, sign_in_only=False)
    record(
        "identity.account.unlocked",
        actor=actor,
        # An outsider can provoke such a lock; its public entries never name the account's subject.
        subject=None if provoked else f"account:{account.pk}",
        detail={"account": str(account.pseudonym)},
        purpose=LOCK_OUT,
        basis=LOCK_OUT_BASIS,
    )


@transaction.atomic
def reset_sign_in(by: Principal, account: Account) -> str:
    """Take all credentials from an official who lost them; returns a temporary password to hand over once.

    Second factors, passkeys, sessions, API keys and a lock are gone afterwards, and so are places as a guest in
    bodies that ``by`` does not reach. Raises PermissionDenied and LastAdministrator.
    """
    actor = require(by, ADMINISTER, account)
    ended = end_guest_places(by, account)
    password = temporary_password()
    account.set_password(password)
    account.password_temporary = True
    account.save(update_fields=["password", "password_temporary"])
    _set_lock(account, None, sign_in_only=False)
    Authenticator.objects.filter(user=account).delete()
    ApiKey.objects.filter(account=account, revoked_at__isnull=True).update(revoked_at=timezone.now())
    drop_sessions(account)
    _note("identity.account.reset", account, actor, CREDENTIALS, CREDENTIALS_BASIS, ended=ended)
    return password


@transaction.atomic
def note_password_changed(account: Account) -> None:
    """Put on record that somebody gave their own account a new password; it is no temporary one any more."""
    account.password_temporary = False
    account.save(update_fields=["password_temporary"])
    _note("identity.password.changed", account, actor_of(account), CREDENTIALS, CREDENTIALS_BASIS)


@transaction.atomic
def create_first_administrator(
    *, username: str, organisation_code: str, name_ko: str, name_en: str, kind: str = OrganisationKind.CITY
) -> Joined:
    """Make the site's first administrator, and the body at the top of the tree where it does not stand yet.

    For the command line only: whoever can run it owns the machine. Raises NotPossible when the site has an
    administrator already: that one gives all further roles.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('identity.last-administrator'))")
    if Membership.objects.not_over().filter(role=ADMINISTRATOR, account__is_active=True).exists():
        raise NotPossible(_("이미 관리자가 있습니다. 다른 관리자는 그 사람이 세울 수 있습니다."))
    top = Organisation.objects.filter(code=organisation_code.strip()).first()
    if top is None:
        top = create_organisation(
            SYSTEM, code=organisation_code, name_ko=name_ko, name_en=name_en, kind=kind, parent=None
        )
    return join(SYSTEM, username=username, organisation=top, role=ADMINISTRATOR)


def _set_lock(account: Account, until: datetime | None, *, sign_in_only: bool) -> None:
    account.locked_until, account.lock_is_sign_in_only = until, sign_in_only
    account.save(update_fields=["locked_until", "lock_is_sign_in_only"])


def _note(type: str, account: Account, actor: Actor, purpose: str, basis: str, **detail: Any) -> None:
    record(type, actor=actor, subject=f"account:{account.pk}", detail=detail, purpose=purpose, basis=basis)
