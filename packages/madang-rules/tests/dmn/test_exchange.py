"""Models come back from writing as they were, with what this library does not know."""

import dataclasses

import pytest
from madang_rules.dmn import ModelRefused, read_definitions, write_definitions
from madang_rules.dmn.exchange import NAMESPACES
from madang_rules.dmn.model import Decision, DecisionTable, LiteralExpression, Rule, UnaryTests
from madang_rules.dmn.xml import Comment, Node, Unparsed, parse_xml
from small_models import MODEL, decision, definitions, input_data, literal, table

TOOLED = """<?xml version="1.0" encoding="UTF-8"?>
<!-- written by a tool -->
<dmn:definitions xmlns:dmn="https://www.omg.org/spec/DMN/20230324/MODEL/"
    xmlns:dmndi="https://www.omg.org/spec/DMN/20230324/DMNDI/" xmlns:x="urn:tool"
    id="d" name="청년 지원" namespace="urn:test" x:version="7">
  <dmn:extensionElements><x:setting a="1">kept &amp; safe</x:setting></dmn:extensionElements>
  <!-- the fact -->
  <dmn:inputData id="i" name="나이" x:colour="blue"><dmn:variable name="나이" typeRef="number"/></dmn:inputData>
  <dmn:decision id="e" name="자격">
    <dmn:variable name="자격"/>
    <dmn:informationRequirement><dmn:requiredInput href="#i"/></dmn:informationRequirement>
    <dmn:decisionTable hitPolicy="FIRST">
      <dmn:input><dmn:inputExpression typeRef="number"><dmn:text>나이</dmn:text></dmn:inputExpression></dmn:input>
      <dmn:output/>
      <dmn:annotation name="근거"/>
      <!-- first row -->
      <dmn:rule id="r1"><dmn:inputEntry><dmn:text><![CDATA[>= 19]]></dmn:text></dmn:inputEntry>
        <dmn:outputEntry><dmn:text>true</dmn:text></dmn:outputEntry>
        <dmn:annotationEntry><dmn:text>제3조</dmn:text></dmn:annotationEntry></dmn:rule>
      <!-- second row -->
      <dmn:rule id="r2"><dmn:inputEntry><dmn:text>-</dmn:text></dmn:inputEntry>
        <dmn:outputEntry><dmn:text>false</dmn:text></dmn:outputEntry></dmn:rule>
    </dmn:decisionTable>
  </dmn:decision>
  <dmn:textAnnotation id="t"><dmn:text>a note</dmn:text></dmn:textAnnotation>
  <dmndi:DMNDI><dmndi:DMNDiagram id="p"><?tool hint?></dmndi:DMNDiagram></dmndi:DMNDI>
</dmn:definitions>
"""


def shape(node: Node) -> object:
    return (
        node.name,
        list(node.attributes.items()),
        [
            shape(child)
            if isinstance(child, Node)
            else (type(child).__name__, str(getattr(child, "text", child)))
            for child in node.children
        ],
    )


def decision_table(model: object) -> DecisionTable:
    (found,) = [each for each in model.elements if isinstance(each, Decision)]  # type: ignore[attr-defined]
    assert isinstance(found.expression, DecisionTable)
    return found.expression


def replace_table(model: object, **changes: object) -> object:
    elements = tuple(
        dataclasses.replace(each, expression=dataclasses.replace(each.expression, **changes))
        if isinstance(each, Decision)
        else each
        for each in model.elements  # type: ignore[attr-defined]
    )
    return dataclasses.replace(model, elements=elements)  # type: ignore[type-var]


def test_what_is_read_is_written_back_node_for_node() -> None:
    before, after = parse_xml(TOOLED), parse_xml(write_definitions(read_definitions(TOOLED)))
    assert shape(after) == shape(before)
    assert [each.text for each in after.before if isinstance(each, Comment)] == [" written by a tool "]


def test_reading_again_gives_the_same_model() -> None:
    model = read_definitions(TOOLED)
    assert read_definitions(write_definitions(model)) == model


def test_unparsed_text_stays_unparsed() -> None:
    assert b"<![CDATA[>= 19]]>" in write_definitions(read_definitions(TOOLED))
    root = parse_xml("<a><![CDATA[<b>]]></a>")
    assert isinstance(root.children[0], Unparsed)


def test_a_changed_cell_changes_nothing_else() -> None:
    model = read_definitions(TOOLED)
    rules = decision_table(model).rules
    changed = dataclasses.replace(rules[0], inputs=(dataclasses.replace(rules[0].inputs[0], text=">= 20"),))
    written = write_definitions(replace_table(model, rules=(changed, rules[1]))).decode()  # type: ignore[arg-type]
    assert written == write_definitions(model).decode().replace("<![CDATA[>= 19]]>", "&gt;= 20")


def test_a_removed_row_takes_only_itself() -> None:
    model = read_definitions(TOOLED)
    rules = decision_table(model).rules
    written = write_definitions(replace_table(model, rules=rules[1:])).decode()  # type: ignore[arg-type]
    assert "r1" not in written
    assert "<!-- second row -->" in written
    assert read_definitions(written) == replace_table(model, rules=rules[1:])


def test_an_added_row_stands_where_the_model_has_it() -> None:
    model = read_definitions(TOOLED)
    rules = decision_table(model).rules
    new = Rule(
        id="r9",
        inputs=(UnaryTests(text="< 3"),),
        outputs=(LiteralExpression(text="false"),),
    )
    for place in range(3):
        ordered = (*rules[:place], new, *rules[place:])
        changed = replace_table(model, rules=ordered)
        written = write_definitions(changed).decode()  # type: ignore[arg-type]
        assert read_definitions(written) == changed
        assert '<dmn:rule id="r9">' in written  # in the document's own prefix
        assert written.index("<dmndi:DMNDI>") > written.index("r9")


def test_rows_in_another_order_come_back_in_that_order() -> None:
    model = read_definitions(TOOLED)
    changed = replace_table(model, rules=tuple(reversed(decision_table(model).rules)))
    assert read_definitions(write_definitions(changed)) == changed  # type: ignore[arg-type]


def test_a_model_made_in_python_is_written_by_the_schema() -> None:
    from madang_rules.dmn.model import Definitions, InformationItem, InputData

    model = Definitions(
        name="new",
        namespace="urn:new",
        elements=(
            InputData(id="i", name="x", variable=InformationItem(name="x", type_ref="number")),
            Decision(id="e", name="y", expression=LiteralExpression(text='1 < 2 & "가"')),
        ),
    )
    written = write_definitions(model)
    assert MODEL.encode() in written
    assert read_definitions(written) == model


@pytest.mark.parametrize("version", list(NAMESPACES))
def test_each_version_is_read_and_keeps_its_namespace(version: str) -> None:
    text = definitions(input_data("a"), decision("b", literal("a"), inputs=["i_a"]), version=version)
    model = read_definitions(text)
    assert [each.name for each in model.elements] == ["a", "b"]
    assert version.encode() in write_definitions(model)


def test_every_kind_of_expression_survives() -> None:
    boxes = [
        "<context><contextEntry><variable name='a'/>" + literal("1") + "</contextEntry></context>",
        "<list>" + literal("1") + literal("2") + "</list>",
        "<relation><column name='a'/><row>" + literal("1") + "</row></relation>",
        "<functionDefinition kind='FEEL'><formalParameter name='p'/>"
        + literal("p")
        + "</functionDefinition>",
        "<invocation>"
        + literal("f")
        + "<binding><parameter name='p'/>"
        + literal("1")
        + "</binding></invocation>",
        "<conditional><if>"
        + literal("true")
        + "</if><then>"
        + literal("1")
        + "</then><else>"
        + literal("2")
        + "</else></conditional>",
        "<filter><in>" + literal("[1]") + "</in><match>" + literal("item > 0") + "</match></filter>",
        "<for iteratorVariable='x'><in>"
        + literal("[1]")
        + "</in><return>"
        + literal("x")
        + "</return></for>",
        "<every iteratorVariable='x'><in>"
        + literal("[1]")
        + "</in><satisfies>"
        + literal("x > 0")
        + "</satisfies></every>",
        "<some iteratorVariable='x'><in>"
        + literal("[1]")
        + "</in><satisfies>"
        + literal("x > 0")
        + "</satisfies></some>",
        table([("a", "number")], [("o", "string")], [["1", '"x"']]),
    ]
    for box in boxes:
        text = definitions(decision("b", box))
        model = read_definitions(text)
        assert isinstance(model.elements[0], Decision)
        assert model.elements[0].expression is not None
        assert shape(parse_xml(write_definitions(model))) == shape(parse_xml(text))


@pytest.mark.parametrize("text", ["<a/>", "<definitions/>", '<x xmlns="' + MODEL + '"/>'])
def test_other_documents_are_refused(text: str) -> None:
    with pytest.raises(ModelRefused) as refused:
        read_definitions(text)
    assert "DMN" in refused.value.sentence("en")
    assert refused.value.sentence("ko")
