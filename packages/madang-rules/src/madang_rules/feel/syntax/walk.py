"""Ways through a tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from madang_rules.feel.syntax import nodes
from madang_rules.feel.syntax.nodes import Node

_FIELDS: dict[type[Node], tuple[str, ...]] = {}
_WITHOUT_NODES = frozenset(("place", "operator", "type", "name", "parameters", "every", "names"))


def parts_of(node: Node) -> Iterator[Node]:
    """Return the nodes directly below a node."""
    for name in _fields_with_nodes(node.__class__):
        yield from _nodes_in(getattr(node, name))


def _fields_with_nodes(kind: type[Node]) -> tuple[str, ...]:
    known = _FIELDS.get(kind)
    if known is None:
        known = tuple(field.name for field in fields(kind) if field.name not in _WITHOUT_NODES)
        _FIELDS[kind] = known
    return known


def _nodes_in(value: Any) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _nodes_in(part)


def all_nodes(node: Node) -> Iterator[Node]:
    """Return a node and all below it, in the order of the text."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(list(parts_of(current))))


def names_in(node: Node) -> frozenset[str]:
    """Return every name that a node reads, bound within it or not."""
    return frozenset(one.name for one in all_nodes(node) if isinstance(one, nodes.Name))


def free_names(node: Node) -> frozenset[str]:
    """Return the names that a node reads and does not bind itself.

    A name in a filter counts, though it may turn out to be a field of the items; `item` there does not.
    """
    match node:
        case nodes.Name(name=name):
            return frozenset((name,))
        case nodes.For(iterators=iterators, body=body):
            return _behind_iterators(iterators, free_names(body) - {"partial"})
        case nodes.Quantified(iterators=iterators, condition=condition):
            return _behind_iterators(iterators, free_names(condition))
        case nodes.FunctionLiteral(parameters=parameters, body=body):
            return free_names(body) - {name for name, _ in parameters}
        case nodes.Filter(source=source, condition=condition):
            return free_names(source) | (free_names(condition) - {"item"})
        case nodes.ContextLiteral(entries=entries):
            found: frozenset[str] = frozenset()
            bound: set[str] = set()
            for name, value in entries:
                found |= free_names(value) - bound
                bound.add(name)
            return found
    return frozenset().union(*map(free_names, parts_of(node)))


def _behind_iterators(iterators: tuple[nodes.Iterator, ...], inner: frozenset[str]) -> frozenset[str]:
    for iterator in reversed(iterators):
        inner = inner - {iterator.name}
        inner |= free_names(iterator.source)
        if iterator.end is not None:
            inner |= free_names(iterator.end)
    return inner


def has_function(node: Node) -> bool:
    """Whether a function is written in a node: it keeps the scope it is made in."""
    return any(isinstance(one, nodes.FunctionLiteral) for one in all_nodes(node))
