"""XML tree → model, following the bindings of the model's classes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from madang_rules.dmn.errors import ModelRefused
from madang_rules.dmn.model import CLASSES, GROUPS, Definitions
from madang_rules.dmn.model.binding import Binding, bindings
from madang_rules.dmn.xml import Node, parse_xml
from madang_rules.dmn.xml.parse import MAX_BYTES, MAX_DEPTH

__all__ = ["NAMESPACES", "read_definitions"]

NAMESPACES: dict[str, str] = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
    "https://www.omg.org/spec/DMN/20240513/MODEL/": "1.6",
}
"""Namespace of each version of the standard."""

_TRUE = frozenset({"true", "1"})
_Reading = Callable[[Node, dict[str, Any]], None]


def read_definitions(
    data: bytes | str, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH
) -> Definitions:
    """Read one model.

    Nothing outside `data` is looked at: imports stay names until models are linked.
    Raises `XmlRefused` for a document that is no sound XML, `ModelRefused` for one that is no DMN model.
    """
    root = parse_xml(data, max_bytes=max_bytes, max_depth=max_depth)
    if root.local != "definitions" or root.uri not in NAMESPACES:
        raise ModelRefused("not-a-model", root.line, root.column, name=root.name, namespace=root.uri)
    model = read_as(Definitions, root)
    assert isinstance(model, Definitions)
    return model


def read_as(cls: type, node: Node) -> Any:
    """Read `node` as an object of the model class `cls`."""
    values: dict[str, Any] = {"source": node}
    known_attributes, known_children = _plan(cls)
    for key, value in node.attributes.items():
        reading = known_attributes.get(key)
        if reading is not None:
            name, is_boolean = reading
            values[name] = (value.strip() in _TRUE) if is_boolean else value
    uri = node.uri
    for each in node.children:
        if each.__class__ is Node and each.uri == uri:
            read = known_children.get(each.local)
            if read is not None:
                read(each, values)
    for key, value in values.items():
        if value.__class__ is list:
            values[key] = tuple(value)
    return cls(**values)


@cache
def _plan(cls: type) -> tuple[dict[str, tuple[str, bool]], dict[str, _Reading]]:
    known_attributes: dict[str, tuple[str, bool]] = {}
    known_children: dict[str, _Reading] = {}
    for binding in bindings(cls):
        if binding.kind in ("attribute", "boolean"):
            known_attributes[binding.tag] = (binding.field, binding.kind == "boolean")
        elif binding.kind in ("one_of", "some_of"):
            for tag, target in GROUPS[binding.target].items():
                known_children[tag] = _reading(binding, target)
        else:
            target = CLASSES[binding.target] if binding.kind in ("child", "children") else cls
            known_children[binding.tag] = _reading(binding, target)
    return known_attributes, known_children


def _reading(binding: Binding, target: type) -> _Reading:
    name = binding.field

    def text(node: Node, values: dict[str, Any]) -> None:
        values.setdefault(name, node.text())

    def one(node: Node, values: dict[str, Any]) -> None:
        if name in values:
            raise ModelRefused("second-child", node.line, node.column, tag=node.local)
        values[name] = read_as(target, node)

    def many(node: Node, values: dict[str, Any]) -> None:
        read = read_as(target, node)
        if name in values:
            values[name].append(read)
        else:
            values[name] = [read]

    def inside(node: Node, values: dict[str, Any]) -> None:
        group = GROUPS[binding.target]
        for each in node.elements():
            if each.uri == node.uri and each.local in group:
                values[name] = read_as(group[each.local], each)
                return

    match binding.kind:
        case "text":
            return text
        case "child" | "one_of":
            return one
        case "children" | "some_of":
            return many
        case _:
            return inside
