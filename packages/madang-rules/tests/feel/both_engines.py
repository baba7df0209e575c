"""One expression, evaluated in Python and in TypeScript, and what both gave in a form that can be compared."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from madang_rules.export import export_expressions
from madang_rules.export.node import Node
from madang_rules.export.wire import encode
from madang_rules.feel import (
    Budget,
    BudgetExceeded,
    CompiledExpression,
    CompiledUnaryTests,
    Evaluation,
    Reason,
    compile_expression,
)

BUDGET = Budget(steps=20_000, seconds=5, list_length=2_000, string_length=20_000)
LIMITS = {"steps": 20_000, "seconds": 5, "listLength": 2_000, "stringLength": 20_000}
NOW = datetime(2026, 11, 28, 1, 2, 3, 456_000, tzinfo=UTC)
MOMENT = {"milliseconds": int(NOW.timestamp() * 1000), "offset": 0}


def settled(data: Any) -> Any:
    """Data of a value in which the values that an unknown may have stand in one order."""
    if isinstance(data, list):
        return [settled(one) for one in data]
    if isinstance(data, dict):
        if "unknown" in data:
            names, type_, allowed, nullable = data["unknown"]
            order = (
                None if allowed is None else sorted(map(settled, allowed), key=lambda one: json.dumps(one))
            )
            return {"unknown": [names, type_, order, nullable]}
        return {name: settled(one) for name, one in data.items()}
    return data


def said(reasons: list[Reason]) -> list[Any]:
    """Reasons as data. What a pattern lacks, each engine says in its own words."""
    return [
        [one.code, list(one.place) if one.place else None]
        + (["", ""] if one.code == "pattern" else [one.sentence("en"), one.sentence("ko")])
        for one in reasons
    ]


def in_python(compiled: CompiledExpression | CompiledUnaryTests, scope: dict[str, Any], *value: Any) -> Any:
    evaluation = Evaluation(BUDGET, clock=lambda: NOW)
    try:
        found = compiled(scope, evaluation, *value)
    except BudgetExceeded as exceeded:
        return {"exceeded": exceeded.limit}
    return {"value": settled(encode(found, typed=False)), "reasons": said(evaluation.reasons)}


def in_javascript(node: Node, index: int, scope: dict[str, Any], *value: Any) -> Any:
    question: dict[str, Any] = {
        "evaluate": index,
        "facts": [[name, encode(one)] for name, one in scope.items()],
        "budget": LIMITS,
        "moment": MOMENT,
    }
    if value:
        question["value"] = encode(value[0])
    answer = node.ask(question)
    if "exceeded" in answer:
        return answer
    for reason in answer["reasons"]:
        if reason[0] == "pattern":
            reason[2:] = ["", ""]
    return {"value": settled(answer["value"]), "reasons": answer["reasons"]}


def same(
    node: Node,
    compiled: CompiledExpression | CompiledUnaryTests,
    index: int,
    scope: dict[str, Any],
    *value: Any,
) -> None:
    """Assert that both engines give the same, down to how numbers are written and why parts are null.

    Where a budget stops one of them, the other may still get by: patterns are weighed in two ways.
    """
    ours = json.loads(json.dumps(in_python(compiled, scope, *value)))
    theirs = in_javascript(node, index, scope, *value)
    if "exceeded" in ours or "exceeded" in theirs:
        return
    assert theirs == ours, (compiled.text, scope, value)


def both_in(node: Node, text: str, **scope: Any) -> tuple[Any, Any]:
    """What Python and TypeScript give for an expression."""
    compiled = compile_expression(text, list(scope))
    node.ask({"load": export_expressions([compiled], list(scope), places=True)})
    return json.loads(json.dumps(in_python(compiled, scope))), in_javascript(node, 0, scope)
