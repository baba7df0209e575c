"""Listings (목록): everything that can be found, with its life cycle and history."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from madang.blocks.identity.models import Organisation

OWN = "madang"
"""Source of what is written on this site."""


class Kind(models.TextChoices):
    """What a listing is."""

    SERVICE = "service", _("서비스")
    POLICY = "policy", _("정책")
    DATASET = "dataset", _("데이터")
    APP = "app", _("앱")
    API = "api", _("API")
    JOB = "job", _("일자리")
    COURSE = "course", _("강좌")
    GRANT = "grant", _("지원금")
    PROPOSAL = "proposal", _("제안")


class Status(models.TextChoices):
    """A listing's place in its life cycle: draft → published → withdrawn (→ published again)."""

    DRAFT = "draft", _("초안")
    PUBLISHED = "published", _("공개")
    WITHDRAWN = "withdrawn", _("내림")


def words() -> ArrayField:
    """A list of short texts, empty by default."""
    return ArrayField(models.TextField(), default=list, blank=True)


class Listing(models.Model):
    """One thing that can be found. The row is its present state; every state is kept as a ListingVersion.

    ``source`` and ``source_id`` name it where it comes from; what is written here has the source ``madang``.
    ``body`` holds the text sections (target, criteria, content, how_to_apply, deadline, papers, contact …);
    ``extends`` is the source whose listings this one's record would complete, had there been one to complete;
    ``completions`` maps records that complete this one (source and number) to their sections.
    ``translations`` maps a language to title, summary and body.
    ``organisation`` owns it: its editors, and those of the bodies above it, write and publish it. What was imported
    belongs to its source, and what has no owner to the platform.
    ``withdrawn_because`` is the reason that everybody may read while it is withdrawn.
    ``mismatched`` marks a record whose text seems to be another service's (``sources.plausibility``); so may be its
    provider, who stands beside the text in the source.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.TextField(choices=Kind, default=Kind.SERVICE, verbose_name=_("종류"))
    status = models.TextField(choices=Status, default=Status.DRAFT, verbose_name=_("상태"))
    source = models.TextField(default=OWN)
    source_id = models.TextField()
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("맡은 기관"),
    )
    language = models.TextField(default="ko")
    title = models.TextField(verbose_name=_("제목"))
    summary = models.TextField(blank=True, default="", verbose_name=_("한 줄 설명"))
    body = models.JSONField(default=dict, blank=True)
    completions = models.JSONField(default=dict, blank=True)
    extends = models.TextField(blank=True, default="")
    translations = models.JSONField(default=dict, blank=True)
    provider = models.TextField(blank=True, default="", verbose_name=_("제공 기관"))
    provider_code = models.TextField(blank=True, default="")
    regions = words()
    topics = words()
    audiences = words()
    life_stages = words()
    channels = words()
    phones = words()
    url = models.TextField(blank=True, default="", verbose_name=_("누리집"))
    views = models.BigIntegerField(null=True)
    withdrawn_because = models.TextField(blank=True, default="", db_default="")
    mismatched = models.BooleanField(default=False, db_default=False)
    source_updated_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    digest = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("목록")
        constraints = [
            models.UniqueConstraint("source", "source_id", name="catalogue_listing_source"),
            models.CheckConstraint(condition=~Q(title=""), name="catalogue_listing_has_title"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="catalogue_listing_status"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="catalogue_listing_kind"),
        ]
        indexes = [models.Index("status", "kind", name="catalogue_listing_shown")]

    def __str__(self) -> str:
        return self.title

    @property
    def full_body(self) -> dict[str, str]:
        """The text sections, what is missing taken from the records that complete this one.

        Where this record's own text seems to be another service's, theirs goes first.
        """
        added = self._added
        return {**self.body, **added} if self.mismatched else {**added, **self.body}

    @property
    def trusted_body(self) -> dict[str, str]:
        """The text sections without what seems to be another service's."""
        return self._added if self.mismatched else self.full_body

    @property
    def doubtful(self) -> bool:
        """Whether a section is shown that seems to be another service's."""
        return self.mismatched and not set(self.body) <= set(self._added)

    @property
    def _added(self) -> dict[str, str]:
        found = [body for _, body in sorted(self.completions.items(), reverse=True)]
        return {name: text for body in found for name, text in body.items()}


class ListingVersion(models.Model):
    """One state a listing had, and the act that made it so."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    status = models.TextField(choices=Status)
    content = models.JSONField()
    act = models.UUIDField(db_index=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("목록의 이력")
        constraints = [models.UniqueConstraint("listing", "version", name="catalogue_version_once")]


class ImportRun(models.Model):
    """One import of records from outside: what came, what was refused, how far it is."""

    RUNNING, DONE, FAILED = "running", "done", "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    origin = models.TextField(verbose_name=_("자료 이름"))
    state = models.TextField(default=RUNNING)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    read = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    merged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    mismatched = models.PositiveIntegerField(default=0, db_default=0)
    error = models.TextField(default="", blank=True)

    class Meta:
        verbose_name = _("들여오기")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["running", "done", "failed"]), name="catalogue_import_state"
            )
        ]


class Quarantined(models.Model):
    """A record that could not come in, as it came, with the reason and its place in the source.

    Raw data: only the role ``quarantine_reader`` may read it.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="quarantined")
    source = models.TextField()
    source_id = models.TextField(default="", blank=True)
    reason_code = models.TextField()
    reason_ko = models.TextField()
    reason_en = models.TextField()
    byte_offset = models.BigIntegerField(null=True)
    row_number = models.BigIntegerField(null=True)
    raw = models.BinaryField()

    class Meta:
        verbose_name = _("격리된 기록")
        constraints = [
            models.CheckConstraint(condition=~Q(reason_code=""), name="catalogue_quarantined_reason")
        ]
