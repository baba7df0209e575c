"""A place that a body offers to an official whom it does not administer (겸임·파견 제안)."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from madang.blocks.identity.models.account import Account
from madang.blocks.identity.models.organisation import Organisation

STANDS_FOR = timedelta(days=30)


class PlaceOfferQuerySet(models.QuerySet["PlaceOffer"]):
    def standing(self) -> PlaceOfferQuerySet:
        """Those that can still be taken."""
        now = timezone.now()
        return self.filter(
            Q(ends_at__isnull=True) | Q(ends_at__gt=now),
            offered_at__gt=now - STANDS_FOR,
            account__is_active=True,
        )


class PlaceOffer(models.Model):
    """It gives no right whatever until the official takes it; then it is gone, and a membership stands."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="place_offers")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="place_offers")
    role = models.CharField(_("역할"), max_length=48)
    starts_at = models.DateTimeField(_("시작"), null=True)  # NULL: as soon as it is taken
    ends_at = models.DateTimeField(_("끝"), null=True)
    offered_at = models.DateTimeField(_("제안한 때"), default=timezone.now)

    objects = PlaceOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("자리 제안")
        verbose_name_plural = _("자리 제안")
        ordering = ["-offered_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "organisation", "role"], name="place_offer_once_a_role"
            ),
            models.CheckConstraint(condition=~Q(role=""), name="place_offer_has_role"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(starts_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="place_offer_term",
            ),
        ]

    def __str__(self) -> str:
        return f"place-offer:{self.pk}"
