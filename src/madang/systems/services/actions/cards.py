"""Effects that processes name: a lost card reported, a new one issued."""

from __future__ import annotations

from madang.blocks.cases.models import Case, Step
from madang.systems.services.models import Card, LossReport


def report_loss(case: Case, step: Step) -> None:
    """The card stops from now on; until the new one is issued the report can be taken back."""
    LossReport.objects.get_or_create(
        case=case,
        defaults={"reported_at": step.happened_at, "channel": step.channel, "act": step.act},
    )


def issue_card(case: Case, step: Step) -> None:
    """A card is made: the old one is invalid at this instant, and its report of loss is final."""
    Card.objects.create(case=case, issued_at=step.happened_at, act=step.act)
    LossReport.objects.filter(case=case, cancelled_at__isnull=True, final_at__isnull=True).update(
        final_at=step.happened_at
    )
