"""Applicants are told what a step of their case means for them: once for each event, by the way that reaches them."""

from __future__ import annotations

import uuid
from typing import Any

import structlog
from django.utils import timezone

from madang.blocks.cases.actions.writing import current_answers, values_of
from madang.blocks.cases.basis import HANDLE, NOTIFY
from madang.blocks.cases.models import Case, Step
from madang.blocks.ledger import SYSTEM, Event
from madang.blocks.notifications.actions import Recipient, send
from madang.blocks.notifications.errors import Unfit
from madang.blocks.notifications.wording import template

KINDS = {"phone": "phone", "address": "address", "email": "email"}
"""Kind of a question → which contact its answer is."""

log = structlog.get_logger(__name__)


def tell(event: Event) -> None:
    """Hear an act on a case and send the notice that its step names, if it names one.

    The event's own id is the key: heard twice, it is sent once. A case whose subject was erased tells nothing.
    """
    if event.detail is None or not event.detail.get("notice"):
        return
    case = (
        Case.objects.select_related("person", "account__person", "organisation", "version__form_version")
        .filter(pk=uuid.UUID(event.detail["case"]))
        .first()
    )
    step = case.steps.filter(act=event.id).first() if case is not None else None
    if case is None or step is None:
        return
    to = applicant(case)
    if to is None:
        log.warning("services.nobody_to_tell", case=str(case.pk), notice=event.detail["notice"])
        return
    chosen = template(f"services/{event.detail['notice']}")
    known = facts(case, step)
    send(
        SYSTEM,
        chosen.name,
        to=to,
        data={
            each: known[each] for each in (*chosen.needs, *chosen.takes) if known.get(each) not in (None, "")
        },
        owner=case.subject,
        purpose=HANDLE,
        basis=NOTIFY,
        language=case.language,
        organisation=case.organisation,
        key=f"cases:{event.id}",
    )


def applicant(case: Case) -> Recipient | None:
    """Return whom a case's notices go to: its person, else its account; and what they answered to be reached by."""
    values = values_of(current_answers(case))
    told: dict[str, str] = {}
    for question in case.form.questions:
        value = values.get(question.name)
        contact = KINDS.get(question.kind) or ("name" if question.kind == "name" else None)
        if contact is not None and isinstance(value, str) and value.strip():
            told.setdefault(contact, value)
    person = case.person or (case.account.person if case.account else None)
    if person is not None and person.erased_at is not None:
        return None
    while True:
        try:
            return Recipient.of(person=person, account=case.account, **told)
        except Unfit as error:  # one answer that is no contact leaves the others
            if error.field not in told:
                return None
            del told[error.field]


def facts(case: Case, step: Step) -> dict[str, Any]:
    """Return what notices may say of a case."""
    english = case.language == "en"
    return {
        "service": case.process.title.en if english else case.process.title.ko,
        "number": case.number,
        "moment": step.happened_at,
        "deadline": timezone.localtime(case.due_at) if case.due_at else None,
        "reason": step.reason,
        "remedy": step.remedy,
        "place": case.organisation.name_en if english else case.organisation.name_ko,
    }
