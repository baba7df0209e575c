"""Resident numbers (주민등록번호·외국인등록번호) as they are kept: sealed, and findable without being read.

The sealed form is bound to its person, so a row's bytes moved to another person do not open. The digest is an
HMAC: thirteen digits could be guessed through a plain hash within minutes.
"""

from __future__ import annotations

import re
import uuid
from typing import Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from madang.blocks.identity.errors import NotPossible
from madang.blocks.ledger.keys import key_store

SEAL_PURPOSE = "identity.resident-number"
FIND_PURPOSE = "identity.resident-number-index"
DEMO_MONTHS = 50
"""Added to the month inside an invented number (``madang_city.MONTH_OFFSET``)."""

_DIGITS = re.compile(r"\d{6}-?\d{7}", re.ASCII)


class Keys(Protocol):
    """What is needed of the key store."""

    def mac(self, purpose: str, data: bytes) -> bytes: ...

    def macs(self, purpose: str, data: bytes) -> list[bytes]: ...

    def wrap(self, purpose: str, secret: bytes, context: bytes) -> bytes: ...

    def unwrap(self, purpose: str, wrapped: bytes, context: bytes) -> bytes: ...


def normalise(number: str) -> str:
    """Return the thirteen digits of a number typed with or without its hyphen; raises NotPossible.

    Months 51 to 62 are the demo city's, and taken where the site is a demo only. Else just the form is checked: since October 2020 the last digits are drawn at random, so there is no check
    digit that every valid number satisfies.
    """
    typed = number.strip()
    if not _DIGITS.fullmatch(typed):
        raise NotPossible(_("주민등록번호는 앞 6자리와 뒤 7자리 숫자입니다."), field="resident_number")
    month, day = int(typed[2:4]), int(typed[4:6])
    if month > DEMO_MONTHS and not settings.ENVIRONMENT.production:
        month -= DEMO_MONTHS
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        raise NotPossible(_("주민등록번호의 앞자리가 날짜가 아닙니다."), field="resident_number")
    return typed.replace("-", "")


def seal(person: uuid.UUID, number: str, keys: Keys | None = None) -> tuple[bytes, bytes]:
    """Return (sealed number, digest to find it by) of a person; raises NotPossible when malformed."""
    store = keys or key_store()
    digits = normalise(number).encode()
    return store.wrap(SEAL_PURPOSE, digits, person.bytes), store.mac(FIND_PURPOSE, digits)


def unseal(person: uuid.UUID, sealed: bytes, keys: Keys | None = None) -> str:
    """Return the thirteen digits; raises KeyMissing when key or person are not those it was sealed with."""
    return (keys or key_store()).unwrap(SEAL_PURPOSE, sealed, person.bytes).decode()


def digests(number: str, keys: Keys | None = None) -> list[bytes]:
    """Return the digests under which a number may be kept: one a version of the key, newest first."""
    return (keys or key_store()).macs(FIND_PURPOSE, normalise(number).encode())
