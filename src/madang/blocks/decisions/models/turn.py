"""What came into force, or ended, and was told: once each."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from madang.blocks.decisions.models.decision import ModelVersion
from madang.blocks.decisions.models.parameter import ParameterChange


class TurnKind(models.TextChoices):
    """What happened to a version or a table of figures on a day. The value ends the name of the event."""

    BEGAN = "came-into-force", _("시행")
    ENDED = "ended", _("효력이 끝남")


class Turn(models.Model):
    """The day on which a version or a table of figures came into force, or was not in force any more.

    ``act`` is the entry of the ledger that tells it; one day is told once.
    """

    kind = models.TextField(choices=TurnKind)
    version = models.ForeignKey(ModelVersion, null=True, on_delete=models.PROTECT, related_name="turns")
    figures = models.ForeignKey(ParameterChange, null=True, on_delete=models.PROTECT, related_name="turns")
    day = models.DateField()
    act = models.UUIDField()
    told_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=TurnKind.values), name="decisions_turn_kind"),
            models.CheckConstraint(
                condition=Q(version__isnull=False, figures__isnull=True)
                | Q(version__isnull=True, figures__isnull=False),
                name="decisions_turn_of_one",
            ),
            models.UniqueConstraint(fields=["version", "kind", "day"], name="decisions_turn_of_version_once"),
            models.UniqueConstraint(fields=["figures", "kind", "day"], name="decisions_turn_of_figures_once"),
        ]
