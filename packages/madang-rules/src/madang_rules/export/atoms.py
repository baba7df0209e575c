"""A decision that is one condition, taken apart as in `dmn.explain.atoms`: the text of each conjunct and its node."""

from __future__ import annotations

from typing import Any

from madang_rules.dmn.compile import Names
from madang_rules.dmn.explain.atoms import MAX_ATOMS
from madang_rules.dmn.model import Decision, LiteralExpression
from madang_rules.export.tables import Tables
from madang_rules.feel import FeelSyntaxError, compile_expression
from madang_rules.feel.syntax import nodes

__all__ = ["atoms_of"]


def atoms_of(decision: Decision, names: Names, tables: Tables) -> list[list[Any]]:
    """Return [text, row] of each condition; none where the logic is no conjunction, disjunction or comparison."""
    if not isinstance(decision.expression, LiteralExpression):
        return []
    text = decision.expression.text or ""
    try:
        tree = compile_expression(text, names).node
    except FeelSyntaxError:
        return []
    if not isinstance(tree, nodes.And | nodes.Or | nodes.Comparison | nodes.Between | nodes.In):
        return []
    found = []
    for node in _flat(tree)[:MAX_ATOMS]:
        written = text[node.place.start : node.place.end]
        found.append([" ".join(written.split()), tables.expression(node, names)])
    return found


def _flat(node: nodes.Node) -> list[nodes.Node]:
    if isinstance(node, nodes.And | nodes.Or):
        return [inner for operand in node.operands for inner in _flat(operand)]
    return [node]
