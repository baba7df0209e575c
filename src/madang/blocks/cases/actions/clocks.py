"""The legal clock of a case follows its steps: started, stopped, extended; each stretch with its article."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from madang.blocks.cases.models import Case, ClockSegment, Step
from madang.blocks.cases.process import Effect


def follow(case: Case, effects: Iterable[Effect], step: Step, article: str) -> None:
    """Bring segments and deadline up to date after a step, in the running transaction."""
    now = timezone.now()
    effects = tuple(effects)
    if Effect.PAUSE in effects:
        number = case.segments.filter(kind__startswith="completion").count() + 1
        ClockSegment.objects.create(
            case=case, kind=f"completion-{number}", begins=now, article=article, role=step.role, act=step.act
        )
    if Effect.RESUME in effects or Effect.CLOSE in effects or Effect.DECIDE in effects:
        case.segments.filter(ends__isnull=True).update(ends=now)
    if case.lodged_at is not None:
        case.due_at = due_of(case)


def due_of(case: Case) -> datetime | None:
    """When the office must be done; None while the clock stands still or the process names no period."""
    return None
