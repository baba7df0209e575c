"""Is this text one of the city's invented numbers? Only demo mode may accept what these accept.

No text that passes here can belong to a real person, firm or phone: each number carries a part that the real
scheme does not use (see the package's README for the sources).
"""

from __future__ import annotations

import calendar
import re
from datetime import date

from madang_city.records import MONTH_OFFSET

_RESIDENT = re.compile(r"(\d{2})(\d{2})(\d{2})-?([1-8])\d{6}", re.ASCII)
_MOBILE = re.compile(r"010-?0\d{3}-?\d{4}", re.ASCII)
_LANDLINE = re.compile(r"049-?0\d{2}-?\d{4}", re.ASCII)
_BUSINESS = re.compile(r"(?:0\d{2}|100)-?\d{2}-?\d{5}", re.ASCII)
_POSTCODE = re.compile(r"99\d{3}", re.ASCII)
_EMAIL = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}@haneul\.example", re.ASCII)
_BUSINESS_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)


def demo_birth_date(text: str) -> date | None:
    """The birth date in a demo resident or foreigner number, or None when ``text`` is not one.

    Accepts ``YYMMDD-GNNNNNN`` with or without the hyphen. The century comes from the seventh digit: 1, 2, 5,
    6 the 1900s, 3, 4, 7, 8 the 2000s.
    """
    match = _RESIDENT.fullmatch(text)
    if match is None:
        return None
    year, month, day, mark = (int(part) for part in match.groups())
    year += 1900 if mark in (1, 2, 5, 6) else 2000
    month -= MONTH_OFFSET
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return date(year, month, day)


def is_demo_resident_number(text: str) -> bool:
    """Whether ``text`` is a resident or foreigner number of the unreal space (months 51-62)."""
    return demo_birth_date(text) is not None


def is_demo_foreigner_number(text: str) -> bool:
    """Whether ``text`` is a demo number whose seventh digit (5-8) marks a foreigner."""
    return is_demo_resident_number(text) and text.replace("-", "")[6] in "5678"


def is_demo_mobile(text: str) -> bool:
    """Whether ``text`` is a mobile number of the range 010-0xxx-xxxx, which is not given to anybody."""
    return _MOBILE.fullmatch(text) is not None


def is_demo_landline(text: str) -> bool:
    """Whether ``text`` is a number of area 049, which does not exist, with an exchange that begins with 0."""
    return _LANDLINE.fullmatch(text) is not None


def business_check_digit(first_nine: str) -> int:
    """The tenth digit of a 사업자등록번호 whose first nine digits are given (weights 1 3 7 1 3 7 1 3 5)."""
    digits = [int(digit) for digit in first_nine]
    total = sum(digit * weight for digit, weight in zip(digits, _BUSINESS_WEIGHTS, strict=True))
    return (10 - (total + digits[8] * 5 // 10) % 10) % 10


def is_demo_business_number(text: str) -> bool:
    """Whether ``text`` is a business number that begins with 000-100, which none does, and has a right check digit."""
    digits = text.replace("-", "")
    return _BUSINESS.fullmatch(text) is not None and business_check_digit(digits[:9]) == int(digits[9])


def is_demo_postcode(text: str) -> bool:
    """Whether ``text`` is a five-digit postcode that begins with 99."""
    return _POSTCODE.fullmatch(text) is not None


def is_demo_email(text: str) -> bool:
    """Whether ``text`` is an address at ``haneul.example``, a name that never resolves (RFC 2606)."""
    return _EMAIL.fullmatch(text) is not None
