"""Which human an official's account belongs to: tied, changed, untied by an administrator, each on record."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from madang.blocks.identity.actions.members import ADMINISTER, note
from madang.blocks.identity.errors import NotPossible
from madang.blocks.identity.humans import normal_number
from madang.blocks.identity.models import Account, Organisation, PastTie, Person
from madang.blocks.identity.principal import Principal, require

PERSON, NUMBER = "person", "staff-number"
LONGEST_REASON = 300


@transaction.atomic
def tie_person(by: Principal, account: Account, person: uuid.UUID, *, reason: str = "") -> None:
    """Say that an official's account is this person's; in place of another person only with a reason.

    Raises PermissionDenied, also for one's own account, and NotPossible.
    """
    actor = require(by, ADMINISTER, account)
    locked = _locked(account)
    found = Person.objects.filter(pk=person, erased_at=None).first()
    if found is None:
        raise NotPossible(_("그런 사람이 없습니다."), field="person")
    if locked.person_id == found.pk:
        raise NotPossible(_("이미 이 사람의 계정으로 등록되어 있습니다."), field="person")
    said = _reason(reason, needed=locked.person_id is not None)
    before = _end_person(locked)
    locked.person = found
    _save(
        locked,
        _("이 사람에게는 이미 다른 직원 계정이 있습니다. 한 사람은 직원 계정 하나를 씁니다."),
        "person",
    )
    _note("identity.account.tied", locked, actor, by=PERSON, before=before, after=str(found.pk), reason=said)


@transaction.atomic
def tie_number(by: Principal, account: Account, number: str, *, reason: str = "") -> None:
    """Say which staff number an account's official has in their topmost body; another one only with a reason.

    Raises PermissionDenied, also for one's own account, and NotPossible.
    """
    actor = require(by, ADMINISTER, account)
    locked = _locked(account)
    wanted = normal_number(number)
    top = top_body_of(locked)
    if (locked.staff_number, locked.staff_number_in_id) == (wanted, top.pk):
        raise NotPossible(_("이미 이 사번으로 등록되어 있습니다."), field="staff_number")
    said = _reason(reason, needed=bool(locked.staff_number))
    before = _end_number(locked)
    locked.staff_number, locked.staff_number_in = wanted, top
    _save(
        locked, _("이 사번은 이미 다른 계정의 것입니다. 한 사람은 직원 계정 하나를 씁니다."), "staff_number"
    )
    _note("identity.account.tied", locked, actor, by=NUMBER, before=before, after=wanted, reason=said)


@transaction.atomic
def refused_number(by: Principal, account: Account) -> None:
    """Put on record that a staff number was said for an account and refused; which one is not told."""
    _note("identity.account.tie-refused", account, require(by, ADMINISTER, account), by=NUMBER)


@transaction.atomic
def untie(by: Principal, account: Account, *, what: str, reason: str) -> None:
    """Take away what an account was tied to, ``PERSON`` or ``NUMBER``, with the reason.

    Raises PermissionDenied, also for one's own account, and NotPossible.
    """
    actor = require(by, ADMINISTER, account)
    locked = _locked(account)
    said = _reason(reason, needed=True)
    before = {PERSON: _end_person, NUMBER: _end_number}[what](locked) if what in {PERSON, NUMBER} else None
    if before is None:
        raise NotPossible(_("등록되어 있지 않습니다."), field="what")
    locked.save(update_fields=["person", "staff_number", "staff_number_in"])
    _note("identity.account.untied", locked, actor, by=what, before=before, reason=said)


def top_body_of(account: Account) -> Organisation:
    """Return the topmost body to which an official belongs; raises NotPossible for one without a place."""
    places = account.memberships.not_over().order_by("guest", "pk")
    first = places.values_list("organisation_id", flat=True).first()
    if first is None:
        raise NotPossible(_("맡은 자리가 없는 계정입니다. 먼저 자리를 주세요."))
    return Organisation.objects.top_of(first)


def _locked(account: Account) -> Account:
    return Account.objects.select_for_update().get(pk=account.pk)


def _reason(reason: str, *, needed: bool) -> str:
    said = " ".join(reason.split())
    if needed and not said:
        raise NotPossible(_("까닭을 적어 주세요. 이미 등록된 것을 바꾸거나 푸는 일입니다."), field="reason")
    if len(said) > LONGEST_REASON or "\x00" in said:
        raise NotPossible(_("까닭은 %(most)d자까지 적어 주세요.") % {"most": LONGEST_REASON}, field="reason")
    return said


def _end_person(account: Account) -> str | None:
    if account.person_id is None:
        return None
    PastTie.objects.create(account=account, person_id=account.person_id)
    before, account.person = str(account.person_id), None
    return before


def _end_number(account: Account) -> str | None:
    if not account.staff_number:
        return None
    PastTie.objects.create(
        account=account, staff_number=account.staff_number, staff_number_in=account.staff_number_in
    )
    before, account.staff_number, account.staff_number_in = account.staff_number, "", None
    return before


def _save(account: Account, taken: str, field: str) -> None:
    try:
        with transaction.atomic():
            account.save(update_fields=["person", "staff_number", "staff_number_in"])
    except IntegrityError as error:
        raise NotPossible(taken, field=field) from error


def _note(type: str, account: Account, actor: Any, **detail: str | None) -> None:
    note(type, account, actor, **{name: value for name, value in detail.items() if value})
