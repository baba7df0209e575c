"""Boxed expressions compute what section 10.2 of the standard says."""

from decimal import Decimal
from typing import Any

import pytest
from madang_rules.dmn import load
from madang_rules.feel import Unknown
from small_models import decision, definitions, input_data, literal, table


def value_of(logic: str, *, type_ref: str = "", items: str = "", **facts: Any) -> Any:
    inputs = [input_data(name) for name in facts]
    text = definitions(
        items, *inputs, decision("d", logic, inputs=[f"i_{name}" for name in facts], type_ref=type_ref)
    )
    return load(text).decide("d", facts).value


def entry(name: str, logic: str, type_ref: str = "") -> str:
    typed = f' typeRef="{type_ref}"' if type_ref else ""
    return f'<contextEntry><variable name="{name}"{typed}/>{logic}</contextEntry>'


def test_context_entries_see_those_before_them() -> None:
    logic = (
        "<context>" + entry("월 소득", literal("x * 2")) + entry("fee", literal("월 소득 + 1")) + "</context>"
    )
    assert value_of(logic, x=3) == {"월 소득": 6, "fee": 7}


def test_a_context_with_a_result_gives_only_that() -> None:
    logic = (
        "<context>" + entry("a", literal("1")) + f"<contextEntry>{literal('a + 1')}</contextEntry></context>"
    )
    assert value_of(logic) == 2


def test_nested_contexts_are_read_by_paths_with_spaces() -> None:
    inner = "<context>" + entry("first name", literal('"Ann"')) + "</context>"
    logic = (
        "<context>"
        + entry("the person", inner)
        + f"<contextEntry>{literal('the person.first name')}</contextEntry></context>"
    )
    assert value_of(logic) == "Ann"


def test_lists_relations_and_their_types() -> None:
    assert value_of("<list>" + literal("1") + literal("x") + "</list>", x=2) == [1, 2]
    relation = (
        '<relation><column name="나이" typeRef="number"/><column name="n"/>'
        "<row>"
        + literal("1")
        + literal('"a"')
        + "</row><row>"
        + literal('"no number"')
        + literal('"b"')
        + "</row></relation>"
    )
    assert value_of(relation) == [{"나이": 1, "n": "a"}, {"나이": None, "n": "b"}]


def test_functions_and_invocations() -> None:
    function = (
        '<functionDefinition><formalParameter name="a b" typeRef="number"/>'
        + literal("a b * x")
        + "</functionDefinition>"
    )
    invocation = (
        "<invocation>"
        + literal("f")
        + '<binding><parameter name="a b"/>'
        + literal("5")
        + "</binding></invocation>"
    )
    logic = "<context>" + entry("f", function) + f"<contextEntry>{invocation}</contextEntry></context>"
    assert value_of(logic, x=3) == 15
    literal_call = (
        "<context>" + entry("f", function) + f"<contextEntry>{literal('f(a b: 2)')}</contextEntry></context>"
    )
    assert value_of(literal_call, x=3) == 6


def test_an_invocation_of_what_is_no_function_is_null() -> None:
    assert value_of("<invocation>" + literal("x") + "</invocation>", x=1) is None


def test_a_java_function_is_never_run() -> None:
    function = (
        '<functionDefinition kind="Java"><context>'
        + entry("class", literal('"java.lang.Math"'))
        + (entry("method signature", literal('"cos(double)"')) + "</context></functionDefinition>")
    )
    logic = "<context>" + entry("f", function) + f"<contextEntry>{literal('f(1)')}</contextEntry></context>"
    engine = load(definitions(decision("d", logic)))
    assert "function-external" in {each.code for each in engine.findings}
    assert engine.decide("d", {}).value is None


@pytest.mark.parametrize(
    ("condition", "expected"),
    [("true", "then"), ("false", "else"), ("null", "else"), ('"abc"', None), ("x", "then")],
)
def test_conditional(condition: str, expected: str | None) -> None:
    logic = (
        f"<conditional><if>{literal(condition)}</if><then>{literal(chr(34) + 'then' + chr(34))}</then>"
        f"<else>{literal(chr(34) + 'else' + chr(34))}</else></conditional>"
    )
    assert value_of(logic, x=True) == expected


def test_filter_reads_entries_of_its_items_and_item_itself() -> None:
    people = '[{age: 3, n: "a"}, {age: 30, n: "b"}]'
    logic = f"<filter><in>{literal(people)}</in><match>{literal('age > limit and item.n != null')}</match></filter>"
    assert value_of(logic, limit=10) == [{"age": 30, "n": "b"}]
    assert value_of(
        f"<filter><in>{literal('[1, 2, 3]')}</in><match>{literal('item >= 2')}</match></filter>"
    ) == [2, 3]


def test_filter_by_a_typed_list_knows_names_with_spaces() -> None:
    items = (
        '<itemDefinition name="tP" isCollection="true"><itemComponent name="월 소득"><typeRef>number</typeRef>'
        "</itemComponent></itemDefinition>"
    )
    collection = '<literalExpression typeRef="tP"><text>people</text></literalExpression>'
    logic = f"<filter><in>{collection}</in><match>{literal('월 소득 > 5')}</match></filter>"
    assert value_of(logic, items=items, people=[{"월 소득": 3}, {"월 소득": 7}]) == [{"월 소득": 7}]


def test_for_every_and_some() -> None:
    loop = f'<for iteratorVariable="i"><in>{literal("[1..4]")}</in><return>{literal("i * i + count(partial)")}</return></for>'
    assert value_of(loop) == [Decimal(each) for each in (1, 5, 11, 19)]

    def quantified(tag: str, condition: str) -> Any:
        return value_of(
            f'<{tag} iteratorVariable="i"><in>{literal("xs")}</in><satisfies>{literal(condition)}</satisfies></{tag}>',
            xs=[1, 2, 3],
        )

    assert quantified("every", "i > 0") is True
    assert quantified("every", "i > 1") is False
    assert quantified("some", "i > 2") is True
    assert quantified("some", "i > 5") is False


def test_functions_made_in_a_loop_keep_their_own_element() -> None:
    function = "<functionDefinition>" + literal("i") + "</functionDefinition>"
    loop = f'<for iteratorVariable="i"><in>{literal("[1, 2]")}</in><return>{function}</return></for>'
    logic = (
        "<context>"
        + entry("fs", loop)
        + f"<contextEntry>{literal('for f in fs return f()')}</contextEntry></context>"
    )
    assert value_of(logic) == [1, 2]


def test_a_table_inside_a_context_sees_its_entries() -> None:
    inner = table([("a", "number")], [("", "string")], [["> x", '"more"'], ["<= x", '"less"']])
    logic = "<context>" + entry("a", literal("x + 1")) + f"<contextEntry>{inner}</contextEntry></context>"
    assert value_of(logic, x=3) == "more"


def test_values_conform_to_declared_types_or_are_null() -> None:
    assert value_of(literal('"text"', "number")) is None
    assert value_of(literal("[5]"), type_ref="number") == 5
    items = '<itemDefinition name="tNs" isCollection="true"><typeRef>number</typeRef></itemDefinition>'
    assert value_of(literal("5"), type_ref="tNs", items=items) == [5]


def test_allowed_values_of_a_type_hold_for_inputs_and_results() -> None:
    items = (
        '<itemDefinition name="tGrade"><typeRef>string</typeRef><allowedValues><text>"A","B"</text></allowedValues>'
        "</itemDefinition>"
    )
    assert value_of(literal("x"), type_ref="tGrade", items=items, x="A") == "A"
    assert value_of(literal("x"), type_ref="tGrade", items=items, x="C") is None


def test_collections_restrict_their_elements_and_themselves() -> None:
    items = (
        '<itemDefinition name="tNs" isCollection="true"><typeRef>number</typeRef><allowedValues><text>[0..9]</text>'
        "</allowedValues><typeConstraint><text>count(?) &lt; 3</text></typeConstraint></itemDefinition>"
    )
    assert value_of(literal("[1, 2]"), type_ref="tNs", items=items) == [1, 2]
    assert value_of(literal("[1, 12]"), type_ref="tNs", items=items) is None
    assert value_of(literal("[1, 2, 3]"), type_ref="tNs", items=items) is None


def test_boxes_on_unknown_facts_stay_open_or_settle() -> None:
    boxed = f"<conditional><if>{literal('x')}</if><then>{literal('1')}</then><else>{literal('other')}</else></conditional>"
    text = definitions(
        input_data("x", "boolean"), input_data("other"), decision("d", boxed, inputs=["i_x", "i_other"])
    )
    assert load(text).decide("d", {"other": 1}, unknown=["x"]).value == 1
    assert isinstance(load(text).decide("d", {"other": 2}, unknown=["x"]).value, Unknown)
    filtered = f"<filter><in>{literal('[1, 2]')}</in><match>{literal('item > x')}</match></filter>"
    text = definitions(input_data("x", "number"), decision("d", filtered, inputs=["i_x"]))
    assert isinstance(load(text).decide("d", {}, unknown="unknown").value, Unknown)


def test_another_language_is_reported_and_null() -> None:
    logic = (
        '<literalExpression expressionLanguage="http://www.w3.org/xpath"><text>1</text></literalExpression>'
    )
    engine = load(definitions(decision("d", logic)))
    assert [each.code for each in engine.findings] == ["language-unknown"]
    assert engine.decide("d", {}).value is None


def test_a_text_that_is_no_feel_is_reported_with_place_and_remedy() -> None:
    engine = load(definitions(decision("d", literal("1 +"))))
    (found,) = engine.findings
    assert (found.code, found.severity, found.element) == ("feel-syntax", "error", "d")
    assert found.line and found.sentence("ko") and found.remedy.sentence("en")
    assert engine.decide("d", {}).value is None
