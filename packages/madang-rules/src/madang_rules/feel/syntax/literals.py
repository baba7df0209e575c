"""Values that stand in a text."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from madang_rules.feel.values.date import parse_date
from madang_rules.feel.values.duration import parse_duration
from madang_rules.feel.values.number import DECIMAL, finite
from madang_rules.feel.values.time import parse_date_time, parse_time


def number_value(text: str) -> Decimal | None:
    """Return the number, rounded to 34 digits; None where it is too large for one."""
    return finite(DECIMAL.create_decimal(text))


def at_value(text: str) -> Any:
    """Return what `@"text"` means: date, time, date and time or duration; None where it is none of them."""
    if "T" in text and not text.startswith(("P", "-P")):
        return parse_date_time(text)
    found: Any = parse_date(text)
    if found is None:
        found = parse_time(text)
    return parse_duration(text) if found is None else found
