"""Short ways to evaluate FEEL in tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from madang_rules.feel import Budget, Evaluation, compile_expression, compile_unary_tests, to_feel
from madang_rules.feel.values.text import literal_text


def value(text: str, facts: Mapping[str, Any] | None = None, **more: Any) -> Any:
    """Return the value of an expression, its facts given as values of Python or FEEL."""
    scope = to_feel({**(facts or {}), **more})
    return compile_expression(text, list(scope))(scope, Evaluation())


def written(text: str, facts: Mapping[str, Any] | None = None, **more: Any) -> str:
    """Return the value of an expression as FEEL writes it."""
    return literal_text(Evaluation(), value(text, facts, **more))


def reasons(text: str, **facts: Any) -> list[str]:
    """Return the codes of the reasons recorded while an expression is evaluated."""
    evaluation = Evaluation()
    scope = to_feel(facts)
    compile_expression(text, list(scope))(scope, evaluation)
    return [reason.code for reason in evaluation.reasons]


def holds(tests: str, tested: Any, **facts: Any) -> Any:
    """Return whether a value satisfies unary tests."""
    scope = to_feel(facts)
    return compile_unary_tests(tests, list(scope))(scope, Evaluation(), to_feel(tested))


def within(text: str, budget: Budget, **facts: Any) -> Any:
    """Evaluate under a budget."""
    scope = to_feel(facts)
    return compile_expression(text, list(scope))(scope, Evaluation(budget))
