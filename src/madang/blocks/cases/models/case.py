"""A case (민원), its steps, its decisions."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from madang.blocks.cases.models.contact import Contact
from madang.blocks.cases.models.process import ProcessVersion
from madang.blocks.cases.process.parts import Process, State
from madang.blocks.forms.definition import Definition
from madang.blocks.identity.models import Account, Organisation, Person


class Case(models.Model):
    """One case, the same on all channels. Answers stand in rows of their own (``Answer``).

    Attributes:
        number: given when it is lodged (접수번호); a draft has none.
        account: the citizen's account that sees it among its own.
        person: the applicant (신청인), once somebody proved who they are.
        lodged_by: the official who lodged it for the applicant; never its examiner.
        organisation: the body that handles it.
        due_at: the legal deadline; None while the clock stands still or none runs.
        decision: the last one.
        revision: raised by every act, so that two acts on one state are noticed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(ProcessVersion, on_delete=models.PROTECT, related_name="cases")
    state = models.CharField(_("상태"), max_length=40)
    number = models.CharField(_("접수번호"), max_length=20, null=True, blank=True, unique=True)
    account = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="cases"
    )
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    lodged_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cases")
    language = models.CharField(max_length=8, default="ko")
    began_on = models.CharField(_("시작한 경로"), max_length=8)
    created_at = models.DateTimeField(default=timezone.now)
    lodged_at = models.DateTimeField(_("접수한 때"), null=True, blank=True)
    due_at = models.DateTimeField(_("처리기한"), null=True, blank=True)
    decided_at = models.DateTimeField(_("결정한 때"), null=True, blank=True)
    closed_at = models.DateTimeField(_("끝난 때"), null=True, blank=True)
    decision = models.OneToOneField(
        "Decision", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("민원")
        verbose_name_plural = _("민원")
        constraints = [
            models.CheckConstraint(
                condition=Q(number__isnull=True, lodged_at__isnull=True)
                | Q(number__isnull=False, lodged_at__isnull=False),
                name="case_number_when_lodged",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decision__isnull=True)
                | Q(decided_at__isnull=False, decision__isnull=False),
                name="case_decided_by_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True) | Q(lodged_at__lte=F("decided_at")),
                name="case_lodged_before_decided",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-created_at"], name="case_account"),
            models.Index(fields=["person", "-created_at"], name="case_person"),
            models.Index(fields=["organisation", "state"], name="case_organisation_state"),
        ]

    def __str__(self) -> str:
        return f"case:{self.pk}"

    @property
    def subject(self) -> str:
        """Its name in the ledger."""
        return f"case:{self.pk}"

    @cached_property
    def process(self) -> Process:
        """The process by which it goes."""
        return self.version.definition

    @cached_property
    def form(self) -> Definition:
        """The form that it asks."""
        return self.version.form_version.definition

    @property
    def at(self) -> State:
        """The state in which it is."""
        return self.process.state(self.state)


class Step(models.Model):
    """One step of a case, with channel, actor and receipt."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=40)
    source = models.CharField(max_length=40)
    to = models.CharField(max_length=40)
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=48)
    channel = models.CharField(max_length=8)
    reason = models.TextField(blank=True, default="")
    remedy = models.TextField(blank=True, default="")
    happened_at = models.DateTimeField(default=timezone.now)
    act = models.UUIDField(editable=False)

    class Meta:
        verbose_name = _("단계")
        verbose_name_plural = _("단계")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="step_number_once")]

    def __str__(self) -> str:
        return f"step:{self.pk}"

    @property
    def title(self) -> Any:
        """What the step is called, in the reader's language."""
        found = self.case.process.transition(self.name)
        return found.title if found else self.name


class Outcome(models.TextChoices):
    GRANTED = "granted", _("허가")
    PART = "part", _("일부 허가")
    REFUSED = "refused", _("거부")


class Decision(models.Model):
    """A decision (처분). The database refuses one without examiner, a refusal without reason and remedy, and one by
    whoever lodged the case or is its applicant (trigger ``cases_decision_by_another``).

    ``rule`` names what it rests on: model, version, row, article.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="decisions")
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    examiner = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True, default="")
    remedy = models.TextField(blank=True, default="")
    rule = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    act = models.UUIDField(editable=False)

    class Meta:
        verbose_name = _("결정")
        verbose_name_plural = _("결정")
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="decision_number_once"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="decision_outcome_known"),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.GRANTED) | (~Q(reason="") & ~Q(remedy="")),
                name="decision_refusal_says_why_and_what_then",
            ),
        ]

    def __str__(self) -> str:
        return f"decision:{self.pk}"
