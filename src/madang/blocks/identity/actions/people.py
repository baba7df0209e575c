"""People and how to reach them: entered, added, verified. Merging comes with the system ``services``."""

from __future__ import annotations

import re
import uuid
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.blocks.identity import resident_number
from madang.blocks.identity.basis import REGISTER, REGISTER_BASIS
from madang.blocks.identity.errors import NotPossible
from madang.blocks.identity.models import Contact, ContactKind, Person, PersonKind, Sex
from madang.blocks.identity.principal import Principal, require
from madang.blocks.ledger import Actor, record

MANAGE = "identity.register_person"
_NOT_IN_PHONE = re.compile(r"[\s().-]")
_PHONE = re.compile(r"\+?[0-9]{3,15}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@transaction.atomic
def register_person(
    by: Principal,
    *,
    full_name: str,
    kind: str = PersonKind.CITIZEN,
    latin_name: str = "",
    birth_date: date | None = None,
    sex: str = Sex.UNKNOWN,
    number: str | None = None,
) -> Person:
    """Enter a person. Namesakes are allowed; a resident number stands for one person only.

    Raises PermissionDenied, and NotPossible naming the field that is wrong.
    """
    actor = require(by, MANAGE)
    if not full_name.strip():
        raise NotPossible(_("성명을 적어 주세요."), field="full_name")
    if kind not in PersonKind.values or sex not in Sex.values:
        raise NotPossible(_("구분이나 성별의 값이 맞지 않습니다."), field="kind")
    if birth_date is not None and birth_date > timezone.localdate():
        raise NotPossible(_("생년월일이 오늘보다 뒤입니다."), field="birth_date")
    person = Person(
        id=uuid.uuid4(),
        full_name=" ".join(full_name.split()),
        kind=kind,
        latin_name=" ".join(latin_name.split()),
        birth_date=birth_date,
        sex=sex,
    )
    if number:
        # Under an earlier version of the key the same number has another digest, which no index compares.
        if Person.objects.filter(resident_number_mac__in=resident_number.digests(number)).exists():
            raise _number_taken()
        person.resident_number_sealed, person.resident_number_mac = resident_number.seal(person.id, number)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as error:
        raise _number_taken() from error
    _note("identity.person.registered", person.id, actor, kind=kind)
    return person


@transaction.atomic
def add_contact(by: Principal, person: Person, *, kind: str, value: str) -> Contact:
    """Add a way to reach a person, not verified yet; one that is there already is returned as it is.

    Raises PermissionDenied, and NotPossible when the value is no phone number, e-mail or address.
    """
    actor = require(by, MANAGE)
    if person.erased_at is not None:
        raise NotPossible(_("지운 사람입니다. 더 적을 수 없습니다."))
    contact, made = Contact.objects.get_or_create(
        person=person, kind=kind, value=normalise_contact(kind, value)
    )
    if made:
        _note("identity.contact.added", person.id, actor, contact=contact.pk, kind=kind)
    return contact


@transaction.atomic
def verify_contact(by: Principal, contact: Contact) -> None:
    """Say that a contact was seen to reach its person. Raises PermissionDenied."""
    actor = require(by, MANAGE)
    contact.verified_at = timezone.now()
    contact.save(update_fields=["verified_at"])
    _note("identity.contact.verified", contact.person_id, actor, contact=contact.pk)


def normalise_contact(kind: str, value: str) -> str:
    """Return a contact as it is kept: phone as digits with an optional +, e-mail in lower case.

    Raises NotPossible when it cannot be one.
    """
    text = " ".join(value.split())
    if kind == ContactKind.PHONE:
        digits = _NOT_IN_PHONE.sub("", text)
        if _PHONE.fullmatch(digits):
            return digits
    elif kind == ContactKind.EMAIL:
        if _EMAIL.fullmatch(text):
            return text.lower()
    elif kind == ContactKind.ADDRESS and text:
        return text[:400]
    raise NotPossible(
        _("연락처의 꼴이 맞지 않습니다. 전화는 숫자로, 전자우편은 이름@주소로 적어 주세요."), field="value"
    )


def _number_taken() -> NotPossible:
    return NotPossible(_("이 번호로 등록된 사람이 이미 있습니다."), field="resident_number")


def _note(type: str, person: uuid.UUID, actor: Actor, **detail: str | int) -> None:
    record(
        type, actor=actor, subject=f"person:{person}", detail=detail, purpose=REGISTER, basis=REGISTER_BASIS
    )
