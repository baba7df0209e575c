"""Filters, paths, loops, quantifiers, functions, types, unary tests (DMN 1.5, 10.3.2)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from feel import holds, value, written
from madang_rules.feel import Evaluation, compile_expression
from madang_rules.feel.types import NUMBER, STRING, ListType, NamedType


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[1, 2, 3][1]", "1"),
        ("[1, 2, 3][-1]", "3"),
        ("[1, 2, 3][item >= 2]", "[2, 3]"),
        ("5[1]", "5"),
        ("5[item > 6]", "[]"),
        ("[][1]", "null"),
        ("[1, 2][count([1, 2])]", "2"),
        ("{i: 2, r: [7, 8][i]}.r", "8"),
        ("[{a: 1}, {a: 2}].a", "[1, 2]"),
        ("[{a: 1}, {b: 2}].a", "[1, null]"),
        ("[{x: 1, y: 2}, {x: null, y: 3}][x < 2]", "[{x: 1, y: 2}]"),
        ("[true, false][item]", "[true]"),
        ("[[1, 2], [3]][1][2]", "2"),
        ("for i in [1, 2], j in [i, 10] return i * j", "[1, 10, 4, 20]"),
        ("for i in 3..1 return i", "[3, 2, 1]"),
        ("for i in 1.5..3.5 return i", "[1.5, 2.5, 3.5]"),
        ("for i in (1..4) return i", "[2, 3]"),
        ("for i in 1..5 return if i = 1 then 1 else i * partial[-1]", "[1, 2, 6, 24, 120]"),
        ("for i in 1..3 return partial", "[[], [[]], [[], [[]]]]"),
        ("for i in 1..3 return count(partial)", "[0, 1, 2]"),
        ('for d in @"2026-02-27"..@"2026-03-01" return d.day', "[27, 28, 1]"),
        ("for x in 7 return x + 1", "[8]"),
        ("for x in null return x", "null"),
        ("some x in [1, 2], y in [2, 3] satisfies x = y", "true"),
        ("every x in [] satisfies false", "true"),
        ("some x in [null, true] satisfies x", "true"),
        ("some x in [null, false] satisfies x", "null"),
        ("every x in [true, null] satisfies x", "null"),
        ("{fac: function(n) if n <= 1 then 1 else n * fac(n - 1), r: fac(20)}.r", "2432902008176640000"),
        ("{fac: function(f, n) if n <= 1 then 1 else n * f(f, n - 1), r: fac(fac, 20)}.r", "2432902008176640000"),
        ("(function(a, b) a - b)(b: 1, a: 3)", "2"),
        ("(function(x: list<number>) count(x))(4)", "1"),
        ("(function(x: number) x + 1)([4])", "5"),
        ('(function(x: date and time) x)(date("2026-01-01"))', "2026-01-01T00:00:00Z"),
        ("(function(x: context<a: number>) x.a)({a: 1, b: 2})", "1"),
        ("(function(x) external {java: {class: \"X\"}})(1)", "null"),
        ("1, 2, 3", "[1, 2, 3]"),
    ],
)  # fmt: skip
def test_lists_and_loops(text: str, expected: str) -> None:
    assert written(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 instance of number", True),
        ("null instance of Any", False),
        ("[1, 2] instance of list<number>", True),
        ('[1, "a"] instance of list<number>', False),
        ("[] instance of list<string>", True),
        ("{a: 1} instance of context<a: number>", True),
        ("{a: 1} instance of context<b: number>", False),
        ("[1..2] instance of range<number>", True),
        ('@"P1D" instance of days and time duration', True),
        ('@"P1M" instance of years and months duration', True),
        ('@"2026-01-01T00:00:00" instance of date and time', True),
        ("(function(a: number) a) instance of function<number> -> Any", True),
        ("(function(a: number) a) instance of function<number, number> -> Any", False),
        ("[[1]] instance of list<list<number>>", True),
        ("1 instance of number and true", True),
    ],
)
def test_instance_of(text: str, expected: bool) -> None:
    assert value(text) is expected


def test_types_of_the_model() -> None:
    types = {"나이": NamedType("나이", NUMBER, lambda one: one >= 0), "m.목록": ListType(STRING)}
    assert compile_expression("5 instance of 나이", types=types)({}, Evaluation()) is True
    assert compile_expression('["a"] instance of m.목록', types=types)({}, Evaluation()) is True
    assert compile_expression("(function(x: 나이) x)(-1)", types=types)({}, Evaluation()) is None


@pytest.mark.parametrize(
    ("tests", "tested", "expected"),
    [
        ("-", None, True),
        ("5", 5, True),
        ("< 5, > 10", 7, False),
        ("[18..65)", 65, False),
        ('"a", "b"', "b", True),
        ('not("a", "b")', "b", False),
        ("not(> 5)", 3, True),
        ("null", None, True),
        ("< 5", None, None),
        ("? > 3 and ? < 9", 5, True),
        ("even(?)", 4, True),
        ("[1, 2, 3]", 2, True),
        ("count(?) > 1", [1, 2], True),
        ("true", True, True),
        ("false", False, True),
        ("limit", 10, True),
        (">= limit", 12, True),
        ('starts with(?, "가")', "가나", True),
        ("limit > 5", "anything", True),
        ('date("2026-01-01")', "2026-01-01", None),
        ("[date(\"2026-01-01\")..date(\"2026-12-31\")]", date(2026, 5, 5), True),
        ("some x in [1, 2] satisfies x = ?", 2, True),
        ("? in [1, 2]", 3, False),
    ],
)  # fmt: skip
def test_unary_tests(tests: str, tested: Any, expected: Any) -> None:
    assert holds(tests, tested, limit=10) is expected
