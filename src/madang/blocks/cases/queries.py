"""Reads of cases. What tells of a person names purpose and basis, and is on record."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q, QuerySet

from madang.blocks.cases.basis import HANDLE, RECEIVE
from madang.blocks.cases.models import (
    Answer,
    Case,
    Contact,
    OfflineAct,
    ProcessVersion,
    ServiceProcess,
    Step,
    Task,
)
from madang.blocks.cases.parties import By, parts_of, sees
from madang.blocks.forms.asking import asked
from madang.blocks.forms.definition import Question
from madang.blocks.identity.models import Account
from madang.blocks.identity.principal import actor_of
from madang.blocks.ledger import record

_WITH = ("version__process", "version__form_version", "organisation", "decision")


def services() -> QuerySet[ServiceProcess]:
    """All services that can be applied for."""
    return ServiceProcess.objects.select_related("organisation").order_by("key")


def service(key: str) -> ServiceProcess | None:
    """The service of this key."""
    return services().filter(key=key).first()


def mine(account: Account) -> QuerySet[Case]:
    """A citizen's own cases, the newest first."""
    own = Q(account=account)
    if account.person_id is not None:
        own |= Q(person_id=account.person_id)
    return Case.objects.filter(own).select_related(*_WITH).order_by("-created_at")


def of_person(by: By) -> list[Case]:
    """The cases of the person whom an official at a desk is sure of; none below level 2."""
    if not by.is_staff or by.contact.person_id is None or by.contact.level < 2:
        return []
    found = Case.objects.filter(person_id=by.contact.person_id, closed_at__isnull=True)
    return list(found.select_related(*_WITH).order_by("-created_at")[:50])


def case_of(identifier: uuid.UUID, reader: Any, contact: Contact | None = None) -> Case | None:
    """A case that the reader may open; None for every other, so that no number or id can be guessed."""
    found = Case.objects.select_related(*_WITH, "person").filter(pk=identifier).first()
    return found if found is not None and sees(reader, found, contact) else None


def queue(account: Account) -> QuerySet[Task]:
    """The tasks that wait for the role of an official in their body and those below, the most urgent first."""
    if account.acting is None:
        return Task.objects.none()
    return (
        Task.objects.filter(
            closed_at__isnull=True, role=account.acting.role, organisation_id__in=account.reach()
        )
        .select_related("case__version__process", "case__version__form_version", "assignee", "organisation")
        .order_by(F("due_at").asc(nulls_last=True), "id")
    )


def steps(case: Case) -> list[Step]:
    """All steps of a case, in order, with channel and receipt."""
    found = list(case.steps.select_related("account").order_by("number"))
    for each in found:
        each.case = case
    return found


def answers(case: Case) -> dict[str, Answer]:
    """The answers that hold, by question."""
    return {each.question: each for each in case.answers.filter(is_current=True)}


def clashes(case: Case) -> list[Answer]:
    """Answers that a human has to choose about."""
    return list(case.answers.filter(is_clash=True).order_by("made_at"))


def readable(by: By, case: Case) -> tuple[list[Question], dict[str, Answer]]:
    """The questions asked in a case, and the answers that this contact may be shown.

    An official at a desk or on the phone sees an earlier answer only when the contact is as sure of the person as the
    question asks (``read_level``); what was written in this very contact is always seen.
    """
    held = answers(case)
    values = {name: each.value for name, each in held.items()}
    questions = asked(case.form, values)
    shown = {
        each.name: held[each.name]
        for each in questions
        if each.name in held
        and (
            held[each.name].contact_id == by.contact.pk
            or not by.is_staff
            or by.contact.level >= each.read_level
        )
    }
    return questions, shown


def version_named(key: object, number: object) -> ProcessVersion | None:
    """The version of a service with this number, as a device names it."""
    if not isinstance(key, str) or isinstance(number, bool) or not isinstance(number, int):
        return None
    found = ProcessVersion.objects.select_related("process", "form_version")
    return found.filter(process__key=key, number=min(number, 2_000_000_000)).first()


def offline_conflicts(account: Account) -> list[OfflineAct]:
    """What devices of an official's body brought back and could not become a case, the oldest first."""
    found = OfflineAct.objects.filter(
        state=OfflineAct.State.CONFLICT, device__organisation_id__in=account.reach()
    )
    return list(found.select_related("device__account").order_by("received_at")[:200])


@transaction.atomic
def open_conflict(account: Account, identifier: int) -> OfflineAct | None:
    """One of these opened, on record; None for any other."""
    found = next((each for each in offline_conflicts(account) if each.pk == identifier), None)
    if found is not None:
        record(
            "cases.offline.read",
            actor=actor_of(account),
            subject=f"device:{found.device_id}",
            detail={"sequence": found.sequence, "number": found.number},
            purpose=HANDLE,
            basis=RECEIVE,
        )
    return found


@transaction.atomic
def open_as_official(account: Account, case: Case, *, purpose: str, basis: str) -> dict[str, Answer]:
    """The answers of a case for the official who handles it; the reading is on record, and the citizen sees it.

    Raises PermissionDenied when the case is not theirs to handle.
    """
    contact = Contact(channel="web")
    if not parts_of(By(contact, account), case) and not account.has_perm("cases.see", case):
        raise PermissionDenied
    record(
        "cases.case.read",
        actor=actor_of(account),
        subject=case.subject,
        detail={"case": str(case.pk)},
        purpose=purpose or HANDLE,
        basis=basis,
    )
    return answers(case)
