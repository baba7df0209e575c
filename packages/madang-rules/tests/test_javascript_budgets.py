"""The evaluator in TypeScript ends within its budgets as Python does, in what it decides, shows, explains and asks."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from madang_rules.dmn import Engine, as_data, explain, load
from madang_rules.export import export_expressions, export_model
from madang_rules.export.node import Node, find_node
from madang_rules.export.wire import encode
from madang_rules.feel import Budget, BudgetExceeded, compile_expression, to_feel
from small_models import decision, definitions, input_data, literal
from test_budgets import HEAVY, doubled

NODE = find_node()
pytestmark = pytest.mark.skipif(NODE is None, reason="no Node.js of version 22.17 or later")


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    assert NODE is not None
    with Node(NODE) as process:
        yield process


def asked(node: Node, engine: Engine, **question: Any) -> Any:
    facts = question.pop("facts", {})
    node.ask({"load": export_model(engine)})
    given = [[None, name, encode(to_feel(value))] for name, value in facts.items()]
    return node.ask({"given": given, "unknown": "unknown", **question})


@pytest.mark.parametrize("first", ["[1, 2]", "x", "{a: x}"])
@pytest.mark.parametrize("question", [{"decide": "d39"}, {"decide": "length", "trace": True}, {"ask": "d39"}])
def test_lists_that_share_their_parts_are_refused_as_in_python(
    node: Node, first: str, question: dict[str, Any]
) -> None:
    engine = load(doubled(40, first))
    began = time.monotonic()
    assert asked(node, engine, **question) == {"exceeded": "answer_size"}
    assert asked(node, engine, decide="length")["values"] == [["length", encode(to_feel(2))]]
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("most", [20, 100, 253, 254, 255, 256, 500])
def test_an_answer_has_the_same_size_as_in_python(node: Node, most: int) -> None:
    engine = load(doubled(5, '{"이름": [10 ** 500, x], b: "0123456789012345678901234567890123456789"}'))
    try:
        engine.decide("d4", {}, unknown="unknown", trace=True, budget=Budget(answer_size=most))
        ours = None
    except BudgetExceeded as stopped:
        ours = stopped.limit
    found = asked(node, engine, decide="d4", trace=True, budget={"answerSize": most})
    assert found.get("exceeded") == ours


@pytest.mark.parametrize("name", ["both", "row"])
@pytest.mark.parametrize("steps", [65_000, 100_000, 150_000])
def test_explaining_ends_where_python_ends(node: Node, name: str, steps: int) -> None:
    engine = load(HEAVY)
    (trace,) = engine.decide(name, {"x": 1}, trace=True, budget=Budget(steps=steps)).trace
    ours = [as_data(trace), explain(trace, "ko"), explain(trace, "en")]
    found = asked(node, engine, decide=name, facts={"x": 1}, trace=True, budget={"steps": steps})
    assert [found["trace"][0], *found["sentences"][0]] == ours


@pytest.mark.parametrize(
    "text",
    ["i ** 0.37", "log(i + 0.5)", "exp(1 / i)", "sqrt(i)", "stddev([i, 2, 3])", "(1 + 1 / i) ** 19999"],
)
def test_powers_and_logarithms_end_within_their_seconds(node: Node, text: str) -> None:
    compiled = compile_expression(f"for i in 1..1000000 return {text}")
    node.ask({"load": export_expressions([compiled], [])})
    began = time.monotonic()
    budget = {"seconds": 0.5, "steps": 10**12, "listLength": 10**12}
    assert node.ask({"evaluate": 0, "facts": [], "budget": budget}) == {"exceeded": "seconds"}
    assert time.monotonic() - began < 3


def test_all_completions_of_a_question_share_its_seconds(node: Node) -> None:
    heavy = "count(for i in 1..60000 return i * 2) + a + b + c + d > 40"
    names = "abcd"
    engine = load(
        definitions(
            *(input_data(name, "number") for name in names),
            decision("r", literal(heavy), inputs=[f"i_{name}" for name in names]),
        )
    )
    began = time.monotonic()
    found = asked(node, engine, ask="r", budget={"seconds": 0.3})
    assert found == {"exceeded": "seconds"}
    assert time.monotonic() - began < 2
