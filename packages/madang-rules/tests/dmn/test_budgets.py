"""Checking a model, showing its answers and explaining them end within their budgets, with a sentence."""

import time
from datetime import UTC, date, datetime

import pytest
from madang_rules.dmn import as_data, explain, load
from madang_rules.dmn.explain.plain import plain
from madang_rules.feel import Budget, BudgetExceeded
from small_models import decision, definitions, input_data, literal, table

WIDE = definitions(
    input_data("x", "number"),
    decision(
        "wide",
        table(
            [("x", "number")],
            [("o", "string", '"a", "b"')],
            [[f"> {number}", f'"{"ab"[number % 2]}"'] for number in range(400)],
            policy="PRIORITY",
        ),
        inputs=["i_x"],
    ),
    decision("narrow", table([("1", "number")], [("o", "string")], [["2", '"x"']])),
)


@pytest.mark.parametrize(
    ("limits", "said"), [(Budget(steps=5_000), "5000단계"), (Budget(seconds=0.0), "0.0초")]
)
def test_checking_a_model_ends_within_its_budget_and_says_where(limits: Budget, said: str) -> None:
    whole = {each.code for each in load(WIDE).findings}
    assert "row-unreachable" in whole and "table-gap" in whole and "not-looked-at" not in whole
    stopped = [each for each in load(WIDE, checking=limits).findings if each.code == "not-looked-at"]
    assert [each.element for each in stopped] == ["wide", "narrow"]
    assert stopped[0].severity == "warning" and stopped[0].line
    assert stopped[0].sentence("en").startswith("Not looked at whole: Stopped: ")
    assert said in stopped[0].sentence("ko")


def test_a_table_of_thousands_of_ranges_is_checked_in_seconds() -> None:
    rows = [[f"> {number}", f"< {number}", f'"{number % 9}"'] for number in range(3000)]
    order = ", ".join(f'"{number}"' for number in range(9))
    logic = table([("x", "number"), ("y", "number")], [("o", "string", order)], rows, policy="PRIORITY")
    engine = load(
        definitions(
            input_data("x", "number"),
            input_data("y", "number"),
            decision("d", logic, inputs=["i_x", "i_y"]),
        ),
        checking=Budget(steps=200_000_000, seconds=2.0),
    )
    began = time.thread_time()
    assert engine.findings
    assert time.thread_time() - began < 5


def doubled(count: int, first: str) -> str:
    """Decisions of which each holds the one before twice: `count` lists in memory, 2^count leaves written out."""
    parts = [input_data("x", "number"), decision("d0", literal(first), inputs=["i_x"])]
    parts += [
        decision(f"d{n}", literal(f"[d{n - 1}, d{n - 1}]"), decisions=[f"d{n - 1}"]) for n in range(1, count)
    ]
    parts.append(decision("length", literal(f"count(d{count - 1})"), decisions=[f"d{count - 1}"]))
    return definitions(*parts)


@pytest.mark.parametrize("first", ["[1, 2]", "x", "{a: x}"])
def test_lists_that_share_their_parts_are_refused_before_they_are_written_out(first: str) -> None:
    engine = load(doubled(40, first))
    began = time.monotonic()
    for ask in (
        lambda: engine.decide("d39", {}, unknown="unknown"),
        lambda: engine.decide("length", {}, unknown="unknown", trace=True),
        lambda: engine.questions("d39", {}),
        lambda: engine.decide(None, {"x": 1}),
    ):
        with pytest.raises(BudgetExceeded) as stopped:
            ask()
        assert stopped.value.limit == "answer_size"
        assert "1000000" in stopped.value.sentence("ko") and "1000000" in stopped.value.sentence("en")
    assert engine.decide("length", {}).value == 2  # what stays inside may share what it likes
    assert time.monotonic() - began < 2


def test_the_size_of_an_answer_is_the_callers_to_set() -> None:
    engine = load(doubled(8, "[1, 2]"))
    answer = engine.decide("d7", {"x": 1}, trace=True)
    assert len(plain(answer.value)) == 2
    with pytest.raises(BudgetExceeded):
        engine.decide("d7", {"x": 1}, budget=Budget(answer_size=100))
    with pytest.raises(BudgetExceeded):  # of long texts and numbers few make many
        load(definitions(decision("d", literal("[10 ** 6000, 1]")))).decide(
            "d", {}, budget=Budget(answer_size=99)
        )


def test_an_answer_nested_deeper_than_anybody_can_show_is_refused() -> None:
    parts = [decision("d0", literal("1"))]
    parts += [decision(f"d{n}", literal(f"[d{n - 1}]"), decisions=[f"d{n - 1}"]) for n in range(1, 300)]
    engine = load(definitions(*parts))
    assert plain(engine.decide("d100", {}).value)
    with pytest.raises(BudgetExceeded) as stopped:
        engine.decide("d299", {})
    assert stopped.value.limit == "answer_depth"


def test_shared_lists_of_unknown_outcome_are_joined_in_a_moment() -> None:
    def chain(name: str) -> str:
        return ", ".join(
            [f"{name}0: [a, 1]", *(f"{name}{n}: [{name}{n - 1}, {name}{n - 1}]" for n in range(1, 40))]
        )

    text = f"count(if b then {{{chain('p')}}}.p39 else {{{chain('q')}}}.q39)"
    engine = load(
        definitions(
            input_data("a", "number"),
            input_data("b", "boolean"),
            decision("d", literal(text), inputs=["i_a", "i_b"]),
        )
    )
    began = time.monotonic()
    assert engine.decide("d", {}, unknown="unknown").missing == {"a", "b"}
    assert engine.decide("d", {"a": 1}, unknown="unknown").missing == {"b"}
    assert time.monotonic() - began < 2


def test_facts_that_share_their_parts_are_read_in_a_moment() -> None:
    fact: list[object] = [1]
    for _ in range(60):
        fact = [fact, fact]
    engine = load(definitions(input_data("x"), decision("d", literal("count(x)"), inputs=["i_x"])))
    assert engine.decide("d", {"x": fact}).value == 2


def test_outputs_that_share_their_parts_are_compared_within_the_budget() -> None:
    twins = [
        decision(f"{side}{n}", literal(f"[{side}{n - 1}, {side}{n - 1}]" if n else "[1]"),
                 decisions=[f"{side}{n - 1}"] if n else [])
        for side in "pq" for n in range(40)
    ]  # fmt: skip
    rows = [["-", "p39"], ["-", "q39"]]
    logic = table([("1", "number")], [("o", "")], rows, policy="ANY")
    engine = load(definitions(*twins, decision("any", logic, decisions=["p39", "q39"])))
    with pytest.raises(BudgetExceeded) as stopped:
        engine.decide("any", {})
    assert stopped.value.limit in ("steps", "seconds")


HEAVY = definitions(
    input_data("x", "number"),
    decision(
        "both",
        literal("count(for i in 1..20000 return i) < x and x > 100000"),
        inputs=["i_x"],
        type_ref="boolean",
    ),
    decision(
        "row",
        table(
            [("x", "number")],
            [("o", "string")],
            [[f"count(for i in 1..20000 return i) = x + {n}", '"a"'] for n in range(3)],
        ),
        inputs=["i_x"],
    ),
)


@pytest.mark.parametrize("name", ["both", "row"])
def test_explaining_ends_within_the_budget_of_the_question(name: str) -> None:
    engine = load(HEAVY)
    (trace,) = engine.decide(name, {"x": 1}, trace=True).trace
    assert "stopped" not in as_data(trace)
    (trace,) = engine.decide(name, {"x": 1}, trace=True, budget=Budget(steps=150_000)).trace
    told = [explain(trace, "ko") for _ in range(4)]  # one budget for all that is told
    assert "멈추었습니다" not in " ".join(told[0])
    assert told[-1][-1] == "계산이 150000단계를 넘어 멈추었습니다."
    assert as_data(trace)["stopped"]["en"].startswith("Stopped: ")


def test_conditions_are_told_of_the_moment_that_was_asked_about() -> None:
    engine = load(
        definitions(
            input_data("day", "date"),
            decision("d", literal('today() = @"2020-02-02" and day > today()'), inputs=["i_day"]),
        )
    )
    then = datetime(2020, 2, 2, 12, tzinfo=UTC)
    (trace,) = engine.decide("d", {"day": date(2020, 2, 1)}, trace=True, clock=lambda: then).trace
    assert [each["met"] for each in as_data(trace)["conditions"]] == [True, False]
    assert as_data(trace)["conditions"][1]["by"] == "P1D"
