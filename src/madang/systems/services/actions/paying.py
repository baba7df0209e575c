"""A fee paid, by whichever provider this site has."""

from __future__ import annotations

import secrets
import uuid

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from madang.blocks.cases.actions.writing import locked
from madang.blocks.cases.basis import HANDLE, LAW
from madang.blocks.cases.models import Case
from madang.blocks.cases.parties import By, require_part
from madang.blocks.cases.process.parts import APPLICANT
from madang.blocks.ledger import record
from madang.systems.services.errors import NotPayable
from madang.systems.services.fees import fee_of
from madang.systems.services.models import Payment

COUNTER, SANDBOX = "counter", "sandbox"


def providers(by: By) -> tuple[str, ...]:
    """How this contact may pay: at a counter the clerk takes the money; a demo has its marked sandbox."""
    if by.is_staff:
        return (COUNTER,)
    return () if settings.ENVIRONMENT.production else (SANDBOX,)


@transaction.atomic
def pay(by: By, case: Case, *, provider: str, amount: int) -> Payment:
    """Pay what is due, exactly ``amount`` as it was shown. Raises NotPayable, PermissionDenied.

    Two at once: the second finds nothing due.
    """
    case = locked(case)
    require_part(by, case, [APPLICANT])
    if provider not in providers(by):
        raise PermissionDenied(_("여기서는 이 방법으로 낼 수 없습니다."))
    due = fee_of(case).due
    if due is None:
        raise NotPayable(_("수수료가 아직 정해지지 않았습니다. 먼저 남은 문항에 답해 주세요."))
    if due == 0:
        raise NotPayable(_("낼 수수료가 없습니다."))
    if due != amount:
        raise NotPayable(_("낼 금액이 바뀌었습니다. 금액을 다시 확인해 주세요."))
    identifier = uuid.uuid4()
    reference = f"{provider}-{secrets.token_hex(8)}"
    act = record(
        "services.fee.paid",
        actor=by.actor(),
        subject=case.subject,
        detail={"case": str(case.pk), "payment": str(identifier), "amount": due, "provider": provider},
        purpose=HANDLE,
        basis=LAW,
    )
    case.revision += 1
    case.save(update_fields=["revision"])
    return Payment.objects.create(
        id=identifier,
        case=case,
        amount=due,
        provider=provider,
        reference=reference,
        contact=by.contact,
        account=by.account,
        act=act,
    )
