"""The types of FEEL (DMN 1.5, 10.3.2.9), and those that a model names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


class Type:
    """A type. `str()` writes it as FEEL does."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class SimpleType(Type):
    """One of the types without parts, `Any` and `Null`."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class ListType(Type):
    """A list of items of one type."""

    item: Type

    def __str__(self) -> str:
        return f"list<{self.item}>"


@dataclass(frozen=True, slots=True)
class RangeType(Type):
    """A range between two values of one type."""

    item: Type

    def __str__(self) -> str:
        return f"range<{self.item}>"


@dataclass(frozen=True, slots=True)
class ContextType(Type):
    """A context that has at least these fields."""

    fields: tuple[tuple[str, Type], ...]

    def field(self, name: str) -> Type | None:
        """Return the type of a field, None where there is none."""
        for known, type_ in self.fields:
            if known == name:
                return type_
        return None

    def __str__(self) -> str:
        return f"context<{', '.join(f'{name}: {type_}' for name, type_ in self.fields)}>"


@dataclass(frozen=True, slots=True)
class FunctionType(Type):
    """A function of these parameters."""

    parameters: tuple[Type, ...]
    result: Type

    def __str__(self) -> str:
        return f"function<{', '.join(map(str, self.parameters))}> -> {self.result}"


@dataclass(frozen=True, slots=True)
class NamedType(Type):
    """A type that a model names (an item definition): its base, and which of the base's values it allows.

    `allows` takes a value of the base (and the evaluation that asks) and returns whether it is allowed (None: all are). `possible` lists the
    allowed values and ranges as far as they are constant, for Unknown.
    """

    name: str
    base: Type
    allows: Callable[..., bool] | None = field(default=None, compare=False)
    possible: tuple[Any, ...] | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return self.name


ANY = SimpleType("Any")
NULL = SimpleType("Null")
NUMBER = SimpleType("number")
STRING = SimpleType("string")
BOOLEAN = SimpleType("boolean")
DATE = SimpleType("date")
TIME = SimpleType("time")
DATE_TIME = SimpleType("date and time")
DAYS_DURATION = SimpleType("days and time duration")
MONTHS_DURATION = SimpleType("years and months duration")

FUNCTION = SimpleType("function")
"""Any function, of whatever parameters."""

SIMPLE_TYPES = {
    type_.name: type_
    for type_ in (ANY, NULL, NUMBER, STRING, BOOLEAN, DATE, TIME, DATE_TIME, DAYS_DURATION, MONTHS_DURATION)
}


def unnamed(type_: Type) -> Type:
    """Return what stands behind a named type."""
    for _ in range(64):
        if not isinstance(type_, NamedType):
            return type_
        type_ = type_.base
    return ANY


def result_type(type_: Type | None) -> Type | None:
    """Return what a function of this type gives; of a type that is no function's, the type itself."""
    behind = None if type_ is None else unnamed(type_)
    return behind.result if isinstance(behind, FunctionType) else type_


def item_type(type_: Type | None) -> Type:
    """Return the type of the items of a list or range; of anything else the type itself."""
    behind = unnamed(type_ or ANY)
    return behind.item if isinstance(behind, ListType | RangeType) else behind
