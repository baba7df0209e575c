"""The legal clock of a case follows its steps: started, stopped, extended; each stretch with its article."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.blocks.cases.clock import (
    Calendar,
    ClockError,
    Deadline,
    Period,
    Rules,
    Segment,
    SegmentKind,
    Unit,
    deadline,
)
from madang.blocks.cases.errors import NotNow
from madang.blocks.cases.models import Case, ClockSegment, Step, Suspension
from madang.blocks.cases.process import Effect

_COMPLETIONS = (SegmentKind.COMPLETION_FIRST, SegmentKind.COMPLETION_SECOND)


def follow(case: Case, effects: Iterable[Effect], step: Step, article: str) -> None:
    """Bring segments and deadline up to date after a step, in the running transaction.

    Raises NotNow where the law allows no further extension.
    """
    now = timezone.now()
    effects = tuple(effects)
    if Effect.PAUSE in effects:
        before = case.segments.filter(kind__in=_COMPLETIONS).count()
        _open(case, _COMPLETIONS[min(before, 1)], now, article, step)
    if {Effect.RESUME, Effect.CLOSE, Effect.DECIDE} & set(effects):
        case.segments.filter(ends__isnull=True).exclude(kind=SegmentKind.EXTENSION).update(ends=now)
    if Effect.EXTEND in effects:
        _open(case, SegmentKind.EXTENSION, now, article, step)
    if case.lodged_at is not None and case.closed_at is None:
        try:
            case.due_at = due_of(case)
        except ClockError as error:
            raise NotNow(_("법이 허락하지 않는 기한의 변경입니다: %(said)s") % {"said": error}) from error


def deadline_of(case: Case) -> Deadline | None:
    """The deadline with its arithmetic; None for a draft, and where the process names no period."""
    period = case.process.period
    if period is None or case.lodged_at is None:
        return None
    return deadline(
        case.lodged_at,
        Period(period.amount, Unit(period.unit)),
        calendar=_calendar(),
        rules=Rules.standard(),
        segments=[
            *(_segment(each) for each in case.segments.order_by("begins", "id")),
            *_suspended(case.lodged_at),
        ],
    )


def due_of(case: Case) -> datetime | None:
    """When the case is due now; None while its clock stands still."""
    found = deadline_of(case)
    return found.due if found else None


def _open(case: Case, kind: SegmentKind, now: datetime, article: str, step: Step) -> None:
    ClockSegment.objects.create(
        case=case, kind=kind, begins=now, article=article, role=step.role, act=step.act
    )


def _suspended(lodged_at: datetime) -> list[Segment]:
    """The stretches in which a decree stopped all clocks, as far as they touch a case lodged then."""
    rows = Suspension.objects.filter(Q(ends__isnull=True) | Q(ends__gt=lodged_at))
    return [
        Segment(
            kind=SegmentKind.DECREE,
            begins=each.begins,
            ends=each.ends,
            article=each.article,
            reason=each.reason,
        )
        for each in rows
    ]


def _segment(row: ClockSegment) -> Segment:
    return Segment(
        kind=SegmentKind(row.kind), begins=row.begins, ends=row.ends, article=row.article, actor=row.role
    )


@cache
def _calendar() -> Calendar:
    return Calendar.korea()
