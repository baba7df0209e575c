"""Keys: a new version of one, made by an operator."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from madang.blocks.identity.principal import Principal, require
from madang.blocks.ledger import actions as ledger
from madang.blocks.ledger.keys import key_store
from madang.systems.operations.errors import NotPossible

PERMISSION = "operations.rotate_key"


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
