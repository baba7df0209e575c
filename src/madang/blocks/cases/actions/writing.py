"""What all acts share: the case locked, its step written with its receipt."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from madang.blocks.cases.basis import HANDLE
from madang.blocks.cases.models import Answer, Case, Step
from madang.blocks.cases.parties import By
from madang.blocks.forms.asking import told
from madang.blocks.ledger import record
from madang.blocks.ledger.entry import canonical


def locked(case: Case) -> Case:
    """The case, held until commit; acts on one case wait for one another."""
    assert connection.in_atomic_block
    return (
        Case.objects.select_for_update(of=("self",))
        .select_related("version__process", "version__form_version", "organisation")
        .get(pk=case.pk)
    )


def current_answers(case: Case) -> list[Answer]:
    """The answers that hold now, each with its provenance."""
    return list(case.answers.filter(is_current=True).order_by("made_at", "id"))


def values_of(answers: list[Answer]) -> dict[str, Any]:
    """Question → value."""
    return {each.question: each.value for each in answers}


def digest_of(case: Case, answers: list[Answer] | None = None) -> bytes:
    """SHA-256 over the answers that count, row by row, with the form's version: what is confirmed and frozen."""
    rows = current_answers(case) if answers is None else answers
    counting = told(case.form, values_of(rows))
    return sha256(
        canonical(
            {
                "form": bytes(case.version.form_version.digest).hex(),
                "answers": sorted(
                    [each.question, str(each.pk), each.value] for each in rows if each.question in counting
                ),
            }
        )
    ).digest()


def write_step(
    by: By,
    case: Case,
    name: str,
    *,
    act_type: str,
    source: str,
    to: str,
    basis: str,
    detail: Mapping[str, Any],
    role: str = "",
    reason: str = "",
    remedy: str = "",
    happened_at: datetime | None = None,
) -> Step:
    """Write one step with its ledger entry."""
    act: uuid.UUID = record(
        act_type,
        actor=by.actor(),
        subject=case.subject,
        detail={"case": str(case.pk), "step": name, "from": source, "to": to, **detail},
        purpose=HANDLE,
        basis=basis,
        happened_at=happened_at,
    )
    last = case.steps.aggregate(last=Max("number"))["last"] or 0
    case.revision += 1
    return Step.objects.create(
        case=case,
        number=last + 1,
        name=name,
        source=source,
        to=to,
        contact=by.contact,
        account=by.account,
        role=role or by.role,
        channel=by.contact.channel,
        reason=reason,
        remedy=remedy,
        happened_at=happened_at or timezone.now(),
        act=act,
    )


def write_continued(by: By, case: Case, basis: str, **detail: str) -> None:
    """The case goes on in this contact: its step is written, and the case kept with what the caller changed in it."""
    write_step(
        by,
        case,
        "continue",
        act_type="cases.case.continued",
        source=case.state,
        to=case.state,
        basis=basis,
        detail={"channel": by.contact.channel, **detail},
    )
    case.save()


def name_applicant(by: By, case: Case) -> None:
    """Whom the contact is sure of is the applicant of a case that has none."""
    if case.person_id is None and by.contact.person_id is not None and by.contact.level >= 2:
        case.person_id = by.contact.person_id


def is_confirmed(case: Case, digest: bytes) -> bool:
    """Whether the applicant's last confirmation is of the answers with this digest."""
    last = case.confirmations.order_by("-made_at").first()
    return last is not None and bytes(last.digest) == digest
