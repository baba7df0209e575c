"""Values as JSON that keeps their kind, as the evaluator in TypeScript reads and writes them (`js/src/format/wire.ts`).

Null, truths, strings and lists are themselves; all else is an object of one entry that names the kind:
`{"number": "2.50"}`, `{"date": "2026-01-31"}`, `{"context": [["name", value], …]}`, `{"unknown": [facts, type, allowed,
nullable]}`, …
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from madang_rules.export.errors import ExportError
from madang_rules.feel import Unknown
from madang_rules.feel.types import ContextType, ListType, Type, unnamed
from madang_rules.feel.values import Date, DateTime, DaysDuration, Function, MonthsDuration, Range, Time

__all__ = ["encode"]

_KINDS: dict[type, str] = {
    Decimal: "number",
    Date: "date",
    Time: "time",
    DateTime: "moment",
    DaysDuration: "duration",
    MonthsDuration: "duration",
}


def encode(value: Any, *, typed: bool = True) -> Any:
    """Return plain data for a value. Where `typed` is false the types of unknowns are only named.

    Raises `ExportError` for what is no value of FEEL.
    """
    if value is None or isinstance(value, bool | str):
        return value
    kind = _KINDS.get(value.__class__)
    if kind is not None:
        return {kind: str(value)}
    if isinstance(value, list | tuple):
        return [encode(item, typed=typed) for item in value]
    if isinstance(value, dict):
        return {"context": [[name, encode(item, typed=typed)] for name, item in value.items()]}
    if isinstance(value, Range):
        start, end = encode(value.start, typed=typed), encode(value.end, typed=typed)
        return {"range": [start, end, value.start_included, value.end_included, value.operator]}
    if isinstance(value, Function):
        return {"function": [parameter.name for parameter in value.parameters]}
    if isinstance(value, Unknown):
        allowed = None if value.allowed is None else [encode(one, typed=typed) for one in value.allowed]
        type_ = _type(value.type) if typed else str(value.type)
        return {"unknown": [sorted(value.facts), type_, allowed, value.nullable]}
    raise ExportError("export-value", kind=type(value).__name__)


def _type(type_: Type) -> Any:
    behind = unnamed(type_)
    if isinstance(behind, ListType):
        return {"list": _type(behind.item)}
    if isinstance(behind, ContextType):
        return {"context": [[name, _type(field)] for name, field in behind.fields]}
    return str(behind)
