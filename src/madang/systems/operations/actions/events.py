"""Events that a listener could not hear (dead letters), and acts that a restored database lacks."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from madang.blocks.identity.actions import replay_erasures
from madang.blocks.identity.principal import Principal, require
from madang.blocks.ledger import actions as ledger
from madang.blocks.ledger.models import Delivery
from madang.systems.operations.errors import NotPossible

PERMISSION = "operations.settle_dead_letter"


@transaction.atomic
def retry_dead_letter(by: Principal, identifier: int) -> None:
    """Let a listener try an event again. Raises PermissionDenied and NotPossible."""
    actor = require(by, PERMISSION)
    ledger.retry_dead_letter(_dead(identifier), actor=actor)


@transaction.atomic
def drop_dead_letter(by: Principal, identifier: int, *, reason: str) -> None:
    """Give an event up for this listener, with a reason. Raises PermissionDenied and NotPossible."""
    actor = require(by, PERMISSION)
    if not reason.strip():
        raise NotPossible(_("버리는 까닭을 적어 주세요."), field="reason")
    ledger.drop_dead_letter(_dead(identifier), actor=actor, reason=reason.strip()[:1000])


def accept_gap(by: Principal, *, reason: str) -> int:
    """Accept that this database lacks acts which the log holds; return how many.

    Afterwards changes are possible again; the lost acts stay marked as lost for ever.
    Raises PermissionDenied, and NotPossible without a reason or without a gap.
    """
    actor = require(by, "operations.accept_gap")
    if not reason.strip():
        raise NotPossible(_("받아들이는 까닭을 적어 주세요."), field="reason")
    with transaction.atomic():
        lost = ledger.accept_gap(actor=actor, reason=reason.strip()[:1000])
        # Whoever put an older database in place without `madang restore` brought erased people back with it.
        replay_erasures()
    return lost


def _dead(identifier: int) -> Delivery:
    found = Delivery.objects.select_for_update().filter(pk=identifier, state=Delivery.DEAD).first()
    if found is None:
        raise NotPossible(_("그런 배달 불능 사건이 없습니다. 이미 처리되었을 수 있습니다."))
    return found
