"""Dated parameters (기준값): figures that rules read and that change by decree, e.g. the median income."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.fields.ranges import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from madang_rules.parameters import Parameter, read_json
from madang_rules.parameters.text import written

from madang.blocks.decisions.models.proposal import Days, Known, Proposal
from madang.blocks.identity.models import Organisation
from madang.blocks.identity.models.organisation import CodeRange, IdRange

VALUE = "값"
"""The name under which a model reads a row's figure."""


def place_of(keys: Sequence[str]) -> str:
    """One text for a row's keys."""
    return "|".join(keys)


class Mark(models.TextChoices):
    """Whether somebody has compared the figure with its source."""

    CHECKED = "checked", _("확인함")
    LEAD = "lead", _("확인 전")


class ChangeKind(models.TextChoices):
    """What a proposed table does to the figures that it does not name."""

    ROWS = "rows", _("적은 칸만 고침: 다른 칸은 그대로")
    WHOLE = "whole", _("표 전체를 바꿈: 적지 않은 칸은 끝남")
    END = "end", _("값을 모두 끝냄")


class DatedParameter(models.Model):
    """A figure, or a table of figures by ``dimensions``.

    A model reads it as an input of the name ``name``: without dimensions a number, else a list of contexts with the
    dimensions' names and ``값``.
    """

    key = models.SlugField(_("코드"), max_length=80, unique=True)
    name = models.CharField(_("모형에서 읽는 이름"), max_length=200, unique=True)
    title_ko = models.CharField(_("이름"), max_length=200)
    title_en = models.CharField(_("영문 이름"), max_length=200)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("맡은 기관")
    )
    unit = models.CharField(_("단위"), max_length=40)
    dimensions = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    source = models.CharField(_("출처"), max_length=400)

    class Meta:
        verbose_name = _("기준값")
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title_ko="") & ~Q(title_en="") & ~Q(name="") & ~Q(source=""),
                name="decisions_parameter_named",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return self.title_en if (get_language() or "ko").startswith("en") else self.title_ko


class ParameterChange(Proposal):
    """A proposed table of figures that holds from ``valid_from`` on. Its text is never changed.

    One of kind END has no rows: from its day on the parameter has no figure. ``changed_expectations`` names the test
    persons (``MODEL/KEY``) of whom its reviewer said that it changes what they expect.

    ``document`` is the table as the library writes what is to be signed (``madang_rules.parameters.canonical``), and
    ``digest`` its SHA-256, which stands in the ledger.
    """

    parameter = models.ForeignKey(DatedParameter, on_delete=models.PROTECT, related_name="changes")
    document = models.BinaryField()
    digest = models.BinaryField(max_length=32)
    article = models.CharField(_("조문·고시"), max_length=400)
    mark = models.TextField(_("확인"), choices=Mark, default=Mark.LEAD)
    kind = models.TextField(_("고치는 범위"), choices=ChangeKind, default=ChangeKind.ROWS)
    changed_expectations = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("기준값의 개정안")
        ordering = ["-recorded_at"]
        constraints = [
            *Proposal.promises("decisions_parameter_change"),
            models.CheckConstraint(condition=Q(mark__in=Mark.values), name="decisions_parameter_change_mark"),
            models.CheckConstraint(
                condition=Q(kind__in=ChangeKind.values), name="decisions_parameter_change_kind"
            ),
            models.CheckConstraint(
                condition=Q(digest=Func(F("document"), function="sha256", output_field=models.BinaryField())),
                name="decisions_parameter_change_digest",
            ),
        ]

    @property
    def digest_hex(self) -> str:
        """SHA-256 of the document."""
        return bytes(self.digest).hex()

    @property
    def source_json(self) -> bytes:
        """The document, byte for byte as it was proposed."""
        return bytes(self.document)

    @property
    def table(self) -> Parameter:
        """The proposed table."""
        return next(iter(read_json(self.source_json.decode())))

    @property
    def rows(self) -> list[tuple[list[str], Decimal]]:
        """Keys in the order of the dimensions, and the figure, of each row."""
        return [(list(map(written, each.at)), each.value) for each in self.table.entries]

    def meets(self, other: ParameterChange) -> bool:
        """Whether both say something of one place."""
        if ChangeKind.ROWS not in {self.kind} & {other.kind}:
            return True
        return not {place_of(keys) for keys, _value in self.rows}.isdisjoint(
            place_of(keys) for keys, _value in other.rows
        )


class ParameterValue(models.Model):
    """One figure, valid for a period and known for a period. Superseded ones are closed, never overwritten.

    ``place`` is its keys in the order of the parameter's dimensions, joined by ``|``.
    """

    parameter = models.ForeignKey(DatedParameter, on_delete=models.PROTECT, related_name="values")
    change = models.ForeignKey(ParameterChange, on_delete=models.PROTECT, related_name="values")
    keys = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    place = models.TextField(default="", blank=True)
    value = models.DecimalField(max_digits=34, decimal_places=6)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    known_from = models.DateTimeField(default=timezone.now)
    known_to = models.DateTimeField(null=True)
    article = models.CharField(max_length=400)
    mark = models.TextField(choices=Mark)

    class Meta:
        verbose_name = _("기준값의 값")
        ordering = ["valid_from", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(mark__in=Mark.values), name="decisions_value_mark"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="decisions_value_period",
            ),
            ExclusionConstraint(
                name="decisions_one_value_a_day",
                expressions=[
                    (IdRange("parameter_id"), RangeOperators.OVERLAPS),
                    (CodeRange("place"), RangeOperators.OVERLAPS),
                    (Days("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                    (Known("known_from", "known_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
