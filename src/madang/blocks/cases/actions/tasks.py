"""Tasks of officials: opened and closed with states; claimed, left, given."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.blocks.cases.basis import EXAMINE, HANDLE
from madang.blocks.cases.errors import NotNow, Unfit
from madang.blocks.cases.models import Case, Task, TaskMove
from madang.blocks.cases.parties import concerns
from madang.blocks.identity.models import Account, Membership
from madang.blocks.identity.principal import require
from madang.blocks.ledger import record


def follow(case: Case) -> None:
    """Close the task of the state that was left, open that of the state reached; in the running transaction."""
    wanted = case.at.task
    open_ = Task.objects.filter(case=case, closed_at__isnull=True).first()
    if open_ is not None and (
        wanted is None
        or open_.state != case.state
        or (open_.role, open_.organisation_id) != (wanted.role, case.organisation_id)
    ):
        open_.closed_at = timezone.now()
        open_.save(update_fields=["closed_at"])
        open_ = None
    if wanted is not None and open_ is None:
        Task.objects.create(
            case=case,
            state=case.state,
            role=wanted.role,
            organisation=case.organisation,
            due_at=case.due_at,
        )
    elif open_ is not None and open_.due_at != case.due_at:
        open_.due_at = case.due_at
        open_.save(update_fields=["due_at"])


@transaction.atomic
def claim(by: Account, task: Task) -> Task:
    """Take a task that nobody has. Raises PermissionDenied (own case, other role or body) and NotNow."""
    task = _locked(task)
    actor = require(by, "cases.see", task)
    _refuse_unfit(by, task)
    if task.assignee_id not in (None, by.pk):
        raise NotNow(_("다른 담당자가 이미 맡았습니다."))
    return _give(task, by, by, "claimed", "", actor)


@transaction.atomic
def release(by: Account, task: Task, *, reason: str) -> Task:
    """Leave a task that one has, so that another can take it."""
    task = _locked(task)
    actor = require(by, "cases.see", task)
    if task.assignee_id != by.pk:
        raise NotNow(_("맡고 있지 않은 일입니다."))
    return _give(task, by, None, "released", reason, actor)


@transaction.atomic
def assign(by: Account, task: Task, to: Account, *, reason: str = "") -> Task:
    """A supervisor gives a task to somebody of the body who holds its role."""
    task = _locked(task)
    actor = require(by, "cases.assign", task)
    holds = Membership.objects.current().filter(account=to, role=task.role).exists()
    if not holds:
        raise Unfit(_("이 일을 맡을 역할이 없는 사람입니다."))
    if concerns(to, task.case):
        raise Unfit(_("자기 민원은 맡을 수 없습니다."))
    return _give(task, by, to, "assigned", reason, actor)


def _give(task: Task, by: Account, to: Account | None, kind: str, reason: str, actor: object) -> Task:
    task.assignee, task.claimed_at = to, timezone.now() if to else None
    task.save(update_fields=["assignee", "claimed_at"])
    TaskMove.objects.create(task=task, kind=kind, by=by, to=to, reason=" ".join(reason.split())[:300])
    record(
        f"cases.task.{kind}",
        actor=actor,  # type: ignore[arg-type]
        subject=task.case.subject,
        detail={"task": task.pk, "state": task.state, "to": str(to.pseudonym) if to else None},
        purpose=HANDLE,
        basis=EXAMINE,
    )
    return task


def _locked(task: Task) -> Task:
    found = (
        Task.objects.select_for_update(of=("self",)).select_related("case", "organisation").get(pk=task.pk)
    )
    if found.closed_at is not None:
        raise NotNow(_("이미 끝난 일입니다."))
    return found


def _refuse_unfit(by: Account, task: Task) -> None:
    if by.acting is None or by.acting.role != task.role or concerns(by, task.case):
        raise PermissionDenied(
            _("이 일을 맡을 수 없습니다. 맡은 역할의 일인지, 자기 민원이 아닌지 확인해 주세요.")
        )
