"""Keys: a new version of one, made by an operator; and the wrapping key of subjects, renewed on schedule."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.blocks.identity.principal import Principal, require
from madang.blocks.ledger import SYSTEM, renewal
from madang.blocks.ledger import actions as ledger
from madang.blocks.ledger.keys import key_store
from madang.blocks.ledger.renewal import Renewal
from madang.systems.operations.errors import NotPossible
from madang.systems.operations.models import Backup

PERMISSION = "operations.rotate_key"
KEYS_KEPT = timedelta(days=30)
"""How long a backup of the keys is kept, and as long an older wrapping key that nothing needs any more."""


@transaction.atomic
def rotate_key(by: Principal, purpose: str, *, confirmation: str) -> int:
    """Make a new version of the key of ``purpose`` and return its number; earlier ones stay readable.

    ``confirmation`` is the purpose typed once more. Raises PermissionDenied and NotPossible.
    """
    actor = require(by, PERMISSION)
    if purpose not in key_store().purposes():
        raise NotPossible(_("그런 열쇠가 없습니다."))
    if confirmation.strip() != purpose:
        raise NotPossible(
            _("확인을 위해 열쇠 이름 %(purpose)s을(를) 그대로 적어 주세요.") % {"purpose": purpose},
            field="confirmation",
        )
    return ledger.rotate_key(purpose, actor=actor)


def renew_subject_key(*, now: datetime | None = None) -> Renewal | None:
    """Do what is due for the key that wraps every subject's key; None where the site switched it off.

    For the scheduled job. An erased person's wrapped key, wherever a copy of the database's files still has it,
    can be opened by nobody after the period, the time that backups are kept, and a few days
    (``ledger.renewal``). In production it waits for a backup, the first one too.
    """
    days = settings.ENVIRONMENT.subject_key_days
    if not days:
        return None
    kept = Backup.objects.order_by("-keys_until").values_list("keys_until", flat=True).first()
    return renewal.renew_subject_key(
        period=timedelta(days=days),
        keep=KEYS_KEPT,
        backed_up_at=kept - KEYS_KEPT if kept else None,
        now=now or timezone.now(),
        actor=SYSTEM,
        needs_backup=settings.ENVIRONMENT.production,
    )
