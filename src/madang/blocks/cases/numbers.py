"""Check digits by Damm (2004): every single wrong digit and every swap of neighbours is noticed."""

from __future__ import annotations

_TABLE = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def check_digit(digits: str) -> str:
    """Return the digit to append to ``digits``. Source: H. M. Damm, Total anti-symmetrische Quasigruppen, 2004."""
    row = 0
    for digit in digits:
        row = _TABLE[row][int(digit)]
    return str(row)


def with_check_digit(digits: str) -> str:
    """``digits`` with their check digit behind them."""
    return digits + check_digit(digits)


def is_sound(digits: str) -> bool:
    """Whether the last digit fits those before it."""
    return digits.isascii() and digits.isdigit() and len(digits) > 1 and check_digit(digits) == "0"


def only_digits(typed: str) -> str:
    """What was typed or read out, as digits: blanks and dashes go, full-width digits become plain."""
    import unicodedata

    return "".join(each for each in unicodedata.normalize("NFKC", typed) if each.isdigit())


def case_number(year: int, serial: int) -> str:
    """A case's number (접수번호) as people read it: ``2026-000000123-7``."""
    digits = f"{year:04d}{serial:09d}"
    return f"{digits[:4]}-{digits[4:]}-{check_digit(digits)}"
