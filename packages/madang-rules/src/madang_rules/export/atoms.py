"""A decision that is one condition, taken apart as in `dmn.explain.atoms`: each conjunct, its node, and it in words."""

from __future__ import annotations

from typing import Any

from madang_rules.dmn.compile import Names
from madang_rules.dmn.explain.atoms import taken_apart
from madang_rules.dmn.model import Decision
from madang_rules.export.tables import Tables

__all__ = ["atoms_of"]


def atoms_of(decision: Decision, names: Names, tables: Tables) -> list[list[Any]]:
    """Return [text, row, Korean, English] of each condition, the last left out where both say the same; none where
    the logic is no conjunction, disjunction or comparison."""
    found = []
    for node, text, said in taken_apart(decision, names):
        words = [said.sentence("ko"), said.sentence("en")]
        found.append([text, tables.expression(node, names), *dict.fromkeys(words)])
    return found
