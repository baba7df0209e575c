"""Texts and facts made to exhaust or crash the process: each is stopped with a sentence, and the process lives."""

from __future__ import annotations

import contextlib
import time
from decimal import Decimal
from typing import Any

import pytest
from expressions import expressions
from feel import value, within
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from madang_rules.feel import (
    Budget,
    BudgetExceeded,
    Evaluation,
    FeelSyntaxError,
    compile_expression,
    compile_unary_tests,
)

SMALL = Budget(steps=200_000, seconds=3)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("for i in 1..1000000000 return i", "steps"),
        ("for i in 1..100000, j in 1..100000 return i", "steps"),
        ("some i in 1..1000000000 satisfies i < 0", "steps"),
        ("count(for i in 1..1000000 return [i, i, i])", "steps"),
        ('for i in @"-999999999-01-01"..@"999999999-12-31" return i', "steps"),
        ("for i in 1..100000 return partial", "steps"),
        ("{f: function(n) f(n + 1), r: f(1)}.r", "depth"),
        ("{f: function(n) if n > 0 then f(n - 1) else 0, r: f(1000000)}.r", "depth"),
        ("{f: function(g) g(g), r: f(f)}.r", "depth"),
        ("{f: function(n) if n = 0 then 1 else f(n - 1) + f(n - 1), r: f(100)}.r", "steps"),
        ("sort(for i in 1..90000 return -i, function(x, y) x < y)", "steps"),
    ],
)
def test_endless_work_is_stopped(text: str, limit: str) -> None:
    started = time.monotonic()
    with pytest.raises(BudgetExceeded) as stopped:
        within(text, SMALL)
    assert stopped.value.limit in (limit, "seconds")
    assert "Stopped" in str(stopped.value)
    assert "멈추었습니다" in stopped.value.sentence("ko")
    assert time.monotonic() - started < 5


def test_a_string_that_doubles_itself_is_stopped() -> None:
    doubled = ", ".join([f"s{i}: s{i - 1} + s{i - 1}" for i in range(1, 60)])
    with pytest.raises(BudgetExceeded) as stopped:
        within(f'{{s0: "0123456789", {doubled}}}.s59', Budget())
    assert stopped.value.limit in ("string_length", "steps")


def test_a_list_that_doubles_itself_is_stopped() -> None:
    doubled = ", ".join([f"s{i}: concatenate(s{i - 1}, s{i - 1})" for i in range(1, 60)])
    with pytest.raises(BudgetExceeded):
        within(f"{{s0: [1, 2, 3], {doubled}}}.s59", Budget())


@pytest.mark.parametrize(
    "use", ["string(s40)", "s40 = t40", "count(flatten(s40))", "s40 instance of list<list<number>>"]
)
def test_a_list_that_shares_its_parts_is_not_walked_for_ever(use: str) -> None:
    shared = ", ".join([f"s{i}: [s{i - 1}, s{i - 1}], t{i}: [t{i - 1}, t{i - 1}]" for i in range(1, 41)])
    started = time.monotonic()
    try:
        within(f"{{s0: [1], t0: [1], {shared}, r: {use}}}.r", SMALL)
    except BudgetExceeded as stopped:
        assert stopped.limit in ("steps", "string_length")
    assert time.monotonic() - started < 5


def test_time_is_limited() -> None:
    started = time.monotonic()
    with pytest.raises(BudgetExceeded) as stopped:
        within(
            "for i in 1..1000000000 return i ** 0.5", Budget(steps=10**12, list_length=10**12, seconds=0.3)
        )
    assert stopped.value.limit == "seconds"
    assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    "opened", ["(", "[", "{a: ", "-", "not(", "if ", "function(x) ", "1 in (", "]", "< ", "f(", "@", '"']
)
def test_ten_thousand_brackets_are_a_syntax_error(opened: str) -> None:
    for read in (compile_expression, compile_unary_tests):
        with pytest.raises(FeelSyntaxError):
            read(opened * 10_000 + "1")


@pytest.mark.parametrize(
    "joint",
    [" + 1", ".a", "[1]", "(1)", " = 1", " ** 2", " instance of Any", " in 1", " or true", " and true"],
)
def test_ten_thousand_operations_in_a_row_end_well(joint: str) -> None:
    try:
        compiled = compile_expression("x" + joint * 10_000, ["x"])
    except FeelSyntaxError as error:
        assert error.code == "chain-too-long"
    else:
        compiled({"x": Decimal(1)}, Evaluation())


def test_range_ends_and_filters_do_not_explode() -> None:
    started = time.monotonic()
    for text in ("]1..5[" * 2000, "]" * 50 + "1" + "..5[" * 50, "[1..x[" * 60, "]1..x[" * 60 + "1"):
        with contextlib.suppress(FeelSyntaxError):
            compile_expression(text)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|aa)+$", "(a|a?)+$", "(.*a){20}", "(x+x+)+y", "([a-zA-Z]+)*$", r"^(\w+\s?)*$"]
)
def test_catastrophic_patterns_need_linear_time(pattern: str) -> None:
    started = time.monotonic()
    text = "a" * 30_000 + "!"
    for use in ("matches(t, p)", 'replace(t, p, "")', "split(t, p)", 'matches(t, p, "i")'):
        value(use, t=text, p=pattern)
    assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    "text",
    [
        'count(for i in 1..1000000 return matches("a", "[\\p{L}]{40}" + string(i)))',
        'count(for i in 1..1000000 return matches("a", "\\p{L}\\p{N}\\w\\W\\P{Lu}" + string(i)))',
        'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "^(a*)*\\1b$")',
        '{s: string join(for i in 1..100000 return "0123456789"), r: count(for i in 1..1000000 return substring(s, 2))}.r',
        '{s: string join(for i in 1..100000 return "0123456789"), r: for i in 1..1000000 return substring after(s, "0")}.r',
    ],
)
def test_work_within_strings_is_counted(text: str) -> None:
    started = time.monotonic()
    with pytest.raises(BudgetExceeded):
        within(text, Budget(seconds=8))
    assert time.monotonic() - started < 15


def test_many_ways_through_a_long_text_are_counted_before_they_are_gone() -> None:
    started = time.monotonic()
    pattern = "(a?b?){1000}(a?b?){1000}(a?b?){1000}c"
    with pytest.raises(BudgetExceeded) as stopped:
        within("matches(t, p)", Budget(steps=300_000, seconds=2), t="ab" * 5_000, p=pattern)
    assert stopped.value.limit == "steps"
    assert time.monotonic() - started < 1
    assert value("matches(t, p)", t="ab" * 500 + "c", p=pattern) is True


@pytest.mark.parametrize("use", ["split(t, p)", 'replace(t, p, "x")', "count(split(t, p))"])
def test_matches_that_each_look_at_all_the_rest_end_within_their_seconds(use: str) -> None:
    started = time.monotonic()
    with pytest.raises(BudgetExceeded) as stopped:
        within(use, Budget(seconds=0.3), t="a" * 100_000, p="a(.*b)?")
    assert stopped.value.limit == "seconds"
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("flags", ["", "i"])
def test_steps_back_end_within_their_steps_and_seconds(flags: str) -> None:
    pattern = r"(a+)(a+)(a+)\1\2\3b"
    for budget in (Budget(steps=200_000, seconds=60), Budget(steps=10**9, seconds=0.2)):
        started = time.monotonic()
        with pytest.raises(BudgetExceeded):
            within("matches(t, p, f)", budget, t="a" * 300, p=pattern, f=flags)
        assert time.monotonic() - started < 2


def test_patterns_too_large_are_null() -> None:
    assert value("matches(t, p)", t="a", p="(" * 5000 + ")" * 5000) is None
    assert value("matches(t, p)", t="a", p="((a{1000}){1000}){1000}") is None


@pytest.mark.parametrize(
    "text",
    [
        "1e6144 * 10", "10 ** 6145", "9.999E6144 + 9E6144", "exp(100000)", "1e999999999", "-1e999999999",
        'number("1e999999999")', 'number("NaN")', 'number("Infinity")', 'number("INF")', 'number("-inf")', "0 ** -1", "sqrt(-1)", "log(0)",
        "(-8) ** 0.5", "modulo(1e6000, 7e-6000)", "1 / 0", "0 / 0", "decimal(1, 1e10)", "decimal(1, -7000)",
        'date("1000000000-01-01")', 'date("-1000000000-01-01")', "date(1e20, 1, 1)", 'date("999999999-12-31") + @"P1D"',
        '@"-999999999-01-01" - @"P1D"', '@"999999999-12-31T23:59:59@Asia/Seoul" + @"PT1S"', '@"P1Y" * 1e30', '@"P1D" * 1e30',
        'duration("P99999999999999999999999999999999999Y")', 'date("２０２６-01-01")', 'number("１２")', 'time("10:00:00@../../etc/passwd")',
        "substring(\"a\", 1e400)", "[1, 2][1e30]", "[1][0.5]", "sublist([1], 1, 1e400)", "for i in 1..1e400 return i",
        "string(5 / 0)",
    ],
)  # fmt: skip
def test_what_cannot_be_is_null(text: str) -> None:
    assert value(text) is None


@pytest.mark.parametrize("text", ['date("999999999-12-31")', 'date("-999999999-01-01")', "1e6144", "1e-6143"])
def test_the_ends_of_what_can_be(text: str) -> None:
    assert value(text) is not None


def test_the_far_ends_of_the_calendar_are_far_apart() -> None:
    assert str(value('date("999999999-12-31") - date("-999999999-01-01")')) == "P730484999633D"
    assert value('@"999999999-01-01T00:00:00@Asia/Seoul" < @"999999999-12-31T00:00:00@Europe/Paris"') is True


class Odd:
    """A fact that no rule expects."""

    def __eq__(self, other: object) -> bool:
        raise RuntimeError


@pytest.mark.parametrize(
    "fact",
    [Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("1e999999"), float("nan"), float("inf"), 10**7000, 1 + 2j, b"x", Odd(), object, {1, 2}], ids=lambda fact: type(fact).__name__,
)  # fmt: skip
@pytest.mark.parametrize(
    "text",
    ["x >= 1", "x = 1", "x + 1", "x in [1..2]", "x in (1, 2)", "string(x)", "sum([x, 1])", "max(x, 1)", "[3, 1, x][item > 1]", "x[1]", "x.a",
     "distinct values([x, x])", "sort([x, 1], function(a, b) a < b)", "x instance of number", "floor(x)", "even(x)", "{a: x}.a < 3", "count(x)"],
)  # fmt: skip
def test_odd_facts_do_no_harm(text: str, fact: Any) -> None:
    compile_expression(text, ["x"])({"x": fact}, Evaluation(SMALL))


_SCRAPS = [
    *'()[]{}.,:"@-+*/<>=!?', " if ", " then ", " else ", " for ", " in ", "..", "a", "1", " function(", " not", " and ",
]  # fmt: skip


@given(st.text(max_size=60) | st.lists(st.sampled_from(_SCRAPS), max_size=40).map("".join))
@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    for read in (compile_expression, compile_unary_tests):
        try:
            read(text)
        except FeelSyntaxError as error:
            assert error.full_sentence("ko") and error.full_sentence("en")
            assert 0 <= error.place.start <= error.place.end <= len(text)


@given(expressions(), st.data())
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_mutated_expressions_evaluate_or_stop(text: str, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(text)))
        text = (
            text[:at]
            + data.draw(st.sampled_from(["", "(", "]", "..", "1e6000", "[1]", ".a", "-", " "]))
            + text[at + 1 :]
        )
    try:
        compiled = compile_expression(text, ["n", "xs", "c", "s"])
        compiled({"n": Decimal(3), "xs": [Decimal(1)], "c": {"a": Decimal(1)}, "s": "x"}, Evaluation(SMALL))
    except (FeelSyntaxError, BudgetExceeded) as stopped:
        assert str(stopped)


def test_a_long_chain_of_else_if_is_read_flat() -> None:
    text = " ".join(f"if x = {number} then {number} else" for number in range(200)) + " -1"
    assert value(text, x=150) == 150
    assert value(text, x=1000) == -1
    with pytest.raises(FeelSyntaxError) as refused:
        compile_expression("if x = 0 then 0 else " + text, ["x"])
    assert refused.value.code == "chain-too-long"
    assert value("if x = 1 then 2 else if x = 2 then (if true then 3 else 4) else 5", x=2) == 3
    assert (
        compile_expression("if a then 1 else if b", ["a", "if b"])({"a": False, "if b": 7}, Evaluation()) == 7
    )
