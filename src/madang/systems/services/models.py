"""Payments, reports of loss and cards issued. What else a case holds stands in the block ``cases``."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from madang.blocks.cases.models import Case, Contact
from madang.blocks.identity.models import Account


class Payment(models.Model):
    """A fee paid (수수료 납부). Rows are added only; a refund is a row of its own with a negative amount."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="payments")
    amount = models.IntegerField(_("금액(원)"))
    provider = models.CharField(max_length=20)
    reference = models.CharField(max_length=100, blank=True, default="")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    refunds = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="refund"
    )
    made_at = models.DateTimeField(default=timezone.now)
    act = models.UUIDField(editable=False)

    class Meta:
        verbose_name = _("납부")
        verbose_name_plural = _("납부")
        constraints = [
            models.CheckConstraint(
                condition=Q(refunds__isnull=True, amount__gt=0) | Q(refunds__isnull=False, amount__lt=0),
                name="payment_positive_or_refund",
            ),
            models.UniqueConstraint(
                fields=["provider", "reference"], condition=~Q(reference=""), name="payment_reference_once"
            ),
        ]

    def __str__(self) -> str:
        return f"payment:{self.pk}"


class LossReport(models.Model):
    """A card reported lost (분실 신고): the card stops at once, and may come back until the new one is issued."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="loss_report")
    reported_at = models.DateTimeField(default=timezone.now)
    channel = models.CharField(max_length=8)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    final_at = models.DateTimeField(_("되돌릴 수 없게 된 때"), null=True, blank=True)
    act = models.UUIDField(editable=False)

    class Meta:
        verbose_name = _("분실 신고")
        verbose_name_plural = _("분실 신고")
        constraints = [
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | Q(final_at__isnull=True),
                name="loss_cancelled_or_final",
            )
        ]

    def __str__(self) -> str:
        return f"loss:{self.pk}"


class Card(models.Model):
    """A card issued (발급): at this instant the old one is invalid, whoever finds it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="cards")
    issued_at = models.DateTimeField(default=timezone.now)
    act = models.UUIDField(editable=False)

    class Meta:
        verbose_name = _("카드")
        verbose_name_plural = _("카드")

    def __str__(self) -> str:
        return f"card:{self.pk}"
