"""How a dataclass of the model stands in XML: each field names its attribute or child element once,
and both the reader and the writer follow it."""

from __future__ import annotations

from dataclasses import Field, dataclass, field, fields
from functools import cache
from typing import Any, Literal

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
_KEY = "xml"


@dataclass(frozen=True, slots=True)
class Binding:
    """`kind` of the field `field`; `tag` its XML name; `target` the name of a model class or group."""

    kind: Kind
    tag: str
    target: str = ""
    default: Any = None
    field: str = ""


def _bound(binding: Binding, default: Any) -> Any:
    return field(default=default, metadata={_KEY: binding})


def attribute(tag: str, default: str | None = None) -> Any:
    """A field kept as the attribute `tag`; a value equal to `default` need not be written."""
    return _bound(Binding("attribute", tag, default=default), default)


def boolean_attribute(tag: str, default: bool = False) -> Any:
    """A field kept as an attribute of xsd:boolean."""
    return _bound(Binding("boolean", tag, default=default), default)


def text_child(tag: str) -> Any:
    """A field kept as the text of the child element `tag`; None where there is no such child."""
    return _bound(Binding("text", tag), None)


def child(tag: str, target: str) -> Any:
    """A field kept as one child element `tag`, read as the model class `target`."""
    return _bound(Binding("child", tag, target), None)


def children(tag: str, target: str) -> Any:
    """A field (a tuple) kept as all child elements `tag`, each read as the model class `target`."""
    return _bound(Binding("children", tag, target), ())


def one_of(group: str) -> Any:
    """A field kept as the one child whose tag belongs to `group` (for example any expression)."""
    return _bound(Binding("one_of", "", group), None)


def some_of(group: str) -> Any:
    """A field (a tuple) kept as all children whose tags belong to `group`, in their order."""
    return _bound(Binding("some_of", "", group), ())


def wrapped(tag: str, group: str) -> Any:
    """A field kept as the one child of `group` inside the child element `tag`."""
    return _bound(Binding("wrapped", tag, group), None)


def text_of(value: object) -> str:
    """The XML form of an attribute's value."""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


@cache
def bindings(cls: type) -> tuple[Binding, ...]:
    """The bindings of all fields of `cls`, in the order of the standard's schema."""
    found = []
    for each in fields(cls):
        binding = _binding_of(each)
        if binding is not None:
            found.append(
                Binding(binding.kind, binding.tag, binding.target, binding.default, each.name)
            )
    return tuple(found)


def _binding_of(each: Field[Any]) -> Binding | None:
    return each.metadata.get(_KEY)
