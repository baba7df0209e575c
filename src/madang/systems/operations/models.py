"""What the operator's room keeps."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class ReadOnlyOrder(models.Model):
    """An operator's order that nothing is changed for a while (읽기 전용), and its end.

    The reason stands on every page, so it is written for citizens. At most one order holds at a time.
    """

    reason_ko = models.TextField(_("까닭"))
    reason_en = models.TextField(_("까닭(영어)"), default="", blank=True)
    begun_at = models.DateTimeField(_("시작"), db_default=Now())
    ended_at = models.DateTimeField(_("끝"), null=True)

    class Meta:
        verbose_name = _("읽기 전용 명령")
        constraints = [
            models.CheckConstraint(condition=~Q(reason_ko=""), name="operations_read_only_reason"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("begun_at")),
                name="operations_read_only_ends_after_it_began",
            ),
            models.UniqueConstraint(
                models.ExpressionWrapper(Q(ended_at__isnull=True), output_field=models.BooleanField()),
                condition=Q(ended_at__isnull=True),
                name="operations_read_only_once_at_a_time",
            ),
        ]


class Backup(models.Model):
    """A backup that was verified before it was called good (백업).

    Attributes:
        name: folder of the backup, made of its time.
        entries: entries of the log that it holds.
        lacks: acts that its log holds and its database does not.
        size: bytes of all parts but the keys.
        keys_until: when the part with the keys is to be deleted.
    """

    name = models.TextField(_("이름"), unique=True)
    finished_at = models.DateTimeField(_("끝난 때"))
    entries = models.BigIntegerField(_("기록 수"))
    lacks = models.BigIntegerField(_("빠진 기록"), default=0)
    size = models.BigIntegerField(_("크기"))
    keys_until = models.DateTimeField(_("열쇠 보관 기한"))

    class Meta:
        verbose_name = _("백업")
        ordering = ["-finished_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(entries__gte=0, lacks__gte=0, size__gt=0), name="operations_backup_figures"
            )
        ]

    def __str__(self) -> str:
        return self.name


class DemoMark(models.Model):
    """That the demo city was loaded here once. Such a database never serves production; no code removes it."""

    marked_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("시연 자료 표시")
