"""Numbers as readers' browsers send them, which may be any text."""

from __future__ import annotations

_MOST_DIGITS = 18  # fits PostgreSQL's bigint


def whole_number(text: str | None) -> int | None:
    """Return a whole number from 0 written in the digits 0 to 9, at most 18 of them; else None.

    ``str.isdigit`` also takes other scripts' digits and ``²``, and ``int`` refuses thousands of digits.
    """
    if not text or len(text) > _MOST_DIGITS or not (text.isascii() and text.isdigit()):
        return None
    return int(text)
