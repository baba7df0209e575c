"""Tasks of officials, and the segments of a case's clock."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from madang.blocks.cases.models.case import Case
from madang.blocks.identity.models import Account, Organisation


class Task(models.Model):
    """Work that waits for a role of a body (할 일). It closes when the case leaves the state that opened it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tasks")
    state = models.CharField(max_length=40)
    role = models.CharField(max_length=48)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    assignee = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks"
    )
    opened_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("할 일")
        verbose_name_plural = _("할 일")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(closed_at__isnull=True), name="task_one_open_a_case"
            ),
            models.CheckConstraint(
                condition=Q(assignee__isnull=True, claimed_at__isnull=True)
                | Q(assignee__isnull=False, claimed_at__isnull=False),
                name="task_claimed_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                F("organisation"),
                F("role"),
                F("due_at").asc(nulls_last=True),
                F("id"),
                condition=Q(closed_at__isnull=True),
                name="task_queue",
            ),
            models.Index(fields=["assignee"], condition=Q(closed_at__isnull=True), name="task_assignee_open"),
        ]

    def __str__(self) -> str:
        return f"task:{self.pk}"


class TaskMove(models.Model):
    """Who took, gave or left a task, and why."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="moves")
    kind = models.CharField(max_length=12)
    by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True, default="")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("할 일의 이동")
        verbose_name_plural = _("할 일의 이동")

    def __str__(self) -> str:
        return f"task-move:{self.pk}"


class ClockSegment(models.Model):
    """A stretch in which the clock did not simply run, with the article that says so (기한의 정지·연장)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="segments")
    kind = models.CharField(max_length=24)
    begins = models.DateTimeField()
    ends = models.DateTimeField(null=True, blank=True)
    amount = models.PositiveIntegerField(null=True, blank=True)
    article = models.CharField(max_length=200)
    role = models.CharField(max_length=48)
    act = models.UUIDField(editable=False)

    class Meta:
        verbose_name = _("기한의 구간")
        verbose_name_plural = _("기한의 구간")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("begins")), name="segment_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"segment:{self.pk}"
