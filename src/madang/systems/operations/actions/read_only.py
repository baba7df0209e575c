"""Read-only mode (읽기 전용): begun and ended by an operator."""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.blocks.identity.principal import Principal, require
from madang.blocks.ledger import record
from madang.systems.operations.basis import OPERATE, OPERATE_BASIS
from madang.systems.operations.errors import NotPossible
from madang.systems.operations.models import ReadOnlyOrder

PERMISSION = "operations.set_read_only"
LONGEST_REASON = 300  # characters: it stands on every page


@transaction.atomic
def begin_read_only(by: Principal, *, reason_ko: str, reason_en: str = "") -> uuid.UUID:
    """Let every page and programme read and none change anything, until it is ended.

    Raises PermissionDenied, and NotPossible without a reason or when such an order holds already.
    """
    actor = require(by, PERMISSION)
    reasons = {"reason_ko": " ".join(reason_ko.split()), "reason_en": " ".join(reason_en.split())}
    if not reasons["reason_ko"]:
        raise NotPossible(_("시민이 읽을 까닭을 적어 주세요."), field="reason_ko")
    for field, text in reasons.items():
        if len(text) > LONGEST_REASON:
            raise NotPossible(
                _("까닭은 %(most)s자까지 적을 수 있습니다.") % {"most": LONGEST_REASON}, field=field
            )
    try:
        with transaction.atomic():
            ReadOnlyOrder.objects.create(**reasons)
    except IntegrityError as error:
        raise NotPossible(_("이미 읽기 전용입니다.")) from error
    return record(
        "operations.read-only.begun",
        actor=actor,
        subject=None,
        detail=reasons,
        purpose=OPERATE,
        basis=OPERATE_BASIS,
    )


@transaction.atomic
def end_read_only(by: Principal) -> uuid.UUID:
    """Let changes be made again. Raises PermissionDenied, and NotPossible when no order holds."""
    actor = require(by, PERMISSION)
    order = ReadOnlyOrder.objects.select_for_update().filter(ended_at=None).first()
    if order is None:
        raise NotPossible(_("운영자가 켠 읽기 전용이 없습니다."))
    order.ended_at = max(timezone.now(), order.begun_at)
    order.save(update_fields=["ended_at"])
    return record(
        "operations.read-only.ended",
        actor=actor,
        subject=None,
        detail={"begun_at": order.begun_at.isoformat()},
        purpose=OPERATE,
        basis=OPERATE_BASIS,
    )
