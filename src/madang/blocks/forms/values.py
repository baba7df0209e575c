"""Answers: what was typed, said or pressed becomes a JSON value, or a sentence saying why not.

| kind | value |
|---|---|
| text, long_text, name, phone, address, choice | string |
| choices | list of strings, in the order of the choices |
| yes_no, declaration | true, false |
| date | ``2026-11-28`` |
| number | decimal as a string, so that nothing is rounded |
| money | whole won |
| file | id of a document |

null says that somebody was asked and has nothing to tell.
"""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from madang.blocks.forms.definition import Kind, Question
from madang.blocks.forms.errors import UnfitAnswer

LONGEST = {Kind.TEXT: 200, Kind.LONG_TEXT: 4_000, Kind.NAME: 200, Kind.ADDRESS: 300, Kind.PHONE: 20}
YES, NO = "yes", "no"
_PHONE = re.compile(r"\+?[0-9]{7,15}")
_THOUSANDS = re.compile(
    r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?"
)  # a comma between groups of three, nowhere else
_INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Cn"}


def value_of(question: Question, raw: Any, *, today: date | None = None) -> Any:
    """Return the answer's value; raises UnfitAnswer with what to do.

    ``raw`` is a text as typed, a list of texts, or a value that already is one.
    """
    if raw is None or raw == "" or raw == []:
        if question.required:
            raise UnfitAnswer(question.name, _("답을 적어 주세요."))
        return None
    return _READERS[question.kind](question, raw, today or timezone.localdate())


def in_words(question: Question, value: Any, language: str) -> str:
    """The answer as people read it back (확인 낭독)."""
    with override(language):
        if value is None:
            return _("해당 없음")
        match question.kind:
            case Kind.YES_NO | Kind.DECLARATION:
                return _("예") if value else _("아니요")
            case Kind.CHOICE:
                return _label(question, value, language)
            case Kind.CHOICES:
                return ", ".join(_label(question, each, language) for each in value)
            case Kind.DATE:
                return date_format(date.fromisoformat(value), "DATE_FORMAT")
            case Kind.MONEY:
                return _("%(amount)s원") % {"amount": f"{value:,}"}
            case Kind.PHONE:
                return _grouped(value)
            case Kind.FILE:
                return _("붙인 파일")
            case _:
                return str(value)


def _grouped(number: str) -> str:
    """A Korean telephone number in the groups in which it is said; others as they are."""
    found = re.fullmatch(r"(02|0[0-9]{2})([0-9]{3,4})([0-9]{4})", number)
    return "-".join(found.groups()) if found else number


def _label(question: Question, value: str, language: str) -> str:
    for each in question.choices:
        if each.value == value:
            return each.label.in_language(language)
    return value


def plain(text: str) -> str:
    """Text in NFC, white space as single blanks, without characters that nobody sees."""
    normal = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    kept = "".join(
        letter for letter in normal if letter == "\n" or unicodedata.category(letter) not in _INVISIBLE
    )
    return "\n".join(" ".join(line.split()) for line in kept.split("\n")).strip()


def _text(question: Question, raw: Any, _today: date) -> str:
    if not isinstance(raw, str):
        raise UnfitAnswer(question.name, _("글로 적어 주세요."))
    found = plain(raw)
    if question.kind != Kind.LONG_TEXT:
        found = " ".join(found.split())
    limit = question.longest or LONGEST[question.kind]
    if not found:
        raise UnfitAnswer(question.name, _("답을 적어 주세요."))
    if len(found) > limit:
        raise UnfitAnswer(
            question.name,
            _("%(limit)d자까지 적을 수 있습니다. 지금 %(count)d자입니다.")
            % {"limit": limit, "count": len(found)},
        )
    return found


def _phone(question: Question, raw: Any, today: date) -> str:
    digits = unicodedata.normalize("NFKC", _text(question, raw, today))
    digits = re.sub(r"[\s().-]", "", digits)
    if not _PHONE.fullmatch(digits):
        raise UnfitAnswer(question.name, _("전화번호를 숫자로 적어 주세요. 보기: 010-1234-5678"))
    return digits


def _choice(question: Question, raw: Any, _today: date) -> str:
    if raw not in [each.value for each in question.choices]:
        raise UnfitAnswer(question.name, _("보기 가운데 하나를 골라 주세요."))
    return str(raw)


def _choices(question: Question, raw: Any, _today: date) -> list[str]:
    told = raw if isinstance(raw, Sequence) and not isinstance(raw, str) else [raw]
    known = [each.value for each in question.choices]
    if any(each not in known for each in told):
        raise UnfitAnswer(question.name, _("보기 가운데에서 골라 주세요."))
    return [each for each in known if each in told]


def _yes_no(question: Question, raw: Any, _today: date) -> bool:
    if isinstance(raw, bool):
        return raw
    if raw in (YES, NO):
        return bool(raw == YES)
    raise UnfitAnswer(question.name, _("예 또는 아니요로 답해 주세요."))


def _declaration(question: Question, raw: Any, today: date) -> bool:
    given = raw == "on" or _yes_no(question, raw, today)
    if not given and question.required:
        raise UnfitAnswer(question.name, _("읽고 동의해야 다음으로 갈 수 있습니다."))
    return given


def _date(question: Question, raw: Any, today: date) -> str:
    if not isinstance(raw, str):
        raise UnfitAnswer(question.name, _("날짜를 적어 주세요. 보기: 2026-11-28"))
    parts = re.findall(r"[0-9]+", unicodedata.normalize("NFKC", raw))
    if len(parts) == 1 and len(parts[0]) == 8:
        parts = [parts[0][:4], parts[0][4:6], parts[0][6:]]
    try:
        found = date(*(int(part) for part in parts)) if len(parts) == 3 and len(parts[0]) == 4 else None
    except ValueError:
        found = None
    if found is None:
        raise UnfitAnswer(question.name, _("달력에 있는 날짜를 적어 주세요. 보기: 2026-11-28"))
    for bound, wrong in (
        (question.lowest, lambda limit: found < limit),
        (question.highest, lambda limit: found > limit),
    ):
        if bound is not None and wrong(limit := today + timedelta(days=bound)):
            words = (
                _("%(day)s부터의 날짜를 적어 주세요.")
                if bound == question.lowest
                else _("%(day)s까지의 날짜를 적어 주세요.")
            )
            raise UnfitAnswer(question.name, words % {"day": date_format(limit, "DATE_FORMAT")})
    return found.isoformat()


def _number(question: Question, raw: Any, _today: date) -> str:
    text = unicodedata.normalize("NFKC", str(raw)).strip()
    if _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    try:
        found = Decimal(text) if re.fullmatch(r"-?[0-9]{1,20}(\.[0-9]{1,10})?", text) else None
    except InvalidOperation:
        found = None
    if found is None or isinstance(raw, bool):
        raise UnfitAnswer(question.name, _("숫자로 적어 주세요. 보기: 3"))
    if question.lowest is not None and found < question.lowest:
        raise UnfitAnswer(
            question.name, _("%(limit)s보다 작을 수 없습니다.") % {"limit": f"{question.lowest:,}"}
        )
    if question.highest is not None and found > question.highest:
        raise UnfitAnswer(
            question.name, _("%(limit)s보다 클 수 없습니다.") % {"limit": f"{question.highest:,}"}
        )
    return format(found, "f")


def _money(question: Question, raw: Any, today: date) -> int:
    text = str(raw).removesuffix("원").strip()
    found = Decimal(_number(question, text, today))
    if found != found.to_integral_value() or found < 0:
        raise UnfitAnswer(question.name, _("금액을 원 단위로 적어 주세요. 보기: 5,000"))
    return int(found)


def _file(question: Question, raw: Any, _today: date) -> str:
    try:
        return str(uuid.UUID(str(raw)))
    except ValueError as error:
        raise UnfitAnswer(question.name, _("파일을 붙여 주세요.")) from error


_READERS = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.NAME: _text,
    Kind.ADDRESS: _text,
    Kind.PHONE: _phone,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.YES_NO: _yes_no,
    Kind.DECLARATION: _declaration,
    Kind.DATE: _date,
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.FILE: _file,
}
