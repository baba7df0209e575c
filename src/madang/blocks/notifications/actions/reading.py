"""The reader says that a notice was read; with proof of delivery that is a receipt."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.blocks.identity.models import Account
from madang.blocks.identity.principal import actor_of
from madang.blocks.notifications.actions.changing import changed, locked, note
from madang.blocks.notifications.errors import Missing
from madang.blocks.notifications.models import Notice, Reason, State
from madang.blocks.notifications.queries import is_for


@transaction.atomic
def read(by: Account, notice: Notice, *, now: datetime | None = None) -> Notice:
    """Note that its reader has opened a notice, once; what still waits to be brought is brought no more.

    Raises Missing when it is somebody else's.
    """
    if not is_for(by, notice):
        raise Missing(_("그런 알림이 없거나, 받는 사람이 아닙니다."))
    found = locked(notice.pk)
    if found.read_at is not None or found.erased_at is not None:
        return found
    moment = now or timezone.now()
    found.read_act = note(
        found, "notifications.notice.read", actor_of(by), proof=found.proof, template=found.template
    )
    found.read_at = moment
    found.save(update_fields=["read_at", "read_act"])
    waiting = found.deliveries.filter(state=State.WAITING, printed_at=None).first()
    if waiting is not None:
        changed(found, waiting, State.FAILED, Reason.WITHDRAWN, moment, on_record=False)
    changed(
        found,
        None,
        State.READ,
        Reason.RECEIVED if found.proof else Reason.OPENED,
        moment,
        on_record=False,
    )
    return found
