"""A certificate made at once from the register."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from madang.blocks.cases.basis import HANDLE
from madang.blocks.cases.errors import NotNow
from madang.blocks.cases.models import Case, Step
from madang.blocks.documents import actions as documents
from madang.blocks.documents.errors import DocumentsError
from madang.blocks.identity.models import ContactKind
from madang.blocks.ledger import SYSTEM

BASIS = "주민등록법 제29조"


def make_certificate(case: Case, step: Step) -> None:
    """Make the certificate of residence as a paper of the case. Raises NotNow when the register knows no address."""
    person = case.person
    address = (
        person.contacts.filter(kind=ContactKind.ADDRESS).order_by("-created_at").first() if person else None
    )
    if person is None or address is None:
        raise NotNow(_("등록된 주소를 찾지 못했습니다. 창구에서 도와 드립니다."))
    asked = case.answers.filter(question="language", is_current=True).first()
    language = "en" if asked is not None and asked.value == "en" else "ko"
    with override(language):
        rows = [
            [_("생년월일"), date_format(person.birth_date, "DATE_FORMAT") if person.birth_date else "–"],
            [_("등록된 주소"), address.value],
            [_("접수번호"), case.number or ""],
        ]
        statement = _("위 사람의 주소가 위와 같이 등록되어 있음을 증명합니다.")
    try:
        documents.make(
            SYSTEM,
            "certificate",
            {
                "name": person.latin_name or person.full_name if language == "en" else person.full_name,
                "statement": statement,
                "rows": rows,
            },
            owner=case.subject,
            purpose=HANDLE,
            basis=BASIS,
            language=language,
            organisation=case.organisation,
            title_ko="주민등록 증명서",
            title_en="Certificate of residence",
            channel=step.channel or "web",
            made_at=step.happened_at,
        )
    except DocumentsError as error:
        raise NotNow(str(error)) from error
