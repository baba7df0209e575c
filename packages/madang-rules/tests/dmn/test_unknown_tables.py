"""Decisions on incomplete facts: what is definite stays so whatever the facts turn out to be."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from madang_rules.dmn import Engine, load
from madang_rules.feel import Budget, BudgetExceeded, Unknown
from madang_rules.feel.types import BOOLEAN, NUMBER, STRING
from small_models import decision, definitions, input_data, literal, table

NUMBERS = [None, *map(Decimal, ("-5", "0", "1", "2", "2.5", "5", "10", "99"))]
STRINGS = [None, "a", "b", "c"]
TRUTHS = [None, True, False]
CELLS = [
    ["-", "< 2", ">= 2", "[0..5]", "(2..10)", "not(1)", "1, 2", "null", "? > 1 and ? < 6", "> 5", "<= 5"],
    ["-", '"a"', '"b","c"', 'not("a")', "null", '? = "b"'],
    ["-", "true", "false", "not(true)"],
]
OUTPUTS = ['"x"', '"y"', '"z"', "s", 'if t then "x" else "y"', "null"]
POLICIES = ["UNIQUE", "ANY", "FIRST", "PRIORITY", "COLLECT", "RULE ORDER", "OUTPUT ORDER"]


def model(
    policy: str,
    rows: list[list[str]],
    *,
    default: bool,
    aggregation: str = "",
    numeric: bool = False,
    restricted: bool = False,
) -> Engine:
    output: Any = ("o", "number") if numeric else ("o", "string", '"x","y","z"')
    if default:
        output = (*output, '"z"') if len(output) == 3 else (*output, "", "7")
    return load(
        definitions(
            input_data("n", "number"),
            input_data("s", "string"),
            input_data("t", "boolean"),
            decision(
                "d",
                table(
                    [
                        ("n", "number"),
                        ("s", "string", '"a","b"') if restricted else ("s", "string"),
                        ("t", "boolean"),
                    ],
                    [output],
                    rows,
                    policy=policy,
                    aggregation=aggregation,
                ),
                inputs=["i_n", "i_s", "i_t"],
            ),
        )
    )


ROW = st.tuples(*(st.sampled_from(cells) for cells in CELLS), st.sampled_from(OUTPUTS)).map(list)
NUMERIC_ROW = st.tuples(
    *(st.sampled_from(cells) for cells in CELLS),
    st.sampled_from(["0", "1", "5", "-2", "n", "if t then 1 else 0"]),
).map(list)
KNOWN = st.tuples(st.booleans(), st.booleans(), st.booleans())
ALLOWED = st.tuples(
    st.one_of(st.none(), st.lists(st.sampled_from(NUMBERS[1:]), min_size=1, max_size=3, unique=True)),
    st.one_of(st.none(), st.lists(st.sampled_from(STRINGS[1:]), min_size=1, max_size=3, unique=True)),
    st.none(),
)


def agrees(partial: Any, full: Any) -> bool:
    """Whether a result on incomplete facts holds for the result on whole facts."""
    if isinstance(partial, Unknown):
        values = partial.values
        return values is None or any(agrees(one, full) for one in values)
    if isinstance(partial, list) and isinstance(full, list):
        return len(partial) == len(full) and all(map(agrees, partial, full))
    return partial.__class__ is full.__class__ and partial == full


def check_sound(engine: Engine, known: Any, allowed: Any, nullable: bool, values: Any) -> None:
    pools = (NUMBERS, STRINGS, TRUTHS)
    types = (NUMBER, STRING, BOOLEAN)
    facts: dict[str, Any] = {}
    choices: list[list[Any]] = []
    for name, is_known, pool, type_, permitted, value in zip(
        "nst", known, pools, types, allowed, values, strict=True
    ):
        if is_known:
            facts[name] = value
            choices.append([value])
        else:
            facts[name] = Unknown.fact(name, type_, allowed=permitted, nullable=nullable)
            listed = [*(permitted if permitted is not None else pool[1:])]
            choices.append([*listed, None] if nullable else listed)
    partial = engine.decide("d", facts).value
    for combination in product(*choices):
        full = engine.decide("d", dict(zip("nst", combination, strict=True))).value
        assert agrees(partial, full), (partial, full, combination)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(POLICIES),
    st.lists(ROW, min_size=1, max_size=5),
    st.booleans(),
    KNOWN,
    ALLOWED,
    st.booleans(),
    st.tuples(st.sampled_from(NUMBERS), st.sampled_from(STRINGS), st.sampled_from(TRUTHS)),
)
def test_hit_policies_are_sound(
    policy: str, rows: list[list[str]], default: bool, known: Any, allowed: Any, nullable: bool, values: Any
) -> None:
    for restricted in (False, True):
        engine = model(policy, rows, default=default, restricted=restricted)
        check_sound(engine, known, allowed, nullable, values)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["SUM", "MIN", "MAX", "COUNT"]),
    st.lists(NUMERIC_ROW, min_size=1, max_size=5),
    st.booleans(),
    KNOWN,
    ALLOWED,
    st.booleans(),
    st.tuples(st.sampled_from(NUMBERS), st.sampled_from(STRINGS), st.sampled_from(TRUTHS)),
)
def test_aggregations_are_sound(
    aggregation: str,
    rows: list[list[str]],
    default: bool,
    known: Any,
    allowed: Any,
    nullable: bool,
    values: Any,
) -> None:
    engine = model("COLLECT", rows, default=default, aggregation=aggregation, numeric=True)
    check_sound(engine, known, allowed, nullable, values)


ELIGIBLE = definitions(
    '<itemDefinition name="tRegion"><typeRef>string</typeRef><allowedValues><text>"하늘시","바다시","숲시"</text>'
    "</allowedValues></itemDefinition>",
    input_data("나이", "number"),
    input_data("소득", "number"),
    input_data("지역", "tRegion"),
    decision(
        "자격",
        table(
            [("나이", "number"), ("소득", "number"), ("지역", "tRegion")],
            [("", "boolean")],
            [
                ["< 19", "-", "-", "false"],
                ["> 34", "-", "-", "false"],
                ["[19..34]", ">= 2500000", "-", "false"],
                ["[19..34]", "< 2500000", '"하늘시","바다시"', "true"],
                ["[19..34]", "< 2500000", '"숲시"', "false"],
            ],
        ),
        inputs=["i_나이", "i_소득", "i_지역"],
    ),
    decision("결과", literal('if 자격 then "지원" else "지원하지 않음"'), decisions=["자격"]),
)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"나이": 12}, False),
        ({"소득": 3_000_000, "나이": 20}, False),
        ({"나이": 20, "소득": 1_000_000, "지역": "바다시"}, True),
        ({"지역": "숲시", "나이": 25, "소득": 0}, False),
    ],
)
def test_facts_that_settle_it_are_enough(facts: dict[str, Any], expected: bool) -> None:
    engine = load(ELIGIBLE)
    missing_never_null = {
        name: Unknown.fact(name, type_, allowed=getattr(type_, "possible", None), nullable=False)
        for name, type_ in engine.inputs.items()
        if name not in facts
    }
    assert engine.decide("자격", {**facts, **missing_never_null}).value is expected


def test_an_uncovered_question_names_the_facts_that_would_settle_it() -> None:
    answer = load(ELIGIBLE).decide("결과", {"나이": 25}, unknown="unknown")
    assert isinstance(answer.value, Unknown)
    assert answer.missing == {"소득", "지역"}


def test_rows_that_together_take_every_value_settle_it() -> None:
    """No single row is sure, yet all that could match say the same, and one of them must."""
    engine = load(ELIGIBLE)
    income = Unknown.fact("소득", NUMBER, nullable=False)
    region = Unknown.fact("지역", STRING, allowed=["숲시"], nullable=False)
    assert engine.decide("자격", {"나이": 25, "소득": income, "지역": region}).value is False


def test_what_is_unknown_is_said_by_the_caller() -> None:
    engine = load(ELIGIBLE)
    assert engine.decide("자격", {"나이": 25}).value is None
    some = engine.decide("자격", {"나이": 25, "지역": "숲시"}, unknown=["소득"])
    assert some.value is not True
    only_named = engine.decide("자격", {"소득": 1}, unknown=["지역"])
    assert "input-missing" in {each.code for each in only_named.reasons}


def test_the_next_question_is_the_one_that_tells_most() -> None:
    engine = load(ELIGIBLE)
    asked = engine.questions("자격", {})
    assert {each.fact for each in asked} == {"나이", "소득", "지역"}
    assert asked[0].information >= asked[1].information >= asked[2].information
    ages = [(Decimal(10), 0.5), (Decimal(25), 0.2), (Decimal(60), 0.3)]
    incomes = [(Decimal(1_000_000), 0.9), (Decimal(3_000_000), 0.1)]
    assert engine.questions("자격", {}, answers={"나이": ages, "소득": incomes})[0].fact == "나이"
    assert engine.questions("자격", {"나이": 12}) == []
    (last,) = engine.questions("자격", {"나이": 25, "소득": 100})
    assert (last.fact, last.settles) == ("지역", 1.0)


def test_looking_for_the_next_question_ends_with_its_budget() -> None:
    names = "abcdefgh"
    slow = " and ".join(f"({name} > 1 or count(for i in 1..20000 return i) < 5)" for name in names)
    engine = load(
        definitions(
            *(input_data(name) for name in names),
            decision("answer", literal(slow), inputs=[f"i_{name}" for name in names]),
        )
    )
    limits = Budget(seconds=0.3)
    engine.decide("answer", dict.fromkeys(names, Decimal(2)), budget=limits)
    with pytest.raises(BudgetExceeded):
        engine.questions("answer", {}, budget=limits)


def test_the_next_question_is_asked_of_the_day_that_is_asked_about() -> None:
    logic = literal('if today() < date("2030-01-01") then a > 1 else true')
    engine = load(definitions(input_data("a"), decision("d", logic, inputs=["i_a"])))
    assert [
        each.fact for each in engine.questions("d", {}, clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    ] == ["a"]
    assert engine.questions("d", {}, clock=lambda: datetime(2031, 1, 1, tzinfo=UTC)) == []


def test_expected_answers_may_come_from_statistics() -> None:
    rich = [(Decimal(9_000_000), 0.99), (Decimal(0), 0.01)]
    asked = load(ELIGIBLE).questions("자격", {"나이": 25}, answers={"소득": rich})
    assert {each.fact: round(each.settles, 2) for each in asked}["소득"] == 0.99


def test_what_is_missing_inside_a_result_is_named_too() -> None:
    engine = load(definitions(input_data("a"), decision("d", literal("{x: [a]}"), inputs=["i_a"])))
    assert engine.decide("d", {}, unknown="unknown").missing == {"a"}
