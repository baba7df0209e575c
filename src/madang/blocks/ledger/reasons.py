"""Why an act is done, as everybody can read it in the log: a declared purpose, and a legal basis in words.

Both stand in public entries for ever, so neither may tell anything of a person.
"""

from __future__ import annotations

import re
from functools import lru_cache

from django.utils.translation import gettext as _

from madang.blocks.ledger.errors import UnfitReason
from madang.blocks.rooms.manifest import purposes

LONGEST_BASIS = 200  # characters

RESIDENT_NUMBER = re.compile(r"(?<!\d)\d{6}[\s-]*\d{7}(?!\d)")
"""What looks like a resident number (주민등록번호·외국인등록번호) inside a text."""

_PHONE = re.compile(r"(?<!\d)(?:\+?82|0)[\s.)-]*\d{1,2}[\s.)-]*\d{3,4}[\s.-]*\d{4}(?!\d)")
_EMAIL = re.compile(r"\S@\S")


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
    if any(pattern.search(basis) for pattern in (RESIDENT_NUMBER, _PHONE, _EMAIL)):
        raise UnfitReason(
            _("근거는 누구나 보는 기록에 남습니다. 주민등록번호, 전화번호, 전자우편은 적지 마세요."), "basis"
        )
