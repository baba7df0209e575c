"""Whether values and types conform, and the implicit conversions (DMN 1.5, 10.3.2.9.4)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from madang_rules.errors import Place
from madang_rules.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS_DURATION,
    FUNCTION,
    MONTHS_DURATION,
    NULL,
    NUMBER,
    STRING,
    TIME,
    ContextType,
    FunctionType,
    ListType,
    NamedType,
    RangeType,
    Type,
    unnamed,
)
from madang_rules.feel.unknown import Unknown, unknowns_within
from madang_rules.feel.values.date import Date
from madang_rules.feel.values.duration import DaysDuration, MonthsDuration
from madang_rules.feel.values.function import Function
from madang_rules.feel.values.range import Range
from madang_rules.feel.values.time import DateTime, Time

if TYPE_CHECKING:
    from madang_rules.feel.evaluation import Evaluation

SIMPLE_TYPE_OF: dict[type, Type] = {
    Decimal: NUMBER,
    str: STRING,
    bool: BOOLEAN,
    Date: DATE,
    Time: TIME,
    DateTime: DATE_TIME,
    DaysDuration: DAYS_DURATION,
    MonthsDuration: MONTHS_DURATION,
    type(None): NULL,
}


def type_name(value: Any) -> str:
    """Return the name of a value's type for sentences, without the types of its parts."""
    simple = SIMPLE_TYPE_OF.get(value.__class__)
    if simple is not None:
        return "null" if simple is NULL else str(simple)
    if isinstance(value, list | tuple):
        return "list"
    return {dict: "context", Range: "range", Unknown: "unknown"}.get(value.__class__, "function")


SCALARS = frozenset(kind for kind in SIMPLE_TYPE_OF if kind is not type(None))
"""The classes of values without parts."""
NATIVE = SCALARS | {list, tuple, dict, type(None), Range, Unknown, Function}
"""The classes of values of FEEL; a value of another class is turned into one where it is read (`normal`)."""


def conforms(value: Any, type_: Type, evaluation: Evaluation, *, allowed: bool = True) -> bool | Unknown:
    """Whether a value is of a type, as parts of it must be. Null conforms to every type.

    Where `allowed` is false, which values a named type allows does not count.
    """
    evaluation.step()
    if type_ is ANY or value is None:
        return True
    if value.__class__ is Unknown:
        if value.type != ANY and conforms_to(value.type, type_):
            return True
        values = value.values
        if values is not None and all(
            conforms(one, type_, evaluation, allowed=allowed) is True for one in values
        ):
            return True
        return Unknown(value.facts, BOOLEAN, nullable=False)
    if isinstance(type_, NamedType):
        base = conforms(value, type_.base, evaluation, allowed=allowed)
        if base is not True or type_.allows is None or not allowed:
            return base
        facts = unknown_facts(value, evaluation)
        return Unknown(facts, BOOLEAN, nullable=False) if facts else type_.allows(value, evaluation)
    simple = SIMPLE_TYPE_OF.get(value.__class__)
    if simple is not None:
        return simple == type_
    if isinstance(value, list | tuple):
        return isinstance(type_, ListType) and _all_conform(
            [(item, type_.item) for item in value], evaluation, allowed
        )
    if isinstance(value, dict):
        if not isinstance(type_, ContextType) or not all(name in value for name, _ in type_.fields):
            return False
        return _all_conform([(value[name], field) for name, field in type_.fields], evaluation, allowed)
    if value.__class__ is Range:
        if not isinstance(type_, RangeType):
            return False
        return _all_conform([(value.start, type_.item), (value.end, type_.item)], evaluation, allowed)
    if isinstance(value, Function):
        return type_ is FUNCTION or (isinstance(type_, FunctionType) and value.takes(type_, conforms_to))
    return False


def _all_conform(pairs: list[tuple[Any, Type]], evaluation: Evaluation, allowed: bool) -> bool | Unknown:
    open_question: Unknown | None = None
    for value, type_ in pairs:
        found = conforms(value, type_, evaluation, allowed=allowed)
        if found is False:
            return False
        if isinstance(found, Unknown):
            facts = found.facts if open_question is None else open_question.facts | found.facts
            open_question = Unknown(facts, BOOLEAN, nullable=False)
    return True if open_question is None else open_question


def unknown_facts(value: Any, evaluation: Evaluation) -> frozenset[str] | None:
    """Return the facts of all unknowns in a value; None where there is none."""
    kind = value.__class__
    if kind in SCALARS or value is None:
        return None
    if kind is Unknown:
        return value.facts  # type: ignore[no-any-return]
    found: frozenset[str] | None = None
    for one in unknowns_within((value,), evaluation):
        found = one.facts if found is None else found | one.facts
    return found


def conforms_to(given: Type, wanted: Type) -> bool:
    """Whether every value of type `given` is also one of type `wanted` (DMN 1.5, 10.3.2.9.2)."""
    if wanted is ANY or given is NULL or given == wanted:
        return True
    if isinstance(wanted, NamedType):
        if isinstance(given, NamedType) and given.name == wanted.name:
            return True
        return wanted.allows is None and conforms_to(given, wanted.base)
    given = unnamed(given)
    if isinstance(given, ListType) and isinstance(wanted, ListType):
        return conforms_to(given.item, wanted.item)
    if isinstance(given, RangeType) and isinstance(wanted, RangeType):
        return conforms_to(given.item, wanted.item)
    if isinstance(given, ContextType) and isinstance(wanted, ContextType):
        fields = dict(given.fields)
        return all(name in fields and conforms_to(fields[name], type_) for name, type_ in wanted.fields)
    if isinstance(given, FunctionType) and isinstance(wanted, FunctionType):
        return (
            len(given.parameters) == len(wanted.parameters)
            and all(map(conforms_to, wanted.parameters, given.parameters))
            and conforms_to(given.result, wanted.result)
        )
    return given == wanted


def instance_of(value: Any, type_: Type, evaluation: Evaluation) -> bool | Unknown:
    """Answer `value instance of type`: as `conforms`, but null is an instance of `Null` only.

    Which values a named type allows does not count.
    """
    if value is None:
        return unnamed(type_) is NULL
    if value.__class__ is Unknown and value.nullable and type_ is not NULL:
        return Unknown(value.facts, BOOLEAN, nullable=False)
    return conforms(value, type_, evaluation, allowed=False)


def coerce(value: Any, type_: Type, evaluation: Evaluation, place: Place | None = None) -> Any:
    """Return the value as one of the type, by the implicit conversions; null with a reason where none leads there."""
    if value is None or type_ is ANY:
        return value
    found = conforms(value, type_, evaluation)
    if found is True:
        return value
    if isinstance(found, Unknown):
        if value.__class__ is Unknown and value.type == ANY:
            return Unknown(value.facts, type_)
        return Unknown(found.facts, type_)
    behind = unnamed(type_)
    if isinstance(value, list | tuple):
        if len(value) == 1 and not isinstance(behind, ListType):
            inner = value[0]
            single = conforms(inner, type_, evaluation)
            if single is True:
                return inner
            if isinstance(single, Unknown):
                return Unknown(single.facts, type_)
    elif isinstance(behind, ListType):
        single = conforms([value], type_, evaluation)
        if single is True:
            return [value]
        if isinstance(single, Unknown):
            return Unknown(single.facts, type_)
    if value.__class__ is Date and behind is DATE_TIME:
        return DateTime(value, 0, 0)
    return evaluation.record("type", place, expected=str(type_), found=type_name(value))
