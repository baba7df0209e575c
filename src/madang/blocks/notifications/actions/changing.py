"""What all acts share: a delivery's state changed with its entry in the ledger, and the next way taken."""

from __future__ import annotations

import uuid
from datetime import datetime
from hashlib import sha256

from madang.blocks.ledger import SYSTEM, Actor, record
from madang.blocks.ledger.entry import canonical
from madang.blocks.ledger.keys import key_store
from madang.blocks.notifications.models import Change, Channel, Delivery, Notice, Reason, State
from madang.blocks.notifications.recipients import QUIET, Recipient, due

ADDRESSES = "notifications.address"
"""Purpose of the key under which an address stands in the ledger, as a digest."""


def locked(notice: uuid.UUID) -> Notice:
    """Return a notice, held until the transaction ends: whatever becomes of it, becomes one after the other."""
    return (
        Notice.objects.select_for_update(of=("self",))
        .select_related("organisation", "person", "account")
        .get(pk=notice)
    )


def digest(content: object) -> str:
    """What the ledger says of a notice's words: SHA-256 of their canonical JSON."""
    return sha256(canonical(content)).hexdigest()


def note(notice: Notice, type: str, actor: Actor, **detail: object) -> uuid.UUID:
    """Write an act about a notice to the ledger: what it says and where it went stand there as digests only."""
    return record(
        type,
        actor=actor,
        subject=str(notice),
        detail={"notice": str(notice.pk), **detail},
        purpose=notice.purpose,
        basis=notice.basis,
    )


def changed(
    notice: Notice,
    delivery: Delivery | None,
    state: State,
    reason: Reason,
    now: datetime,
    *,
    actor: Actor = SYSTEM,
    on_record: bool = True,
) -> None:
    """Write that a delivery, and with it the notice, is in another state; read ones stay read."""
    act = None
    if on_record:
        act = note(
            notice,
            f"notifications.notice.{'brought' if state == State.DELIVERED else state}",
            actor,
            reason=str(reason),
            **(
                {
                    "channel": delivery.channel,
                    "way": delivery.number,
                    "address": key_store().mac(ADDRESSES, delivery.address.encode()).hex(),
                }
                if delivery
                else {}
            ),
        )
    if delivery is not None:
        delivery.state, delivery.reason, delivery.changed_at = state, reason, now
        delivery.save()
    if notice.state != State.READ:
        notice.state, notice.reason, notice.changed_at = state, reason, now
        notice.save(update_fields=["state", "reason", "changed_at"])
    Change.objects.create(notice=notice, delivery=delivery, state=state, reason=reason, at=now, act=act)


def take_next_way(notice: Notice, now: datetime) -> Delivery | None:
    """Begin the next way of a notice; without a further one it has failed, for the office to see."""
    if notice.read_at is not None or notice.erased_at is not None:
        return None
    if not notice.ways:
        none_ever = not notice.deliveries.exists()
        changed(notice, None, State.FAILED, Reason.NO_WAY if none_ever else Reason.NO_FURTHER_WAY, now)
        return None
    (channel, address), *rest = notice.ways
    wakes = Channel(channel) in QUIET
    preference = Recipient(notice.person, notice.account).preference
    at = due(Channel(channel), now, by_night=preference.by_night)
    delivery = Delivery.objects.create(
        notice=notice,
        number=notice.deliveries.count() + 1,
        channel=channel,
        address=address,
        registered=notice.proof and channel == Channel.LETTER,
        due_at=at,
        reason=Reason.NIGHT if wakes and at > now else Reason.NEW,
        changed_at=now,
    )
    notice.ways = rest
    notice.save(update_fields=["ways"])
    changed(notice, delivery, State.WAITING, Reason(delivery.reason), now, on_record=False)
    if at <= now:
        from madang.blocks.notifications.jobs import bring

        bring.defer(delivery=delivery.pk)
    return delivery
