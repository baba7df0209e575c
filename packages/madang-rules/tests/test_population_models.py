"""A model decides for many people as it decides for each of them, and asks the engine once for those alike."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from madang_rules.dmn import DmnError, load
from madang_rules.feel import Budget
from small_models import decision, definitions, input_data, literal, table

np = pytest.importorskip("numpy")

from madang_rules.population import (  # noqa: E402
    Column,
    Constant,
    Days,
    Decider,
    Numbers,
    People,
    Words,
    constants_that_matter,
)
from madang_rules.population.coding import identity  # noqa: E402

WORDS = ["하늘시", "바다시", "숲시"]
INPUTS = [input_data("age", "number"), input_data("region", "string"), input_data("since", "date")]
NEEDS = ["i_age", "i_region", "i_since"]


def people(count: int, seed: int = 1) -> People:
    random_ = np.random.default_rng(seed)

    def some() -> dict[str, Any]:
        return {"null": random_.random(count) < 0.1, "unknown": random_.random(count) < 0.15}

    return People(
        {
            "age": Numbers(random_.integers(0, 100, count), **some()),
            "region": Words(random_.integers(0, 3, count), WORDS, **some()),
            "since": Days(random_.integers(20000, 20800, count), **some()),
        }
    )


def agree(model: str, crowd: People, at_once: int = 64) -> Decider:
    engine = load(model)
    decider = Decider(engine, "Out")
    for part in decider.decide(crowd, at_once=at_once):
        for person in range(part.start, part.stop):
            expected = engine.decide("Out", crowd.facts(person), unknown="unknown").value
            found = part.outcomes[part.codes[person - part.start]]
            assert identity(found) == identity(expected), crowd.facts(person)
        assert sum(count for _, count in part.counts()) == part.stop - part.start
    return decider


def test_a_budget_may_be_looked_at_before_each_question() -> None:
    engine = load(definitions(*INPUTS, decision("Out", literal("age * 2"), inputs=NEEDS)))
    given: list[Budget] = []

    def budget() -> Budget:
        given.append(Budget(seconds=1.0))
        if len(given) > 3:
            raise TimeoutError
        return given[-1]

    with pytest.raises(TimeoutError):
        list(Decider(engine, "Out").decide(people(50), budget=budget))
    assert len(given) == 4, "within one part, not only between two"


CELLS = {
    "age": ["-", "[19..34]", "< 19", ">= 65", "not(30)", "(34..65)", "20, 30", "null"],
    "region": ["-", '"하늘시"', 'not("숲시")', '"바다시", "숲시"'],
    "since": ["-", '<= date("2025-01-01")', '> date("2025-01-01")'],
}


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(*(st.sampled_from(cells) for cells in CELLS.values()), st.integers(1, 3)), min_size=1, max_size=6),
    st.sampled_from(["UNIQUE", "FIRST", "ANY", "COLLECT"]),
    st.integers(0, 10**6),
)  # fmt: skip
def test_tables(rules: list[tuple[str, str, str, int]], policy: str, seed: int) -> None:
    cells = table(
        [("age", "number"), ("region", "string"), ("since", "date")],
        [("", "number")],
        [(*cells, str(output)) for *cells, output in rules],
        policy=policy,
    )
    model = definitions(*INPUTS, decision("Out", cells, inputs=NEEDS))
    agree(model, people(60, seed), at_once=25)


@pytest.mark.parametrize(
    ("logic", "matters"),
    [
        ('age >= 19 and age < 35 and region = "하늘시"', [19, 35]),
        ("if age in [19..34] then 1 else 2", [19, 34]),
        ("age between 10 and 20 or age in (30, 40)", [10, 20, 30, 40]),
        ("age + 1 > 19", None),
        ("some age in [1, 2] satisfies age > 1", [1]),
        ("string(age)", None),
        ('if since < date("2025-01-01") then age > 3 else age', None),
    ],
)
def test_what_of_a_fact_matters(logic: str, matters: list[int] | None) -> None:
    model = definitions(*INPUTS, decision("Out", literal(logic), inputs=NEEDS))
    found = constants_that_matter(load(model), "age")
    assert (None if found is None else sorted(found)) == (
        None if matters is None else [Decimal(one) for one in matters]
    )
    agree(model, people(80))


def test_the_engine_is_asked_once_for_people_alike() -> None:
    cells = table(
        [("age", "number"), ("region", "string")],
        [("", "number")],
        [("[19..34]", '"하늘시"', "100"), (">= 65", "-", "200")],
    )
    model = definitions(*INPUTS, decision("Out", cells, inputs=NEEDS[:2]))
    decider = agree(model, people(3000), at_once=1000)
    # Ages fall into 7 classes, absent or unknown; regions into 3, absent or unknown.
    assert decider.decided <= 9 * 5


def test_a_decision_on_a_decision() -> None:
    model = definitions(
        *INPUTS,
        decision("Young", literal("age < 35"), inputs=["i_age"], type_ref="boolean"),
        decision("Out", literal('if Young then "a" else region'), inputs=["i_region"], decisions=["Young"]),
    )
    decider = agree(model, people(200))
    assert decider.constants["age"] == [Decimal(35)] and decider.constants["region"] is None


def test_a_fact_without_a_column_is_unknown() -> None:
    model = definitions(*INPUTS, decision("Out", literal('age > 3 and region = "하늘시"'), inputs=NEEDS))
    crowd = People({"age": Numbers([1, 5])})
    (part,) = Decider(load(model), "Out").decide(crowd)
    assert part.outcomes[part.codes[0]] is False
    assert part.outcomes[part.codes[1]].facts == frozenset(["region"])


@pytest.mark.parametrize("value", [30, "하늘시", None, [{"인원": 1, "값": 2_564_238}], [], True])
def test_one_value_for_everybody(value: Any) -> None:
    model = definitions(
        input_data("age", "number"),
        input_data("told", "Any"),
        decision("Out", literal("if age > 40 then told else null"), inputs=["i_age", "i_told"]),
    )
    columns: dict[str | tuple[str, ...], Column] = {
        "age": Numbers([25, 41, 60, 41]), "told": Constant(value, 4)
    }  # fmt: skip
    assert agree(model, People(columns), at_once=3).decided <= 3


def test_columns_are_read_by_the_declared_types_and_others_are_refused() -> None:
    model = definitions(
        *INPUTS, decision("Out", literal('since <= date("2025-01-01") and age >= 19'), inputs=NEEDS)
    )
    decider = Decider(load(model), "Out")
    days = ["2025-06-01", "2024-06-01", None, "2024-06-01"]
    (told,) = decider.decide(People({"age": ["30", 30, 30, "18"], "since": days}))
    assert [told.outcomes[code] for code in told.codes] == [False, True, None, False]
    for wrong in ({"age": ["thirty"]}, {"age": Words([0], ["30 years"])}, {"since": [3]}):
        with pytest.raises(DmnError) as refused:
            list(decider.decide(People(wrong)))
        assert refused.value.code == "fact-type"
