"""Faults are found on load, with their place and the way out."""

from typing import Any

import pytest
from madang_rules.dmn import Finding, load
from small_models import decision, definitions, input_data, literal, table


def findings(
    *rows: list[str], policy: str = "UNIQUE", inputs: Any = None, outputs: Any = None
) -> list[Finding]:
    columns = inputs or [("age", "number"), ("region", "string", '"a","b"')]
    names = [each[0] for each in columns]
    text = definitions(
        *(input_data(name) for name in names),
        decision(
            "d",
            table(columns, outputs or [("o", "string")], rows, policy=policy),
            inputs=[f"i_{name}" for name in names],
        ),
    )
    return list(load(text).findings)


def codes(found: list[Finding]) -> set[str]:
    return {each.code for each in found}


WHOLE = [["< 19", "-", '"x"'], ["[19..34]", '"a"', '"y"'], ["[19..34]", '"b"', '"z"'], ["> 34", "-", '"x"']]


def test_a_whole_table_has_no_findings() -> None:
    assert findings(*WHOLE) == []


def test_an_overlap_under_unique_names_both_rows_and_the_values() -> None:
    (found,) = findings(["< 20", "-", '"x"'], [">= 18", '"a"', '"y"'], [">= 20", '"b"', '"z"'])
    assert (found.code, found.severity, found.rule) == ("rows-overlap", "error", 2)
    assert "1" in found.sentence() and "at least 18 and less than 20" in found.sentence()
    assert found.line > 0
    assert "2행" in found.place("ko")
    assert found.remedy.sentence("ko")


def test_an_overlap_that_changes_nothing_is_only_a_warning() -> None:
    (found,) = findings(["< 20", "-", '"x"'], ["[10..30]", "-", '"x"'], ["> 30", "-", '"y"'])
    assert (found.code, found.severity) == ("rows-overlap-same", "warning")


def test_any_forbids_only_overlaps_that_differ() -> None:
    assert findings(["< 20", "-", '"x"'], ["-", "-", '"x"'], policy="ANY") == []
    assert codes(findings(["< 20", "-", '"x"'], ["-", "-", '"y"'], policy="ANY")) == {"rows-differ"}


def test_a_gap_is_told_with_its_values() -> None:
    (found,) = findings(["< 19", "-", '"x"'], ["> 19", "-", '"y"'], ["19", '"a"', '"z"'])
    assert found.code == "table-gap"
    assert "19" in found.sentence("ko") and '"b"' in found.sentence("ko")


def test_a_default_fills_gaps_and_lists_have_none() -> None:
    assert findings(["< 19", "-", '"x"'], outputs=[("o", "string", "", '"rest"')]) == []
    assert findings(["< 19", "-", '"x"'], policy="COLLECT") == []


def test_a_gap_between_dates_and_between_durations() -> None:
    dates = findings(['< date("2026-01-01")', '"x"'], ['> @"2026-01-01"', '"y"'], inputs=[("since", "date")])
    assert "2026-01-01" in dates[0].sentence()
    spans = findings(
        ['< duration("P1Y")', '"x"'], ['> duration("P1Y")', '"y"'], inputs=[("span", "yearMonthDuration")]
    )
    assert "1 year" in spans[0].sentence()
    assert "1년" in spans[0].sentence("ko")


def test_truths_have_two_values() -> None:
    assert findings(["true", '"x"'], ["false", '"y"'], inputs=[("t", "boolean")]) == []
    assert codes(findings(["true", '"x"'], inputs=[("t", "boolean")])) == {"table-gap"}


def test_rows_hidden_by_earlier_rows_together_are_found() -> None:
    found = findings(
        ["< 20", "-", '"x"'],
        [">= 20", '"a"', '"y"'],
        ["[10..30]", '"a"', '"z"'],
        ["-", "-", '"w"'],
        ["-", "-", '"never"'],
        policy="FIRST",
    )
    assert [(each.code, each.rule) for each in found] == [("row-unreachable", 3), ("row-unreachable", 5)]


def test_rows_of_lower_priority_that_never_count_are_found() -> None:
    found = findings(
        ["-", "-", '"high"'],
        ["> 3", "-", '"low"'],
        policy="PRIORITY",
        outputs=[("o", "string", '"high","low"')],
    )
    assert [(each.code, each.rule) for each in found] == [("row-unreachable", 2)]


def test_a_row_that_no_value_satisfies_is_found() -> None:
    found = findings(["[5..3]", "-", '"x"'], ["-", "-", '"y"'], policy="FIRST")
    assert [(each.code, each.rule, each.clause) for each in found] == [("row-empty", 1, 1)]


def test_cells_of_wrong_types_and_values_not_allowed() -> None:
    found = findings(['"old"', "-", '"x"'], ["-", '"c"', '"y"'], policy="FIRST")
    assert {("cell-type", 1, 1), ("cell-not-allowed", 2, 2)} <= {
        (each.code, each.rule, each.clause) for each in found
    }


def test_outputs_of_wrong_types_and_values_not_allowed() -> None:
    found = findings(["-", "-", "5"], ["-", "-", '"c"'], policy="FIRST", outputs=[("o", "string", '"a","b"')])
    assert {("output-type", 1), ("output-not-allowed", 2)} <= {(each.code, each.rule) for each in found}


@pytest.mark.parametrize("typed", ["8,000", "[8, 0]", "age, 3"])
@pytest.mark.parametrize(("declared", "of_decision"), [("number", ""), ("tFee", ""), ("", "number")])
def test_several_values_where_one_is_declared_are_an_error_at_their_cell(
    typed: str, declared: str, of_decision: str
) -> None:
    rows = [["< 19", "5000"], [">= 19", typed]]
    text = definitions(
        '<itemDefinition name="tFee"><typeRef>number</typeRef></itemDefinition>',
        input_data("age", "number"),
        decision(
            "d", table([("age", "number")], [("o", declared)], rows), inputs=["i_age"], type_ref=of_decision
        ),
    )
    (found,) = load(text).findings
    assert (found.code, found.severity, found.rule, found.clause) == ("several-values", "error", 2, 2)
    assert found.line > 0 and "8000" in found.remedy.sentence("ko") and "8000" in found.remedy.sentence("en")


def test_several_values_of_a_literal_and_of_a_default_are_an_error() -> None:
    default = table([("1", "number")], [("o", "number", "", "8,000")], [["1", "5"]])
    for logic, type_ref in ((literal("8,000"), "number"), (default, "")):
        found = load(definitions(decision("d", logic, type_ref=type_ref))).findings
        assert [(each.code, each.severity) for each in found] == [("several-values", "error")]


def test_lists_where_lists_are_declared_cause_no_false_alarm() -> None:
    rows = [["< 19", "[1, 2]"], [">= 19", "3, 4"]]
    for declared in ("tFees", "", "Any"):
        text = definitions(
            '<itemDefinition name="tFees" isCollection="true"><typeRef>number</typeRef></itemDefinition>',
            input_data("age", "number"),
            decision("d", table([("age", "number")], [("o", declared)], rows), inputs=["i_age"]),
        )
        assert not load(text).findings
    one = table([("1", "number")], [("o", "number")], [["-", "[5]"]])
    assert not load(definitions(decision("d", one))).findings, "a list of one is that one"


@pytest.mark.parametrize(
    ("cells", "clause", "says"),
    [
        (["< 19", "예", '"x"'], 2, "true라고"),
        (["< 19", "아니오", '"x"'], 2, "false라고"),
        (["< 19", "분실", '"x"'], 2, '"분실"처럼'),
        (["< 19", "not(분실)", '"x"'], 2, '"분실"처럼'),
        (["agee", "-", '"x"'], 1, "비슷한 이름: age"),
        (["< 19", "-", "분실"], 3, '"분실"처럼'),
    ],
)
def test_a_name_in_a_cell_that_nothing_gives_a_value_is_an_error_there(
    cells: list[str], clause: int, says: str
) -> None:
    (found,) = (
        each
        for each in findings(["> 18", "-", '"y"'], cells, policy="FIRST")
        if each.code == "cell-name-unbound"
    )
    assert (found.severity, found.rule, found.clause) == ("error", 2, clause)
    assert says in found.remedy.sentence("ko") and found.remedy.sentence("en")


def test_cells_with_more_than_constants_never_cause_a_false_alarm() -> None:
    assert findings(["? > 5", "-", '"x"'], ["? <= 5", "-", '"y"']) == []


def test_rows_with_too_few_cells() -> None:
    assert "row-outputs" in codes(findings(["-", "-"], policy="FIRST"))
    assert "row-inputs" in codes(findings(["-"], policy="FIRST"))


@pytest.mark.parametrize(
    ("logic", "code"),
    [
        (
            table([("1", "number")], [("o", "string")], [["-", '"x"']], policy="SOMETIMES"),
            "hit-policy-unknown",
        ),
        (table([("1", "tNone")], [("o", "string")], [["-", '"x"']]), "type-missing"),
        (table([("1 +", "number")], [("o", "string")], [["-", '"x"']]), "feel-syntax"),
        (table([("1", "number")], [("o", "string")], [["> >", '"x"']]), "feel-syntax"),
        (table([("1", "number")], [("o", "string")], []), "table-empty"),
        (table([("1", "number")], [("o", "number"), ("o", "number")], [["-", "1", "2"]]), "output-names"),
        (
            table(
                [("1", "number")],
                [("a", "number"), ("b", "number")],
                [["-", "1", "2"]],
                policy="COLLECT",
                aggregation="SUM",
            ),
            "aggregation-outputs",
        ),
    ],
)
def test_faults_of_tables(logic: str, code: str) -> None:
    found = [each for each in load(definitions(decision("d", logic))).findings if each.code == code]
    assert found and found[0].element == "d"
    assert found[0].sentence("ko") and found[0].sentence("en")
    assert found[0].remedy.sentence("ko") and found[0].remedy.sentence("en")
    assert found[0].as_data()["code"] == code


def test_faults_of_the_graph() -> None:
    engine = load(
        definitions(
            decision("a", literal("1"), inputs=["nowhere"]),
            decision("b"),
            '<itemDefinition name="t"><typeRef>t</typeRef></itemDefinition>',
            '<itemDefinition name="u"><typeRef>v</typeRef></itemDefinition>',
            '<itemDefinition name="v"><typeRef>u</typeRef></itemDefinition>',
            input_data("x", "u"),
        )
    )
    assert {"reference-missing", "logic-missing", "type-cycle"} <= codes(list(engine.findings))


def test_every_code_has_sentences_and_a_remedy_in_both_languages() -> None:
    import re

    from madang_rules.dmn import finding_messages
    from madang_rules.errors import SENTENCES

    for code, ((korean, english), remedy) in finding_messages._FINDINGS.items():
        assert set(re.findall(r"{(\w+)", korean)) == set(re.findall(r"{(\w+)", english)), code
        assert all(remedy) and f"{code}/remedy" in SENTENCES
        for sentence in SENTENCES[code]:  # that of a reason where both share the code
            assert set(re.findall(r"{(\w+)", sentence)) <= set(re.findall(r"{(\w+)", korean)), code


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("agee > 3", "name-unbound", "age"),
        ("age + region", "arithmetic-types", "number"),
        ("region > age", "comparison-types", "string"),
        ('if age > 3 then "a" else "b"', "expression-type", "number"),
        ("for x in [1] return x + y", "name-unbound", "'y'"),
    ],
)
def test_faults_that_the_text_of_an_expression_tells(text: str, code: str, says: str) -> None:
    model = definitions(
        input_data("age", "number"),
        input_data("region", "string"),
        decision("d", literal(text), inputs=["i_age", "i_region"], type_ref="number"),
    )
    found = [each for each in load(model).findings if each.code == code]
    assert found and found[0].element == "d"
    assert says in found[0].sentence() + found[0].remedy.sentence()


@pytest.mark.parametrize(
    "text",
    [
        "[{a: 1}][a > 0 and item.a = 1]",
        "for x in [1, 2] return x + count(partial)",
        "some x in [1] satisfies x = age",
        "(function(a, b) a + b)(1, 2)",
        "{a: 1, b: a + 1}.b",
        "sum([age, 1])",
        'date("2026-01-01") < date and time("2026-01-01T00:00:00")',
        "age in (1, 2) and region = null",
        "[age]",
    ],
)
def test_sound_expressions_cause_no_false_alarm(text: str) -> None:
    model = definitions(
        input_data("age", "number"),
        input_data("region", "string"),
        decision("d", literal(text), inputs=["i_age", "i_region"]),
    )
    assert not load(model).findings


@pytest.mark.parametrize(
    ("cell", "one", "many"),
    [
        ("< 8,000", "< 8000", "< 8, 0"),
        (">= 1,000", ">= 1000", ">= 1, 0"),
        ("1,000", "1000", "1, 0"),
        ("> 1,234,567", "> 1234567", "> 1, 234, 567"),
        ("not(< 12,500.5)", "not(< 12500.5)", "not(< 12, 500.5)"),
        ("[0..5], 1,050", "[0..5], 1050", "[0..5], 1, 50"),
    ],
)
def test_a_comma_between_thousands_is_an_error_at_its_cell(cell: str, one: str, many: str) -> None:
    found = findings(["-", "-", '"x"'], [cell, "-", '"y"'], policy="COLLECT")
    (error,) = found
    assert (error.code, error.severity, error.rule, error.clause) == ("thousands-comma", "error", 2, 1)
    for language in ("ko", "en"):
        said = error.remedy.sentence(language)
        assert f"'{one}'" in said and f"'{many}'" in said


def test_the_error_says_what_is_read_instead() -> None:
    (error,) = findings(["-", "-", '"x"'], ["< 8,000", "-", '"y"'], policy="COLLECT")
    assert "‘8 미만 또는 0’" in error.sentence("ko") and "less than 8 or 0" in error.sentence("en")


@pytest.mark.parametrize("cell", ["[1,000..2,000]", "(1,000..2000)", "[0..1,500)", "between 1,000 and 2,000"])
def test_a_comma_between_thousands_that_breaks_a_range_is_told_as_that(cell: str) -> None:
    (error,) = findings(["-", "-", '"x"'], [cell, "-", '"y"'], policy="COLLECT")
    assert (error.code, error.severity, error.rule, error.clause) == ("thousands-broken", "error", 2, 1)
    assert cell.replace(",", "") in error.remedy.sentence("ko")


@pytest.mark.parametrize(
    ("cell", "one", "many"), [("100,200", "100200", "100, 200"), ("not(1,250)", "not(1250)", "not(1, 250)")]
)
def test_a_list_that_looks_like_a_number_is_warned_of_with_both_readings(
    cell: str, one: str, many: str
) -> None:
    (warning,) = findings(["-", "-", '"x"'], [cell, "-", '"y"'], policy="COLLECT")
    assert (warning.code, warning.severity, warning.clause) == ("thousands-or-list", "warning", 1)
    assert f"'{one}'" in warning.remedy.sentence("en") and f"'{many}'" in warning.remedy.sentence("ko")


@pytest.mark.parametrize(
    "cell",
    [
        "1,2,3",
        "100, 200",
        "1,20",
        "1,2000",
        "1000,200",
        "1,2,300",
        "8000",
        "1, 000",
        "< 8, 0",
        "-1,-200",
        "1.5,200",
    ],
)
def test_lists_that_do_not_look_like_thousands_are_taken(cell: str) -> None:
    assert not findings(["-", "-", '"x"'], [cell, "-", '"y"'], policy="COLLECT")


def test_commas_in_strings_and_comments_are_nobodys_thousands() -> None:
    rows = [["-", '"a","b"', '"8,000"'], ["< 8 /* 8,000 */", '"a"', '"x"'], ["-", '"1,000"', '"x"']]
    assert not findings(*rows, policy="COLLECT", inputs=[("age", "number"), ("region", "string")])


def test_thousands_in_any_other_text_are_an_error_too() -> None:
    for logic, code in (
        ("if age < 8,000 then 1 else 2", "thousands-broken"),
        ("max(age, 1,000)", "thousands-comma"),
        ("max(age,100,200)", ""),
    ):
        found = load(
            definitions(input_data("age", "number"), decision("d", literal(logic), inputs=["i_age"]))
        ).findings
        assert [(each.code, each.severity) for each in found] == ([(code, "error")] if code else [])
