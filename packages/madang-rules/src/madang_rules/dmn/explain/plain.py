"""FEEL values as plain data that JSON can hold."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from madang_rules.feel import Unknown
from madang_rules.feel.values import Range

__all__ = ["plain"]


def plain(value: Any) -> Any:
    """`value` as null, truth, text, list or mapping. Numbers become text, so that no digit is lost; an
    unknown becomes `{"unknown": [facts]}`, anything else the text that FEEL writes."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Unknown):
        return {"unknown": sorted(value.facts)}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, Range):
        return {
            "start": plain(value.start),
            "end": plain(value.end),
            "start_included": value.start_included,
            "end_included": value.end_included,
        }
    return str(value)
