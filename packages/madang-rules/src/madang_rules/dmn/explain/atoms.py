"""A decision that is one FEEL condition, taken apart: which parts hold, which fail and by how much."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from madang_rules.dmn.explain.margin import Margin, difference
from madang_rules.dmn.model import Decision, LiteralExpression
from madang_rules.dmn.trace import DecisionTrace
from madang_rules.feel import Evaluation, FeelSyntaxError, compile_expression
from madang_rules.feel.syntax import nodes

__all__ = ["Atom", "atoms_of"]

MAX_ATOMS = 50


@dataclass(frozen=True, slots=True)
class Atom:
    """One condition: its text, what it came to, and, where it is a comparison that failed, by how much."""

    text: str
    verdict: Any
    margin: Margin | None = None


def atoms_of(trace: DecisionTrace) -> list[Atom]:
    """The conditions of a decision whose logic is a conjunction or disjunction; none for any other logic."""
    element = trace.part.element
    if not isinstance(element, Decision) or not isinstance(element.expression, LiteralExpression):
        return []
    text = element.expression.text or ""
    try:
        tree = compile_expression(text, trace.part.names).node
    except FeelSyntaxError:
        return []
    if not isinstance(tree, nodes.And | nodes.Or | nodes.Comparison | nodes.Between | nodes.In):
        return []
    found: list[Atom] = []
    for node in _flat(tree):
        if len(found) == MAX_ATOMS:
            break
        found.append(Atom(_text(text, node), _value(text, node, trace), _margin(text, node, trace)))
    return found


def _flat(node: nodes.Node) -> Iterator[nodes.Node]:
    if isinstance(node, nodes.And | nodes.Or):
        for operand in node.operands:
            yield from _flat(operand)
    else:
        yield node


def _text(text: str, node: nodes.Node) -> str:
    return " ".join(text[node.place.start : node.place.end].split())


def _value(text: str, node: nodes.Node, trace: DecisionTrace) -> Any:
    written = text[node.place.start : node.place.end]
    try:
        return compile_expression(written, names=trace.part.names)(trace.scope, Evaluation())
    except FeelSyntaxError:
        return None


def _margin(text: str, node: nodes.Node, trace: DecisionTrace) -> Margin | None:
    if not isinstance(node, nodes.Comparison) or node.operator in ("=", "!="):
        return None
    if _value(text, node, trace) is not False:
        return None
    return difference(_value(text, node.left, trace), _value(text, node.right, trace))
