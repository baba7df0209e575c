"""Keys by which programs act for an account (API 키)."""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from madang.blocks.identity.models.account import Account
from madang.blocks.identity.models.organisation import Membership


class ApiKey(models.Model):
    """A secret of 256 random bits, shown once, of which only SHA-256 is kept.

    A plain fast hash is right here: nobody can guess 256 bits, so there is nothing for a slow one to slow.
    A key of an official acts in one ``membership`` and dies with it.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="api_keys")
    membership = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="api_keys"
    )
    label = models.CharField(_("이름"), max_length=100)
    prefix = models.CharField(_("앞자리"), max_length=12, unique=True)
    digest = models.BinaryField(unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=64), verbose_name=_("범위"), default=list)
    hourly_quota = models.PositiveIntegerField(_("시간당 한도"), default=1000)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("만료"))
    revoked_at = models.DateTimeField(_("폐기"), null=True, blank=True)

    class Meta:
        verbose_name = _("API 키")
        verbose_name_plural = _("API 키")
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="api_key_expires"),
            models.CheckConstraint(condition=Q(hourly_quota__gt=0), name="api_key_quota"),
        ]

    def __str__(self) -> str:
        return f"api-key:{self.prefix}"

    def is_usable(self, at: datetime) -> bool:
        """Whether the key itself is neither revoked nor expired; says nothing of its account."""
        return self.revoked_at is None and self.expires_at > at


class ApiKeyUse(models.Model):
    """How often a key was used in one hour: the count its quota is held against."""

    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="uses")
    hour = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("API 키 사용량")
        verbose_name_plural = _("API 키 사용량")
        constraints = [models.UniqueConstraint(fields=["key", "hour"], name="api_key_use_once_an_hour")]

    def __str__(self) -> str:
        return f"api-key-use:{self.pk}"
