"""A step of a case taken: who may, whether the guard holds, what it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.blocks.cases import registered
from madang.blocks.cases.actions import clocks, tasks
from madang.blocks.cases.actions.writing import (
    current_answers,
    digest_of,
    is_confirmed,
    locked,
    values_of,
    write_step,
)
from madang.blocks.cases.basis import COMPLETION, EXAMINE, RECEIVE
from madang.blocks.cases.errors import NotNow, Unfit
from madang.blocks.cases.models import Case, Decision, Step, Submission
from madang.blocks.cases.numbers import case_number
from madang.blocks.cases.parties import By, concerns, parts_of, require_part
from madang.blocks.cases.process import Effect, Transition
from madang.blocks.cases.process.guards import holds, names_read, scope
from madang.blocks.cases.process.parts import STAFFED
from madang.blocks.forms.asking import missing, told
from madang.blocks.identity.humans import told_apart

LONGEST_REASON = 4_000
_TYPES = {
    Effect.LODGE: ("cases.case.lodged", RECEIVE),
    Effect.PAUSE: ("cases.case.completion-requested", COMPLETION),
    Effect.EXTEND: ("cases.case.extended", f"{RECEIVE.rsplit(' ', 1)[0]} 제21조"),
    Effect.DECIDE: ("cases.case.decided", EXAMINE),
    Effect.CLOSE: ("cases.case.closed", EXAMINE),
}


@dataclass(frozen=True)
class Brought:
    """A step taken by a device without a line: the number it gave, and when it happened."""

    number: str
    at: datetime


@dataclass(frozen=True)
class Possible:
    """A step that somebody may take now; ``refused`` says why not yet, where it is a matter of the case."""

    transition: Transition
    refused: str = ""


def possible(by: By, case: Case) -> list[Possible]:
    """The steps out of the present state that somebody may take, with what is still in the way."""
    played = parts_of(by, case)
    found = []
    for each in case.process.leaving(case.state):
        if not played & set(each.by) or by.channel not in (each.channels or case.process.channels):
            continue
        if _used_up(case, each):
            continue
        try:
            _check(by, case, each)
        except (NotNow, Unfit) as error:
            found.append(Possible(each, str(error)))
        except PermissionDenied:
            continue
        else:
            found.append(Possible(each))
    return found


@transaction.atomic
def take(
    by: By,
    case: Case,
    name: str,
    *,
    reason: str = "",
    remedy: str = "",
    rule: Mapping[str, Any] | None = None,
    revision: int | None = None,
    brought: Brought | None = None,
) -> Step:
    """Take the step ``name``; all that it does happens in this transaction, or nothing.

    Args:
        reason, remedy: why, and what the applicant can do about it; a refusal needs both.
        rule: what a decision rests on (model, version, row, article).
        revision: of the case as the caller saw it; another one there now raises NotNow. Left out, it is not compared.
        brought: for acts that a device brought back (``offline``), checked there.

    Raises PermissionDenied, NotNow, and Unfit with the questions or fields it is about.
    """
    case = locked(case)
    if revision is not None and revision != case.revision:
        raise NotNow(_("그 사이에 이 민원이 바뀌었습니다. 바뀐 내용을 보고 다시 해 주세요."))
    step = case.process.transition(name)
    if step is None or case.state not in step.sources:
        raise NotNow(_("‘%(state)s’ 상태에서는 할 수 없는 일입니다.") % {"state": str(case.at.title)})
    part = require_part(by, case, step.by)
    _check(by, case, step)
    reason, remedy = _said(step, reason, remedy)
    source, case.state = case.state, step.to
    effects = [each for each in _TYPES if each in step.effects]
    act_type, basis = _TYPES[effects[0]] if effects else ("cases.case.moved", EXAMINE)
    detail: dict[str, Any] = {"notice": step.notice} if step.notice else {}
    if Effect.LODGE in step.effects:
        detail |= _lodge(by, case, brought)
    written = write_step(
        by,
        case,
        step.name,
        act_type=act_type,
        source=source,
        to=step.to,
        basis=basis,
        detail={**detail, "outcome": step.outcome},
        role=part,
        reason=reason,
        remedy=remedy,
        happened_at=brought.at if brought else None,
    )
    if Effect.DECIDE in step.effects:
        _decide(by, case, step, written, rule)
    clocks.follow(case, step.effects, written, basis)
    if Effect.CLOSE in step.effects:
        case.closed_at = timezone.now()
    case.save()
    tasks.follow(case)
    for act in step.acts:
        registered.act(act, case, written)
    return written


def _check(by: By, case: Case, step: Transition) -> None:
    """Raise what stands in the way of a step, cheapest first."""
    if by.channel not in (step.channels or case.process.channels):
        raise NotNow(_("이 경로에서는 할 수 없는 일입니다."))
    if _used_up(case, step):
        raise NotNow(_("%(count)d번까지만 할 수 있습니다.") % {"count": step.at_most})
    answers = current_answers(case)
    values = values_of(answers)
    if step.guard is not None:
        wanted = names_read(step.guard, case.form, sorted(registered.fact_names()))
        known = scope(case.form, values, registered.facts_of(case, wanted))
        if not holds(step.guard, case.form, known):
            raise NotNow(
                str(step.guard_said) if step.guard_said else _("아직 이 단계로 갈 조건이 되지 않았습니다.")
            )
    if Effect.LODGE in step.effects:
        _refuse_unfinished(by, case, values, answers)
    if Effect.DECIDE in step.effects and by.account is not None:
        lodger = case.lodged_by
        same = (
            lodger is not None
            and told_apart(by.account.pseudonym, lodger.pseudonym, case.created_at) is False
        )
        if same or concerns(by.account, case) or by.account.pk == case.account_id:
            raise PermissionDenied(
                _("접수한 사람이나 신청인 본인은 결정할 수 없습니다. 다른 담당자에게 넘겨 주세요.")
            )


def _used_up(case: Case, step: Transition) -> bool:
    """Whether a step was taken as often as it may be."""
    return step.at_most is not None and case.steps.filter(name=step.name).count() >= step.at_most


def _refuse_unfinished(by: By, case: Case, values: Mapping[str, Any], answers: list[Any]) -> None:
    open_ = missing(case.form, values)
    if open_:
        raise Unfit(
            _("아직 답하지 않은 문항이 있습니다."),
            {each.name: _("답을 적어 주세요.") for each in open_},
        )
    if case.answers.filter(is_clash=True).exists():
        raise Unfit(_("두 곳에서 서로 다르게 적은 답이 있습니다. 하나를 골라 주세요."))
    if by.channel in STAFFED and not is_confirmed(case, digest_of(case, answers)):
        raise Unfit(_("신청인의 확인을 먼저 받아 주세요. 확인하지 않은 신청은 접수되지 않습니다."))


def _lodge(by: By, case: Case, brought: Brought | None) -> dict[str, Any]:
    """Give the number, freeze the answers; returns what the ledger is told."""
    now = brought.at if brought else timezone.now()
    case.number = brought.number if brought else _next_number(now)
    case.lodged_at = now
    case.lodged_by = by.account if by.is_staff else None
    answers = current_answers(case)
    digest = digest_of(case, answers)
    counting = told(case.form, values_of(answers))
    number = (case.submissions.aggregate(last=Max("number"))["last"] or 0) + 1
    submission = Submission.objects.create(case=case, number=number, digest=digest, made_at=now)
    submission.answers.set([each for each in answers if each.question in counting])
    return {"number": case.number, "submission": digest.hex()}


def _next_number(now: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_number')")
        return case_number(timezone.localtime(now).year, cursor.fetchone()[0])


def _decide(by: By, case: Case, step: Transition, written: Step, rule: Mapping[str, Any] | None) -> None:
    assert step.outcome is not None and by.account is not None
    case.decision = Decision.objects.create(
        case=case,
        number=(case.decisions.aggregate(last=Max("number"))["last"] or 0) + 1,
        outcome=step.outcome,
        examiner=by.account,
        reason=written.reason,
        remedy=written.remedy,
        rule=dict(rule or {}),
        act=written.act,
    )
    case.decided_at = timezone.now()


def _said(step: Transition, reason: str, remedy: str) -> tuple[str, str]:
    reason, remedy = reason.strip(), remedy.strip()
    wrong = {}
    if step.asks_reason and not reason:
        wrong["reason"] = _("까닭을 적어 주세요. 신청인이 그대로 읽습니다.")
    if step.outcome in ("part", "refused") and not remedy:
        wrong["remedy"] = _("신청인이 어떻게 다툴 수 있는지 적어 주세요(불복 방법).")
    for name, text in (("reason", reason), ("remedy", remedy)):
        if len(text) > LONGEST_REASON:
            wrong[name] = _("%(limit)d자까지 적을 수 있습니다.") % {"limit": LONGEST_REASON}
    if wrong:
        raise Unfit(_("고칠 곳이 있습니다."), wrong)
    return reason, remedy
