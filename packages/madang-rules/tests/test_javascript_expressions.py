"""The evaluator in TypeScript gives what Python gives: on random expressions and facts, known and unknown."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent / "feel"))
from both_engines import in_javascript, in_python, same, settled
from case_blind_patterns import RESULTS, SIGNS
from expressions import VALUES, expressions, facts
from madang_rules.export import export_expressions
from madang_rules.export.node import SCRIPTS, Node, find_node
from madang_rules.export.wire import encode
from madang_rules.feel import (
    FeelSyntaxError,
    Unknown,
    compile_expression,
    compile_unary_tests,
)
from madang_rules.feel.types import NUMBER
from madang_rules.feel.values import Range

sys.path.insert(0, str(SCRIPTS / "bench"))
from conditions import FACTS, conditions, person

NODE = find_node()
pytestmark = pytest.mark.skipif(NODE is None, reason="no Node.js of version 22.17 or later")


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    assert NODE is not None
    with Node(NODE) as process:
        yield process


@given(expressions(), facts())
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
def test_random_expressions(node: Node, text: str, both: tuple[dict[str, Any], dict[str, Any]]) -> None:
    try:
        compiled = compile_expression(text, {name: type_ for name, (type_, _) in VALUES.items()})
    except FeelSyntaxError:
        return
    node.ask({"load": export_expressions([compiled], VALUES, places=True)})
    for scope in both:
        same(node, compiled, 0, scope)


_TESTS = ["-", "{0}", "{0}, {1}", "not({0})", "not({0}, {1})", "< {0}", ">= {0}, {1}", "[1..{0}]", "? > {0}",
          "? = {0} or ? = {1}", "? in [{0}]", "= {0}", "!= {0}", "not(? > {0})"]  # fmt: skip


@given(st.sampled_from(_TESTS), expressions(1), expressions(1), facts(), st.sampled_from(list(VALUES)))
@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
def test_random_cells(
    node: Node, form: str, one: str, two: str, both: tuple[dict[str, Any], dict[str, Any]], tested: str
) -> None:
    try:
        compiled = compile_unary_tests(form.format(one, two), list(VALUES))
    except FeelSyntaxError:
        return
    node.ask({"load": export_expressions([compiled], list(VALUES), places=True)})
    for scope in both:
        same(node, compiled, 0, scope, scope[tested])


@pytest.mark.parametrize(
    "text",
    [
        'if n != null and date("2026-01-01") + n*duration("P1D") <= date("2026-01-05") then "in time" else "late"',
        'n * duration("P1D")', 'duration("-P1D") * n', 'n * duration("P2M")', 'duration("-P2M") * n <= duration("P0M")',
        'n * -2', '3 - n', 'n / -4', 'n * 0', 'n + 1 in [3..5]',
    ],
)  # fmt: skip
@pytest.mark.parametrize("bounds", [(1, 10), (-5, 5), (-9, -2)])
def test_an_unknown_amount_with_a_constant(node: Node, text: str, bounds: tuple[int, int]) -> None:
    compiled = compile_expression(text, {"n": NUMBER})
    node.ask({"load": export_expressions([compiled], {"n": NUMBER}, places=True)})
    amount = Unknown.fact("n", NUMBER, allowed=(Range(*map(Decimal, bounds)),))
    same(node, compiled, 0, {"n": amount})


_NUMBER_FORMS = [
    "a + b", "a - b", "a * b", "a / b", "a ** b", "-a", "abs(a)", "sqrt(a)", "log(a)", "exp(a)", "modulo(a, b)", "decimal(a, b)",
    "floor(a, b)", "ceiling(a, b)", "round up(a, b)", "round down(a, b)", "round half up(a, b)", "round half down(a, b)",
    "a < b", "a = b", "odd(a)", "even(a)", "string(a)", "mean(a, b)", "stddev(a, b)", "median(a, b)", "product(a, b)",
    "max(a, b)", "mode(a, b, a)", "distinct values([a, b])", "[1, 2, 3][a]", 'substring("가나다라", a, b)',
    '@"P1D" * a', '@"P1Y2M" / a', '@"PT1.5S" / a', "number(string(a))",
    'date and time("2026-03-08T02:30:00@America/New_York") + @"PT1H" * a', "for i in a..b return i", "floor(a)", "a ** 2",
    "a ** -1", "a ** 0.5", "1.1 ** a",
]  # fmt: skip
_digits = st.from_regex(r"\A-?[0-9]{1,34}(\.[0-9]{1,34})?\Z")
_numbers = st.one_of(
    st.integers(-40, 40).map(str),
    _digits,
    st.sampled_from(
        [
            "0.5",
            "-0.5",
            "2.5",
            "3.5",
            "1E+3",
            "1E-10",
            "9.999999999999999999999999999999999E+6144",
            "1E-6176",
            "0E+10",
            "-0",
            "1.00",
            "100",
            "0.1",
            "1e30",
            "123456789012345678901234567890.5",
        ]
    ),
    st.tuples(_digits, st.integers(-60, 60)).map(lambda both: f"{both[0]}E{both[1]}"),
)


@given(_numbers, _numbers)
@settings(max_examples=40, deadline=None)
def test_numbers_of_34_digits(node: Node, a: str, b: str) -> None:
    from madang_rules.feel.syntax.literals import number_value

    compiled = [compile_expression(form, ["a", "b"]) for form in _NUMBER_FORMS]
    node.ask({"load": export_expressions(compiled, ["a", "b"], places=True)})
    scope = {"a": number_value(a), "b": number_value(b)}
    for index, each in enumerate(compiled):
        same(node, each, index, scope)


_MOMENTS = [
    "2026-03-08T02:30:00@America/New_York", "2026-11-01T01:30:00@America/New_York", "1900-01-01T00:00:00@Asia/Seoul",
    "1988-05-08T01:00:00@Asia/Seoul", "12026-07-01T12:00:00@Europe/Paris", "-0400-01-01T00:00:00Z",
    "999999999-12-31T23:59:59.999999999+09:00", "-999999999-01-01T00:00:00-18:00", "2026-02-28T24:00:00",
    "2024-02-29T12:34:56.7Z", "1970-01-01T00:00:00@Europe/London", "2026-06-15T10:00:00",
]  # fmt: skip
_MOMENT_FORMS = [
    "m + d", "m - d", "m - n", "m < n", "m = n", "is(m, n)", "string(m)", "date(m)", "time(m)", "m.time offset", "m.timezone",
    "m.second", "m.weekday", "week of year(m)", "day of year(m)", "month of year(m)", "years and months duration(m, n)", "m + y",
    "m - y", "date(m) - date(n)", "time(m) - time(n)", "time(m) + d", "date(m) + d", "m in [n..n]", "string(d)", "d.hours",
    "d.seconds", "abs(d)", "d / @\"PT7M\"", "before(m, n)", "now()", "today()", "date and time(date(m), time(n))",
]  # fmt: skip


@given(
    st.sampled_from(_MOMENTS),
    st.sampled_from(_MOMENTS),
    st.integers(-(10**19), 10**19),
    st.integers(-30_000, 30_000),
)
@settings(max_examples=80, deadline=None)
def test_moments_and_durations(node: Node, m: str, n: str, nanos: int, months: int) -> None:
    from madang_rules.feel.values import DaysDuration, MonthsDuration, parse_date_time

    names = ["m", "n", "d", "y"]
    compiled = [compile_expression(form, names) for form in _MOMENT_FORMS]
    node.ask({"load": export_expressions(compiled, names, places=True)})
    scope = {
        "m": parse_date_time(m),
        "n": parse_date_time(n),
        "d": DaysDuration(nanos),
        "y": MonthsDuration(months),
    }
    for index, each in enumerate(compiled):
        same(node, each, index, scope)


_PIECES = st.sampled_from(
    ["a", "b", "가", "😀", ".", "[ab]", "[^a]", "[a-c-[b]]", "(a|b)", "(a)(b)?", "(?:ab)", "a*", "b+?", "a{2,3}", r"\d", r"\w", r"\s",
     "^", "$", "|", r"\p{L}", r"\p{Lu}", r"\P{Lu}", r"[^\p{Lu}b]", r"[\p{L}-[\p{Lu}c]]", "k", r"\p{IsBasicLatin}",
     r"\p{IsHangulSyllables}", r"\i\c*", r"\1", "x?", "(", "[", "*", r"\-", "[가-힣]"]
)  # fmt: skip
_TEXTS = st.text(st.sampled_from("abcABCkK\u212a가나😀 \n1_-"), max_size=12)


@given(
    st.lists(_PIECES, max_size=5).map("".join),
    st.sampled_from(["", "i", "s", "m", "x", "q", "im"]),
    _TEXTS,
    _TEXTS,
)
@settings(max_examples=250, deadline=None)
def test_regular_expressions(node: Node, pattern: str, flags: str, text: str, other: str) -> None:
    names = ["t", "p", "f", "r"]
    compiled = [
        compile_expression(form, names)
        for form in ("matches(t, p, f)", 'replace(t, p, "<$0|$1>", f)', "split(t, p)", "replace(t, p, r)")
    ]
    node.ask({"load": export_expressions(compiled, names, places=True)})
    scope = {"t": text, "p": pattern, "f": flags, "r": other}
    for index, each in enumerate(compiled):
        same(node, each, index, scope)


def test_patterns_in_either_case(node: Node) -> None:
    compiled = [compile_expression('matches(t, p, "i")', ["t", "p"])]
    compiled += [compile_expression(text, ["t", "p"]) for text, _ in RESULTS]
    node.ask({"load": export_expressions(compiled, ["t", "p"], places=True)})
    for pattern, inside, outside in SIGNS:
        for whole in (f"^{pattern}$", f"^(){pattern}\\1$"):
            for sign in inside + outside:
                scope = {"t": sign, "p": whole}
                same(node, compiled[0], 0, scope)
                assert in_javascript(node, 0, scope)["value"] is (sign in inside), scope
    for index, each in enumerate(compiled[1:], start=1):
        same(node, each, index, {"t": "", "p": ""})


def test_conditions_of_services_for_persons_known_in_part(node: Node) -> None:
    compiled = [compile_expression(text, FACTS) for text in conditions(120, seed=5)]
    node.ask({"load": export_expressions(compiled, FACTS, places=True)})
    for seed in range(5):
        scope = person(seed)
        for index, each in enumerate(compiled):
            same(node, each, index, scope)
        together = node.ask({"all": True, "facts": [[name, encode(one)] for name, one in scope.items()]})
        alone = [in_python(each, scope)["value"] for each in compiled]
        assert settled(together["values"]) == alone


@pytest.mark.parametrize(
    "text",
    ["for i in 1..1000000000 return i", "(function(f) f(f))(function(f) f(f))", 'matches("aaaaaaaaaaaaaaaaaaaaaaaa!", "(a*)*b")',
     "for i in 1..30 return if i = 1 then [1] else concatenate(partial[-1], partial[-1])"],
)  # fmt: skip
def test_budgets_stop_the_same_rules(node: Node, text: str) -> None:
    compiled = compile_expression(text)
    node.ask({"load": export_expressions([compiled], places=True)})
    same(node, compiled, 0, {})


def test_other_versions_are_refused(node: Node) -> None:
    with pytest.raises(RuntimeError, match="expected madang-rules version"):
        node.ask({"load": {**export_expressions([]), "version": 999}})


def test_decimals_keep_how_they_are_written(node: Node) -> None:
    compiled = compile_expression("[1.50, 1E+3, -0.0, x]", ["x"])
    node.ask({"load": export_expressions([compiled], ["x"])})
    answer = node.ask({"evaluate": 0, "facts": [["x", encode(Decimal("2.500"))]]})
    assert [one["number"] for one in answer["value"]] == ["1.50", "1E+3", "-0.0", "2.500"]
