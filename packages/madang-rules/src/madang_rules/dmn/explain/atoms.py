"""A decision that is one FEEL condition, taken apart: which parts hold, which fail and by how much."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from madang_rules.dmn.explain.margin import Margin, difference
from madang_rules.dmn.explain.phrases import ConditionName
from madang_rules.dmn.model import Decision, LiteralExpression
from madang_rules.dmn.trace import DecisionTrace
from madang_rules.errors import Sentence
from madang_rules.feel import CompiledExpression, Evaluation, FeelSyntaxError, compile_expression
from madang_rules.feel.syntax import nodes

if TYPE_CHECKING:
    from madang_rules.dmn.compile import Names
    from madang_rules.dmn.program import Part

__all__ = ["Atom", "atoms_of", "taken_apart"]

MAX_ATOMS = 50


@dataclass(frozen=True, slots=True)
class Atom:
    """One condition: its text, the same in words, what it came to, and, where it is a comparison that failed, by how much: the value, and
    the one it was compared with."""

    text: str
    said: Sentence
    verdict: Any
    margin: Margin | None = None
    value: Any = None
    wanted: Any = None


@dataclass(frozen=True, slots=True)
class _Condition:
    """One condition compiled: its text, the same in words, and both sides where it is a comparison that can fail by an amount."""

    text: str
    said: Sentence
    test: CompiledExpression
    sides: tuple[CompiledExpression, CompiledExpression] | None


def atoms_of(trace: DecisionTrace) -> list[Atom]:
    """The conditions of a decision whose logic is a conjunction or disjunction; none for any other logic.

    Raises `BudgetExceeded`.
    """
    part = trace.part
    if part.conditions is None:
        part.conditions = _conditions(part)
    if not part.conditions:
        return []
    evaluation = trace.telling.again()
    return [_atom(each, trace.scope, evaluation) for each in part.conditions]


def _atom(condition: _Condition, scope: Mapping[str, Any], evaluation: Evaluation) -> Atom:
    verdict = condition.test(scope, evaluation)
    if condition.sides is None or verdict is not False:
        return Atom(condition.text, condition.said, verdict)
    value, wanted = (side(scope, evaluation) for side in condition.sides)
    margin = difference(value, wanted)
    return (
        Atom(condition.text, condition.said, verdict)
        if margin is None
        else Atom(condition.text, condition.said, False, margin, value, wanted)
    )


def _conditions(part: Part) -> list[_Condition]:
    element = part.element
    if not isinstance(element, Decision):
        return []

    def compiled(node: nodes.Node) -> CompiledExpression:
        return compile_expression(text[node.place.start : node.place.end], part.names)

    text = element.expression.text or "" if isinstance(element.expression, LiteralExpression) else ""
    found: list[_Condition] = []
    for node, written, said in taken_apart(element, part.names):
        sides = None
        if isinstance(node, nodes.Comparison) and node.operator not in ("=", "!="):
            sides = compiled(node.left), compiled(node.right)
        found.append(_Condition(written, said, compiled(node), sides))
    return found


def taken_apart(decision: Decision, names: Names) -> list[tuple[nodes.Node, str, Sentence]]:
    """Each condition of a conjunction, disjunction or comparison, its text, and the same in words; none of other logic."""
    if not isinstance(decision.expression, LiteralExpression):
        return []
    text = decision.expression.text or ""
    try:
        tree = compile_expression(text, names).node
    except FeelSyntaxError:
        return []
    if not isinstance(tree, nodes.And | nodes.Or | nodes.Comparison | nodes.Between | nodes.In):
        return []
    found = list(islice(_flat(tree), MAX_ATOMS))
    return [
        (node, _text(text, node), ConditionName(node, decision.name, place, len(found)))
        for place, node in enumerate(found, 1)
    ]


def _flat(node: nodes.Node) -> Iterator[nodes.Node]:
    if isinstance(node, nodes.And | nodes.Or):
        for operand in node.operands:
            yield from _flat(operand)
    else:
        yield node


def _text(text: str, node: nodes.Node) -> str:
    return " ".join(text[node.place.start : node.place.end].split())
