"""Test persons (시험 인물): invented people with the result that the law wants for them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from madang.blocks.decisions.models.decision import DecisionModel, ModelVersion
from madang.blocks.decisions.models.parameter import ParameterChange
from madang.blocks.decisions.models.proposal import Proposal


class TestKind(models.TextChoices):
    """What a test person shows."""

    __test__ = False  # for pytest: no test

    ACCEPTED = "accepted", _("받는 사람")
    REFUSED = "refused", _("받지 못하는 사람")
    UNKNOWN = "unknown", _("아직 모르는 사람")
    EDGE = "edge", _("경계에 선 사람")


class PersonsChange(Proposal):
    """A proposed set of test persons of a model: a list of {key, title_ko, title_en, kind, facts, expected}.

    It replaces those of the same key and adds the others; what has ``expected`` left out and ``gone`` set ends.
    """

    model = models.ForeignKey(DecisionModel, on_delete=models.PROTECT, related_name="persons_changes")
    rows = models.JSONField()

    class Meta:
        verbose_name = _("시험 인물의 개정안")
        ordering = ["-recorded_at"]
        constraints = [*Proposal.promises("decisions_persons_change")]


class TestPerson(models.Model):
    """One invented person of one model. A changed expectation is a new row; the old one stays with its end.

    ``facts`` holds what is known of them by the inputs' names; what is left out is unknown. ``expected`` is the
    result as JSON: numbers as text, ``{"unknown": […]}`` where it must be open.
    """

    __test__ = False

    model = models.ForeignKey(DecisionModel, on_delete=models.PROTECT, related_name="persons")
    key = models.SlugField(_("코드"), max_length=80)
    title_ko = models.CharField(_("이름"), max_length=200)
    title_en = models.CharField(_("영문 이름"), max_length=200)
    kind = models.TextField(_("갈래"), choices=TestKind)
    facts = models.JSONField()
    expected = models.JSONField(null=True)
    known_from = models.DateTimeField(default=timezone.now)
    known_to = models.DateTimeField(null=True)
    version = models.ForeignKey(ModelVersion, null=True, on_delete=models.PROTECT, related_name="+")
    """The version whose reviewer changed the expectation, if one did."""
    figures = models.ForeignKey(ParameterChange, null=True, on_delete=models.PROTECT, related_name="+")
    """The change of figures whose reviewer did."""

    class Meta:
        verbose_name = _("시험 인물")
        ordering = ["key", "known_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["model", "key"], condition=Q(known_to__isnull=True), name="decisions_person_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=TestKind.values), name="decisions_person_kind"),
            models.CheckConstraint(
                condition=Q(known_to__isnull=True) | Q(known_to__gte=F("known_from")),
                name="decisions_person_known",
            ),
        ]

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return self.title_en if (get_language() or "ko").startswith("en") else self.title_ko
