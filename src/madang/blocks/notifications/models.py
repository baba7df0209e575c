"""Notices, the ways each was brought, what became of it and when; and how somebody wants to be reached."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.blocks.documents.models import Document
from madang.blocks.identity.models import Account, Organisation, Person


class Channel(models.TextChoices):
    LETTER = "letter", _("편지")
    EMAIL = "email", _("전자우편")
    SMS = "sms", _("문자")
    INAPP = "inapp", _("누리집")
    VOICE = "voice", _("음성 전화")
    PUSH = "push", _("웹 푸시")


class State(models.TextChoices):
    """What became of it. ``sent``: handed on, and nothing more is known; ``delivered``: it is known to have arrived."""

    WAITING = "waiting", pgettext_lazy("notice", "기다림")
    SENT = "sent", _("보냄")
    DELIVERED = "delivered", _("닿음")
    BOUNCED = "bounced", _("되돌아옴")
    FAILED = "failed", _("보내지 못함")
    READ = "read", _("읽음")


class Reason(models.TextChoices):
    """Why it is in that state: codes, so that no server's sentence with somebody's address is kept."""

    NONE = "", ""
    NEW = "new", _("새 알림")
    NIGHT = "night", _("밤에는 깨우지 않음")
    HANDED = "handed", _("전달함")
    PRINTING = "printing", _("인쇄를 기다림")
    PRINTED = "printed", _("인쇄함")
    POSTED = "posted", _("우체국에 부침")
    RETURNED = "returned", _("편지가 되돌아옴")
    NO_SUCH_ADDRESS = "no-such-address", _("그런 주소가 없음")
    REFUSED = "refused", _("받는 쪽이 받지 않음")
    REPORTED = "reported", _("배달되었다는 알림을 받음")
    BUSY = "busy", _("받는 쪽이 바쁨: 다시 보냄")
    GAVE_UP = "gave-up", _("여러 번 보냈으나 닿지 않음")
    ABSENT = "absent", _("보낼 길이 이 누리집에 없음")
    UNREAD = "unread", _("읽지 않아 다음 길로 보냄")
    UNSET = "unset", _("편지를 만들 수 없음: 글꼴에 없는 글자")
    NO_WAY = "no-way", _("알려진 연락처가 없음")
    NO_FURTHER_WAY = "no-further-way", _("남은 길이 없음")
    OPENED = "opened", _("받는 사람이 엶")
    RECEIVED = "received", _("받았다고 확인함")
    WITHDRAWN = "withdrawn", _("읽어서 더 보내지 않음")


_ADDRESSED = Q(person__isnull=False) | Q(account__isnull=False) | ~Q(typed={})


class Notice(models.Model):
    """Something said to somebody (알림), once, by as many ways as it takes.

    Attributes:
        typed: contact data told for this matter: ``name``, ``phone``, ``email``, ``address``; all there is of a person
            in no register.
        owner: what it is about, as a ledger subject (``case:UUID``).
        content: channel → words, as they were when it was sent; blank once its person is erased.
        ways: ``[channel, address]`` that have not been tried yet, the next one first.
        key: the same key is sent once, however often it is asked for.
        act, read_act: in the ledger: that it was sent, and that its reader said so.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    template = models.CharField(max_length=100)
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=8)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    typed = models.JSONField(default=dict)
    owner = models.CharField(max_length=100, db_index=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("받는 사람"), max_length=200, blank=True, default="")
    content = models.JSONField(default=dict)
    ways = models.JSONField(default=list)
    proof = models.BooleanField(_("송달 증명"), default=False)
    large = models.BooleanField(_("큰 글자"), default=False)
    purpose = models.CharField(max_length=60)
    basis = models.CharField(max_length=200)
    key = models.CharField(max_length=120, null=True, blank=True, unique=True)
    state = models.CharField(_("상태"), max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(_("까닭"), max_length=20, choices=Reason, blank=True, default=Reason.NEW)
    changed_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(_("보낸 때"), default=timezone.now)
    read_at = models.DateTimeField(_("읽은 때"), null=True)
    act = models.UUIDField(editable=False)
    read_act = models.UUIDField(null=True, editable=False)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("알림")
        ordering = ["-created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="notice_state_known"),
            models.CheckConstraint(condition=Q(reason__in=Reason.values), name="notice_reason_known"),
            models.CheckConstraint(
                condition=_ADDRESSED | Q(erased_at__isnull=False), name="notice_to_somebody"
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) & ~Q(content={})
                | Q(erased_at__isnull=False, content={}, typed={}, name="", ways=[]),
                name="notice_erased_is_blank",
            ),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True, read_act__isnull=True)
                | Q(read_at__isnull=False, read_act__isnull=False),
                name="notice_read_on_record",
            ),
            models.CheckConstraint(
                condition=~Q(owner="") & ~Q(purpose="") & ~Q(basis=""), name="notice_has_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-created_at"], name="notice_person"),
            models.Index(fields=["account", "-created_at"], name="notice_account"),
        ]

    def __str__(self) -> str:
        return f"notice:{self.pk}"

    @property
    def title(self) -> str:
        """Its heading on the site."""
        return str(self.content.get("inapp", {}).get("title", ""))

    @property
    def paragraphs(self) -> list[str]:
        """What it says on the site."""
        return list(self.content.get("inapp", {}).get("paragraphs", []))

    @property
    def is_sealed(self) -> bool:
        """Whether it opens only when its reader says that they receive it: that is the proof of delivery."""
        return self.proof and self.read_at is None


class Delivery(models.Model):
    """One way by which a notice is brought.

    Attributes:
        address: of this way; blank once the notice is erased.
        due_at: not brought before.
        handed_at: when the transport took it; a letter then waits to be printed.
        reference: by which the transport knows it.
        document: the letter.
    """

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    number = models.PositiveSmallIntegerField()
    channel = models.CharField(_("길"), max_length=8, choices=Channel)
    address = models.CharField(max_length=400, blank=True, default="")
    registered = models.BooleanField(_("등기"), default=False)
    state = models.CharField(_("상태"), max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(_("까닭"), max_length=20, choices=Reason, blank=True, default=Reason.NEW)
    due_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    handed_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(default=timezone.now)
    reference = models.CharField(max_length=120, blank=True, default="")
    document = models.OneToOneField(Document, null=True, on_delete=models.SET_NULL, related_name="+")
    printed_at = models.DateTimeField(_("인쇄한 때"), null=True)
    tracking = models.CharField(_("등기 번호"), max_length=40, blank=True, default="")

    class Meta:
        verbose_name = _("전달")
        ordering = ["notice", "number"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "number"], name="delivery_number_once"),
            models.UniqueConstraint(
                fields=["notice"], condition=Q(state="waiting"), name="delivery_one_waits_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["channel", "reference"], condition=~Q(reference=""), name="delivery_reference_once"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="delivery_state_known"),
            models.CheckConstraint(condition=Q(reason__in=Reason.values), name="delivery_reason_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="delivery_channel_known"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "failed"]) | Q(handed_at__isnull=False),
                name="delivery_sent_was_handed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state="waiting", handed_at__isnull=True),
                name="delivery_due",
            )
        ]

    def __str__(self) -> str:
        return f"delivery:{self.pk}"


class Change(models.Model):
    """One change of a delivery, or of the notice itself; never altered."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="changes")
    delivery = models.ForeignKey(Delivery, null=True, on_delete=models.CASCADE, related_name="changes")
    state = models.CharField(max_length=10, choices=State)
    reason = models.CharField(max_length=20, choices=Reason, blank=True, default="")
    at = models.DateTimeField(default=timezone.now)
    act = models.UUIDField(null=True, editable=False)

    class Meta:
        verbose_name = _("경과")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="change_state_known"),
            models.CheckConstraint(condition=Q(reason__in=Reason.values), name="change_reason_known"),
        ]


class Preference(models.Model):
    """How somebody wants to be reached (알림 설정): a person, or an account behind which nobody is known.

    ``channel`` empty: whatever reaches them first. ``by_night``: they may be woken.
    """

    person = models.OneToOneField(Person, null=True, on_delete=models.CASCADE, related_name="+")
    account = models.OneToOneField(Account, null=True, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(_("받는 길"), max_length=8, choices=Channel, blank=True, default="")
    language = models.CharField(_("언어"), max_length=8, blank=True, default="")
    large = models.BooleanField(_("큰 글자"), default=False)
    by_night = models.BooleanField(_("밤에도"), default=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("알림 설정")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True, account__isnull=False)
                | Q(person__isnull=False, account__isnull=True),
                name="preference_of_one",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=["", "letter", "email", "sms", "inapp", "voice"]),
                name="preference_channel_known",
            ),
            models.CheckConstraint(
                condition=Q(language__in=["", "ko", "en"]), name="preference_language_known"
            ),
        ]


class Caught(models.Model):
    """What the demonstration's catcher caught instead of sending it: to nobody, seen by operators only."""

    delivery = models.OneToOneField(Delivery, on_delete=models.CASCADE, related_name="caught")
    channel = models.CharField(max_length=8, choices=Channel)
    address = models.CharField(max_length=400)
    content = models.JSONField()
    caught_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("붙잡은 알림")
        ordering = ["-caught_at", "-id"]
