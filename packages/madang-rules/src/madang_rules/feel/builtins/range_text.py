"""The function `range` of a text (DMN 1.5, 10.3.4.1): both ends must be literals."""

from __future__ import annotations

from typing import Any

from madang_rules.feel.errors import FeelSyntaxError
from madang_rules.feel.evaluation import Evaluation
from madang_rules.feel.syntax import nodes
from madang_rules.feel.syntax.names import NameTable
from madang_rules.feel.syntax.parser import parse_expression

_CONVERSIONS = frozenset(("date", "time", "date and time", "duration"))
_NAMES = NameTable(_CONVERSIONS)
_NONE = NameTable()


def parse_range(evaluation: Evaluation, text: str) -> Any:
    """Return the range a text means; null where it is none, has no ends or is reversed."""
    from madang_rules.feel.compile.access import make_range

    evaluation.charge_string(len(text))
    try:
        node = parse_expression(text, _NONE, _NONE, _NAMES)
    except FeelSyntaxError:
        return None
    if not isinstance(node, nodes.RangeLiteral):
        return None
    start, end = _end(evaluation, node.start), _end(evaluation, node.end)
    if start is None or end is None:
        return None
    return make_range(evaluation, start, end, node.start_included, node.end_included, None)


def _end(evaluation: Evaluation, node: nodes.Node) -> Any:
    from madang_rules.feel.builtins import BUILTINS

    match node:
        case nodes.Literal(value=value):
            return value
        case nodes.Call(function=nodes.Name(name=name), arguments=(nodes.Literal(value=str() as text),)):
            return BUILTINS[name].invoke(evaluation, [text]) if name in _CONVERSIONS else None
    return None
