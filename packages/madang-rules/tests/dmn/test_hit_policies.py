"""Each hit policy and aggregation gives what chapter 8 of the standard says."""

from decimal import Decimal
from typing import Any

import pytest
from madang_rules.dmn import load
from madang_rules.export import export_model
from madang_rules.export.node import Node, find_node
from madang_rules.export.wire import encode
from small_models import decision, definitions, input_data, table


def run(logic: str, value: Any, type_ref: str = "number", decided: str = "") -> Any:
    engine = load(
        definitions(input_data("x", type_ref), decision("d", logic, inputs=["i_x"], type_ref=decided))
    )
    return engine.decide("d", {"x": value})


def single(policy: str, *, values: str = "", default: str | None = None, aggregation: str = "") -> str:
    output = ("o", "string", values, default) if default is not None else ("o", "string", values)
    return table(
        [("x", "number")],
        [output],
        [["> 0", '"small"'], ["> 10", '"middle"'], ["> 100", '"large"'], ["> 10", '"middle"']],
        policy=policy,
        aggregation=aggregation,
    )


def test_unique_gives_the_one_row_and_null_for_two() -> None:
    assert run(single("UNIQUE"), 5).value == "small"
    answer = run(single("UNIQUE"), 50)
    assert answer.value is None
    assert "table-not-unique" in {each.code for each in answer.reasons}


def test_no_row_gives_null_or_the_default() -> None:
    assert run(single("UNIQUE"), -1).value is None
    assert run(single("UNIQUE", default='"none"'), -1).value == "none"
    assert run(single("FIRST", default='"none"'), -1).value == "none"


def test_first_gives_the_first_row() -> None:
    assert run(single("FIRST"), 500).value == "small"


def test_any_wants_all_rows_to_agree() -> None:
    same = table(
        [("x", "number")], [("o", "string")], [["> 0", '"a"'], ["> 1", '"a"'], ["> 5", '"b"']], policy="ANY"
    )
    assert run(same, 3).value == "a"
    answer = run(same, 7)
    assert answer.value is None
    assert "table-not-any" in {each.code for each in answer.reasons}


def test_priority_follows_the_order_of_output_values() -> None:
    logic = single("PRIORITY", values='"large","middle","small"')
    assert [run(logic, value).value for value in (5, 50, 500)] == ["small", "middle", "large"]


def test_priority_follows_the_allowed_values_of_the_decisions_type() -> None:
    text = definitions(
        '<itemDefinition name="tSize"><typeRef>string</typeRef><allowedValues>'
        '<text>"large","middle","small"</text></allowedValues></itemDefinition>',
        input_data("x", "number"),
        decision(
            "d",
            table([("x", "number")], [("", "")], [["> 0", '"small"'], ["> 9", '"large"']], policy="PRIORITY"),
            inputs=["i_x"],
            type_ref="tSize",
        ),
    )
    assert load(text).decide("d", {"x": 50}).value == "large"


def test_rule_order_output_order_and_collect_give_lists() -> None:
    assert run(single("RULE ORDER"), 500).value == ["small", "middle", "large", "middle"]
    assert run(single("COLLECT"), 50).value == ["small", "middle", "middle"]
    ordered = single("OUTPUT ORDER", values='"large","middle","small"')
    assert run(ordered, 500).value == ["large", "middle", "middle", "small"]


@pytest.mark.parametrize(
    ("aggregation", "expected"), [("SUM", "36"), ("MIN", "1"), ("MAX", "20"), ("COUNT", "4")]
)
def test_aggregations(aggregation: str, expected: str) -> None:
    logic = table(
        [("x", "number")],
        [("o", "number")],
        [["> 0", "1"], ["> 0", "5"], ["> 0", "10 + 10"], ["> 100", "500"], ["-", "10"]],
        policy="COLLECT",
        aggregation=aggregation,
    )
    assert run(logic, 50).value == Decimal(expected)


def test_aggregations_of_no_rows() -> None:
    def empty(aggregation: str) -> Any:
        return run(
            table(
                [("x", "number")],
                [("o", "number")],
                [["> 0", "1"]],
                policy="COLLECT",
                aggregation=aggregation,
            ),
            -1,
        ).value

    assert [empty(each) for each in ("SUM", "MIN", "MAX", "COUNT")] == [None, None, None, 0]


def beyond(mark: str = "-") -> str:
    large = "9.9e6144"
    rows = [["-", large], [mark, large]]
    return table([("x", "number")], [("o", "number")], rows, policy="COLLECT", aggregation="SUM")


def test_a_sum_beyond_all_numbers_is_null_and_says_why() -> None:
    answer = run(beyond(), 5)
    assert answer.value is None
    assert "out-of-range" in {each.code for each in answer.reasons}


@pytest.mark.skipif(find_node() is None, reason="no Node.js of version 22.17 or later")
def test_a_sum_beyond_all_numbers_is_null_in_javascript_too() -> None:
    engine = load(definitions(input_data("x", "number"), decision("d", beyond(), inputs=["i_x"])))
    program = find_node()
    assert program is not None
    with Node(program) as node:
        node.ask({"load": export_model(engine, places=True)})
        moment = {"milliseconds": 0, "offset": 0}
        answer = node.ask(
            {"decide": "d", "given": [[None, "x", encode(Decimal(5))]], "unknown": "null", "moment": moment}
        )
    assert answer["values"] == [["d", None]]
    assert "out-of-range" in {code for code, *_ in answer["reasons"]}


def test_several_outputs_make_a_context() -> None:
    logic = table(
        [("x", "number")],
        [("grade", "string"), ("fee", "number")],
        [["< 10", '"low"', "x * 2"], [">= 10", '"high"', "100"]],
    )
    assert run(logic, 4).value == {"grade": "low", "fee": 8}
    assert run(logic, 40).value == {"grade": "high", "fee": 100}


def test_priority_over_several_outputs_goes_column_by_column() -> None:
    logic = table(
        [("x", "number")],
        [("a", "string", '"1st","2nd"'), ("b", "string", '"x","y"')],
        [["-", '"2nd"', '"x"'], ["-", '"1st"', '"y"'], ["-", '"1st"', '"x"']],
        policy="PRIORITY",
    )
    assert run(logic, 1).value == {"a": "1st", "b": "x"}


def test_cells_may_hold_whole_expressions_and_refer_to_the_input() -> None:
    logic = table(
        [("x", "number")],
        [("o", "string")],
        [["? > 5 and ? < 8", '"between"'], ["not(6, 7)", '"rest"'], ["x + 0", '"itself"']],
        policy="FIRST",
    )
    assert run(logic, 6).value == "between"
    assert run(logic, 3).value == "rest"


def test_a_value_that_its_column_does_not_allow_is_null_with_a_reason() -> None:
    logic = table([("x", "string", '"a","b"')], [("o", "string")], [["-", '"any"']])
    assert run(logic, "a", "string").value == "any"
    answer = run(logic, "c", "string")
    assert answer.value is None
    assert "table-input-not-allowed" in {each.code for each in answer.reasons}


def test_a_value_of_another_type_matches_no_comparison() -> None:
    logic = table(
        [("x", "")],
        [("o", "string")],
        [["> 5", '"big"'], ['"five"', '"word"'], ["-", '"rest"']],
        policy="FIRST",
    )
    assert run(logic, 6, "").value == "big"
    assert run(logic, "five", "").value == "word"
    assert run(logic, True, "").value == "rest"
    assert run(logic, None, "").value == "rest"
    assert run(logic, [7], "").value in ("big", "rest")  # as FEEL has it for lists


def test_no_input_columns_at_all() -> None:
    assert run(table([], [("o", "string")], [['"always"']]), 1).value == "always"


@pytest.mark.parametrize(
    "cell", ['date("2026-01-01")', '@"2026-01-01"', '[date("2025-12-31")..@"2026-01-01"]', '>= @"2026-01-01"']
)
def test_dates_are_looked_up(cell: str) -> None:
    logic = table([("x", "date")], [("o", "string")], [[cell, '"hit"']])
    import datetime

    assert run(logic, datetime.date(2026, 1, 1), "date").value == "hit"
    assert run(logic, datetime.date(1999, 1, 1), "date").value is None
