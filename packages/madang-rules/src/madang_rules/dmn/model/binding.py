"""How a dataclass of the model stands in XML: each field names its attribute or child element once,
and both the reader and the writer follow it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any, Literal, TypeAlias

__all__ = [
    "Binding",
    "attribute",
    "bindings",
    "boolean_attribute",
    "child",
    "children",
    "one_of",
    "some_of",
    "text_child",
    "text_of",
    "wrapped",
]

Kind = Literal["attribute", "boolean", "text", "child", "children", "one_of", "some_of", "wrapped"]
Metadata: TypeAlias = dict[str, Any]
_KEY = "xml"


@dataclass(frozen=True, slots=True)
class Binding:
    """`kind` of the field `field`; `tag` its XML name; `target` the name of a model class or group."""

    kind: Kind
    tag: str
    target: str = ""
    default: Any = None
    field: str = ""


def attribute(tag: str) -> Metadata:
    """A field kept as the attribute `tag`; a value equal to the field's default need not be written."""
    return {_KEY: Binding("attribute", tag)}


def boolean_attribute(tag: str) -> Metadata:
    """A field kept as an attribute of xsd:boolean."""
    return {_KEY: Binding("boolean", tag)}


def text_child(tag: str) -> Metadata:
    """A field kept as the text of the child element `tag`; None where there is no such child."""
    return {_KEY: Binding("text", tag)}


def child(tag: str, target: str) -> Metadata:
    """A field kept as one child element `tag`, read as the model class `target`."""
    return {_KEY: Binding("child", tag, target)}


def children(tag: str, target: str) -> Metadata:
    """A field (a tuple) kept as all child elements `tag`, each read as the model class `target`."""
    return {_KEY: Binding("children", tag, target)}


def one_of(group: str) -> Metadata:
    """A field kept as the one child whose tag belongs to `group` (for example any expression)."""
    return {_KEY: Binding("one_of", "", group)}


def some_of(group: str) -> Metadata:
    """A field (a tuple) kept as all children whose tags belong to `group`, in their order."""
    return {_KEY: Binding("some_of", "", group)}


def wrapped(tag: str, group: str) -> Metadata:
    """A field kept as the one child of `group` inside the child element `tag`."""
    return {_KEY: Binding("wrapped", tag, group)}


def text_of(value: object) -> str:
    """The XML form of an attribute's value."""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


@cache
def bindings(cls: type[Any]) -> tuple[Binding, ...]:
    """The bindings of all fields of `cls`, in the order of the standard's schema."""
    return tuple(
        replace(binding, default=each.default, field=each.name)
        for each in fields(cls)
        if (binding := each.metadata.get(_KEY)) is not None
    )
