"""Whose notices somebody sees, what waits for the mail room, and how the queue stands."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.blocks.documents.models import Document
from madang.blocks.documents.queries import made_by_code
from madang.blocks.identity.models import Account
from madang.blocks.notifications import limits
from madang.blocks.notifications.models import Caught, Channel, Delivery, Notice, State
from madang.blocks.notifications.recipients import person_behind


def is_for(reader: object, notice: Notice) -> bool:
    """Whether a notice was sent to whoever reads."""
    if not isinstance(reader, Account) or not reader.may_come_in:
        return False
    person = person_behind(reader)
    return notice.account_id == reader.pk or (person is not None and notice.person_id == person.pk)


def own(reader: Account) -> QuerySet[Notice]:
    """Return the notices sent to an account or to the person behind it, the newest first."""
    mine = Q(account=reader)
    if (person := person_behind(reader)) is not None:
        mine |= Q(person=person)
    return Notice.objects.filter(mine, erased_at=None).select_related("organisation")


def unread(reader: Account) -> int:
    """Return how many of their notices nobody has opened."""
    return own(reader).filter(read_at=None).count()


def of_owner(owner: str) -> QuerySet[Notice]:
    """Return what was sent about one subject, for its room to show: whoever sees it that room has checked."""
    return Notice.objects.filter(owner=owner).prefetch_related("deliveries", "changes")


def letters(official: Account, *, at: str) -> QuerySet[Delivery]:
    """Return the letters of an official's bodies: ``waiting`` to be printed or posted, or ``sent``; the oldest first."""
    found = Delivery.objects.filter(
        channel=Channel.LETTER, notice__organisation__in=official.reach(), notice__erased_at=None
    ).select_related("notice__organisation", "document__made")
    if at == State.WAITING:
        return found.filter(state=State.WAITING, handed_at__isnull=False).order_by("handed_at", "pk")
    return found.filter(state__in=[State.SENT, State.DELIVERED]).order_by("-changed_at", "-pk")


def letter_by_code(official: Account, typed: str) -> Delivery | None:
    """Return the letter of an official's bodies that bears a verification code, as typed or read from its QR."""
    made = made_by_code(typed.strip().rstrip("/").rpartition("/")[2])
    if made is None or made.document_id is None:
        return None
    return (
        Delivery.objects.filter(document=made.document_id, notice__organisation__in=official.reach())
        .select_related("notice")
        .first()
    )


def unreached(official: Account) -> QuerySet[Notice]:
    """Return the notices of an official's bodies that reached nobody by any way."""
    return Notice.objects.filter(
        organisation__in=official.reach(), state=State.FAILED, erased_at=None
    ).order_by("-changed_at", "pk")


def caught() -> QuerySet[Caught]:
    """Return what the demonstration's catcher caught, the newest first."""
    return Caught.objects.select_related("delivery__notice").order_by("-caught_at", "-pk")


def may_read_letter(account: Account, document: Document) -> bool:
    """Whether an account may read a letter: whom it is for, and the mail room of the body that sends it."""
    notice = Notice.objects.filter(pk=document.owner.partition(":")[2], erased_at=None).first()
    if notice is None:
        return False
    if is_for(account, notice):
        return not notice.is_sealed
    return account.has_perm("notifications.post", notice)


def queue_health(now: datetime | None = None) -> str | None:
    """Say what stands still: notices that should have gone hours ago, letters that nobody prints."""
    moment = now or timezone.now()
    waiting = Delivery.objects.filter(state=State.WAITING)
    late = waiting.filter(handed_at=None, due_at__lt=moment - limits.LATE).count()
    if late:
        return _(
            "%(count)d건의 알림이 %(hours)d시간 넘게 나가지 못하고 있습니다. 일꾼(worker)이 도는지 보세요."
        ) % {
            "count": late,
            "hours": limits.LATE.total_seconds() // 3600,
        }
    unposted = waiting.filter(handed_at__lt=moment - limits.LATE_LETTER).count()
    if unposted:
        return _("편지 %(count)d통을 사흘 넘게 부치지 않았습니다. 우편실에 알려 주세요.") % {
            "count": unposted
        }
    return None
