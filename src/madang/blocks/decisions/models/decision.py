"""Decision models (결정 모형) in versions, and when each version was in force."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields.ranges import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from madang.blocks.decisions.models.proposal import Days, Known, Proposal
from madang.blocks.identity.models import Organisation
from madang.blocks.identity.models.organisation import IdRange


class Better(models.TextChoices):
    """Which of two results is the better one for the person: needed to say who gains and who loses."""

    MORE = "more", _("많을수록 좋음")
    LESS = "less", _("적을수록 좋음")
    NEITHER = "neither", _("어느 쪽도 아님")


class DecisionModel(models.Model):
    """One rule of law or policy as a DMN model. What it says stands in its versions.

    ``decision`` names the decision of the model that answers the question asked (default: the topmost).
    ``namespace`` is that of its texts, by which others import it; no other model may have it. Its first text sets it,
    and it stays once a text was approved. None: no text yet, or old ones whose namespace is another model's.
    """

    key = models.SlugField(_("코드"), max_length=80, unique=True)
    title_ko = models.CharField(_("이름"), max_length=200)
    title_en = models.CharField(_("영문 이름"), max_length=200)
    summary_ko = models.CharField(_("한 줄 설명"), max_length=400, blank=True, default="")
    summary_en = models.CharField(_("영문 한 줄 설명"), max_length=400, blank=True, default="")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("맡은 기관")
    )
    source = models.CharField(_("법적 근거"), max_length=400)
    decision = models.CharField(_("묻는 결정"), max_length=200, blank=True, default="")
    better = models.TextField(_("결과의 방향"), choices=Better, default=Better.NEITHER)
    namespace = models.TextField(_("이름공간"), null=True, unique=True, editable=False)  # noqa: DJ001 - unique, so none is NULL
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("결정 모형")
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(condition=Q(better__in=Better.values), name="decisions_better_known"),
            models.CheckConstraint(
                condition=~Q(title_ko="") & ~Q(title_en="") & ~Q(source=""), name="decisions_model_named"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return self.title_en if _english() else self.title_ko

    @property
    def summary(self) -> str:
        """The summary in the reader's language."""
        return self.summary_en if _english() else self.summary_ko


class ModelVersion(Proposal):
    """One text of a model. It is never changed; another text is another version."""

    model = models.ForeignKey(DecisionModel, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("판"))
    xml = models.BinaryField()
    digest = models.BinaryField(max_length=32)
    changed_expectations = models.JSONField(default=list, blank=True)
    """Keys of the test persons whose expected result this version changes, as its reviewer named them."""
    assumed = models.JSONField(default=dict, blank=True)
    """Facts taken for everybody of the demo city when it is asked whom the proposal touches."""

    class Meta:
        verbose_name = _("결정 모형의 판")
        ordering = ["model", "number"]
        constraints = [
            *Proposal.promises("decisions_version"),
            models.UniqueConstraint("model", "number", name="decisions_version_once"),
            models.CheckConstraint(
                condition=Q(digest=Func(F("xml"), function="sha256", output_field=models.BinaryField())),
                name="decisions_version_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model.key} {self.number}"

    @property
    def digest_hex(self) -> str:
        """SHA-256 of the XML."""
        return bytes(self.digest).hex()

    @property
    def source_xml(self) -> bytes:
        """The DMN document, byte for byte as it was proposed."""
        return bytes(self.xml)


class InForce(models.Model):
    """A version is in force from ``valid_from`` to before ``valid_to``, as known from ``known_from`` to ``known_to``.

    A row is never changed but for its ``known_to``, when we learn otherwise: so "the rule as in force on day D, as
    known on day K" has one answer for ever.
    """

    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="in_force")
    model = models.ForeignKey(DecisionModel, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    known_from = models.DateTimeField(default=timezone.now)
    known_to = models.DateTimeField(null=True)

    class Meta:
        ordering = ["valid_from", "known_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="decisions_in_force_period",
            ),
            models.CheckConstraint(
                condition=Q(known_to__isnull=True) | Q(known_to__gte=F("known_from")),
                name="decisions_in_force_known",
            ),
            ExclusionConstraint(
                name="decisions_one_version_a_day",
                expressions=[
                    (IdRange("model_id"), RangeOperators.OVERLAPS),
                    (Days("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                    (Known("known_from", "known_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def holds_on(self, day: date) -> bool:
        """Whether the version is in force on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def _english() -> bool:
    return (get_language() or "ko").startswith("en")
