"""Work without a line: enrolled devices, numbers allotted to them beforehand, and what they brought back."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from madang.blocks.cases.models.case import Case
from madang.blocks.identity.models import Account, Organisation


class Device(models.Model):
    """A counter's or a visiting officer's device (등록 기기). Its private key never leaves it; acts are signed by it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("이름"), max_length=100)
    public_key = models.BinaryField(_("공개키 (SPKI, P-256)"), max_length=200)
    enrolled_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    act = models.UUIDField(editable=False)

    class Meta:
        verbose_name = _("등록 기기")
        verbose_name_plural = _("등록 기기")

    def __str__(self) -> str:
        return f"device:{self.pk}"


class NumberBlock(models.Model):
    """Intake numbers (접수번호) that a device may give while it has no line."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="blocks")
    numbers = ArrayField(models.CharField(max_length=20))
    allotted_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    act = models.UUIDField(editable=False)

    class Meta:
        verbose_name = _("미리 준 접수번호")
        verbose_name_plural = _("미리 준 접수번호")
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("allotted_at")), name="block_expires")
        ]

    def __str__(self) -> str:
        return f"block:{self.pk}"


class OfflineAct(models.Model):
    """One signed act that a device brought back, in its own order; what became of it.

    ``number`` is None where the act bore one that was not the device's to give. ``payload`` is kept only while a human has to look at it (``conflict``): nothing that was taken in is lost.
    """

    class State(models.TextChoices):
        ACCEPTED = "accepted", _("접수됨")
        CONFLICT = "conflict", _("확인 필요")
        SETTLED = "settled", _("사람이 처리함")

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="acts")
    sequence = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)
    number = models.CharField(max_length=20, unique=True, null=True, blank=True)
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State.choices)
    reason = models.TextField(blank=True, default="")
    payload = models.TextField(blank=True, default="")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    act = models.UUIDField(editable=False)

    class Meta:
        verbose_name = _("끊긴 동안의 접수")
        verbose_name_plural = _("끊긴 동안의 접수")
        ordering = ["device", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["device", "sequence"], name="offline_sequence_once"),
            models.CheckConstraint(
                condition=Q(state="accepted", case__isnull=False) | ~Q(state="accepted"),
                name="offline_accepted_has_case",
            ),
            models.CheckConstraint(
                condition=~Q(state="conflict") | (~Q(payload="") & ~Q(reason="")),
                name="offline_conflict_is_kept",
            ),
        ]

    def __str__(self) -> str:
        return f"offline:{self.pk}"
