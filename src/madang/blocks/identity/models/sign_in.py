"""The trail of sign-ins (접속 기록)."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from madang.blocks.identity.models.account import Account, Realm


class SignInOutcome(models.TextChoices):
    SUCCEEDED = "succeeded", _("성공")
    FAILED = "failed", _("실패")
    REFUSED = "refused", _("거부: 잠긴 계정")
    WRONG_REALM = "wrong_realm", _("거부: 다른 영역의 계정")
    STEPPED_UP = "stepped_up", _("추가 확인")
    LOCKED = "locked", _("잠금")
    SIGNED_OUT = "signed_out", _("나감")


class SignInEvent(models.Model):
    """One attempt to sign in, to prove more, or to leave.

    What an unknown visitor typed as user name is kept only as a keyed digest: people type passwords there.
    """

    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="sign_in_events")
    realm = models.CharField(_("영역"), max_length=8, choices=Realm.choices)
    outcome = models.CharField(_("결과"), max_length=16, choices=SignInOutcome.choices)
    methods = models.CharField(_("방법"), max_length=64, blank=True, default="")
    claimed_name_mac = models.BinaryField(null=True, editable=False)
    ip_address = models.GenericIPAddressField(_("접속 주소"), null=True)
    user_agent = models.CharField(_("브라우저"), max_length=200, blank=True, default="")
    happened_at = models.DateTimeField(_("때"), default=timezone.now)

    class Meta:
        verbose_name = _("접속 기록")
        verbose_name_plural = _("접속 기록")
        ordering = ["-happened_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=SignInOutcome.values), name="sign_in_outcome_known"
            ),
            models.CheckConstraint(condition=models.Q(realm__in=Realm.values), name="sign_in_realm_known"),
        ]
        indexes = [models.Index(fields=["account", "-happened_at"], name="sign_in_of_account")]

    def __str__(self) -> str:
        return f"sign-in:{self.pk}"
