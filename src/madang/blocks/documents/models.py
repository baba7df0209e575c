"""Files by their content, the documents they are to people, and those that the site made itself."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from madang.blocks.documents.looking.kinds import KINDS, Kind
from madang.blocks.identity.models import Organisation


class Scan(models.TextChoices):
    """What a search for viruses has said."""

    UNSCANNED = "unscanned", _("아직 검사하지 않음")
    CLEAN = "clean", _("이상 없음")
    INFECTED = "infected", _("악성 코드 발견")
    OURS = "ours", _("이 누리집이 만듦")


class Reading(models.TextChoices):
    """How far the words of a file have been read."""

    WAITING = "waiting", _("읽는 중")
    WHOLE = "whole", _("모두 읽음")
    PART = "part", _("앞부분만 읽음")
    NONE = "none", _("읽을 수 없음")


class Blob(models.Model):
    """Bytes, kept once however many documents they are. Reached through a document only, never by their digest."""

    digest = models.BinaryField(max_length=32, unique=True)
    size = models.BigIntegerField(_("크기"))
    kind = models.CharField(_("종류"), max_length=8)
    pages = models.PositiveIntegerField(_("쪽수"), null=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    scan = models.TextField(_("검사"), choices=Scan, default=Scan.UNSCANNED)
    scanned_at = models.DateTimeField(null=True)
    threat = models.CharField(max_length=200, blank=True, default="")
    text = models.TextField(blank=True, default="")
    reading = models.TextField(choices=Reading, default=Reading.WAITING)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("파일")
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="documents_blob_not_empty"),
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="documents_blob_kind_known"),
            models.CheckConstraint(condition=Q(scan__in=Scan.values), name="documents_blob_scan_known"),
            models.CheckConstraint(
                condition=Q(reading__in=Reading.values), name="documents_blob_reading_known"
            ),
            models.CheckConstraint(
                condition=Q(scan__in=[Scan.UNSCANNED, Scan.OURS]) | Q(scanned_at__isnull=False),
                name="documents_blob_scanned_at",
            ),
        ]

    @property
    def key(self) -> str:
        """SHA-256 as 64 hexadecimal digits: under this name the storage keeps the bytes."""
        return bytes(self.digest).hex()

    @property
    def what(self) -> Kind:
        return KINDS[self.kind]


class Document(models.Model):
    """A file that somebody brought for something (문서), or that the site made.

    Attributes:
        owner: what it belongs to, as a ledger subject (``case:UUID``, ``account:ID``): the room that owns such
            subjects says who may read.
        uploaded_by: pseudonym of the account that brought it; empty for the platform itself and kiosks.
        purpose, basis: why it is kept; a reader reads it for the same unless they say otherwise.
        held_because: while this stands nothing deletes it.
        digest: stays when the file is gone: the deletion can be shown to have been of these bytes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="documents")
    digest = models.BinaryField(max_length=32)
    name = models.CharField(_("이름"), max_length=160, blank=True, default="")
    misnamed = models.BooleanField(default=False)
    owner = models.CharField(max_length=100, db_index=True)
    uploaded_by = models.CharField(max_length=36, blank=True, default="", db_index=True)
    channel = models.SlugField(_("경로"), max_length=20)
    purpose = models.CharField(max_length=60)
    basis = models.CharField(max_length=200)
    retention_until = models.DateField(_("보관 기한"), null=True)
    held_because = models.CharField(max_length=400, blank=True, default="")
    created_at = models.DateTimeField(_("올린 때"), auto_now_add=True)
    deleted_at = models.DateTimeField(_("지운 때"), null=True)

    class Meta:
        verbose_name = _("문서")
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(deleted_at__isnull=True, blob__isnull=False) & ~Q(name="")
                | Q(deleted_at__isnull=False, blob__isnull=True, name=""),
                name="documents_deleted_is_blank",
            ),
            models.CheckConstraint(
                condition=Q(held_because="") | Q(deleted_at__isnull=True), name="documents_held_stays"
            ),
            models.CheckConstraint(
                condition=~Q(owner="") & ~Q(purpose="") & ~Q(basis=""), name="documents_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"document:{self.pk}"


class Made(models.Model):
    """What the site made: by which code anybody who holds the paper finds out whether it is genuine.

    Nothing here tells of whom it is: ``compared`` holds keyed digests of what the paper says, for its holder to
    type and compare. The row outlives the document, so a paper can be looked up after its file is gone.
    """

    document = models.OneToOneField(Document, null=True, on_delete=models.SET_NULL, related_name="made")
    code = models.CharField(max_length=16, unique=True)
    digest = models.BinaryField(max_length=32)
    size = models.BigIntegerField()
    template = models.CharField(max_length=100)
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=8)
    title_ko = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("만든 때"))
    act = models.UUIDField()
    compared = models.JSONField(default=dict)
    revoked_at = models.DateTimeField(null=True)
    revoked_act = models.UUIDField(null=True)

    class Meta:
        verbose_name = _("만든 문서")
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_act__isnull=True)
                | Q(revoked_at__isnull=False, revoked_act__isnull=False),
                name="documents_revoked_on_record",
            ),
        ]

    @property
    def title(self) -> str:
        """What it is, in the reader's language."""
        return self.title_en if (get_language() or "ko").startswith("en") else self.title_ko
