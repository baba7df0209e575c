"""The built-in functions by the examples of the standard's tables (DMN 1.5, 10.3.4) and at their edges."""

from __future__ import annotations

import pytest
from feel import value, written
from madang_rules.feel.builtins import BUILTINS

NAMES = """
date|date and time|time|duration|number|string|years and months duration|range|not|substring|string length|upper case|lower case|
substring before|substring after|replace|contains|starts with|ends with|matches|split|string join|list contains|count|min|max|sum|mean|
all|any|sublist|append|concatenate|insert before|remove|list replace|reverse|index of|union|distinct values|flatten|product|median|
stddev|mode|decimal|floor|ceiling|round up|round down|round half up|round half down|abs|modulo|sqrt|log|exp|odd|even|is|before|after|
meets|met by|overlaps|overlaps before|overlaps after|finishes|finished by|includes|during|starts|started by|coincides|day of year|
day of week|month of year|week of year|sort|get value|get entries|context|context put|context merge|now|today
"""


def test_every_function_of_the_standard_is_there() -> None:
    assert {name.strip() for name in NAMES.replace("\n", "").split("|")} <= set(BUILTINS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('number("1 000,0", " ", ",")', "1000.0"),
        ('number("1,000.5", ",", ".")', "1000.5"),
        ('number("1", ".", ".")', "null"),
        ('number("abc")', "null"),
        ("string(1.1)", '"1.1"'),
        ("string(null)", "null"),
        ('string([1, "가", {a b: date("2026-01-01")}])', '"[1, \\"가\\", {a b: 2026-01-01}]"'),
        ('substring("foobar", 3)', '"obar"'),
        ('substring("foobar", 3, 3)', '"oba"'),
        ('substring("foobar", -2, 1)', '"a"'),
        ('substring("\\U01F40Eab", 2)', '"ab"'),
        ('string length("\\U01F40Eab")', "3"),
        ('substring before("foobar", "bar")', '"foo"'),
        ('substring before("foobar", "xyz")', '""'),
        ('substring after("foobar", "ob")', '"ar"'),
        ('substring after("", "a")', '""'),
        ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', '"[1=ab][2=]cd"'),
        ('replace("가나다", "나", "\\\\$")', '"가$다"'),
        ('replace("aBc", "b", "*", "i")', '"a*c"'),
        ('replace("abc", "", "#")', "null"),
        ('replace("abc", "x*", "#")', "null"),
        ('replace("abc", "^", "#", "m")', "null"),
        ('replace("abc", "", "#", "q")', "null"),
        ("0 ** 0", "1"),
        ("-0.0 ** 0.0", "1"),
        ("0 ** 0.5", "0"),
        ("0 ** -1", "null"),
        ('matches("foobar", "^fo*b")', "true"),
        ('matches("가나1", "^\\\\p{L}+\\\\d$")', "true"),
        ('matches("abab", "^(ab)\\\\1$")', "true"),
        ('matches("x", "[", "")', "null"),
        ('split("John Doe", "\\\\s")', '["John", "Doe"]'),
        ('split("a;b;c;;", ";")', '["a", "b", "c", "", ""]'),
        ('string join(["a", null, "c"], "_")', '"a_c"'),
        ("string join([])", '""'),
        ("list contains([1, 2, null], null)", "true"),
        ("count([])", "0"),
        ("min([])", "null"),
        ("min(1, 2, 3)", "1"),
        ('max(["a", "c", "b"])', '"c"'),
        ('max(@"P1D", @"PT25H")', "P1DT1H"),
        ("sum([])", "null"),
        ('sum([@"P1D", @"PT1H"])', "P1DT1H"),
        ("mean(1, 2, 3)", "2"),
        ("all([])", "true"),
        ("all([false, null, true])", "false"),
        ("all([true, null])", "null"),
        ("any([])", "false"),
        ("any([false, null])", "null"),
        ("any(true, 1)", "true"),
        ("sublist([4, 5, 6], 1, 2)", "[4, 5]"),
        ("sublist([4, 5, 6], -2)", "[5, 6]"),
        ("append([1], 2, 3)", "[1, 2, 3]"),
        ("concatenate([1, 2], [3])", "[1, 2, 3]"),
        ("insert before([1, 3], 1, 2)", "[2, 1, 3]"),
        ("remove([1, 2, 3], 2)", "[1, 3]"),
        ("list replace([2, 4, 7, 8], 3, 6)", "[2, 4, 6, 8]"),
        ("list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5)", "[5, 5, 7, 8]"),
        ("index of([1, 2, 3, 2], 2)", "[2, 4]"),
        ("union([1, 2], [2, 3])", "[1, 2, 3]"),
        ("distinct values([1, 2, 1.0, null, null])", "[1, 2, null]"),
        ("flatten([[1, 2], [[3]], 4])", "[1, 2, 3, 4]"),
        ("product([2, 3, 4])", "24"),
        ("median(8, 2, 5, 3, 4)", "4"),
        ("median([6, 1, 2, 3])", "2.5"),
        ("stddev(2, 4, 7, 5)", "2.081665999466132735282297706979931"),
        ("stddev(47)", "null"),
        ("mode(6, 3, 9, 6, 6)", "[6]"),
        ("mode([6, 1, 9, 6, 1])", "[1, 6]"),
        ("decimal(1/3, 2)", "0.33"),
        ("decimal(1.5, 0)", "2"),
        ("decimal(2.5, 0)", "2"),
        ("floor(-1.5)", "-2"),
        ("floor(-1.56, 1)", "-1.6"),
        ("ceiling(-1.5)", "-1"),
        ("round up(5.5, 0)", "6"),
        ("round up(-5.5, 0)", "-6"),
        ("round down(-1.126, 2)", "-1.12"),
        ("round half up(-5.5, 0)", "-6"),
        ("round half down(5.5, 0)", "5"),
        ('abs(@"-PT5H")', "PT5H"),
        ("modulo(-12, 5)", "3"),
        ("modulo(10.1, -4.5)", "-3.4"),
        ("sqrt(16)", "4"),
        ("decimal(log(10), 8)", "2.30258509"),
        ("odd(5)", "true"),
        ("even(2.5)", "null"),
        ('is(date("2012-12-25"), time("23:00:50"))', "false"),
        ('is(time("23:00:50z"), time("23:00:50"))', "false"),
        ('is(@"10:00:00Z", @"10:00:00+00:00")', "true"),
        ('day of year(date(2019, 9, 17))', "260"),
        ('day of week(date(2019, 9, 17))', '"Tuesday"'),
        ('month of year(date(2019, 9, 17))', '"September"'),
        ("week of year(date(2003, 12, 29))", "1"),
        ("week of year(date(2010, 1, 3))", "53"),
        ("sort(list: [3, 1, 4, 5, 2], precedes: function(x, y) x < y)", "[1, 2, 3, 4, 5]"),
        ('get value({key1: "value1"}, "key1")', '"value1"'),
        ('get value({a: {b: 3}}, ["a", "b"])', "3"),
        ('get entries({a: 1})[key = "a"].value', "[1]"),
        ('context([{key: "a", value: 1}, {key: "b", value: 2}])', "{a: 1, b: 2}"),
        ('context([{key: "a", value: 1}, {key: "a", value: 2}])', "null"),
        ('context put({x: 1}, "y", 2)', "{x: 1, y: 2}"),
        ('context put({x: 1, y: {a: 0}}, ["y", "a"], 2)', "{x: 1, y: {a: 2}}"),
        ("context merge([{x: 1}, {x: 2, y: 3}])", "{x: 2, y: 3}"),
        ("range(\"[18..21)\")", "[18..21)"),
        ("before([1..5), [5..8])", "true"),
        ("meets([1..5], [5..8])", "true"),
        ("overlaps([1..5], (5..8])", "false"),
        ("overlaps before([1..5], [3..8])", "true"),
        ("finishes(10, [1..10])", "true"),
        ("includes([1..10], (1..10))", "true"),
        ("during(1, (1..10])", "false"),
        ("starts((1..5], (1..10])", "true"),
        ("coincides(5, 5)", "true"),
        ('before("a", 1)', "null"),
        ("includes((> 5), 7)", "true"),
        ("abs([-3])", "3"),
        ("count(5)", "1"),
        ("floor(null)", "null"),
        ('date and time(2026, 1, 2, 3, 4, 5, "Asia/Seoul")', "2026-01-02T03:04:05@Asia/Seoul"),
        ('time(10, 0, 0.5, @"PT9H")', "10:00:00.5+09:00"),
    ],
)  # fmt: skip
def test_functions(text: str, expected: str) -> None:
    assert written(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "abs()",
        "abs(1, 2)",
        "abs(x: 1)",
        'substring("a")',
        "count(lst: [1])",
        "sort([2, 1])",
        "now(1)",
    ],
)
def test_wrong_arguments_are_null(text: str) -> None:
    assert value(text) is None


def test_a_builtin_is_a_value() -> None:
    assert written("(for f in [abs, sqrt] return f(4))") == "[4, 2]"
    assert written("abs instance of function<number> -> number") == "true"
