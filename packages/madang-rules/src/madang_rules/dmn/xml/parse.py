"""Bytes → tree. Document types, and with them all entities and external references, are refused."""

from __future__ import annotations

from typing import Any
from xml.parsers import expat  # no DOCTYPE gets past the parser below, so no entity can exist

from madang_rules.dmn.errors import XmlRefused
from madang_rules.dmn.xml.tree import Comment, Instruction, Node, Unparsed

__all__ = ["MAX_BYTES", "MAX_DEPTH", "parse_xml"]

MAX_BYTES = 32 * 1024 * 1024
MAX_DEPTH = 200
MAX_PREFIXES = 500_000
"""Prefixes of namespaces in force, summed over the elements that declare one: each of these keeps a table of its own."""
_XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace"


class _Builder:
    """The handlers that expat calls; `outside` holds what stands before the root."""

    def __init__(self, parser: Any, max_depth: int) -> None:
        self.parser = parser
        self.max_depth = max_depth
        self.root: Node | None = None
        self.stack: list[Node] = []
        self.outside: list[Comment | Instruction] = []
        self.in_cdata = False
        self.prefixes = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        parser = self.parser
        stack = self.stack
        if stack:
            parent = stack[-1]
            namespaces = parent.namespaces
        else:
            parent, namespaces = None, {"xml": _XML_NAMESPACE}
        declared = {
            key[6:]: uri
            for key, uri in attributes.items()
            if key.startswith("xmlns") and (len(key) == 5 or key[5] == ":")
        }
        if declared:
            namespaces = {**namespaces, **declared}
            self.prefixes += len(namespaces)
            if self.prefixes > MAX_PREFIXES:
                raise XmlRefused(
                    "xml-too-many-prefixes",
                    parser.CurrentLineNumber,
                    parser.CurrentColumnNumber + 1,
                    most=MAX_PREFIXES,
                )
        node = Node(name, attributes, namespaces, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)
        if not node.uri and ":" in name:
            raise XmlRefused("xml-prefix-unknown", node.line, node.column, prefix=node.prefix)
        if len(stack) >= self.max_depth:
            raise XmlRefused("xml-too-deep", node.line, node.column, depth=self.max_depth)
        if parent is None:
            self.root = node
        else:
            parent.children.append(node)
        stack.append(node)

    def end(self, _name: str) -> None:
        self.stack.pop()

    def characters(self, text: str) -> None:
        if self.in_cdata:
            text = Unparsed(text)
        self.stack[-1].children.append(text)

    def start_cdata(self) -> None:
        self.in_cdata = True

    def end_cdata(self) -> None:
        self.in_cdata = False

    def comment(self, text: str) -> None:
        self.aside(Comment(text))

    def instruction(self, target: str, text: str) -> None:
        self.aside(Instruction(target, text))

    def aside(self, child: Comment | Instruction) -> None:
        if self.stack:
            self.stack[-1].children.append(child)
        elif self.root is None:
            self.outside.append(child)

    def doctype(self, *_ignored: object) -> None:
        raise XmlRefused("xml-doctype", self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)


def parse_xml(data: bytes | str, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> Node:
    """Return the root of `data`; what stands before it is in its `before`.

    Raises `XmlRefused` when the document is not well-formed, has a document type (entities, external
    references), is larger than `max_bytes` or deeper than `max_depth`.
    """
    raw = data.encode() if isinstance(data, str) else data
    if len(raw) > max_bytes:
        raise XmlRefused("xml-too-large", 1, 1, size=len(raw), limit=max_bytes)
    parser = expat.ParserCreate("utf-8" if isinstance(data, str) else None)
    builder = _Builder(parser, max_depth)
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    parser.StartCdataSectionHandler = builder.start_cdata
    parser.EndCdataSectionHandler = builder.end_cdata
    parser.CommentHandler = builder.comment
    parser.ProcessingInstructionHandler = builder.instruction
    parser.StartDoctypeDeclHandler = builder.doctype
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    try:
        parser.Parse(raw, True)
    except expat.ExpatError as fault:
        raise XmlRefused(
            "xml-broken", fault.lineno, fault.offset + 1, reason=expat.ErrorString(fault.code)
        ) from None
    except (LookupError, ValueError):  # an encoding that Python does not know or that is no text encoding
        raise XmlRefused("xml-broken", 1, 1, reason="unknown encoding") from None
    finally:
        builder.parser = None
    if builder.root is None:
        raise XmlRefused("xml-broken", 1, 1, reason="no element found")
    builder.root.before = tuple(builder.outside)
    return builder.root
