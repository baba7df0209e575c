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
    for read in (parse_date, parse_time, parse_duration, parse_date_time):
        found = read(text)
        if found is not None:
            return found
    return None
