"""Rows of decision tables as sentences: what holds, and what follows."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from madang_rules.dmn import Engine

from madang.blocks.decisions.queries.comparing import RowChange
from madang.blocks.decisions.shown.boxes import ShownRow, ShownTable
from madang.blocks.decisions.shown.elements import elements


def changed_rows(
    changes: Iterable[RowChange], before: Engine, after: Engine
) -> list[tuple[RowChange, str, str]]:
    """Each change with its row before and after in words; empty where it is not."""
    old, new = _rows(before), _rows(after)
    return [
        (
            each,
            old.get((each.decision, each.was or 0), ""),
            new.get((each.decision, each.number), "") if each.after is not None else "",
        )
        for each in changes
    ]


def _rows(engine: Engine) -> dict[tuple[str, int], str]:
    return {
        (element.name, row.number): _in_words(box.table, row)
        for element in elements(engine)
        for box in element.boxes[:1]
        if box.table is not None
        for row in box.table.rows
    }


def _in_words(table: ShownTable, row: ShownRow) -> str:
    """E.g. ``나이: 65 이상 → 수수료(원): 0. 근거: 조례 제5조``; conditions that everybody meets are left out."""
    met = [
        f"{name}: {said}"
        for name, said in zip(table.inputs, row.conditions, strict=False)
        if said != _("상관없음")
    ]
    given = [f"{name}: {said}" for name, said in zip(table.outputs, row.results, strict=False)]
    notes = [
        f"{name}: {said}" for name, said in zip(table.annotations, row.annotations, strict=False) if said
    ]
    return ". ".join([f"{'; '.join(met) or _('누구나')} → {'; '.join(given)}", *notes])
