"""What is thrown away: the catcher's catch in time, a person's notices when they are erased."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from madang.blocks.documents.actions.removing import take_away
from madang.blocks.documents.models import Document
from madang.blocks.notifications import limits
from madang.blocks.notifications.models import Caught, Delivery, Notice, Reason, State


def throw_away(*, now: datetime | None = None) -> int:
    """Delete what the catcher caught a month ago; returns how many."""
    return Caught.objects.filter(caught_at__lt=(now or timezone.now()) - limits.KEEP_CAUGHT).delete()[0]


@transaction.atomic
def forget(notices: Iterable[Notice]) -> int:
    """Take what tells who somebody was out of notices, letters and all; the bare course stays. Returns how many.

    For erasures: it writes no entry in the ledger. A room whose people stand in no register calls it with the notices of
    its own subject (``queries.of_owner``).
    """
    found = list(
        Notice.objects.select_for_update()
        .filter(pk__in=[each.pk for each in notices], erased_at=None)
        .order_by("pk")
    )
    keys = [each.pk for each in found]
    take_away(list(Document.objects.filter(owner__in=[str(each) for each in found], deleted_at=None)))
    Caught.objects.filter(delivery__notice__in=keys).delete()
    deliveries = Delivery.objects.filter(notice__in=keys)
    deliveries.filter(state=State.WAITING).update(state=State.FAILED, reason=Reason.WITHDRAWN)
    deliveries.update(address="", tracking="")
    Notice.objects.filter(pk__in=keys, state=State.WAITING).update(
        state=State.FAILED, reason=Reason.WITHDRAWN
    )
    Notice.objects.filter(pk__in=keys).update(
        content={}, typed={}, name="", ways=[], person=None, account=None, key=None, erased_at=timezone.now()
    )
    return len(found)
