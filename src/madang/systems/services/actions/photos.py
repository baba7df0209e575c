"""A file brought as an answer."""

from __future__ import annotations

from typing import IO

from django.db import transaction

from madang.blocks.cases.actions import write_answers
from madang.blocks.cases.actions.answering import Written
from madang.blocks.cases.basis import HANDLE, RECEIVE
from madang.blocks.cases.models import Case
from madang.blocks.cases.parties import By, require_part
from madang.blocks.cases.process.parts import APPLICANT
from madang.blocks.documents import actions as documents
from madang.blocks.forms.definition import Question
from madang.blocks.ledger import SYSTEM
from madang.systems.services import photos

CHECKS = {"photo.id_card": photos.check}


@transaction.atomic
def bring_photo(
    by: By, case: Case, question: Question, content: IO[bytes], name: str, declared: str
) -> Written:
    """Keep a file and write it as the answer. Raises PhotoRefused, the errors of ``documents``, and of ``cases``."""
    require_part(by, case, [APPLICANT])
    document = documents.store(
        by.account or SYSTEM,
        content=content,
        name=name,
        owner=case.subject,
        channel=by.contact.channel,
        purpose=HANDLE,
        basis=RECEIVE,
        declared_type=declared,
    )
    if question.checked_by in CHECKS:
        CHECKS[question.checked_by](document)
    return write_answers(
        by, case, {question.name: str(document.pk)}, evidence={question.name: question.checked_by or ""}
    )
