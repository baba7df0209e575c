"""Which accounts belong to one human, as far as the office has said (``actions.ties``): for rooms that want two people.

An official's account is tied to a person of the register, to a staff number (사번), or to both. Two accounts are one
human when they have either in common, and two humans only when one kind of tie, which both have, says so.
"""

from __future__ import annotations

import re
import unicodedata
import uuid
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from madang.blocks.identity.errors import NotPossible

_PARTING = re.compile(r"[\s._/-]+")
_NUMBER = re.compile(r"[0-9A-Z가-힣]{1,40}")


def told_apart(one: uuid.UUID, other: uuid.UUID, since: datetime) -> bool | None:
    """Whether two accounts, by their pseudonyms, belong to two humans; None where nobody can say.

    Ties that ended after ``since`` still make them one. The database's own function, which constraints use too
    (``identity_told_apart``, migration 0009).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_told_apart(%s, %s, %s)", [one, other, since])
        found: bool | None = cursor.fetchone()[0]
    return found


def normal_number(typed: str) -> str:
    """Return a staff number in the one form in which it is kept and compared; raises NotPossible."""
    number = _PARTING.sub("", unicodedata.normalize("NFKC", typed)).upper()
    if not _NUMBER.fullmatch(number):
        raise NotPossible(
            _("사번은 숫자와 글자(영문, 한글)로 40자까지 적어 주세요. 앞의 0도 그대로 적습니다."),
            field="staff_number",
        )
    return number
