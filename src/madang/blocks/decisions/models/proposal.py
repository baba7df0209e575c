"""What every proposed change shares: who proposes, who reviews, and where it stands."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField
from django.contrib.postgres.fields.ranges import RangeBoundary
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """A proposal's life: draft → proposed → approved or refused; a draft or proposal may be withdrawn, too."""

    DRAFT = "draft", _("초안")
    PROPOSED = "proposed", _("검토 요청")
    APPROVED = "approved", _("승인")
    REFUSED = "refused", _("반려")
    WITHDRAWN = "withdrawn", _("철회")


class Days(Func):
    """``[valid_from, valid_to)`` in days; open at the end when the second is NULL."""

    function = "daterange"
    output_field = DateRangeField()

    def __init__(self, *expressions: Any) -> None:
        super().__init__(*expressions, RangeBoundary())


class Known(Func):
    """``[known_from, known_to)``: from when to when we held this for true; open while we still do."""

    function = "tstzrange"
    output_field = DateTimeRangeField()

    def __init__(self, *expressions: Any) -> None:
        super().__init__(*expressions, RangeBoundary())


class DayOf(Func):
    """The day in Korea on which a moment falls."""

    template = "(%(expressions)s AT TIME ZONE 'Asia/Seoul')::date"
    output_field = models.DateField()


class Proposal(models.Model):
    """A change that one person proposes and another one reviews.

    People stand here by their pseudonym, as in the ledger: rows of rules tell nothing of anybody once an account
    is gone. None is set where the platform itself acted (the demo city). ``drafted_by`` wrote the text,
    ``proposed_by`` asked for its review; neither may review it.

    ``past_reason`` says why its first day lies before the day on which it was proposed; no such day without one.
    ``act`` is the ledger entry of its last step.
    """

    state = models.TextField(_("상태"), choices=State, default=State.DRAFT)
    valid_from = models.DateField(_("시행일"), null=True, blank=True)
    valid_to = models.DateField(_("효력이 끝나는 날"), null=True, blank=True)
    note = models.TextField(_("까닭"), blank=True, default="")
    past_reason = models.TextField(_("지난 날부터 시행하는 까닭"), blank=True, default="")
    drafted_by = models.UUIDField(null=True, editable=False)
    proposed_by = models.UUIDField(null=True, editable=False)
    reviewed_by = models.UUIDField(null=True, editable=False)
    review_note = models.TextField(_("검토 의견"), blank=True, default="")
    recorded_at = models.DateTimeField(_("적은 때"), default=timezone.now, editable=False)
    proposed_at = models.DateTimeField(_("검토를 요청한 때"), null=True, editable=False)
    reviewed_at = models.DateTimeField(_("검토한 때"), null=True, editable=False)
    act = models.UUIDField(null=True, editable=False)

    class Meta:
        abstract = True

    @staticmethod
    def promises(name: str) -> list[models.BaseConstraint]:
        """Return what the database keeps of every kind of proposal."""
        return [
            models.CheckConstraint(condition=Q(state__in=State.values), name=f"{name}_state_known"),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True)
                | Q(proposed_by__isnull=True)
                | ~Q(reviewed_by=F("proposed_by")),
                name=f"{name}_second_person",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True)
                | Q(drafted_by__isnull=True)
                | ~Q(reviewed_by=F("drafted_by")),
                name=f"{name}_not_its_author",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.APPROVED, State.REFUSED]) | Q(reviewed_at__isnull=False),
                name=f"{name}_reviewed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.PROPOSED, State.APPROVED]) | Q(valid_from__isnull=False),
                name=f"{name}_has_day",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name=f"{name}_period"
            ),
            models.CheckConstraint(
                condition=Q(proposed_at__isnull=True)
                | Q(valid_from__isnull=True)
                | ~Q(past_reason="")
                | Q(valid_from__gte=DayOf("proposed_at")),
                name=f"{name}_past_has_reason",
            ),
        ]
