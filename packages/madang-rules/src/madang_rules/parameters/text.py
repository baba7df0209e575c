"""Values of parameters as text, and back."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from madang_rules.feel.types import BOOLEAN, DATE, NUMBER, SIMPLE_TYPES, STRING, Type
from madang_rules.feel.values.date import parse_date
from madang_rules.feel.values.duration import parse_duration
from madang_rules.feel.values.number import number_text
from madang_rules.feel.values.range import Range
from madang_rules.parameters.messages import ParameterError

__all__ = ["read_at", "read_type", "read_value", "written"]

_INTERVAL = re.compile(r"([\[(\]])\s*(\S.*?)\s*\.\.\s*(\S.*?)\s*([\])\[])\Z")
_ONE_SIDED = re.compile(r"(<=|>=|<|>)\s*(\S.*)\Z")


def written(value: Any) -> str:
    """Write a value so that `read_value` or `read_at` reads it; null as nothing."""
    if isinstance(value, Range):
        if value.start is None:
            return f"{'<=' if value.end_included else '<'} {written(value.end)}"
        if value.end is None:
            return f"{'>=' if value.start_included else '>'} {written(value.start)}"
        start, end = "[" if value.start_included else "(", "]" if value.end_included else ")"
        return f"{start}{written(value.start)}..{written(value.end)}{end}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_text(value)
    return "" if value is None else str(value)


def read_value(text: str, type_: Type, name: str) -> Any:
    """Read a value of a type. Raises `ParameterError` naming the parameter."""
    value: Any = None
    if type_ == NUMBER:
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = None
        if value is not None and not (value.is_finite() and len(value.as_tuple().digits) <= 34):
            value = None
    elif type_ == STRING:
        value = text
    elif type_ == BOOLEAN:
        value = {"true": True, "false": False}.get(text)
    elif type_ == DATE:
        value = parse_date(text)
    else:
        value = parse_duration(text)
    if value is None:
        raise ParameterError("parameter-value", name=name, text=text, type=type_)
    return value


def read_at(text: str, type_: Type, name: str) -> Any:
    """Read a value of a dimension, or a range of such: `3`, `[7..9]`, `>= 7`."""
    if type_ != STRING:
        if found := _INTERVAL.match(text):
            opening, start, end, closing = found.groups()
            return Range(
                read_value(start, type_, name), read_value(end, type_, name), opening == "[", closing == "]"
            )
        if found := _ONE_SIDED.match(text):
            operator, bound = found.groups()
            value, included = read_value(bound, type_, name), operator.endswith("=")
            return (
                Range(None, value, False, included)
                if operator[0] == "<"
                else Range(value, None, included, False)
            )
    return read_value(text, type_, name)


def read_type(text: str, name: str) -> Type:
    """Return the simple type of a name."""
    type_ = SIMPLE_TYPES.get(text)
    if type_ is None:
        raise ParameterError("parameter-format", detail=f"{name}: type {text!r}")
    return type_
