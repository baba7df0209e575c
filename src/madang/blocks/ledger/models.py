"""What the ledger keeps in the database. The history itself is the log on disk; these rows point into it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from madang.blocks.ledger.entry import MAX_PAYLOAD


class Subject(models.Model):
    """One subject (정보주체 또는 대상) and its key. Without the key all details about it are unreadable.

    ``mac`` is HMAC(ledger.subject, name of the subject): the value in public entries.
    """

    mac = models.BinaryField(unique=True, max_length=32)
    wrapped_key = models.BinaryField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("기록 대상")
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True, wrapped_key__isnull=False)
                | Q(erased_at__isnull=False, wrapped_key__isnull=True),
                name="ledger_subject_key_or_erased",
            )
        ]


class Detail(models.Model):
    """The details of one act, encrypted under its subject's key: version, nonce, AES-256-GCM(salt, event)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT)
    ciphertext = models.BinaryField()

    class Meta:
        verbose_name = _("행위 상세")


class Outbox(models.Model):
    """Acts committed and not logged yet. Only the sequencer takes rows out."""

    position = models.BigAutoField(primary_key=True)
    id = models.UUIDField(unique=True)
    type = models.TextField()
    subject = models.BinaryField(null=True, max_length=32)
    organisation = models.TextField()
    role = models.TextField()
    payload = models.BinaryField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("기록 대기")
        constraints = [
            models.CheckConstraint(
                condition=models.lookups.LessThanOrEqual(
                    models.Func("payload", function="octet_length", output_field=models.IntegerField()),
                    MAX_PAYLOAD,
                ),
                name="ledger_outbox_fits_an_entry",
            )
        ]


class Entry(models.Model):
    """Where an act stands in the log: UUID → index.

    ``lost`` marks an act that the log holds and a restored database lacks: its rows and details are gone.
    """

    index = models.BigIntegerField(primary_key=True)
    id = models.UUIDField(unique=True)
    type = models.TextField()
    subject = models.BinaryField(null=True, max_length=32)
    organisation = models.TextField()
    role = models.TextField()
    logged_at = models.DateTimeField()
    lost = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("기록")
        indexes = [models.Index("type", "index", name="ledger_entry_type")]
        constraints = [models.CheckConstraint(condition=Q(index__gte=0), name="ledger_entry_index_from_zero")]


class LogState(models.Model):
    """How far the database has followed the log, and what keeps the sequencer from going on; one row.

    Attributes:
        size: entries that the database knows to be logged.
        root: Merkle root at that size.
        conflict: why database and log tell different histories (``errors.Conflict``), empty when they agree.
        log_size: entries in the log when the conflict was found.
        trouble: what the sequencer waits for (``errors.Trouble``), empty when it works.
        asleep: the sequencer waits to be notified; while it is awake it looks for itself.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0, db_default=0)
    root = models.BinaryField(max_length=32, null=True)
    conflict = models.TextField(default="", db_default="")
    log_size = models.BigIntegerField(default=0, db_default=0)
    trouble = models.TextField(default="", db_default="")
    asleep = models.BooleanField(default=True, db_default=True)

    class Meta:
        verbose_name = _("기록 상태")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="ledger_logstate_single_row")]


class Delivery(models.Model):
    """An event that a listener has still to hear (``pending``) or could not hear (``dead``)."""

    PENDING, DEAD = "pending", "dead"

    listener = models.TextField()
    index = models.BigIntegerField()
    subject = models.BinaryField(null=True, max_length=32)
    state = models.TextField(default=PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    error = models.TextField(default="")

    class Meta:
        verbose_name = _("사건 전달")
        constraints = [
            models.UniqueConstraint("listener", "index", name="ledger_delivery_once"),
            models.CheckConstraint(condition=Q(state__in=["pending", "dead"]), name="ledger_delivery_state"),
        ]
        indexes = [models.Index("listener", "subject", "index", name="ledger_delivery_in_order")]
