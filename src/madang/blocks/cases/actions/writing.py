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
    by: By | None,
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
    system: Any = None,
) -> Step:
    """Write one step with its ledger entry. ``by`` None: the platform itself (``system``, its actor)."""
    actor = by.actor() if by else system
    act: uuid.UUID = record(
        act_type,
        actor=actor,
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
        contact=by.contact if by else None,
        account=by.account if by else None,
        role=role or (by.role if by else "system"),
        channel=by.contact.channel if by else "",
        reason=reason,
        remedy=remedy,
        happened_at=happened_at or timezone.now(),
        act=act,
    )
