"""Why an act is done, as everybody can read it in the log: a declared purpose, and a legal basis in words.

Both stand in public entries for ever, so neither may tell anything of a person.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from django.utils.translation import gettext as _

from madang.blocks.ledger.errors import UnfitReason
from madang.blocks.rooms.manifest import purposes

LONGEST_BASIS = 200  # characters

_GAP = r"[\W_\u1173\u3161\u30fc\u4e00]*"
"""What may part the digits of one number: no letter, but those that look like a dash (ㅡ, ー, 一)."""
_RESIDENT = re.compile(rf"(?<!\d)\d{{6}}{_GAP}\d{{7}}(?!\d)")
_SPREAD_RESIDENT = re.compile(
    rf"(?<!\d)\d{_GAP}\d{_GAP}"
    rf"(?:0{_GAP}[1-9]|1{_GAP}[0-2]){_GAP}(?:0{_GAP}[1-9]|[12]{_GAP}\d|3{_GAP}[01]){_GAP}"
    rf"[1-8](?:{_GAP}\d){{6}}(?!\d)"
)
_DATE = re.compile(r"(?<!\d)(?:19|20)\d\d\s*([-./])\s*\d{1,2}\s*\1\s*\d{1,2}(?!\d)")
"""A date with its year in full; two of them have as many digits as a resident number,
and a file's number with one as many as a telephone."""
_PHONE = re.compile(rf"(?<!\d)(?:\+?82{_GAP}0?|0){_GAP}\d{{1,2}}{_GAP}\d{{3,4}}{_GAP}\d{{4}}(?!\d)")
_EMAIL = re.compile(r"\S\s*@\s*\S")


def tells_resident_number(text: str) -> bool:
    """Tell whether something in a text looks like a resident number (주민등록번호·외국인등록번호), however parted."""
    text = unicodedata.normalize("NFKC", text)
    return bool(_RESIDENT.search(text) or _SPREAD_RESIDENT.search(_DATE.sub("날", text)))


def check_reason(purpose: str, basis: str) -> None:
    """Raise UnfitReason unless some room declares the purpose and the basis may stand in the public log."""
    if purpose not in purposes():
        raise UnfitReason(
            _("알려진 목적이 아닙니다: %(purpose)s. 방의 매니페스트(purposes)에 있는 것만 쓸 수 있습니다.")
            % {"purpose": repr(purpose[:40])},
            "purpose",
        )
    _check_basis(basis)


@lru_cache(maxsize=1024)
def _check_basis(basis: str) -> None:
    if not basis.strip():
        raise UnfitReason(_("근거를 적어 주세요. 예: 개인정보 보호법 제36조"), "basis")
    if len(basis) > LONGEST_BASIS or not basis.isprintable():
        raise UnfitReason(
            _("근거는 한 줄, %(most)s자까지 적을 수 있습니다.") % {"most": LONGEST_BASIS}, "basis"
        )
    plain = unicodedata.normalize("NFKC", basis)
    if tells_resident_number(plain) or _PHONE.search(_DATE.sub("날", plain)) or _EMAIL.search(plain):
        raise UnfitReason(
            _("근거는 누구나 보는 기록에 남습니다. 주민등록번호, 전화번호, 전자우편은 적지 마세요."), "basis"
        )
