"""A notice is brought by one way; what does not go is tried again, what bounces goes by the next way."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.blocks.identity.principal import Principal, require
from madang.blocks.notifications import limits
from madang.blocks.notifications.actions.changing import changed, locked, take_next_way
from madang.blocks.notifications.errors import NotNow, Unfit
from madang.blocks.notifications.models import Channel, Delivery, Reason, State
from madang.blocks.notifications.transports.base import Later, Never, Parcel
from madang.blocks.notifications.transports.registry import transport

log = structlog.get_logger(__name__)
A_RUN = 200


@transaction.atomic
def bring(delivery: int, *, now: datetime | None = None) -> bool:
    """Hand a delivery to its transport, once however often it is called: its notice's row is held meanwhile.

    Returns whether it was handed over. Safe to call twice and at once, early, late, and for what is gone.
    """
    moment = now or timezone.now()
    found = Delivery.objects.filter(pk=delivery).first()
    if found is None:
        return False
    notice = locked(found.notice_id)
    found = Delivery.objects.get(pk=delivery)
    if found.state != State.WAITING or found.handed_at is not None or found.due_at > moment:
        return False
    found.notice = notice
    if notice.read_at is not None:
        changed(notice, found, State.FAILED, Reason.WITHDRAWN, moment, on_record=False)
        return False
    carrier = transport(found.channel)
    found.tries += 1
    if carrier is None:
        return _dropped(found, State.FAILED, Reason.ABSENT, moment)
    parcel = Parcel(
        delivery=found,
        reference=f"{notice.pk}.{found.number}",
        address=found.address,
        name=notice.name,
        language=notice.language,
        content=notice.content[found.channel],
    )
    try:
        with transaction.atomic():
            handed = carrier.carry(parcel)
    except Never as error:
        found.handed_at = moment if error.bounced else None
        return _dropped(found, State.BOUNCED if error.bounced else State.FAILED, error.reason, moment)
    except Later:
        return _later(found, moment)
    except Exception as error:
        # Our own fault or a full disk: nobody's notice is lost for it, and the log says where.
        log.error(
            "notifications.not_carried", delivery=found.pk, channel=found.channel, kind=type(error).__name__
        )
        return _later(found, moment)
    found.handed_at, found.reference, found.document = moment, handed.reference, handed.document
    changed(notice, found, handed.state, handed.reason, moment, on_record=handed.state != State.WAITING)
    return True


def bring_due(*, now: datetime | None = None) -> int:
    """Bring everything that is due, each in a transaction of its own; returns how many were handed over.

    Notices on the site alone that nobody read for a week go by their next way.
    """
    moment = now or timezone.now()
    waiting = Delivery.objects.filter(state=State.WAITING, handed_at=None, due_at__lte=moment).order_by(
        "due_at", "pk"
    )
    handed = sum(bring(each, now=moment) for each in waiting.values_list("pk", flat=True)[:A_RUN])
    unread = Delivery.objects.filter(
        channel=Channel.INAPP,
        state=State.SENT,
        handed_at__lte=moment - limits.UNREAD,
        notice__read_at=None,
    ).exclude(notice__ways=[])
    for each in unread.values_list("pk", flat=True)[:A_RUN]:
        _chase(each, moment)
    return handed


@transaction.atomic
def report(
    by: Principal, delivery: Delivery, state: State, reason: Reason, *, now: datetime | None = None
) -> None:
    """Say what is known of a delivery that was handed over: it arrived, bounced, or failed; then the next way is taken.

    The same said twice changes nothing. Raises PermissionDenied, Unfit for another state, and NotNow for one that was
    not handed over or has another end already.
    """
    notice = locked(delivery.notice_id)
    actor = require(by, "notifications.report", notice)
    if state not in (State.DELIVERED, State.BOUNCED, State.FAILED):
        raise Unfit(_("닿았는지, 되돌아왔는지, 보내지 못했는지만 적을 수 있습니다."), "state")
    found = Delivery.objects.get(pk=delivery.pk)
    moment = now or timezone.now()
    if found.state == state:
        return
    # A letter that was counted as delivered may still come back.
    if found.state not in (State.SENT, State.DELIVERED) or (
        found.state == State.DELIVERED and state == State.FAILED
    ):
        raise NotNow(_("이 길로는 보낸 것이 아니거나, 이미 다른 결과가 적혔습니다."))
    changed(notice, found, state, reason, moment, actor=actor)
    if state != State.DELIVERED:
        take_next_way(notice, moment)


def _dropped(delivery: Delivery, state: State, reason: Reason, moment: datetime) -> bool:
    changed(delivery.notice, delivery, state, reason, moment)
    take_next_way(delivery.notice, moment)
    return False


def _later(delivery: Delivery, moment: datetime) -> bool:
    if delivery.tries >= limits.MOST_TRIES:
        return _dropped(delivery, State.FAILED, Reason.GAVE_UP, moment)
    delivery.due_at = moment + limits.FIRST_PAUSE * limits.PAUSE_FACTOR ** (delivery.tries - 1)
    changed(delivery.notice, delivery, State.WAITING, Reason.BUSY, moment, on_record=False)
    return False


@transaction.atomic
def _chase(delivery: int, moment: datetime) -> None:
    found = Delivery.objects.filter(pk=delivery).first()
    if found is None:
        return
    notice = locked(found.notice_id)
    found = Delivery.objects.get(pk=delivery)
    if found.state != State.SENT or notice.read_at is not None or not notice.ways:
        return
    changed(notice, found, State.FAILED, Reason.UNREAD, moment)
    take_next_way(notice, moment)
