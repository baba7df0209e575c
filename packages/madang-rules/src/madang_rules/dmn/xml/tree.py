"""A document tree that keeps what XML readers usually drop: prefixes, comments, CDATA, order, place."""

from __future__ import annotations

from typing import TypeAlias

__all__ = ["Child", "Comment", "Instruction", "Node", "Unparsed"]


class Unparsed(str):
    """Text that stood in a CDATA section."""

    __slots__ = ()


class Comment:
    """A comment, `<!--text-->`."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


class Instruction:
    """A processing instruction, `<?target text?>`."""

    __slots__ = ("target", "text")

    def __init__(self, target: str, text: str) -> None:
        self.target = target
        self.text = text


class Node:
    """An element: its name as written, its namespace, its attributes and children in their order.

    `before` holds the comments and instructions before a root. `namespaces` maps each prefix in force here
    ("" is the default namespace) to its URI. `line` and `column` count from 1 and tell where the start tag
    stood.
    """

    __slots__ = ("attributes", "before", "children", "column", "line", "local", "name", "namespaces", "uri")

    def __init__(
        self,
        name: str,
        attributes: dict[str, str],
        namespaces: dict[str, str],
        line: int = 0,
        column: int = 0,
    ) -> None:
        self.name = name
        if ":" in name:
            prefix, _, self.local = name.partition(":")
            self.uri = namespaces.get(prefix, "")
        else:
            self.local = name
            self.uri = namespaces.get("", "")
        self.attributes = attributes
        self.namespaces = namespaces
        self.children: list[Child] = []
        self.before: tuple[Comment | Instruction, ...] = ()
        self.line = line
        self.column = column

    @property
    def prefix(self) -> str:
        """The prefix as written, "" where there is none."""
        return self.name.partition(":")[0] if ":" in self.name else ""

    def elements(self) -> list[Node]:
        """The child elements in order."""
        return [child for child in self.children if child.__class__ is Node]

    def text(self) -> str:
        """The character data directly inside, comments left out."""
        children = self.children
        if len(children) == 1 and isinstance(children[0], str):
            return str(children[0])
        return "".join(child for child in children if isinstance(child, str))


Child: TypeAlias = Node | str | Comment | Instruction
