"""What validation finds: where, how grave, what is wrong, and the way out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from madang_rules.dmn.model import Definitions, Reference
from madang_rules.errors import Language, Sentence
from madang_rules.feel import FeelSyntaxError

__all__ = ["Finding", "Severity", "finding", "syntax_values"]

Severity = Literal["error", "warning", "note"]

_SEVERITIES: dict[str, Severity] = {
    "allowed-value-unused": "note",
    "annotation-count": "warning",
    "arithmetic-types": "warning",
    "comparison-types": "warning",
    "expression-type": "error",
    "import-name-twice": "warning",
    "name-unbound": "warning",
    "homoglyph": "warning",
    "name-spaces": "note",
    "not-checked": "note",
    "not-looked-at": "warning",
    "row-unreachable": "warning",
    "row-empty": "warning",
    "rows-overlap": "error",
    "rows-overlap-same": "warning",
    "rows-differ": "error",
    "table-gap": "warning",
    "thousands-or-list": "warning",
    "namespace-twice": "warning",
    "function-external": "warning",
    "logic-missing": "note",
}


@dataclass(frozen=True, slots=True)
class Finding(Sentence):
    """One thing found. `code` is stable; `place` is read as model, element, table row and column.

    `line` and `column` of the XML count from 1, 0 where unknown; `rule` and `clause` count rows and columns
    of a decision table from 1, None where none is meant.
    """

    code: str
    severity: Severity
    model: str
    element: str
    line: int = 0
    column: int = 0
    rule: int | None = None
    clause: int | None = None
    values: dict[str, object] = field(default_factory=dict)

    @property
    def remedy(self) -> Sentence:
        """What the author can do about it."""
        return Sentence(f"{self.code}/remedy", **self.values)

    def place(self, language: Language = "en") -> str:
        """Where it is, in words."""
        parts = [self.element or self.model]
        if self.rule is not None:
            parts.append(f"{self.rule}행" if language == "ko" else f"row {self.rule}")
        if self.clause is not None:
            parts.append(f"{self.clause}열" if language == "ko" else f"column {self.clause}")
        if self.line:
            parts.append(f"{self.line}번째 줄" if language == "ko" else f"line {self.line}")
        return ", ".join(parts)

    def as_data(self, language: Language = "en") -> dict[str, object]:
        """The finding as plain data, sentences in `language`."""
        return {
            "code": self.code,
            "severity": self.severity,
            "model": self.model,
            "element": self.element,
            "line": self.line,
            "column": self.column,
            "rule": self.rule,
            "clause": self.clause,
            "place": self.place(language),
            "sentence": self.sentence(language),
            "remedy": self.remedy.sentence(language),
        }


def syntax_values(fault: FeelSyntaxError) -> dict[str, object]:
    """What the finding `feel-syntax` tells of a fault: the text, what is wrong in it, and the way out."""
    return {"fault": Sentence(fault.code, **fault.values), "way_out": fault.remedy, "text": fault.text[:200]}


def finding(
    code: str,
    model: Definitions | None,
    element: Any,
    values: Mapping[str, object] | None = None,
    *,
    within: str = "",
    rule: int | None = None,
    clause: int | None = None,
) -> Finding:
    """Make a finding about `element` (any object of a model) in `model`; `within` names its decision."""
    source = getattr(element, "source", None)
    name = within or getattr(element, "name", "") or getattr(element, "id", "") or ""
    if isinstance(element, Reference) and not name:
        name = element.href
    return Finding(
        code,
        _SEVERITIES.get(code, "error"),
        model.name if model is not None else "",
        name,
        source.line if source is not None else 0,
        source.column if source is not None else 0,
        rule,
        clause,
        {"element": name, **(values or {})},
    )
