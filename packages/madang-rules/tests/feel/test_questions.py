"""The question that tells most comes first."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from madang_rules.feel import (
    Evaluation,
    Unknown,
    compile_expression,
    constants_compared,
    likely_answers,
    questions,
)
from madang_rules.feel.types import BOOLEAN, DATE, NUMBER, STRING
from madang_rules.feel.values import Range

RULE = compile_expression(
    'age >= 19 and age <= 34 and (region = "하늘시" or veteran) and since <= date("2026-01-01")',
    ["age", "region", "veteran", "since"],
)
FACTS: dict[str, Any] = {
    "age": Unknown.fact("age", NUMBER, allowed=[Range(Decimal(0), Decimal(120))], nullable=False),
    "region": Unknown.fact("region", STRING, nullable=False),
    "veteran": Unknown.fact("veteran", BOOLEAN, nullable=False),
    "since": Unknown.fact("since", DATE, nullable=False),
}


def decide(facts: Mapping[str, Any]) -> Any:
    return RULE(facts, Evaluation())


def answers() -> dict[str, Any]:
    return {name: likely_answers(fact, constants_compared(RULE.node, name)) for name, fact in FACTS.items()}


def test_answers_lie_on_both_sides_of_each_boundary() -> None:
    assert [str(value) for value, _ in answers()["age"]] == ["18", "19", "20", "33", "34", "35"]
    assert [value for value, _ in answers()["region"]] == ["…", "하늘시"]
    assert [str(value) for value, _ in answers()["since"]] == ["2025-12-31", "2026-01-01", "2026-01-02"]
    assert [value for value, _ in answers()["veteran"]] == [True, False]


def test_all_facts_that_matter_are_asked_for_and_no_others() -> None:
    asked = questions(decide, FACTS, answers())
    assert {question.fact for question in asked} == set(FACTS)
    assert all(question.information >= 0 for question in asked)
    known = {**FACTS, "region": "하늘시"}
    assert {question.fact for question in questions(decide, known, answers())} == {"age", "since"}


def test_what_is_settled_asks_nothing() -> None:
    assert questions(decide, {**FACTS, "age": Decimal(12)}, answers()) == []


def test_a_rare_answer_tells_less() -> None:
    rule = compile_expression("a and b", ["a", "b"])
    facts = {name: Unknown.fact(name, BOOLEAN, nullable=False) for name in ("a", "b")}
    weighed = {"a": [(True, 1.0), (False, 1.0)], "b": [(True, 99.0), (False, 1.0)]}
    first, second = questions(lambda one: rule(one, Evaluation()), facts, weighed)
    assert (first.fact, second.fact) == ("a", "b")
    assert first.information > 0.9 > 0.1 > second.information
    assert first.settles == 0.5


def test_many_facts_are_sampled_and_the_sample_repeats() -> None:
    names = [f"f{index}" for index in range(12)]
    rule = compile_expression(" or ".join(names), names)
    facts = {name: Unknown.fact(name, BOOLEAN, nullable=False) for name in names}
    weighed = {name: [(True, 1.0), (False, 9.0)] for name in names}
    once = questions(lambda one: rule(one, Evaluation()), facts, weighed)
    assert once == questions(lambda one: rule(one, Evaluation()), facts, weighed)
    assert len(once) == 12


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("income * 12 <= 30000000", ["2500000"]),
        ("100 - income > 30", ["70"]),
        ("5 < 10 / income", ["2"]),
        ("(income + 3) / 2 between 4 and 6", ["5", "9"]),
        ("-income in (1, 2)", ["-1", "-2"]),
        ("income * income > 9", ["9"]),
        ("other > 3", []),
    ],
)
def test_bounds_are_where_the_fact_itself_turns(text: str, bounds: list[str]) -> None:
    node = compile_expression(text, ["income", "other"]).node
    assert [str(bound) for bound in constants_compared(node, "income")] == bounds
