"""Forms and their versions. A version never changes."""

from __future__ import annotations

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from madang.blocks.forms.definition import Definition
from madang.blocks.forms.definition.reading import read_once
from madang.blocks.identity.models import Organisation


class Form(models.Model):
    """A form (서식): what is asked, whatever the channel."""

    key = models.SlugField(_("코드"), max_length=80, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("서식")
        verbose_name_plural = _("서식")

    def __str__(self) -> str:
        return self.key


class FormVersion(models.Model):
    """One text of a form. A case keeps the version with which it began."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("판"))
    definition_json = models.TextField(_("정의"))
    digest = models.BinaryField(_("SHA-256"), max_length=32)
    made_at = models.DateTimeField(_("만든 때"), auto_now_add=True)
    act = models.UUIDField(editable=False)

    class Meta:
        verbose_name = _("서식의 판")
        verbose_name_plural = _("서식의 판")
        constraints = [
            models.UniqueConstraint(fields=["form", "number"], name="form_version_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="form_version_number_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.form_id}/{self.number}"

    @cached_property
    def definition(self) -> Definition:
        """The definition, read."""
        return read_once(self.definition_json)
