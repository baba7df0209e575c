"""Test cases of the kit read from XML (`testCases.xsd` of the kit)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from madang_rules.dmn.errors import XmlRefused
from madang_rules.dmn.xml import Node, parse_xml
from madang_rules.feel.values import parse_date, parse_date_time, parse_duration, parse_time

__all__ = ["Case", "Expected", "Suite", "find_suites", "read_suite"]

NAMESPACE = "http://www.omg.org/spec/DMN/20160719/testcase"
_SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"


@dataclass(frozen=True, slots=True)
class Expected:
    """What a case expects of one node: its value, or (`error`) that it cannot be computed."""

    name: str
    namespace: str | None
    kind: str
    value: Any
    error: bool


@dataclass(frozen=True, slots=True)
class Case:
    """One test case: facts by (namespace or None, name), and the nodes expected."""

    id: str
    kind: str
    invocable: str | None
    facts: tuple[tuple[str | None, str, Any], ...]
    expected: tuple[Expected, ...]


@dataclass(frozen=True, slots=True)
class Suite:
    """One file of cases about one model."""

    path: Path
    model: Path
    level: str
    cases: tuple[Case, ...]

    @property
    def name(self) -> str:
        """Folder and file, as in failing ids."""
        return f"{self.path.parent.name}/{self.path.stem}"


def find_suites(folder: Path) -> Iterator[Suite]:
    """All suites below `folder`, sorted; a folder of the path named `compliance-level-…` names the level."""
    for path in sorted(folder.rglob("*.xml")):
        try:
            root = parse_xml(path.read_bytes())
        except XmlRefused:
            continue
        if root.local == "testCases" and root.uri == NAMESPACE:
            yield read_suite(path, root)


def read_suite(path: Path, root: Node | None = None) -> Suite:
    """Read the suite in the file `path`."""
    root = root or parse_xml(path.read_bytes())
    model = next((each.text().strip() for each in root.elements() if each.local == "modelName"), "")
    level = next((part for part in reversed(path.parts) if part.startswith("compliance-level-")), "other")
    cases = tuple(
        _case(each, index) for index, each in enumerate(root.elements()) if each.local == "testCase"
    )
    return Suite(path, path.parent / model, level, cases)


def _case(node: Node, index: int) -> Case:
    facts: list[tuple[str | None, str, Any]] = []
    expected: list[Expected] = []
    for each in node.elements():
        if each.local == "inputNode":
            facts.append((each.attributes.get("namespace"), each.attributes["name"], _value(each)))
        elif each.local == "resultNode":
            holder = next((child for child in each.elements() if child.local == "expected"), None)
            expected.append(
                Expected(
                    each.attributes["name"],
                    each.attributes.get("namespace"),
                    each.attributes.get("type", "decision"),
                    None if holder is None else _value(holder),
                    each.attributes.get("errorResult", "").strip() in ("true", "1"),
                )
            )
    return Case(
        node.attributes.get("id", str(index)),
        node.attributes.get("type", "decision"),
        node.attributes.get("invocableName"),
        tuple(facts),
        tuple(expected),
    )


def _schema_attribute(node: Node, local: str) -> str | None:
    for key, value in node.attributes.items():
        prefix, colon, name = key.partition(":")
        if colon and name == local and node.namespaces.get(prefix) == _SCHEMA_INSTANCE:
            return value
    return None


def _value(node: Node) -> Any:
    """The FEEL value that `node` (valueType of the schema) holds."""
    components: dict[str, Any] | None = None
    for each in node.elements():
        if each.local == "value":
            return _simple(each)
        if each.local == "list":
            if _is_nil(each):
                return None
            return [_value(item) for item in each.elements() if item.local == "item"]
        if each.local == "component":
            components = {} if components is None else components
            components[each.attributes.get("name", "")] = None if _is_nil(each) else _value(each)
    return components


def _is_nil(node: Node) -> bool:
    return (_schema_attribute(node, "nil") or "").strip() in ("true", "1")


def _simple(node: Node) -> Any:
    if _is_nil(node):
        return None
    kind = (_schema_attribute(node, "type") or "xsd:string").rpartition(":")[2]
    return _READERS.get(kind, str)(node.text())


def _number(text: str) -> Decimal | None:
    number = Decimal(text.strip())
    return number if number.is_finite() else None


_READERS: dict[str, Callable[[str], Any]] = {
    "boolean": lambda text: text.strip() in ("true", "1"),
    "date": lambda text: parse_date(text.strip()),
    "dateTime": lambda text: parse_date_time(text.strip()),
    "decimal": _number,
    "double": _number,
    "duration": lambda text: parse_duration(text.strip()),
    "float": _number,
    "integer": _number,
    "time": lambda text: parse_time(text.strip()),
}
