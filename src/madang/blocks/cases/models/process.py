"""Processes and their versions. A version never changes; a running case stays on the one with which it began."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from madang.blocks.cases.process.parts import Process
from madang.blocks.cases.process.reading import read_once
from madang.blocks.forms.models import FormVersion
from madang.blocks.identity.models import Organisation


class ServiceProcess(models.Model):
    """A service as something that can be applied for, and the body that handles it where nobody says otherwise."""

    key = models.SlugField(_("코드"), max_length=80, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("민원 절차")
        verbose_name_plural = _("민원 절차")

    def __str__(self) -> str:
        return self.key

    def version_on(self, day: date | None = None) -> ProcessVersion | None:
        """The version by which a case begins on ``day`` (default: today)."""
        return (
            self.versions.filter(valid_from__lte=day or timezone.localdate())
            .select_related("form_version", "process")
            .order_by("-valid_from", "-number")
            .first()
        )


class ProcessVersion(models.Model):
    """One text of a process, with the version of the form that it asks."""

    process = models.ForeignKey(ServiceProcess, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("판"))
    definition_json = models.TextField(_("정의"))
    digest = models.BinaryField(_("SHA-256"), max_length=32)
    form_version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(_("시행일"), default=timezone.localdate)
    made_at = models.DateTimeField(_("만든 때"), auto_now_add=True)
    act = models.UUIDField(editable=False)

    class Meta:
        verbose_name = _("절차의 판")
        verbose_name_plural = _("절차의 판")
        constraints = [
            models.UniqueConstraint(fields=["process", "number"], name="process_version_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.process_id}/{self.number}"

    @cached_property
    def definition(self) -> Process:
        """The process, read."""
        return read_once(self.definition_json)
