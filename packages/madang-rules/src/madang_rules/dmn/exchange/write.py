"""Model → XML: each element starts from the XML it was read from; what changed in the model is put in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from madang_rules.dmn.exchange.read import NAMESPACES
from madang_rules.dmn.model import GROUPS, Definitions
from madang_rules.dmn.model.binding import Binding, bindings, text_of
from madang_rules.dmn.xml import Node, serialise
from madang_rules.dmn.xml.tree import Child

__all__ = ["write_definitions"]

_NEWEST = next(uri for uri, version in NAMESPACES.items() if version == "1.5")
_TAGS = {cls: tag for group in GROUPS.values() for tag, cls in group.items()}


def write_definitions(model: Definitions) -> bytes:
    """Return the XML of `model`: what was read and is unchanged comes back as it stood, with everything
    the model's classes do not know; new elements take their place in the schema's order.
    """
    source = model.source
    root = _Writer(source).write(model, "definitions")
    root.before = source.before if source is not None else ()
    return serialise(root)


class _Writer:
    def __init__(self, root: Node | None) -> None:
        self.namespaces = dict(root.namespaces) if root is not None else {"": _NEWEST}
        self.prefix = root.prefix if root is not None else ""
        self.is_new = root is None

    def name(self, tag: str) -> str:
        return f"{self.prefix}:{tag}" if self.prefix else tag

    def write(self, item: Any, tag: str) -> Node:
        """Return a new node for `item`; the nodes it was read from are left as they are."""
        source: Node | None = item.source
        if source is None:
            node = Node(self.name(tag), {}, self.namespaces)
            if tag == "definitions":
                node.attributes["xmlns"] = _NEWEST
        else:
            node = Node(source.name, dict(source.attributes), source.namespaces, source.line, source.column)
            node.children = list(source.children)
        plan = bindings(item.__class__)
        for binding in plan:
            value = getattr(item, binding.field)
            if binding.kind in ("attribute", "boolean"):
                _put_attribute(node, binding, value)
            else:
                self._put_children(node, binding, value, plan)
        return node

    def _put_children(self, node: Node, binding: Binding, value: Any, plan: tuple[Binding, ...]) -> None:
        tags = _tags(binding)
        old = [
            child for child in node.children
            if child.__class__ is Node and child.local in tags and child.uri == node.uri
        ]  # fmt: skip
        origins: list[Node | None]
        match binding.kind:
            case "text":
                if old and isinstance(old[0], Node) and old[0].text() == value:
                    return
                new = [] if value is None else [self._text_node(binding.tag, value, old)]
            case "wrapped":
                new = [] if value is None else [self._wrapper(binding, value, old)]
            case "child":
                new = [] if value is None else [self.write(value, binding.tag)]
            case "children":
                new = [self.write(each, binding.tag) for each in value]
            case "one_of":
                new = [] if value is None else [self.write(value, _TAGS[type(value)])]
            case _:
                new = [self.write(each, _TAGS[type(each)]) for each in value]
        if binding.kind in ("children", "some_of"):
            origins = [each.source for each in value]
        else:
            first = old[0] if old else None
            origins = [first if isinstance(first, Node) else None for _ in new]
        _replace(node, old, new, origins, _later_tags(binding, plan))

    def _text_node(self, tag: str, text: str, old: Sequence[Child]) -> Node:
        first = old[0] if old else None
        if isinstance(first, Node):
            node = Node(first.name, dict(first.attributes), first.namespaces)
        else:
            node = Node(self.name(tag), {}, self.namespaces)
        node.children = [text] if text else []
        return node

    def _wrapper(self, binding: Binding, value: Any, old: Sequence[Child]) -> Node:
        first = old[0] if old else None
        written = self.write(value, _TAGS[type(value)])
        if not isinstance(first, Node):
            node = Node(self.name(binding.tag), {}, self.namespaces)
            node.children = [written]
            return node
        node = Node(first.name, dict(first.attributes), first.namespaces)
        node.children = list(first.children)
        group = GROUPS[binding.target]
        inner = [each for each in first.elements() if each.local in group][:1]
        _replace(node, [*inner], [written], [*inner] or [None], frozenset())
        return node


def _put_attribute(node: Node, binding: Binding, value: object) -> None:
    had = node.attributes.get(binding.tag)
    if value is None:
        node.attributes.pop(binding.tag, None)
    elif had is None:
        if value != binding.default:
            node.attributes[binding.tag] = text_of(value)
    elif binding.kind == "boolean":
        if (had.strip() in ("true", "1")) != value:
            node.attributes[binding.tag] = text_of(value)
    elif had != value:
        node.attributes[binding.tag] = text_of(value)


def _tags(binding: Binding) -> frozenset[str]:
    return (
        frozenset(GROUPS[binding.target])
        if binding.kind in ("one_of", "some_of")
        else frozenset({binding.tag})
    )


def _later_tags(binding: Binding, plan: tuple[Binding, ...]) -> frozenset[str]:
    later: set[str] = set()
    seen = False
    for each in plan:
        if each is binding:
            seen = True
        elif seen and each.kind not in ("attribute", "boolean"):
            later |= _tags(each)
    return frozenset(later)


_UNKNOWN_LATER = frozenset({
    "DMNDI", "association", "elementCollection", "group", "organizationUnit", "performanceIndicator",
    "textAnnotation",
})  # fmt: skip


def _replace(
    node: Node, old: Sequence[Child], new: list[Node], origins: list[Node | None], later: frozenset[str]
) -> None:
    """Put `new` where `old` stood: an element goes where its origin stood, a new one behind its neighbour,
    and blanks and comments between stay."""
    if not old and not new:
        return
    place = {id(child): index for index, child in enumerate(old)}
    order = [place[id(origin)] for origin in origins if id(origin) in place]
    if order != sorted(order) or len(set(order)) != len(order):  # sorted anew: positions are filled in order
        padded: list[Child | None] = [*old, *[None] * len(new)]
        origins = [each if isinstance(each, Node) else None for each in padded[: len(new)]]
    at: dict[int, Node] = {}
    behind: dict[int, list[Node]] = {}
    last = 0
    for fresh, origin in zip(new, origins, strict=True):
        if origin is not None and id(origin) in place:
            last = id(origin)
            at[last] = fresh
        else:
            behind.setdefault(last, []).append(fresh)
    result: list[Child] = []
    for child in node.children:
        if id(child) in at:
            result.append(at[id(child)])
            result += _spaced(behind.pop(id(child), []), result)
        elif id(child) not in place:
            result.append(child)
        elif result and _is_blank(result[-1]):
            result.pop()
    first = behind.pop(0, [])
    if first:
        index = next((i for i, child in enumerate(result) if any(child is n for n in at.values())), None)
        index = _place(result, later) if index is None else index
        result[index:index] = first
    node.children = result


def _spaced(added: list[Node], before: list[Child]) -> list[Child]:
    """`added`, each led by the blank that led its neighbour."""
    if len(before) > 1 and _is_blank(before[-2]):
        return [child for each in added for child in (before[-2], each)]
    return list(added)


def _is_blank(child: Child) -> bool:
    return isinstance(child, str) and not child.strip()


def _place(children: list[Child], later: frozenset[str]) -> int:
    """Index before the first child that the schema puts later, or after the last element."""
    last = 0
    for index, child in enumerate(children):
        if isinstance(child, Node):
            if child.local in later or child.local in _UNKNOWN_LATER:
                return last
            last = index + 1
    return last
