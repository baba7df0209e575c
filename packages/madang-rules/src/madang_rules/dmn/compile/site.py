"""Where an expression stands while it is compiled: its model, its decision, the findings it may add to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, TypeAlias

from madang_rules.dmn.clock import Clock
from madang_rules.dmn.compile.static import check_expression
from madang_rules.dmn.findings import Finding, finding, syntax_values
from madang_rules.dmn.link import Unit
from madang_rules.dmn.model import Expression
from madang_rules.dmn.tables.area import Area
from madang_rules.dmn.thousands import ReadAs, thousands_in
from madang_rules.dmn.typing import Types
from madang_rules.errors import Sentence
from madang_rules.feel import Evaluation, FeelSyntaxError, NameTable, compile_expression
from madang_rules.feel.syntax.nodes import Node
from madang_rules.feel.types import Type

__all__ = ["Compiled", "Names", "Site"]

Compiled: TypeAlias = Callable[[Mapping[str, Any], Evaluation], Any]
Names: TypeAlias = dict[str, Type | None]

FEEL_LANGUAGES = frozenset(
    {
        "",
        "feel",
        "http://www.omg.org/spec/FEEL/20140401",
        "http://www.omg.org/spec/DMN/20180521/FEEL/",
        "https://www.omg.org/spec/DMN/20191111/FEEL/",
        "https://www.omg.org/spec/DMN/20211108/FEEL/",
        "https://www.omg.org/spec/DMN/20230324/FEEL/",
        "https://www.omg.org/spec/DMN/20240513/FEEL/",
    }
)

_TRUTHS = {
    "true": {"예", "네", "참", "yes", "true"},
    "false": {"아니요", "아니오", "거짓", "no", "false"},
}
"""Words that people write for what FEEL calls true and false."""


@dataclass(slots=True)
class Site:
    """The `unit` and the name of the element (`within`) whose expressions are compiled: `root`, whose value is
    of type `result`, and those inside it.

    `tables` and `expressions` collect what was compiled. `in_filter`: names may be fields of items. `rule` and
    `clause` tell which row and column of a table is at hand.
    """

    unit: Unit
    within: str
    types: Types
    clock: Clock
    findings: list[Finding]
    root: Expression | None = None
    result: Type | None = None
    tables: list[tuple[Unit, Any]] = field(default_factory=list)
    expressions: list[Node] = field(default_factory=list)
    in_filter: bool = False
    rule: int | None = None
    clause: int | None = None

    def type(self, reference: str | None, element: Any) -> Type | None:
        """The type that `reference` names here."""
        return self.types.reference(reference, self.unit, element, self.within)

    def report(self, code: str, element: Any, **values: object) -> None:
        """Add a finding about `element`."""
        self.findings.append(
            finding(
                code,
                self.unit.definitions,
                element,
                values,
                within=self.within,
                rule=self.rule,
                clause=self.clause,
            )
        )

    def report_syntax(self, fault: FeelSyntaxError, element: Any) -> None:
        """Add a finding about a text that is no FEEL; numbers with commas between thousands are why, where it has some."""
        thousands = thousands_in(fault.text)
        if thousands is None:
            self.report("feel-syntax", element, **syntax_values(fault))
        else:
            self.report("thousands-broken", element, **asdict(thousands), text=fault.text[:200])

    def report_thousands(self, text: str, element: Any, area: Area | None, *, lists: bool) -> None:
        """Add a finding where commas divide what is written as a number with thousands.

        `lists`: also a warning where that may well be meant as several values.
        """
        thousands = thousands_in(text)
        if thousands is not None and (lists or not thousands.is_list):
            code = "thousands-or-list" if thousands.is_list else "thousands-comma"
            self.report(code, element, **asdict(thousands), text=text[:200], read=ReadAs(area))

    def is_feel(self, language: str | None, element: Any) -> bool:
        """Whether `language` (or the model's own) is FEEL; a finding where it is another."""
        used = language or self.unit.definitions.expression_language or ""
        if used.strip() in FEEL_LANGUAGES:
            return True
        self.report("language-unknown", element, language=used)
        return False

    def literal(
        self,
        text: str | None,
        element: Any,
        names: Names | NameTable,
        language: str | None = None,
        wanted: Type | None = None,
    ) -> Compiled:
        """Compile a text; where it is missing or no FEEL, a finding, and null with a reason at run time.

        `wanted` is the type its value must have, for the checks made here; the caller converts.
        """
        if text is None or not text.strip():
            return null_because("expression-missing")
        if not self.is_feel(language, element):
            return null_because("expression-language")
        self.clock.look()
        try:
            compiled = compile_expression(text, names, types=self.types.known(self.unit))
        except FeelSyntaxError as fault:
            self.report_syntax(fault, element)
            return null_because("expression-broken")
        self.expressions.append(compiled.node)
        found = len(self.findings)
        self.check(compiled.node, element, names.types if isinstance(names, NameTable) else names, wanted)
        if not any(each.code == "several-values" for each in self.findings[found:]):
            self.report_thousands(text, element, None, lists=False)
        return compiled

    def check(self, node: Node, element: Any, names: Mapping[str, Type | None], wanted: Type | None) -> None:
        """Report what can be told of an expression before it runs."""

        def report(code: str, **values: object) -> None:
            if code == "name-unbound" and self.rule is not None:
                self.report("cell-name-unbound", element, way_out=_meant(str(values["name"])), **values)
            elif code != "name-unbound" or not self.in_filter:
                self.report(code, element, **values)

        check_expression(node, names, wanted, report)


def _meant(name: str) -> Sentence:
    """What somebody who typed a word into a cell that names nothing may have meant to write."""
    for value, words in _TRUTHS.items():
        if name.lower() in words:
            return Sentence("meant-truth", value=value)
    return Sentence("meant-text", name=name)


def null_because(code: str, **values: object) -> Compiled:
    """An expression that is null, with the reason `code`."""

    def null(_scope: Mapping[str, Any], evaluation: Evaluation) -> Any:
        return evaluation.record(code, None, **values)

    return null
