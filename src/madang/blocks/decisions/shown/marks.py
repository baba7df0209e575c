"""Marks in annotations: whether somebody has compared the article of a row with the law (확인 전, 확인함)."""

from __future__ import annotations

from django.utils.translation import pgettext
from madang_rules.dmn import Engine

from madang.blocks.decisions.models import Mark

COLUMN = "확인"
"""The annotation column that holds marks."""


def mark_of(text: str) -> Mark | None:
    """The mark that an annotation is, or begins with before a colon: ``lead`` or ``checked``, else None."""
    said = text.partition(":")[0].strip().lower()
    return Mark(said) if said in Mark.values else None


def unchecked(engine: Engine) -> bool:
    """Whether some row of a model, or of one it imports, is marked as not yet compared with the law."""
    return any(
        mark_of(entry.text or "") == Mark.LEAD
        for _place, table in engine.program.tables
        for rule in table.source.rules
        for entry in rule.annotations
    )


def in_words(text: str) -> str | None:
    """A mark in the reader's language, with what stands after its colon; None for another annotation."""
    mark = mark_of(text)
    if mark is None:
        return None
    more = text.partition(":")[2].strip()
    return f"{Mark(mark).label}: {more}" if more else str(Mark(mark).label)


def heading(name: str) -> str | None:
    """The name of the column of marks in the reader's language; None for another column."""
    return pgettext("article", "확인") if name.strip() == COLUMN else None
