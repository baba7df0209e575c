"""Contacts begun and ended; a case begun in one."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from madang.blocks.cases.actions.writing import locked, name_applicant, write_continued, write_step
from madang.blocks.cases.basis import ANYWHERE as ANYWHERE_LAW
from madang.blocks.cases.basis import HANDLE, RECEIVE
from madang.blocks.cases.errors import NotNow
from madang.blocks.cases.models import Case, Contact, ProcessVersion, ServiceProcess
from madang.blocks.cases.parties import ANYWHERE, By, concerns
from madang.blocks.cases.process.parts import STAFFED, Channel
from madang.blocks.identity.models import Account, Person, Realm
from madang.blocks.identity.principal import require
from madang.blocks.ledger import record


@transaction.atomic
def begin_contact(channel: Channel, account: Account | None = None, *, level: int = 0) -> By:
    """Begin a contact on a channel. On a staffed one ``account`` is the official's, else the citizen's own.

    ``level`` is how sure the citizen's own sign-in makes us; raises PermissionDenied.
    """
    language = (get_language() or "ko")[:8]
    if channel in STAFFED:
        if account is None:
            raise PermissionDenied(_("이 경로에서는 직원이 접수합니다."))
        require(account, "cases.serve")
        contact = Contact.objects.create(channel=channel, staff=account, language=language)
        return By(contact, account)
    if account is not None and account.realm != Realm.CITIZEN:
        raise PermissionDenied(
            _("직원 계정으로는 자기 민원을 낼 수 없습니다. 시민 계정으로 로그인해 주세요.")
        )
    person = account.person if account else None
    contact = Contact.objects.create(
        channel=channel,
        account=account,
        person=person,
        level=min(level, 3) if person else min(level, 1),
        language=language,
    )
    return By(contact, account)


def desk_of(account: Account) -> By:
    """An official at work in the office, to look what they may do; nothing is kept. Raises PermissionDenied."""
    require(account, "cases.work")
    language = (get_language() or "ko")[:8]
    return By(Contact(channel=Channel.WEB, staff=account, language=language), account)


@transaction.atomic
def at_desk(account: Account) -> By:
    """The same to act: what an official does in the office needs no meeting with the applicant."""
    by = desk_of(account)
    by.contact.save(force_insert=True)
    return by


@transaction.atomic
def adopt(by: By, account: Account) -> None:
    """A citizen signed in after beginning without an account: contact and draft become theirs."""
    contact = by.contact
    if account.realm != Realm.CITIZEN or contact.account_id is not None or contact.staff_id is not None:
        raise PermissionDenied
    contact.account = account
    contact.save(update_fields=["account"])
    if contact.case is not None and contact.case.account_id is None:
        case = locked(contact.case)
        case.account = account
        write_continued(By(contact, account), case, RECEIVE)


@transaction.atomic
def be_sure(by: By, person: Person, level: int, *, how: str) -> Contact:
    """An official proved who stands before them (신원 확인): ``how`` is a code (``id_card``, ``questions``).

    Raises PermissionDenied when it is the official's own person.
    """
    if not by.is_staff or by.account is None or by.account.person_id == person.pk:
        raise PermissionDenied(_("자기 자신이나 직원이 아닌 사람은 신원을 확인할 수 없습니다."))
    actor = require(by.account, "cases.serve")
    contact = by.contact
    contact.person, contact.level = person, max(0, min(level, 3))
    contact.save(update_fields=["person", "level"])
    record(
        "cases.contact.identified",
        actor=actor,
        subject=f"person:{person.pk}",
        detail={"contact": str(contact.pk), "level": contact.level, "how": how, "channel": contact.channel},
        purpose=HANDLE,
        basis=RECEIVE,
    )
    if contact.case_id:
        case = locked(contact.case)  # type: ignore[arg-type]
        name_applicant(by, case)
        case.save(update_fields=["person"])
    return contact


@transaction.atomic
def begin(by: By, service: ServiceProcess, *, version: ProcessVersion | None = None) -> Case:
    """Begin a case as a draft, open in this contact. Raises NotNow when the service is not offered here.

    ``version`` is another than today's where a device without a line began by it.
    """
    version = version or service.version_on()
    if version is None:
        raise NotNow(_("이 서비스는 아직 신청을 받지 않습니다."))
    process = version.definition
    if by.channel not in process.channels:
        raise NotNow(_("이 서비스는 이 경로로 신청할 수 없습니다. 다른 경로를 이용해 주세요."))
    own = by.account if by.account is not None and not by.is_staff else None
    case = Case(
        version=version,
        state=process.begins.name,
        account=own,
        organisation=service.organisation,
        language=by.contact.language,
        began_on=by.contact.channel,
    )
    case.save(force_insert=True)
    by.contact.case = case
    by.contact.save(update_fields=["case"])
    write_step(
        by,
        case,
        "begin",
        act_type="cases.case.begun",
        source="",
        to=case.state,
        basis=RECEIVE,
        detail={"process": service.key, "version": version.number},
    )
    name_applicant(by, case)
    case.save()
    return case


@transaction.atomic
def open_here(by: By, case: Case) -> Case:
    """Open a case in this contact: its owner's own, or one that a desk looked up for the person whom it is sure of.

    Raises PermissionDenied: the applicant's consent is their presence, proved to level 2.
    """
    case = locked(case)
    own = by.account is not None and not by.is_staff and case.account_id == by.account.pk
    known = case.person_id is not None and by.contact.person_id == case.person_id and by.contact.level >= 2
    desk = by.is_staff and by.role in ANYWHERE and by.account is not None and not concerns(by.account, case)
    if not own and not (known and (desk or not by.is_staff)):
        raise PermissionDenied(_("본인 확인을 먼저 해 주세요. 본인의 민원만 열 수 있습니다."))
    by.contact.case = case
    by.contact.save(update_fields=["case"])
    write_continued(by, case, ANYWHERE_LAW)
    return case


@transaction.atomic
def end_contact(by: By) -> None:
    """End a contact: nothing is open in it any more."""
    by.contact.ended_at = timezone.now()
    by.contact.case = None
    by.contact.save(update_fields=["ended_at", "case"])
