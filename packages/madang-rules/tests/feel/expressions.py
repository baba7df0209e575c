"""Random FEEL for the property tests: texts over a few facts, and values for those facts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from madang_rules.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    NUMBER,
    STRING,
    ContextType,
    ListType,
    Type,
)
from madang_rules.feel.unknown import Unknown
from madang_rules.feel.values import Date, Range

numbers = st.sampled_from(
    [Decimal(text) for text in ("-1", "0", "1", "2", "2.0", "2.5", "3", "10", "19", "34", "1E+2")]
)
strings = st.sampled_from(["", "a", "b", "가", "ab", "2026-01-01", "10"])
booleans = st.booleans()
dates = st.sampled_from([Date(2025, 12, 31), Date(2026, 1, 1), Date(2026, 2, 28), Date(1, 1, 1)])
scalars = st.one_of(numbers, strings, booleans, dates, st.none())
number_lists = st.lists(st.one_of(numbers, st.none()), max_size=4)
persons = st.fixed_dictionaries({"a": st.one_of(numbers, st.none()), "b": strings})
anything = st.one_of(scalars, number_lists, persons, st.lists(persons, max_size=3))

VALUES: dict[str, tuple[Type, st.SearchStrategy[Any]]] = {
    "n": (NUMBER, numbers),
    "m": (NUMBER, numbers),
    "s": (STRING, strings),
    "t": (STRING, strings),
    "p": (BOOLEAN, booleans),
    "q": (BOOLEAN, booleans),
    "d": (DATE, dates),
    "xs": (ListType(NUMBER), number_lists),
    "c": (ContextType((("a", NUMBER), ("b", STRING))), persons),
    "cs": (ListType(ContextType((("a", NUMBER), ("b", STRING)))), st.lists(persons, max_size=3)),
    "v": (ANY, anything),
}


@st.composite
def facts(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the facts with some of them unknown, and all of them complete."""
    full: dict[str, Any] = {}
    partial: dict[str, Any] = {}
    for name, (type_, strategy) in VALUES.items():
        value = draw(strategy)
        known = draw(st.sampled_from([True, True, False]))
        if not known:
            value, unknown = draw(unknowns(name, type_, strategy))
            partial[name] = unknown
        else:
            partial[name] = value
        full[name] = value
    return partial, full


@st.composite
def unknowns(draw: st.DrawFn, name: str, type_: Type, strategy: st.SearchStrategy[Any]) -> tuple[Any, Any]:
    """Return a value and the same fact as an unknown that may have this value, at its top or within."""
    value = draw(strategy)
    nullable = draw(st.booleans())
    if nullable and draw(st.integers(0, 3)) == 0:
        value = None
    told = draw(st.sampled_from([ANY, type_]))
    allowed: tuple[Any, ...] | None = None
    if type_ in (NUMBER, STRING, DATE, BOOLEAN) and draw(st.booleans()):
        others = draw(st.lists(strategy, max_size=3))
        allowed = tuple(others) + (() if value is None else (value,))
        if type_ in (NUMBER, DATE) and allowed and draw(st.booleans()):
            order = sorted(allowed, key=lambda one: one if isinstance(one, Decimal) else one.days)
            allowed = (Range(order[0], order[-1]),)
            if draw(st.booleans()):
                allowed = (Range(None, order[-1], False, True),) if draw(st.booleans()) else (
                    Range(order[0], None, True, False),
                )  # fmt: skip
        if not allowed:
            allowed = (draw(strategy),)
    if isinstance(value, list) and value and draw(st.booleans()):
        place = draw(st.integers(0, len(value) - 1))
        inner = Unknown.fact(name, ANY, nullable=True)
        return value, [inner if index == place else item for index, item in enumerate(value)]
    if isinstance(value, dict) and draw(st.booleans()):
        return value, {**value, "a": Unknown.fact(name, draw(st.sampled_from([ANY, NUMBER])))}
    return value, Unknown.fact(name, told, allowed=allowed, nullable=nullable or value is None)


_ATOMS = [
    "n", "m", "s", "t", "p", "q", "d", "xs", "c", "cs", "v", "null", "true", "false", "0", "1", "2", "2.5", "-1", '"a"', '"ab"', '""',
    '@"2026-01-01"', '@"P1D"', '@"P1M"', "[1, 2]", "[]", "[1..3]", "(n..10]", "{a: n, b: s}", "c.a", "c.b", "cs.a", "d.year", "v.a",
    "(function(x) x + n)", "(< 2)", "(= n)", "(!= 2)", "[n, v]",
]  # fmt: skip
_UNARY = [
    "-({0})", "not({0})", "({0})[1]", "({0})[item > 1]", "({0})[a > 1]", "({0}).a", "({0}).b", "({0})[-1]", "({0})[n]", "count({0})", "sum({0})",
    "min({0})", "max({0})", "string({0})", "string length({0})", "abs({0})", "floor({0})", "list contains({0}, n)",
    "number({0})", "date({0})", "all({0})", "any({0})", "reverse({0})", "distinct values({0})", "flatten({0})", "is({0}, v)",
    "upper case({0})", "{0} instance of number", "({0}) instance of list<number>", "({0}) instance of Any", "({0}) instance of string",
    "get entries({0})", "sort({0}, function(x, y) x < y)", "[{0}]", "{{a: {0}, b: 1}}", "{{a: {0}}}.a", "mean({0})", "median({0})",
    "append({0}, n)", "for x in {0} return x", "for x in {0} return partial", "some x in {0} satisfies x = n", "every x in {0} satisfies x > n",
    "duration({0})", "day of week({0})", "concatenate({0}, xs)", "index of({0}, n)", "union({0}, xs)", "get value({0}, s)",
    "context put({0}, s, n)", "({0})(n)", "range({0})", "mode({0})", "even({0})", "matches({0}, \"a.*\")", "context merge([{0}])",
    "(function(x: number) x)({0})", "(function(x: list<number>) x)({0})", "(function(x: string) x)({0})", "remove({0}, n)", "sublist({0}, n)",
    "insert before({0}, 1, v)", "context({0})", "list replace({0}, 1, m)", "string join({0})", "day of year({0})", "coincides({0}, v)",
    "years and months duration({0}, d)", "list replace({0}, function(x, y) x = n, m)",
]  # fmt: skip
_BINARY = [
    "({0}) + ({1})", "({0}) - ({1})", "({0}) * ({1})", "({0}) / ({1})", "({0}) ** ({1})", "({0}) = ({1})", "({0}) != ({1})",
    "({0}) < ({1})", "({0}) <= ({1})", "({0}) > ({1})", "({0}) >= ({1})", "({0}) and ({1})", "({0}) or ({1})",
    "({0}) in ({1})", "({0}) in [{1}, 2]", "({0}) in (< ({1}))", "({0}) in (>= ({1}), null)", "({0}) in ({1}, 1)", "({0}) between ({1}) and 10",
    "({0}) in [({1})..10]", "if {0} then {1} else n", "if p then {0} else {1}", "if {0} then {1} else {1}", "for x in {0} return x + ({1})",
    "[{0}, {1}]", "({0})[item = ({1})]", "({0})[{1}]", "some x in {0} satisfies x < ({1})", "every x in [1, n] satisfies (x < ({0}) or ({1}))",
    "for x in 1..({0}) return {1}", "modulo({0}, {1})", "substring({0}, {1})", "contains({0}, {1})", "before({0}, {1})", "starts with({0}, {1})",
    "list contains({0}, {1})", "max({0}, {1})", "min({0}, {1})", "sum({0}, {1})", "(function(x, y) x = y)({0}, {1})", "{{a: {0}, b: {1}}}",
    "({{a: {0}}}) = ({{a: {1}}})", "[{0}] = [{1}]", "decimal({0}, {1})", "date({0}, 1, {1})", "({0})[a = ({1})]", "is({0}, {1})",
    "includes({0}, {1})", "append({0}, {1})", "index of({0}, {1})", "split({0}, {1})", "replace({0}, \"a\", {1})", "get value({0}, {1})",
    "({0}) in ({1}, not(p))", "for x in {0}, y in {1} return [x, y]", "product({0}, {1})",
]  # fmt: skip


def expressions(depth: int = 3) -> st.SearchStrategy[str]:
    """Return texts of expressions; most are ill typed somewhere, as many in life are."""
    return st.recursive(
        st.sampled_from(_ATOMS),
        lambda inner: st.one_of(
            st.builds(lambda form, one: form.format(one), st.sampled_from(_UNARY), inner),
            st.builds(lambda form, one, two: form.format(one, two), st.sampled_from(_BINARY), inner, inner),
        ),
        max_leaves=2**depth,
    )
