"""What a change does to the whole demo city, asked in a job and kept."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from madang.blocks.decisions.models.decision import ModelVersion
from madang.blocks.decisions.models.parameter import ParameterChange


class CountingState(models.TextChoices):
    """Where a count stands."""

    WAITING = "waiting", _("기다림")
    COUNTING = "counting", _("세는 중")
    DONE = "done", _("다 셈")
    FAILED = "failed", _("세지 못함")


class Counting(models.Model):
    """Two texts asked about everybody of the demo city on a day, under assumptions.

    ``question`` is the SHA-256 of all that the result depends on: the digests of both texts, the decision and its
    direction, the figures of the day, the assumptions, the city. One question is asked once. ``result`` is what
    ``Touched.as_data`` gives; ``fault`` says in Korean and English why there is none. ``tries`` is how often a job began
    it, ``seen_at`` when one last showed that it is at work.
    """

    question = models.BinaryField(max_length=32, unique=True)
    before = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="countings")
    figures = models.ForeignKey(
        ParameterChange, null=True, on_delete=models.PROTECT, related_name="countings"
    )
    """The proposed figures with which ``after`` is asked, where not the text changes but they."""
    day = models.DateField()
    assumed = models.JSONField(default=dict)
    people = models.PositiveIntegerField()
    state = models.TextField(choices=CountingState, default=CountingState.WAITING)
    done = models.PositiveSmallIntegerField(default=0)
    """Per cent of the questions that have been asked."""
    result = models.JSONField(null=True)
    fault = models.JSONField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CountingState.values), name="decisions_counting_state"
            ),
            models.CheckConstraint(
                condition=Q(state="done", result__isnull=False) | (~Q(state="done") & Q(result__isnull=True)),
                name="decisions_counting_result",
            ),
            models.CheckConstraint(condition=Q(done__lte=100), name="decisions_counting_done"),
        ]

    @property
    def is_open(self) -> bool:
        """Whether it still waits or counts."""
        return self.state in {CountingState.WAITING, CountingState.COUNTING}

    @property
    def fault_in_words(self) -> str:
        """Why there is no result, in the reader's language."""
        said: str = (self.fault or {}).get("en" if (get_language() or "ko").startswith("en") else "ko", "")
        return said
