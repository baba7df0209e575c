"""Who acts in a case: a citizen, an official, or somebody without an account, in one contact on one channel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from madang.blocks.cases.models import Case, Contact
from madang.blocks.cases.process.parts import APPLICANT, STAFFED, Channel
from madang.blocks.identity.models import Account, Realm
from madang.blocks.identity.principal import actor_of
from madang.blocks.ledger import Actor

ANYWHERE = ("clerk", "phone_agent", "field_officer")
"""Roles that write for people of any body's cases while these are with them (어디서나 민원처리제: 제14·15조)."""


@dataclass(frozen=True)
class By:
    """Who acts: an account, or nobody known (``account`` None), in a contact."""

    contact: Contact
    account: Account | None = None

    @property
    def channel(self) -> Channel:
        return Channel(self.contact.channel)

    @property
    def is_staff(self) -> bool:
        return self.account is not None and self.account.realm == Realm.STAFF

    @property
    def role(self) -> str:
        """The role in which the account acts; ``applicant`` for citizens and people without an account."""
        if self.account is None or not self.is_staff:
            return APPLICANT
        return self.account.acting.role if self.account.acting else ""

    def actor(self) -> Actor:
        """The ledger's actor; somebody without an account is known by the contact alone."""
        if self.account is None:
            return Actor(organisation="citizen", role=APPLICANT, pseudonym=f"contact-{self.contact.pk}")
        return actor_of(self.account)


def parts_of(by: By, case: Case) -> frozenset[str]:
    """The parts that somebody plays in a case: ``applicant``, the role they act in, both, or none.

    An official plays the applicant's part only on a staffed channel, in the contact in which the case is open.
    """
    found: set[str] = set()
    here = by.contact.case_id == case.pk
    if not by.is_staff:
        owner = by.account is not None and (
            by.account.pk == case.account_id
            or (by.account.person_id is not None and by.account.person_id == case.person_id)
        )
        if owner or here:
            found.add(APPLICANT)
        return frozenset(found)
    assert by.account is not None
    if by.role and case.organisation_id in by.account.reach():
        found.add(by.role)
    if by.role in ANYWHERE and here and by.channel in STAFFED and not concerns(by.account, case):
        found |= {by.role, APPLICANT}
    return frozenset(found)


def concerns(account: Account, case: Case) -> bool:
    """Whether a case is an official's own: they neither write nor decide in it as an official."""
    return account.person_id is not None and account.person_id == case.person_id


def require_part(by: By, case: Case, parts: Iterable[str]) -> str:
    """Return the part in which somebody acts; raises PermissionDenied with what to do."""
    played = parts_of(by, case)
    for part in (by.role, APPLICANT):
        if part in played and part in parts:
            return part
    raise PermissionDenied(_("이 민원에서 이 일을 할 수 없습니다. 신청인이나 맡은 담당자인지 확인해 주세요."))


def sees(reader: Any, case: Case, contact: Contact | None = None) -> bool:
    """Whether somebody may open a case at all."""
    if contact is not None:
        return bool(parts_of(By(contact, reader if isinstance(reader, Account) else None), case))
    if not isinstance(reader, Account):
        return False
    if reader.realm == Realm.CITIZEN:
        return reader.pk == case.account_id or (
            reader.person_id is not None and reader.person_id == case.person_id
        )
    return reader.has_perm("cases.see", case)
