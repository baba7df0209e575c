"""What is definite on incomplete facts is what every completion of the facts gives."""

from __future__ import annotations

import os
from decimal import Decimal
from typing import Any

from expressions import VALUES, expressions, facts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from madang_rules.feel import (
    Budget,
    BudgetExceeded,
    Evaluation,
    FeelSyntaxError,
    Unknown,
    compile_expression,
    compile_unary_tests,
)
from madang_rules.feel.conform import conforms
from madang_rules.feel.types import ANY
from madang_rules.feel.values import Function, Range
from madang_rules.feel.values.equality import equals
from madang_rules.feel.values.membership import in_range

EXAMPLES = int(os.environ.get("FEEL_EXAMPLES", "200"))
_BUDGET = Budget(steps=20_000, seconds=5, list_length=2_000, string_length=20_000)


def fits(partial: Any, full: Any, missing: frozenset[str]) -> bool:
    """Whether a result on incomplete facts leaves room for the complete result."""
    evaluation = Evaluation()
    if isinstance(partial, Unknown):
        assert partial.facts and partial.facts <= missing
        if full is None:
            return partial.nullable
        if partial.type != ANY and conforms(full, partial.type, evaluation) is not True:
            return False
        return partial.allowed is None or any(
            in_range(evaluation, full, one, None) is True if isinstance(one, Range) else _same(one, full)
            for one in partial.allowed
        )
    if isinstance(partial, list | tuple):
        return (
            isinstance(full, list | tuple)
            and len(partial) == len(full)
            and all(fits(a, b, missing) for a, b in zip(partial, full, strict=True))
        )
    if isinstance(partial, dict):
        return (
            isinstance(full, dict)
            and list(partial) == list(full)
            and all(fits(partial[k], full[k], missing) for k in full)
        )
    if isinstance(partial, Range):
        return (
            isinstance(full, Range)
            and fits(partial.start, full.start, missing)
            and fits(partial.end, full.end, missing)
        )
    return _same(partial, full)


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, Function):
        return isinstance(right, Function)
    if left.__class__ is not right.__class__:
        return False
    return str(left) == str(right) if not isinstance(left, Decimal) else left.as_tuple() == right.as_tuple()


@given(expressions(), facts())
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_definite_results_agree_with_every_completion(
    text: str, both: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    partial, full = both
    try:
        compiled = compile_expression(text, {name: type_ for name, (type_, _) in VALUES.items()})
    except FeelSyntaxError:
        return
    missing = frozenset(name for name in partial if partial[name] is not full[name])
    evaluation = Evaluation(_BUDGET)
    try:
        on_partial = compiled(partial, evaluation)
        on_full = compiled(full, Evaluation(_BUDGET))
    except BudgetExceeded:
        return
    assert all(reason.code != "internal" for reason in evaluation.reasons)
    assert fits(on_partial, on_full, missing), (text, partial, full, on_partial, on_full)


_TESTS = ["-", "{0}", "{0}, {1}", "not({0})", "not({0}, {1})", "< {0}", ">= {0}, {1}", "[1..{0}]", "? > {0}", "? = {0} or ? = {1}", "? in [{0}]", "= {0}", "!= {0}", "not(? > {0})"]  # fmt: skip


@given(st.sampled_from(_TESTS), expressions(1), expressions(1), facts(), st.sampled_from(list(VALUES)))
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_definite_cells_agree_with_every_completion(
    form: str, one: str, two: str, both: tuple[dict[str, Any], dict[str, Any]], tested: str
) -> None:
    partial, full = both
    try:
        compiled = compile_unary_tests(form.format(one, two), list(VALUES))
    except FeelSyntaxError:
        return
    missing = frozenset(name for name in partial if partial[name] is not full[name])
    try:
        on_partial = compiled(partial, Evaluation(_BUDGET), partial[tested])
        on_full = compiled(full, Evaluation(_BUDGET), full[tested])
    except BudgetExceeded:
        return
    assert fits(on_partial, on_full, missing), (
        form.format(one, two),
        tested,
        partial,
        full,
        on_partial,
        on_full,
    )


def test_equality_of_unknown_and_null_is_open() -> None:
    fact = Unknown.fact("income")
    answer = equals(Evaluation(), fact, None)
    assert isinstance(answer, Unknown)
    assert equals(Evaluation(), None, None) is True
