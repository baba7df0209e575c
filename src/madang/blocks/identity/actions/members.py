"""Joiner, mover, leaver (임용·전보·퇴직): who holds which role where, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.blocks.identity.actions.sessions import drop_sessions
from madang.blocks.identity.basis import STAFFING, STAFFING_BASIS
from madang.blocks.identity.credentials import USERNAME, USERNAME_RULE, clean_username, temporary_password
from madang.blocks.identity.errors import LastAdministrator, NotPossible
from madang.blocks.identity.humans import normal_number
from madang.blocks.identity.models import Account, ApiKey, Membership, Organisation, Person, PlaceOffer, Realm
from madang.blocks.identity.principal import Principal, require
from madang.blocks.identity.roles import ADMINISTRATOR, staff_role
from madang.blocks.ledger import Actor, record

MANAGE = "identity.manage_members"
ADMINISTER = "identity.administer_account"


@dataclass(frozen=True)
class Joined:
    """What came of joining: the account, its first place, and a password to be handed over once."""

    account: Account
    membership: Membership
    password: str


@transaction.atomic
def join(
    by: Principal,
    *,
    username: str,
    organisation: Organisation,
    role: str,
    email: str = "",
    person: Person | None = None,
    staff_number: str = "",
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Joined:
    """Open an official's account with its first place (임용).

    The password is temporary: the first sign-in leads to a new one and to a second factor.
    ``person`` or ``staff_number`` (사번, of the topmost body) says which human it is: without one the account
    takes no part in what needs two people (``humans``). Raises PermissionDenied, and NotPossible for a taken or
    malformed user name or number, or a wrong role or term.
    """
    actor = require(by, MANAGE, organisation)
    may_give(by, role)
    password = temporary_password()
    known: dict[str, Any] = {"person": person}
    if staff_number.strip():
        top = Organisation.objects.top_of(organisation.pk)
        known |= {"staff_number": normal_number(staff_number), "staff_number_in": top}
    account = new_account(
        username, realm=Realm.STAFF, password=password, email=email, password_temporary=True, **known
    )
    membership = begin(account, organisation, role, starts_at, ends_at)
    tie = {"person": str(person.pk)} if person is not None else {}
    if account.staff_number:
        tie["staff_number"] = account.staff_number
    note("identity.account.joined", account, actor, **place(membership), **tie)
    return Joined(account, membership, password)


@transaction.atomic
def assign(
    by: Principal,
    account: Account,
    *,
    organisation: Organisation,
    role: str,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Membership:
    """Give an official whom one administers one more role (겸임); to others a place is offered (``offer_place``).

    Raises PermissionDenied and NotPossible.
    """
    actor = require(by, MANAGE, organisation)
    may_give(by, role)
    not_oneself(by, account)
    require(by, ADMINISTER, account)
    membership = begin(account, organisation, role, starts_at, ends_at)
    note("identity.membership.begun", account, actor, **place(membership))
    return membership


@transaction.atomic
def move(
    by: Principal,
    membership: Membership,
    *,
    organisation: Organisation,
    role: str,
    at: datetime | None = None,
) -> Membership:
    """End one place and begin another at the same moment (전보); returns the new one, whose term ends as before.

    Raises PermissionDenied (both bodies count), LastAdministrator, and NotPossible.
    """
    actor = require(by, MANAGE, membership.organisation)
    require(by, MANAGE, organisation)
    may_give(by, role)
    not_oneself(by, membership.account)
    moment = at or timezone.now()
    until = Membership.objects.select_for_update().get(pk=membership.pk).ends_at
    ended = _end(membership, moment)
    begun = begin(membership.account, organisation, role, moment, until, guest=membership.guest)
    _keep_an_administrator(ended)
    note("identity.membership.moved", membership.account, actor, before=place(ended), **place(begun))
    return begun


@transaction.atomic
def end_membership(by: Principal, membership: Membership, *, at: datetime | None = None) -> None:
    """End one place, now or at ``at`` (겸임 해제); its API keys die with it.

    Raises PermissionDenied, LastAdministrator, and NotPossible when it is over already.
    """
    actor = require(by, MANAGE, membership.organisation)
    not_oneself(by, membership.account)
    ended = _end(membership, at or timezone.now())
    _keep_an_administrator(ended)
    note("identity.membership.ended", ended.account, actor, **place(ended))


@transaction.atomic
def leave(by: Principal, account: Account) -> None:
    """End everything an official has here, at once (퇴직): places, sessions, API keys, sign-in.

    Raises PermissionDenied, LastAdministrator, and NotPossible for a citizen's account.
    """
    if account.realm != Realm.STAFF:
        raise NotPossible(_("시민 계정에는 퇴직이 없습니다."))
    actor = require(by, ADMINISTER, account)
    not_oneself(by, account)
    moment = timezone.now()
    account.place_offers.all().delete()  # before the places are read: one that is just being taken is among them
    places = list(account.memberships.not_over(moment).select_for_update(of=("self",)).order_by("id"))
    places = [_end(membership, moment) for membership in places]
    _keep_an_administrator(*places)
    keys = ApiKey.objects.filter(account=account, revoked_at__isnull=True).update(revoked_at=moment)
    account.is_active = False
    account.save(update_fields=["is_active"])
    account.forget_memberships()
    drop_sessions(account)
    note("identity.account.left", account, actor, places=[place(each) for each in places], api_keys=keys)


def may_give(by: Principal, code: str) -> None:
    """Raise PermissionDenied when ``by`` would give a role that reaches farther than they do themselves."""
    if not staff_role(code).whole_site or not isinstance(by, Account):
        return
    if by.acting is None or by.acting.organisation.parent_id is not None:
        raise PermissionDenied(_("이 역할은 모든 기관에 미칩니다. 맨 위 기관의 관리자만 줄 수 있습니다."))


def new_account(username: str, *, realm: str, password: str | None, email: str = "", **more: Any) -> Account:
    """Write an account. Part of an act; checks no permission and writes no entry.

    Raises NotPossible when the user name is taken or malformed, or the person has an account there already.
    """
    name = clean_username(username)
    if not USERNAME.fullmatch(name):
        raise NotPossible(USERNAME_RULE, field="username")
    account = Account(username=name, realm=realm, email=email.strip().lower(), **more)
    account.set_password(password)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as error:
        if "account_once_a_person_and_realm" in str(error):
            raise NotPossible(_("이 사람에게는 이미 계정이 있습니다."), field="person") from error
        if "account_staff_number_once" in str(error):
            raise NotPossible(
                _("이 사번은 이미 다른 계정의 것입니다. 한 사람은 직원 계정 하나를 씁니다."),
                field="staff_number",
            ) from error
        raise NotPossible(_("이미 쓰고 있는 아이디입니다."), field="username") from error
    return account


def check_candidate(account: Account, role: str, starts_at: datetime, ends_at: datetime | None) -> None:
    """Raise NotPossible when this account can hold no such role, or none for such a term."""
    staff_role(role)
    if account.realm != Realm.STAFF or not account.is_active:
        raise NotPossible(_("쓰고 있는 직원 계정에만 역할을 줄 수 있습니다."))
    if ends_at is not None and ends_at <= starts_at:
        raise NotPossible(_("끝은 시작보다 뒤여야 합니다."), field="ends_at")


def begin(
    account: Account,
    organisation: Organisation,
    role: str,
    starts_at: datetime | None,
    ends_at: datetime | None,
    *,
    guest: bool = False,
) -> Membership:
    """Write a membership. Part of an act; checks no permission and writes no entry. Raises NotPossible."""
    starts = starts_at or timezone.now()
    check_candidate(account, role, starts, ends_at)
    # Locked: the body cannot be closed while somebody gets a place in it.
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if not organisation.is_valid_on(timezone.localdate(starts)):
        raise NotPossible(
            _("그날에는 없는 기관입니다: %(name)s") % {"name": organisation.name}, field="organisation"
        )
    membership = Membership(
        account=account, organisation=organisation, role=role, starts_at=starts, ends_at=ends_at, guest=guest
    )
    try:
        with transaction.atomic():
            membership.save(force_insert=True)
    except IntegrityError as error:
        raise NotPossible(_("같은 기관에서 같은 역할을 이미 맡고 있습니다."), field="role") from error
    account.forget_memberships()
    return membership


def _end(membership: Membership, at: datetime) -> Membership:
    """Let the term end at ``at`` (before it began, when it lies ahead); the keys that act in it go too."""
    found = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("organisation", "account")
        .get(pk=membership.pk)
    )
    if found.ends_at is not None and found.ends_at <= max(at, found.starts_at):
        raise NotPossible(_("이미 끝난 역할입니다."))
    found.ends_at = max(at, found.starts_at)
    found.save(update_fields=["ends_at"])
    if found.ends_at <= timezone.now() or found.ends_at == found.starts_at:
        ApiKey.objects.filter(membership=found, revoked_at__isnull=True).update(revoked_at=timezone.now())
    membership.ends_at = found.ends_at
    membership.account.forget_memberships()
    return found


def end_guest_places(by: Principal, account: Account) -> list[dict[str, Any]]:
    """End the places of a guest, and offers of them, that ``by`` does not reach; returns the places for the entry.

    Part of an act. Their bodies trusted whoever signed in so far; they may offer the places again.
    """
    if not isinstance(by, Account):
        return []
    account.place_offers.exclude(organisation__in=by.reach()).delete()
    guests = account.memberships.not_over().filter(guest=True).exclude(organisation__in=by.reach())
    ended = [_end(each, timezone.now()) for each in guests.select_for_update(of=("self",)).order_by("id")]
    _keep_an_administrator(*ended)
    return [place(each) for each in ended]


def _keep_an_administrator(*ended: Membership) -> None:
    """Refuse to end the last place from which roles can be given."""
    if all(membership.role != ADMINISTRATOR for membership in ended):
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('identity.last-administrator'))")
    lasting = Membership.objects.current().filter(
        role=ADMINISTRATOR, ends_at__isnull=True, account__is_active=True
    )
    if not lasting.exists():
        raise LastAdministrator(
            _("이렇게 하면 권한을 줄 수 있는 사람이 아무도 남지 않습니다. 먼저 다른 관리자를 세우세요.")
        )


def not_oneself(by: Principal, account: Account) -> None:
    """Raise NotPossible for one's own roles."""
    if isinstance(by, Account) and by.pk == account.pk:
        raise NotPossible(_("자기 자신의 역할은 바꿀 수 없습니다. 다른 관리자에게 부탁하세요."))


def place(membership: Membership | PlaceOffer) -> dict[str, Any]:
    """Return a place as the details of an entry tell it."""
    return {
        "organisation": membership.organisation.code,
        "role": membership.role,
        "from": membership.starts_at.isoformat() if membership.starts_at else None,
        "to": membership.ends_at.isoformat() if membership.ends_at else None,
    }


def note(type: str, account: Account, actor: Actor, **detail: Any) -> None:
    """Write the entry of a change of places."""
    record(
        type,
        actor=actor,
        subject=f"account:{account.pk}",
        detail=detail,
        purpose=STAFFING,
        basis=STAFFING_BASIS,
    )
