"""What all elements of a model share (DMN 1.5, 6.3.1 DMNElement and NamedElement)."""

from __future__ import annotations

from dataclasses import dataclass, field

from madang_rules.dmn.model.binding import attribute, text_child
from madang_rules.dmn.xml.tree import Node

__all__ = ["DmnElement", "Expression", "NamedElement", "Reference"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DmnElement:
    """Any element; `source` is the XML it was read from, out of which the writer keeps what the model
    does not know (extension elements, foreign attributes, comments)."""

    source: Node | None = field(default=None, compare=False, repr=False)
    id: str | None = field(default=None, metadata=attribute("id"))
    label: str | None = field(default=None, metadata=attribute("label"))
    description: str | None = field(default=None, metadata=text_child("description"))


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedElement(DmnElement):
    """An element with a name, as modellers see it."""

    name: str = field(default="", metadata=attribute("name"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A reference to an element: `#id` in this model or `namespace#id` in an imported one."""

    source: Node | None = field(default=None, compare=False, repr=False)
    href: str = field(default="", metadata=attribute("href"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression(DmnElement):
    """Root of all expressions (DMN 1.5, 7.3.1); `type_ref` names the type its value must have."""

    type_ref: str | None = field(default=None, metadata=attribute("typeRef"))
