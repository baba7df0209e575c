"""What is compiled for speed means what the plain way means."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from expressions import VALUES, expressions, facts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from madang_rules.feel import Budget, BudgetExceeded, Evaluation, FeelSyntaxError, compile_expression
from madang_rules.feel.builtins import BUILTINS
from madang_rules.feel.compile import Unit
from madang_rules.feel.expression import HOT
from madang_rules.feel.values import Date

_BUDGET = Budget(steps=20_000, seconds=5, list_length=2_000, string_length=20_000)
_ATOMS = st.sampled_from(
    [
        "n >= 1", "n < 2", "1 <= n", "n = 2", "n != 2", 's = "a"', 's != "a"', '"a" = s', "p = true", "p != false", "p", "not(p)", "not(n)",
        'd <= date("2026-01-01")', 'd > @"2025-12-31"', 'd = @"2026-01-01"', "n between 1 and 3", "n in [1..3)", "n in (1..3]", "n in (> 1)",
        'd in [@"2026-01-01"..@"2026-12-31"]', 's in ("a", "b")', 's in ["a"]', "c.a > 1", 'c.b = "a"', "v.a = 1", "v > 1", 'v in ("a", "b")', "x > 1",
        "n + m > 2", "n in (1, 2)", "(n > 1 or p)", "(p and q)", "null", "v", "every x in xs satisfies x > 0", "2026 > n",
        "n >= 1 and n < 3", "n <= 2 and n > 0", "1 <= n and n <= m", 'd > @"2025-01-01" and d <= @"2026-01-31"', "n * 12 <= m + 20", "n / m > 1", "m - n <= n",
        'list contains(ss, "a")', 'not(list contains(ss, "b"))', 'list contains(xs, "a")', "count(xs) <= 2", "count(v) = 2", "count(ss) > m", "not(n > 1 or p)",
        "if p then n > 1 else m < 2", "if n = 1 then p else q", "(if p then n else m) >= 2", 'some x in ss satisfies x in ("a", "b")', "some x in xs satisfies x > n and p",
        "every n in xs satisfies n >= 1 and n <= 10", "some x in v satisfies x", "some x in cs satisfies x.a > 1", "some x in xs satisfies some y in xs satisfies x < y",
        "n between 1 and 2 or p", "(n > 1 and (p or m > 2)) or q", "c.a * 2 > n", "(v > 1 and p)", "(n > 1 or v)",
    ]
)  # fmt: skip


@st.composite
def junctions(draw: st.DrawFn) -> str:
    return draw(st.sampled_from([" and ", " or "])).join(draw(st.lists(_ATOMS, min_size=2, max_size=5)))


_STRINGS = st.lists(st.one_of(st.sampled_from(["a", "b", "c"]), st.none(), st.just(Decimal(1))), max_size=18)
_RAW = st.one_of(
    st.integers(-3, 3), st.floats(), st.booleans(), st.just(Decimal("NaN")), st.just(Decimal("Infinity")), st.just(datetime.date(2026, 1, 1))
)  # fmt: skip


@given(
    st.one_of(_ATOMS, junctions(), junctions(), expressions()),
    facts(),
    _STRINGS,
    st.dictionaries(st.sampled_from([*VALUES]), _RAW, max_size=3),
    st.sets(st.sampled_from([*VALUES]), max_size=2),
)
@settings(max_examples=1200, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_function_means_what_the_closures_mean(
    text: str,
    both: tuple[dict[str, Any], dict[str, Any]],
    strings: list[Any],
    raw: dict[str, Any],
    absent: set[str],
) -> None:
    names = [*VALUES, "ss"]
    try:
        compiled = compile_expression(text, names)
    except FeelSyntaxError:
        return
    for scope in both:
        given_ = {
            name: value for name, value in ({**scope, "ss": strings} | raw).items() if name not in absent
        }
        answers = []
        for run in (compiled, compiled.function):
            evaluation = Evaluation(_BUDGET)
            try:
                value = repr(run(given_, evaluation))
            except BudgetExceeded:
                value = "stopped"
            answers.append(
                (value if "Function" not in value else "", [reason.code for reason in evaluation.reasons])
            )
        assert answers[0] == answers[1]


def test_conditions_of_services_are_written_out_whole() -> None:
    facts = {
        "age": Decimal(20),
        "income": Decimal(100),
        "size": Decimal(2),
        "support": ["생계"],
        "since": Date(2026, 1, 1),
    }
    for text in (
        "age >= 19 and age <= 34 and (income * 12 <= 5000 or income <= size * 40.5)",
        "if size = 1 then income <= 90 else income <= 80 + (size - 1) * 20",
        'some s in support satisfies s in ("생계", "의료")',
        'not(list contains(support, "주거")) and count(support) <= 2 and since <= date("2026-01-01")',
    ):
        function = compile_expression(text, [*facts]).function
        assert function(facts, None) is True  # nothing of the plain way, which needs an evaluation, is asked


@given(st.one_of(junctions(), junctions(), expressions()), facts())
@settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
def test_hot_expressions_mean_the_same(text: str, both: tuple[dict[str, Any], dict[str, Any]]) -> None:
    names = [*VALUES]
    try:
        node = compile_expression(text, names).node
    except FeelSyntaxError:
        return
    for scope in both:
        answers = []
        for fuses in (False, True):
            evaluation = Evaluation(_BUDGET)
            try:
                value = repr(Unit(BUILTINS, names, fuses=fuses)(node)(scope, evaluation))
            except BudgetExceeded:
                value = "stopped"
            answers.append(
                (value if "Function" not in value else "", [reason.code for reason in evaluation.reasons])
            )
        assert answers[0] == answers[1]


@given(
    st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
    st.sampled_from(["1", "2.0", '"a"', "true", 'date("2026-01-01")', '@"P1D"', "null"]),
    facts(),
    st.sampled_from([*VALUES]),
)
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
def test_constants_mean_what_variables_mean(
    operator: str, constant: str, both: tuple[dict[str, Any], dict[str, Any]], name: str
) -> None:
    forms = [
        f"{name} {operator} {constant}",
        f"{name} {operator} k",
        f"(if true then {name} else 1) {operator} {constant}",
    ]
    if operator in ("<", "<=", ">", ">="):
        forms.append(f"{name} in ({operator} {constant})")
    for scope in both:
        scope = {**scope, "k": compile_expression(constant)({}, Evaluation())}
        answers = {repr(compile_expression(form, list(scope))(scope, Evaluation())) for form in forms}
        assert len(answers) == 1, (forms, answers)


def test_an_expression_becomes_hot_and_stays_right() -> None:
    compiled = compile_expression("n > 1 and p", ["n", "p"])
    for turn in range(3 * HOT):
        number = compile_expression(str(turn % 3))({}, Evaluation())
        assert compiled({"n": number, "p": True}, Evaluation()) is (turn % 3 > 1)
    evaluation = Evaluation()
    assert compiled({"p": True}, evaluation) is None
    assert [reason.code for reason in evaluation.reasons] == ["name-unknown", "operands"]
