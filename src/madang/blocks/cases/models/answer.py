"""Answers, one a row, never changed; what was frozen at lodging; what a citizen confirmed."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from madang.blocks.cases.models.case import Case
from madang.blocks.cases.models.contact import Contact
from madang.blocks.identity.models import Account, Person


class Answer(models.Model):
    """One answer (답) with its provenance. Rows are only added: the database refuses any other change than
    taking ``is_current`` or ``is_clash`` away.

    Attributes:
        account: who wrote it down; None for somebody without an account.
        on_behalf_of: for whom, where an official or representative wrote.
        evidence: what shows it, as a code (``photo.id_card``, ``evidence:…``).
        supersedes: the answer that it takes the place of.
        is_clash: it was written beside another one that its writer had not seen; a human chooses.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=40)
    value = models.JSONField(null=True)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="answers")
    channel = models.CharField(max_length=8)
    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    evidence = models.CharField(max_length=100, blank=True, default="")
    supersedes = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="superseded_by"
    )
    is_current = models.BooleanField(default=True)
    is_clash = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("답")
        verbose_name_plural = _("답")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "question"], condition=Q(is_current=True), name="answer_one_current"
            ),
            models.CheckConstraint(
                condition=Q(is_current=False) | Q(is_clash=False), name="answer_clash_is_not_current"
            ),
        ]
        indexes = [models.Index(fields=["case", "question", "made_at"], name="answer_case_question")]

    def __str__(self) -> str:
        return f"answer:{self.pk}"


class Confirmation(models.Model):
    """The applicant confirmed what an official wrote down (본인 확인): these very answers, by their digest."""

    class Method(models.TextChoices):
        OWN_SCREEN = "own_screen", _("본인 화면에서 확인")
        LINK = "link", _("문자로 받은 주소에서 확인")
        KEY_PRESS = "key_press", _("전화기 단추로 확인")
        CALL_BACK = "call_back", _("등록된 번호로 되걸어 확인")
        SIGNATURE = "signature", _("서명")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="confirmations")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=12, choices=Method.choices)
    digest = models.BinaryField(max_length=32)
    made_at = models.DateTimeField(default=timezone.now)
    act = models.UUIDField(editable=False)

    class Meta:
        verbose_name = _("본인 확인")
        verbose_name_plural = _("본인 확인")

    def __str__(self) -> str:
        return f"confirmation:{self.pk}"


class Submission(models.Model):
    """What was lodged (제출), frozen: the digest of the answers' rows and the form's version."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="submissions")
    number = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32)
    answers = models.ManyToManyField(Answer, related_name="submissions")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("제출")
        verbose_name_plural = _("제출")
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="submission_number_once")]

    def __str__(self) -> str:
        return f"submission:{self.pk}"
