"""All clocks stopped at once by a decree or notice (기한의 일괄 정지), as after the data-centre fire of 2025."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Suspension(models.Model):
    """One stretch in which no clock runs, with the notice that says so. ``ends`` None: until it is said."""

    begins = models.DateTimeField(_("멈춘 때"))
    ends = models.DateTimeField(_("다시 간 때"), null=True, blank=True)
    article = models.CharField(_("정지를 정한 고시"), max_length=200)
    reason = models.CharField(_("까닭"), max_length=500)
    made_at = models.DateTimeField(default=timezone.now)
    act = models.UUIDField(editable=False)

    class Meta:
        verbose_name = _("기한의 일괄 정지")
        verbose_name_plural = _("기한의 일괄 정지")
        ordering = ["begins"]
        constraints = [
            models.UniqueConstraint(fields=["article", "begins"], name="suspension_once"),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gt=F("begins")), name="suspension_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"suspension:{self.pk}"
