"""Facts as somebody tells them: texts read by the type that the model declares; what does not fit is refused.

The standard makes null of a value of another type (10.3.2.9.4). A fact told wrongly would then match the rows of those
who have none, and nobody would learn why.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from madang_rules.dmn.errors import DmnError
from madang_rules.dmn.explain.said import Joined, Name, Value
from madang_rules.errors import SENTENCES, Sentence
from madang_rules.feel import Evaluation
from madang_rules.feel.conform import coerce, conforms
from madang_rules.feel.syntax.lexer import composed
from madang_rules.feel.types import (
    ANY,
    DATE,
    DATE_TIME,
    DAYS_DURATION,
    MONTHS_DURATION,
    NUMBER,
    TIME,
    ContextType,
    ListType,
    NamedType,
    SimpleType,
    Type,
    unnamed,
)
from madang_rules.feel.values import DaysDuration, MonthsDuration, Range
from madang_rules.feel.values.date import parse_date
from madang_rules.feel.values.door import normal
from madang_rules.feel.values.duration import parse_duration
from madang_rules.feel.values.time import parse_date_time, parse_time

__all__ = ["example_of", "number_written", "of_type", "read_told", "refused_in_words"]

MAX_ALLOWED = 12
"""Allowed values that a refusal tells."""
_EXAMPLES = tuple(map(Decimal, ("1500000", "25", "3", "1", "0.5", "0")))
"""Numbers of which a refusal names the first that is allowed."""
_NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")


def read_told(
    name: str, value: Any, type_: Type | None, evaluation: Evaluation, *, strict: bool = True
) -> Any:
    """The fact `name`, told as a value of FEEL, as one of its declared type.

    Numbers, dates, times and durations may be texts, also inside lists and contexts. A value of another
    type, or one that the type does not allow, raises `DmnError`, or is null with a reason where not `strict`.
    """
    if type_ is None or type_ is ANY or value is None:
        return value
    if not strict:
        return coerce(_read(value, type_), type_, evaluation)
    read = of_type(name, value, type_, evaluation)
    found = coerce(read, type_, evaluation)
    if found is None:
        how = refused_in_words(type_, read, evaluation) or Sentence("told-otherwise")
        raise DmnError("fact-not-allowed", name=Name(name), value=Value(read, "은/는"), how=how)
    return found


def of_type(name: str, value: Any, type_: Type, evaluation: Evaluation) -> Any:
    """The fact as one of its declared type, whether or not that allows the value. Raises `DmnError`."""
    read = _read(value, type_)
    if conforms(read, type_, evaluation, allowed=False) is False:
        read = coerce(read, type_, evaluation)
    if read is None and value is not None:
        raise DmnError("fact-type", name=Name(name), value=Value(value, "은/는"), wanted=_wanted(type_))
    return read


def _read(value: Any, type_: Type) -> Any:
    behind = unnamed(type_)
    if isinstance(behind, ListType):
        if isinstance(value, list | tuple):
            return [_read(item, behind.item) for item in value]
        return _read(value, behind.item)  # one alone is a list of one
    if isinstance(value, list | tuple):
        return [_read(value[0], type_)] if len(value) == 1 else value
    if isinstance(behind, ContextType) and isinstance(value, dict):
        types = dict(behind.fields)
        named = ((composed(name) if composed(name) in types else name, part) for name, part in value.items())
        return {name: _read(part, types[name]) if name in types else part for name, part in named}
    reader = _READERS.get(behind) if isinstance(value, str) and isinstance(behind, SimpleType) else None
    made = None if reader is None else reader(value.strip())
    return value if made is None else made


def number_written(text: str) -> Decimal | None:
    """The number that a text writes, with all its digits; None for what a fact may not tell as a number."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _number(text: str) -> Decimal | None:
    made = number_written(text)
    return None if made is None else normal(made)


def _days(text: str) -> DaysDuration | None:
    found = parse_duration(text)
    return found if isinstance(found, DaysDuration) else None


def _months(text: str) -> MonthsDuration | None:
    found = parse_duration(text)
    return found if isinstance(found, MonthsDuration) else None


_READERS: dict[Type, Callable[[str], Any]] = {
    NUMBER: _number,
    DATE: parse_date,
    TIME: parse_time,
    DATE_TIME: parse_date_time,
    DAYS_DURATION: _days,
    MONTHS_DURATION: _months,
}


def _wanted(type_: Type) -> Sentence:
    """How a value of a type is to be told."""
    behind = unnamed(type_)
    if isinstance(behind, ListType):
        return Sentence("told-list", item=_wanted(behind.item))
    if isinstance(behind, ContextType):
        return Sentence("told-context", names=Joined([Name(name) for name, _ in behind.fields]))
    code = f"told-{behind}"
    if code not in SENTENCES:
        return Sentence("told-other", type=str(behind))
    return Sentence(code, example=example_of(type_))


def refused_in_words(
    type_: Type, value: Any, evaluation: Evaluation | None = None, *, whole: Type | None = None
) -> Sentence | None:
    """How a value should be told instead, by the first type that does not allow it or a part of it, of those that
    narrow one another; None where all do. No name of the model is said: it says nothing to those who did not write it.

    `whole` is the type that narrows `type_`, if any: an example is one of it.
    """
    whole = whole or type_
    if value is None:
        return None
    if isinstance(type_, NamedType):
        if type_.allows is not None and not type_.allows(value, evaluation):
            return _instead(type_, value, evaluation, whole)
        return refused_in_words(type_.base, value, evaluation, whole=whole)
    parts: list[tuple[Type, Any]] = []
    if isinstance(type_, ListType) and isinstance(value, list):
        parts = [(type_.item, each) for each in value]
    elif isinstance(type_, ContextType) and isinstance(value, dict):
        parts = [(field, value[name]) for name, field in type_.fields if name in value]
    found = (refused_in_words(part, each, evaluation) for part, each in parts)
    return next((each for each in found if each is not None), None)


def _instead(type_: NamedType, value: Any, evaluation: Evaluation | None, whole: Type) -> Sentence:
    assert type_.allows is not None
    if isinstance(value, Decimal) and value % 1:
        below = value.to_integral_value(ROUND_FLOOR)
        if type_.allows(below, evaluation) and type_.allows(below + 1, evaluation):
            return Sentence("told-whole", example=example_of(whole))
    if not type_.possible:
        return Sentence("told-otherwise")
    said: list[Sentence | str] = [Value(each) for each in type_.possible[:MAX_ALLOWED]]
    allowed = Joined([*said, "…"] if len(type_.possible) > MAX_ALLOWED else said)
    return Sentence("told-allowed", allowed=allowed)


def example_of(type_: Type) -> str:
    """A number that a type allows, as a person would write it."""
    examples: list[Any] = list(_EXAMPLES)
    named = type_
    while isinstance(named, NamedType):
        for one in named.possible or ():
            examples += (one.start, one.end) if isinstance(one, Range) else (one,)
        named = named.base
    numbers = (each for each in examples if isinstance(each, Decimal))
    fits = (each for each in numbers if conforms(each, type_, Evaluation()) is True)
    return f"{next(fits, _EXAMPLES[0]):f}"
