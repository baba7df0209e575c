"""The continue code (이어하기 번호): carries a live draft to another channel, once, with a second fact."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from madang.blocks.cases.actions.writing import (
    current_answers,
    locked,
    name_applicant,
    values_of,
    write_continued,
    write_step,
)
from madang.blocks.cases.basis import ANYWHERE as ANYWHERE_LAW
from madang.blocks.cases.errors import CodeRefused, NotNow
from madang.blocks.cases.models import Case, ContinueCode
from madang.blocks.cases.numbers import is_sound, only_digits, with_check_digit
from madang.blocks.cases.parties import By, concerns, require_part
from madang.blocks.cases.process.parts import APPLICANT
from madang.blocks.forms.definition import Kind, Question
from madang.blocks.forms.errors import UnfitAnswer
from madang.blocks.forms.values import value_of

LIFE = timedelta(minutes=10)
DIGITS = 8
WRONG_FACTS = 3
"""So often a wrong second fact may be told; then the code is dead."""


@transaction.atomic
def continue_code(by: By, case: Case) -> tuple[str, Question]:
    """Make a code of eight digits and a check digit; returns it with the question that is asked beside it.

    Codes of the case made before are dead. Raises NotNow when no answer to a second-fact question is there yet.
    """
    case = locked(case)
    require_part(by, case, [APPLICANT])
    values = values_of(current_answers(case))
    asked = next((each for each in case.form.questions if each.second_fact and values.get(each.name)), None)
    if asked is None:
        names = [str(each.label) for each in case.form.questions if each.second_fact]
        raise NotNow(
            _("먼저 ‘%(question)s’에 답해 주세요. 이어할 때 본인인지 확인하는 데 씁니다.")
            % {"question": names[0] if names else ""}
        )
    now = timezone.now()
    ContinueCode.objects.filter(case=case, used_at__isnull=True, expires_at__gt=now).update(expires_at=now)
    code = _unused(now)
    ContinueCode.objects.create(
        case=case,
        contact=by.contact,
        digest=_digest(code),
        question=asked.name,
        fact_digest=_fact(case, asked, values[asked.name]),
        made_at=now,
        expires_at=now + LIFE,
    )
    write_step(
        by,
        case,
        "code",
        act_type="cases.code.made",
        source=case.state,
        to=case.state,
        basis=ANYWHERE_LAW,
        detail={"question": asked.name},
    )
    case.save(update_fields=["revision"])
    return code, asked


def redeem(by: By, typed: str, fact: str) -> Case:
    """Open the draft of a code in this contact. Raises CodeRefused, the same for every reason.

    A wrong second fact is counted and committed, whatever the caller does afterwards.
    """
    digits = only_digits(typed)
    with transaction.atomic():
        code = _living(digits).select_for_update(of=("self",)).first()
        if code is None or not is_sound(digits):
            raise CodeRefused(_refusal())
        fits = _fits(code, fact)
        if not fits:
            code.wrong += 1
            if code.wrong >= WRONG_FACTS:
                code.expires_at = max(timezone.now(), code.made_at + timedelta(seconds=1))
            code.save(update_fields=["wrong", "expires_at"])
        else:
            return _opened(by, code)
    raise CodeRefused(_refusal())


def _opened(by: By, code: ContinueCode) -> Case:
    case = locked(code.case)
    if by.is_staff and by.account is not None and concerns(by.account, case):
        raise CodeRefused(_refusal())
    code.used_at, code.used_by = timezone.now(), by.contact
    code.save(update_fields=["used_at", "used_by"])
    by.contact.case = case
    by.contact.save(update_fields=["case"])
    if case.account_id is None and by.account is not None and not by.is_staff:
        case.account = by.account
    name_applicant(by, case)
    write_continued(by, case, ANYWHERE_LAW, **{"from": code.contact.channel})
    return case


def _living(digits: str) -> QuerySet[ContinueCode]:
    return ContinueCode.objects.filter(
        digest=_digest(digits), used_at__isnull=True, expires_at__gt=timezone.now(), wrong__lt=WRONG_FACTS
    ).select_related("case__version__form_version", "case__version__process", "contact")


def _unused(now: object) -> str:
    while True:
        code = with_check_digit("".join(secrets.choice("0123456789") for _place in range(DIGITS)))
        if not ContinueCode.objects.filter(digest=_digest(code), expires_at__gt=now).exists():
            return code


def _fits(code: ContinueCode, fact: str) -> bool:
    question = code.case.form.question(code.question)
    if question is None:
        return False
    try:
        told = value_of(question, fact)
    except UnfitAnswer:
        return False
    return constant_time_compare(_fact(code.case, question, told), bytes(code.fact_digest))


def _digest(code: str) -> bytes:
    return salted_hmac("madang.cases.continue-code", code, algorithm="sha256").digest()


def _fact(case: Case, question: Question, value: object) -> bytes:
    text = str(value) if question.kind != Kind.NAME else str(value).replace(" ", "").casefold()
    return salted_hmac("madang.cases.second-fact", f"{case.pk}|{text}", algorithm="sha256").digest()


def _refusal() -> str:
    return _(
        "번호나 확인 사실이 맞지 않거나, 10분이 지났거나, 이미 쓴 번호입니다. 처음 쓰던 곳에서 새 번호를 받아 주세요."
    )
