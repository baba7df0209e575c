"""Tree → bytes, always UTF-8."""

from __future__ import annotations

import re

from madang_rules.dmn.xml.tree import Comment, Instruction, Node, Unparsed

__all__ = ["serialise"]

_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_ATTRIBUTE = {**_TEXT, '"': "&quot;", "\n": "&#10;", "\t": "&#9;"}
_TEXT_PATTERN = re.compile("[&<>\r]")
_ATTRIBUTE_PATTERN = re.compile('[&<>\r"\n\t]')


def serialise(root: Node) -> bytes:
    """Return the document of `root`, with the comments and instructions that stood before it."""
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    for item in root.before:
        _write(item, parts)
        parts.append("\n")
    _write(root, parts)
    parts.append("\n")
    return "".join(parts).encode()


def _write(child: Node | str | Comment | Instruction, parts: list[str]) -> None:
    if isinstance(child, Unparsed):
        parts.append(f"<![CDATA[{child}]]>")
    elif isinstance(child, str):
        parts.append(_TEXT_PATTERN.sub(lambda m: _TEXT[m[0]], child))
    elif isinstance(child, Comment):
        parts.append(f"<!--{child.text}-->")
    elif isinstance(child, Instruction):
        parts.append(f"<?{child.target} {child.text}?>" if child.text else f"<?{child.target}?>")
    else:
        parts.append(f"<{child.name}")
        for key, value in child.attributes.items():
            parts.append(f' {key}="{_ATTRIBUTE_PATTERN.sub(lambda m: _ATTRIBUTE[m[0]], value)}"')
        if not child.children:
            parts.append("/>")
            return
        parts.append(">")
        for inner in child.children:
            _write(inner, parts)
        parts.append(f"</{child.name}>")
