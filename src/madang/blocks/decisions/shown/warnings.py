"""What the library warns of in a text that it takes: rows that overlap or are never reached, values no row takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from madang_rules.dmn import Engine, Finding

from madang.blocks.decisions import saying


@dataclass(frozen=True)
class Warned:
    """One warning or fault in words. ``row`` and ``column`` count from 1; None: of the whole table or element."""

    place: str
    what: str
    remedy: str
    element: str
    row: int | None
    column: int | None


def warnings(engine: Engine) -> list[Warned]:
    """What a lawyer should look at, in the order of the model."""
    return in_words(each for each in engine.findings if each.severity == "warning")


def in_words(findings: Iterable[Finding]) -> list[Warned]:
    """Findings in the reader's language."""
    said = saying.language()
    return [
        Warned(
            each.place(said),
            each.sentence(said),
            each.remedy.sentence(said),
            each.element,
            each.rule,
            each.clause,
        )
        for each in findings
    ]
