"""Answers written, one a row. What two channels wrote at once is shown to a human; nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from madang.blocks.cases.actions.writing import locked
from madang.blocks.cases.basis import HANDLE, RECEIVE
from madang.blocks.cases.errors import NotNow, Unfit
from madang.blocks.cases.models import Answer, Case
from madang.blocks.cases.parties import By, require_part
from madang.blocks.cases.process.parts import APPLICANT, StateKind
from madang.blocks.forms.errors import UnfitAnswer
from madang.blocks.forms.values import value_of
from madang.blocks.ledger import record

UNTOLD = "none"
"""Stands for "no answer yet" in ``seen``."""


@dataclass(frozen=True)
class Written:
    """What became of answers.

    Attributes:
        kept: the rows that hold now, by question.
        clashes: rows beside one that their writer had not seen; a human chooses (``settle``).
    """

    kept: dict[str, Answer] = field(default_factory=dict)
    clashes: dict[str, Answer] = field(default_factory=dict)


@transaction.atomic
def write_answers(
    by: By,
    case: Case,
    told: Mapping[str, Any],
    *,
    seen: Mapping[str, str] | None = None,
    evidence: Mapping[str, str] | None = None,
) -> Written:
    """Write answers to questions, all or none.

    Args:
        told: question → what was typed or said.
        seen: question → id of the answer that the writer saw (``UNTOLD``: none). Where another contact wrote
            a different answer since, the new one is kept as a clash. Left out, the writer saw what holds.
        evidence: question → code of what shows it.

    Raises Unfit naming each question that does not fit, PermissionDenied, NotNow.
    """
    case = locked(case)
    require_part(by, case, [APPLICANT])
    if case.at.kind not in (StateKind.DRAFT, StateKind.WAITING):
        raise NotNow(_("이미 접수되어 답을 고칠 수 없습니다. 고치려면 담당자에게 보완을 요청해 주세요."))
    values = _checked(by, case, told)
    present = {each.question: each for each in case.answers.filter(is_current=True, question__in=values)}
    written = Written()
    for name, value in values.items():
        before = present.get(name)
        known = _was_seen(by, before, (seen or {}).get(name))
        if before is not None and before.value == value and (known or not (evidence or {}).get(name)):
            written.kept[name] = before
            continue
        if before is not None and known:
            Answer.objects.filter(pk=before.pk).update(is_current=False)
        row = Answer.objects.create(
            case=case,
            question=name,
            value=value,
            contact=by.contact,
            channel=by.contact.channel,
            account=by.account,
            on_behalf_of_id=case.person_id if by.is_staff else None,
            evidence=(evidence or {}).get(name, ""),
            supersedes=before if known else None,
            is_current=known,
            is_clash=not known,
        )
        (written.kept if known else written.clashes)[name] = row
    rows = [
        each for each in (*written.kept.values(), *written.clashes.values()) if each.pk not in _ids(present)
    ]
    if rows:
        record(
            "cases.answers.written",
            actor=by.actor(),
            subject=case.subject,
            detail={
                "case": str(case.pk),
                "channel": by.contact.channel,
                "answers": {each.question: str(each.pk) for each in rows},
                "clashes": sorted(written.clashes),
            },
            purpose=HANDLE,
            basis=RECEIVE,
        )
        Case.objects.filter(pk=case.pk).update(revision=case.revision + 1)
    return written


@transaction.atomic
def settle(by: By, clash: Answer, *, keep: bool) -> None:
    """A human chooses between two answers: ``keep`` the one that came beside, or leave the one that holds."""
    case = locked(clash.case)
    require_part(by, case, [APPLICANT])
    row = Answer.objects.select_for_update().get(pk=clash.pk)
    if not row.is_clash:
        raise NotNow(_("이미 고른 답입니다."))
    Answer.objects.filter(pk=row.pk).update(is_clash=False)
    made: Answer | None = None
    if keep:
        before = case.answers.filter(is_current=True, question=row.question).first()
        if before is not None:
            Answer.objects.filter(pk=before.pk).update(is_current=False)
        made = Answer.objects.create(
            case=case,
            question=row.question,
            value=row.value,
            contact=by.contact,
            channel=by.contact.channel,
            account=by.account,
            on_behalf_of_id=case.person_id if by.is_staff else None,
            evidence=row.evidence,
            supersedes=before,
        )
    record(
        "cases.clash.settled",
        actor=by.actor(),
        subject=case.subject,
        detail={"case": str(case.pk), "answer": str(row.pk), "kept": str(made.pk) if made else None},
        purpose=HANDLE,
        basis=RECEIVE,
    )


def _checked(by: By, case: Case, told: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, raw in told.items():
        question = case.form.question(name)
        if question is None:
            wrong[name] = _("이 서식에 없는 문항입니다.")
        elif by.contact.level < question.write_level:
            wrong[name] = _("이 답은 본인 확인을 한 뒤에 적을 수 있습니다.")
        else:
            try:
                values[name] = value_of(question, raw)
            except UnfitAnswer as error:
                wrong[name] = str(error)
    if wrong:
        raise Unfit(_("고칠 답이 있습니다."), wrong)
    return values


def _was_seen(by: By, before: Answer | None, seen: str | None) -> bool:
    """Whether the writer knew the answer that holds: it is their own contact's, or the one they say they saw."""
    if seen is None:
        return True
    if before is None:
        return True
    return before.contact_id == by.contact.pk or str(before.pk) == seen


def _ids(rows: Mapping[str, Answer]) -> set[Any]:
    return {each.pk for each in rows.values()}
