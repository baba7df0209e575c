"""Columns answer as the engine does: random conditions, random people, some of whose facts are unknown or absent."""

from decimal import Decimal
from typing import Any

import pytest
from expressions import VALUES, expressions, facts
from hypothesis import given, settings
from hypothesis import strategies as st
from madang_rules.feel import Evaluation, FeelSyntaxError, Unknown, compile_expression
from madang_rules.feel.types import NUMBER, STRING
from madang_rules.feel.unknown import truths

np = pytest.importorskip("numpy")

from madang_rules.population import (  # noqa: E402
    Days,
    Flags,
    Lists,
    Numbers,
    People,
    Values,
    Words,
    compile_conditions,
)

WORDS = ["하늘시", "바다시", "숲시"]
TAGS = ["a", "b", "c"]


def answer(text: str, names: Any, scope: dict[str, Any]) -> str:
    """What the engine says, in the words of the columns."""
    possible = set(truths(compile_expression(text, names)(scope, Evaluation())))
    return {True: "yes", False: "no", None: "null"}[possible.pop()] if len(possible) == 1 else "unknown"


def is_readable(text: str, names: Any) -> bool:
    try:
        compile_expression(text, names)
    except FeelSyntaxError:
        return False
    return True


def agree(texts: list[str], names: Any, people: People, at_once: int = 3) -> None:
    conditions = compile_conditions(texts, names)
    for part in conditions.answer(people, at_once=at_once, nulls=True):
        for person in range(part.start, part.stop):
            scope = people.facts(person)
            for text in texts:
                assert part.of(text, person) == answer(text, names, scope), (text, scope)


@settings(max_examples=150, deadline=None)
@given(st.lists(expressions(2), min_size=1, max_size=4), st.lists(facts(), min_size=1, max_size=5))
def test_any_expression(texts: list[str], drawn: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    names = {name: type_ for name, (type_, _) in VALUES.items()}
    people = People({name: Values([partial[name] for partial, _ in drawn]) for name in names})
    texts = [text for text in texts if is_readable(text, names)]
    agree(texts, names, people)


ATOMS = [
    "age >= {n}", "{n} < age", "age = {n}", "age != {n}", "age in [{n}..30]", "age in ({n}, 3, > 40)", "age between {n} and 30",
    "not(age < {n})", "income * 12 <= {n}", "income + limit > {n}", "income <= limit * {n}", "income < limit", "income = limit",
    "-income >= limit - {n}", 'region = "바다시"', 'region in ("하늘시", "숲시")', 'region in ["하늘시", "숲시"]', 'region < "바다시"',
    'not(region in ("하늘시"))', 'since <= date("2026-01-0{d}")', 'since in [date("2026-01-01")..date("2026-01-0{d}")]', "since.year = 2026",
    'since + duration("P1D") > date("2026-01-0{d}")', "since < until", "until - since > duration(\"P{d}D\")", "works", "not(works)", "works = true",
    'list contains(tags, "a")', 'some t in tags satisfies t in ("b", "c")', '"c" in tags', "count(tags) > {d}", 'contains(region, "시")',
    "every t in tags satisfies t != \"a\"", "home.size >= {d}", "income / home.size < {n}", "age = null", "age != null", "if works then age > {n} else income > {n}",
    "income = \"x\"", "region > {n}", "list contains(tags, region)", "age in not({n}, 3)", "age in (null, {n})", "string(income) = \"10.0\"",
]  # fmt: skip
NAMES = ["age", "income", "limit", "region", "since", "until", "works", "tags", "home"]
atoms = st.builds(
    lambda text, n, d: text.format(n=n, d=d),
    st.sampled_from(ATOMS),
    st.sampled_from(["19", "2.5", "30", "0", "10.0"]),
    st.integers(1, 4),
)
conditions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.builds("({}) and ({})".format, inner, inner),
        st.builds("({}) or ({})".format, inner, inner),
        st.builds("not(({}) and ({}))".format, inner, inner),
        st.builds("not({})".format, inner),
    ),
    max_leaves=6,
)


@st.composite
def populations(draw: st.DrawFn) -> People:
    count = draw(st.integers(1, 7))

    def column(make: Any, values: st.SearchStrategy[Any], *others: Any) -> Any:
        state = [draw(st.sampled_from(["known", "known", "null", "unknown"])) for _ in range(count)]
        return make(
            [draw(values) for _ in range(count)],
            *others,
            null=[one == "null" for one in state],
            unknown=[one == "unknown" for one in state],
        )

    def told(made: Any, name: str, type_: Any, allowed: list[Any]) -> Any:
        if draw(st.booleans()):
            made.fact = Unknown.fact(name, type_, allowed=allowed, nullable=draw(st.booleans()))
        return made

    integers = st.sampled_from([0, 3, 19, 20, 30, 100])
    return People(
        {
            "age": told(column(Numbers, integers), "age", NUMBER, [Decimal(19), Decimal(31)]),
            "income": column(Numbers, integers, 1),
            "limit": told(column(Numbers, integers, -1), "limit", NUMBER, [Decimal(30)]),
            "region": told(column(Words, st.integers(0, 2), WORDS), "region", STRING, ["하늘시"]),
            "since": column(Days, st.integers(20453, 20458)),
            "until": column(Days, st.integers(20453, 20458)),
            "works": column(Flags, st.booleans()),
            "tags": column(Lists, st.integers(0, 7), TAGS),
            ("home", "size"): column(Numbers, st.integers(0, 5)),
        }
    )


@settings(max_examples=250, deadline=None)
@given(st.lists(conditions, min_size=1, max_size=4), populations(), st.integers(1, 8))
def test_conditions_on_columns(texts: list[str], people: People, at_once: int) -> None:
    agree(texts, NAMES, people, at_once)
