"""Contacts: one meeting of somebody with the office on one channel; and the codes that carry a draft to another."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from madang.blocks.identity.models import Account, Person


class ChannelName(models.TextChoices):
    WEB = "web", _("웹")
    PHONE = "phone", _("전화")
    COUNTER = "counter", _("창구")
    KIOSK = "kiosk", _("무인민원기")
    POST = "post", _("우편")
    HOME = "home", _("방문 접수")
    EMAIL = "email", _("전자우편·팩스")


class Contact(models.Model):
    """One meeting on one channel (접촉): who sat there, who served them, and how sure we were.

    ``level`` is how sure we are that the person is ``person`` (0 to 3). ``case`` is the case that is open in it:
    set when the contact began it, or opened it by a continue code or at a desk.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    channel = models.CharField(_("경로"), max_length=8, choices=ChannelName.choices)
    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(_("확인 수준"), default=0)
    case = models.ForeignKey("Case", null=True, blank=True, on_delete=models.CASCADE, related_name="contacts")
    language = models.CharField(max_length=8, default="ko")
    begun_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("접촉")
        verbose_name_plural = _("접촉")
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=ChannelName.values), name="contact_channel_known"),
            models.CheckConstraint(condition=Q(level__lte=3), name="contact_level_to_3"),
            models.CheckConstraint(
                condition=~Q(channel__in=["phone", "counter", "post", "home", "email"])
                | Q(staff__isnull=False),
                name="contact_staffed_channel_has_staff",
            ),
            models.CheckConstraint(
                condition=Q(level__lt=2) | Q(person__isnull=False), name="contact_sure_of_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"contact:{self.pk}"


class ContinueCode(models.Model):
    """A code that carries a live draft to another channel (이어하기 번호): once, for ten minutes, beside a second fact.

    Neither code nor fact is kept, only keyed digests.
    """

    case = models.ForeignKey("Case", on_delete=models.CASCADE, related_name="codes")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    digest = models.BinaryField(max_length=32)
    question = models.CharField(max_length=40)
    fact_digest = models.BinaryField(max_length=32)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    wrong = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("이어하기 번호")
        verbose_name_plural = _("이어하기 번호")
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="code_expires"),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(used_by__isnull=False), name="code_used_by_somebody"
            ),
        ]
        indexes = [models.Index(fields=["digest"], name="code_digest")]

    def __str__(self) -> str:
        return f"code:{self.pk}"
