"""The applicant confirms what an official wrote down: these very answers."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from madang.blocks.cases.actions.writing import digest_of, locked, write_step
from madang.blocks.cases.basis import RECEIVE
from madang.blocks.cases.errors import NotNow, Unfit
from madang.blocks.cases.models import Case, Confirmation
from madang.blocks.cases.parties import By, require_part
from madang.blocks.cases.process.parts import APPLICANT, StateKind


@transaction.atomic
def confirm(by: By, case: Case, *, method: str, digest: bytes) -> Confirmation:
    """Keep that the applicant confirmed the answers with this digest, which was shown or read out to them.

    Raises Unfit when the answers have changed since, NotNow, PermissionDenied.
    """
    case = locked(case)
    require_part(by, case, [APPLICANT])
    if case.at.kind not in (StateKind.DRAFT, StateKind.WAITING):
        raise NotNow(_("이미 접수된 민원입니다."))
    if method not in Confirmation.Method.values:
        raise PermissionDenied(_("그런 확인 방법은 없습니다."))
    if digest_of(case) != digest:
        raise Unfit(_("확인하는 사이에 답이 바뀌었습니다. 다시 읽어 드리고 확인해 주세요."))
    step = write_step(
        by,
        case,
        "confirm",
        act_type="cases.case.confirmed",
        source=case.state,
        to=case.state,
        basis=RECEIVE,
        detail={"method": method, "sha256": digest.hex()},
        role=APPLICANT,
    )
    case.save(update_fields=["revision"])
    return Confirmation.objects.create(
        case=case, contact=by.contact, method=method, digest=digest, act=step.act
    )
