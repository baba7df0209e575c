"""All clocks stopped by decree and let run again: one act each, with the notice it stands on."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from madang.blocks.cases.actions.clocks import due_of
from madang.blocks.cases.basis import HANDLE
from madang.blocks.cases.errors import NotNow, Unfit
from madang.blocks.cases.models import Case, Suspension, Task
from madang.blocks.identity.principal import Principal, require
from madang.blocks.ledger import record
from madang.blocks.ledger.reasons import check_reason

BATCH = 500


@transaction.atomic
def suspend(
    by: Principal, *, begins: datetime, article: str, reason: str, ends: datetime | None = None
) -> Suspension:
    """Stop all clocks. The same notice applied twice raises NotNow and changes nothing; Unfit for a future far off.

    The deadlines of open cases follow in a job (``recount``); each page counts anew by itself.
    """
    actor = require(by, "cases.suspend")
    article, reason = " ".join(article.split())[:200], " ".join(reason.split())[:500]
    if not article or not reason:
        raise Unfit(_("정지를 정한 고시와 까닭을 적어 주세요."))
    check_reason(HANDLE, article)
    act = record(
        "cases.clocks.suspended",
        actor=actor,
        subject=None,
        detail={"begins": begins.isoformat(), "ends": ends.isoformat() if ends else None, "reason": reason},
        purpose=HANDLE,
        basis=article,
    )
    try:
        with transaction.atomic():
            made = Suspension.objects.create(
                begins=begins, ends=ends, article=article, reason=reason, act=act
            )
    except IntegrityError as error:
        raise NotNow(
            _("같은 고시로 이미 멈추었습니다. 끝나는 때가 앞뒤가 맞는지도 확인해 주세요.")
        ) from error
    _defer()
    return made


@transaction.atomic
def resume(by: Principal, suspension: Suspension, *, ends: datetime) -> Suspension:
    """Let the clocks run again from ``ends`` on."""
    actor = require(by, "cases.suspend")
    found = Suspension.objects.select_for_update().get(pk=suspension.pk)
    if found.ends is not None:
        raise NotNow(_("이미 다시 가고 있습니다."))
    if ends <= found.begins:
        raise Unfit(_("멈춘 때보다 뒤여야 합니다."))
    found.ends = ends
    found.save(update_fields=["ends"])
    record(
        "cases.clocks.resumed",
        actor=actor,
        subject=None,
        detail={"begins": found.begins.isoformat(), "ends": ends.isoformat()},
        purpose=HANDLE,
        basis=found.article,
    )
    _defer()
    return found


def recount() -> int:
    """Bring the kept deadlines of open cases up to date, in batches; returns how many changed. Safe to run twice."""
    changed, after = 0, None
    while True:
        open_ = Case.objects.filter(lodged_at__isnull=False, closed_at__isnull=True).order_by("pk")
        batch = list((open_.filter(pk__gt=after) if after else open_)[:BATCH].values_list("pk", flat=True))
        if not batch:
            return changed
        with transaction.atomic():
            cases = (
                Case.objects.select_for_update(of=("self",))
                .filter(pk__in=batch, closed_at__isnull=True)
                .select_related("version__process", "version__form_version")
            )
            for case in cases:
                due = due_of(case)
                if due != case.due_at:
                    Case.objects.filter(pk=case.pk).update(due_at=due)
                    Task.objects.filter(case=case, closed_at__isnull=True).update(due_at=due)
                    changed += 1
        after = batch[-1]


def _defer() -> None:
    from madang.blocks.cases.jobs import recount_deadlines

    transaction.on_commit(lambda: recount_deadlines.defer())
