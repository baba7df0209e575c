"""Decisions, functions, services and imports work together as chapter 6 and section 10.4 say."""

from typing import Any

import pytest
from madang_rules.dmn import DmnError, ModelRefused, load
from madang_rules.feel import Unknown
from small_models import decision, definitions, input_data, literal

MODEL_TYPE = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def bkm(name: str, body: str, parameters: str = "", knowledge: str = "", type_ref: str = "") -> str:
    formal = "".join(f'<formalParameter name="{each}"/>' for each in parameters.split(",") if each)
    typed = f' typeRef="{type_ref}"' if type_ref else ""
    needs = (
        f'<knowledgeRequirement><requiredKnowledge href="#{knowledge}"/></knowledgeRequirement>'
        if knowledge
        else ""
    )
    return (
        f'<businessKnowledgeModel id="{name}" name="{name}"><variable name="{name}"{typed}/>'
        f"<encapsulatedLogic>{formal}{literal(body)}</encapsulatedLogic>{needs}</businessKnowledgeModel>"
    )


def service(name: str, outputs: str, encapsulated: str = "", decisions: str = "", data: str = "") -> str:
    def references(tag: str, ids: str) -> str:
        return "".join(f'<{tag} href="#{each}"/>' for each in ids.split(",") if each)

    return (
        f'<decisionService id="{name}" name="{name}"><variable name="{name}"/>{references("outputDecision", outputs)}'
        f"{references('encapsulatedDecision', encapsulated)}{references('inputDecision', decisions)}"
        f"{references('inputData', data)}</decisionService>"
    )


def importing(name: str, namespace: str) -> str:
    return f'<import name="{name}" namespace="{namespace}" importType="{MODEL_TYPE}"/>'


def test_functions_of_a_declared_function_type_bring_their_result_to_its_result_type() -> None:
    """7.3.4 and 10.3.2.9.4: the variable's type is that of the function, what it gives is of the output type."""

    def gives(name: str, type_ref: str) -> str:
        return f'<itemDefinition name="{name}"><functionItem outputTypeRef="{type_ref}"/></itemDefinition>'

    engine = load(
        definitions(
            '<itemDefinition name="numbers" isCollection="true"><typeRef>number</typeRef></itemDefinition>',
            gives("gives numbers", "numbers"),
            gives("gives number", "number"),
            gives("gives moment", "date and time"),
            bkm("listed", "1", type_ref="gives numbers"),
            bkm("alone", "[2]", type_ref="gives number"),
            bkm("midnight", "date(2000, 1, 2)", type_ref="gives moment"),
            bkm("wrong", '"no number"', type_ref="gives number"),
            decision("one", literal("1")),
            service("served", "one").replace('name="served"/>', 'name="served" typeRef="gives numbers"/>'),
            *(
                decision(f"calls {name}", literal(f"{name}()"), knowledge=[name])
                for name in ("listed", "alone", "midnight", "wrong", "served")
            ),
        )
    )
    answer = engine.decide(
        [f"calls {name}" for name in ("listed", "alone", "midnight", "wrong", "served")], {}
    )
    values = dict(answer.values)
    assert str(values.pop("calls midnight")) == "2000-01-02T00:00:00Z"
    assert values == {"calls listed": [1], "calls alone": 2, "calls wrong": None, "calls served": [1]}
    assert engine.call("served", {}).value == [1]


def test_a_decision_sees_only_what_it_requires() -> None:
    engine = load(
        definitions(
            input_data("a"),
            input_data("b"),
            decision("uses", literal("a"), inputs=["i_a"]),
            decision("peeks", literal("b = null"), inputs=["i_a"]),
        )
    )
    assert engine.decide("uses", {"a": 1}).value == 1
    assert engine.decide("peeks", {"a": 1, "b": 2}).value is True


def test_a_function_sees_its_parameters_and_the_functions_it_requires() -> None:
    engine = load(
        definitions(
            input_data("hidden"),
            bkm("double", "n * 2", "n"),
            bkm("quadruple", "double(double(n))", "n", "double"),
            bkm("peek", "hidden", ""),
            decision("d", literal("quadruple(x)"), inputs=["i_x"], knowledge=["quadruple"]),
            decision("p", literal("peek()"), inputs=["i_hidden"], knowledge=["peek"]),
            input_data("x"),
        )
    )
    assert engine.decide("d", {"x": 3}).value == 12
    assert engine.decide("p", {"hidden": 1}).value is None


def test_functions_may_call_themselves() -> None:
    engine = load(
        definitions(
            bkm("factorial", "if n <= 1 then 1 else n * factorial(n - 1)", "n", "factorial"),
            decision("d", literal("factorial(20)"), knowledge=["factorial"]),
        )
    )
    assert engine.decide("d", {}).value == 2432902008176640000


def test_the_declared_type_of_a_function_holds_for_its_result() -> None:
    engine = load(
        definitions(
            bkm("f", '"text"', "", type_ref="number"),
            decision("d", literal("f()"), knowledge=["f"]),
        )
    )
    assert engine.decide("d", {}).value is None


SERVICED = definitions(
    input_data("x", "number"),
    decision("rate", literal("99")),
    decision("inner", literal("x + rate"), inputs=["i_x"], decisions=["rate"]),
    decision("one", literal("inner * 2"), decisions=["inner"]),
    decision("two", literal("inner * 3"), decisions=["inner"]),
    service("single", "one", "inner", "rate", "i_x"),
    service("both", "one,two", "inner", "rate", "i_x"),
    decision("calls", literal("single(10, 1)"), knowledge=["single"]),
    decision("calls by name", literal("both(rate: 1, x: 10)"), knowledge=["both"]),
    decision("calls wrongly", literal("single(10)"), knowledge=["single"]),
)


def test_a_service_is_a_function_of_its_inputs_then_its_input_decisions() -> None:
    engine = load(SERVICED)
    assert engine.decide("calls", {}).value == 22
    assert engine.decide("calls by name", {}).value == {"one": 22, "two": 33}
    assert engine.decide("calls wrongly", {}).value is None


def test_a_service_called_from_outside_takes_input_decisions_as_given() -> None:
    engine = load(SERVICED)
    assert dict(engine.call("both", {"x": 10, "rate": 1}).values) == {"one": 22, "two": 33}
    assert engine.call("single", {"x": 10, "rate": 1}).value == 22
    assert isinstance(engine.call("single", {"x": 1}, unknown=["rate"]).value, Unknown)
    with pytest.raises(DmnError):
        engine.call("none", {})


def test_a_decision_given_as_a_fact_is_not_computed() -> None:
    assert load(SERVICED).decide("inner", {"x": 1, "rate": 5}).value == 6


BASE = definitions(
    '<itemDefinition name="tPerson"><itemComponent name="full name"><typeRef>string</typeRef></itemComponent>'
    "</itemDefinition>",
    input_data("Person name", "string"),
    decision("Greeting", literal('"Hello, " + Person name'), inputs=["i_Person_name"]),
    bkm("Say Hello", '"Hi " + p.full name', "p").replace(
        '<formalParameter name="p"/>', '<formalParameter name="p" typeRef="tPerson"/>'
    ),
    namespace="urn:base",
    name="Base",
)


def test_imported_elements_stand_under_the_name_of_their_import() -> None:
    engine = load(
        definitions(
            importing("my base", "urn:base"),
            input_data("who", "my base.tPerson"),
            decision("a", literal("my base.Greeting + ?"), decisions=["urn:base#Greeting"]).replace(
                " + ?", ""
            ),
            decision(
                "b", literal("my base.Say Hello(who)"), inputs=["i_who"], knowledge=["urn:base#Say Hello"]
            ),
        ),
        [BASE],
    )
    assert not [each.sentence() for each in engine.findings]
    assert engine.decide("b", {"who": {"full name": "Kim"}}).value == "Hi Kim"
    expected = "Hello, Lee"
    assert engine.decide("a", {"my base": {"Person name": "Lee"}}).value == expected
    assert engine.decide("a", {"my base.Person name": "Lee"}).value == expected
    assert engine.decide("a", {("urn:base", "Person name"): "Lee"}).value == expected
    assert engine.decide("a", {"Person name": "Lee"}).value == expected


def test_imports_of_imports_share_one_fact() -> None:
    def middle(name: str) -> str:
        return definitions(
            importing("base", "urn:base"),
            decision(name, literal(f'"{name}: " + base.Greeting'), decisions=["urn:base#Greeting"]),
            namespace=f"urn:{name}",
        )

    engine = load(
        definitions(
            importing("L", "urn:left"),
            importing("R", "urn:right"),
            decision("d", literal('L.left + "; " + R.right'), decisions=["urn:left#left", "urn:right#right"]),
        ),
        [middle("left"), middle("right"), BASE],
    )
    assert (
        engine.decide("d", {("urn:base", "Person name"): "Oh"}).value == "left: Hello, Oh; right: Hello, Oh"
    )


def test_references_may_name_the_models_own_namespace() -> None:
    engine = load(
        definitions(decision("a", literal("1")), decision("b", literal("a + 1"), decisions=["urn:test#a"]))
    )
    assert engine.decide("b", {}).value == 2


@pytest.mark.parametrize("type_ref", ["feel:number", "number", "dateTime", "feel:dayTimeDuration", "Any"])
def test_types_as_all_versions_write_them(type_ref: str) -> None:
    attributes = 'xmlns:feel="http://www.omg.org/spec/FEEL/20140401"'
    engine = load(
        definitions(
            input_data("x", type_ref),
            decision("d", literal("x"), inputs=["i_x"]),
            version="http://www.omg.org/spec/DMN/20151101/dmn.xsd",
            attributes=attributes,
        )
    )
    assert not engine.findings


def test_a_strict_load_refuses_a_faulty_model_with_its_first_fault() -> None:
    with pytest.raises(ModelRefused) as refused:
        load(definitions(decision("d", literal("1 +"))), strict=True)
    assert "1 +" in refused.value.sentence("ko")


def test_the_engine_tells_its_inputs_decisions_and_services() -> None:
    engine = load(SERVICED)
    assert list(map(str, engine.inputs.values())) == ["number"]
    assert engine.services == ["single", "both"]
    assert "calls by name" in engine.decisions


def test_python_values_come_in_by_the_door() -> None:
    import datetime

    engine = load(definitions(input_data("x"), decision("d", literal("x"), inputs=["i_x"])))

    def through(value: Any) -> Any:
        return engine.decide("d", {"x": value}).value

    assert through(1.5) == through("1.5") or through(1.5) == 1.5
    assert str(through(datetime.date(2026, 3, 1))) == "2026-03-01"
    assert through(float("nan")) is None


def test_a_service_over_imported_decisions_names_its_parameters_by_the_import() -> None:
    base = definitions(
        decision("given", literal('"never"')),
        decision("told", literal('"told " + given'), decisions=["given"]),
        namespace="urn:base",
    )
    references = (
        '<outputDecision href="urn:base#told"/><encapsulatedDecision href="urn:base#told"/>'
        '<inputDecision href="urn:base#given"/>'
    )
    engine = load(
        definitions(
            importing("i", "urn:base"),
            f'<decisionService id="s" name="s"><variable name="s"/>{references}</decisionService>',
            decision("by name", literal('s(i.given: "foo")'), knowledge=["s"]),
            decision("by place", literal('s("foo")'), knowledge=["s"]),
        ),
        [base],
    )
    assert engine.decide("by place", {}).value == "told foo"
    assert engine.decide("by name", {}).value == "told foo"


def test_parameters_may_have_dots_in_their_names() -> None:
    function = bkm("describe", 'Person.Name + " " + string(Person.Children)', "Person.Name,Person.Children")
    call = (
        f"<invocation>{literal('describe')}<binding><parameter name='Person.Name'/>{literal('Person.Name')}</binding>"
        f"<binding><parameter name='Person.Children'/>{literal('Person.Children')}</binding></invocation>"
    )
    engine = load(
        definitions(
            function, input_data("Person"), decision("d", call, inputs=["i_Person"], knowledge=["describe"])
        )
    )
    assert engine.decide("d", {"Person": {"Name": "Kim", "Children": 2}}).value == "Kim 2"


def test_an_import_without_a_name_brings_its_elements_in_the_nearest_first() -> None:
    far = definitions(
        decision("shared", literal('"far"')),
        decision("only far", literal('"only far"')),
        '<itemDefinition name="tFar"><typeRef>string</typeRef></itemDefinition>',
        namespace="urn:far",
    )
    near = definitions(
        importing("", "urn:far"),
        decision("shared", literal('"near"')),
        input_data("told"),
        decision("echo", literal("told"), inputs=["i_told"]),
        namespace="urn:near",
    )
    other = definitions(bkm("twice", "n + n", "n"), namespace="urn:other")
    engine = load(
        definitions(
            importing("", "urn:near"),
            importing("", "urn:other"),
            decision("a", literal("shared"), decisions=["shared"]),
            decision("b", literal("only far"), decisions=["urn:far#only far"]),
            decision("c", literal('twice("x")'), knowledge=["twice"], type_ref="tFar"),
        ),
        [near, far, other],
    )
    assert not engine.findings
    assert [engine.decide(name, {}).value for name in "abc"] == ["near", "only far", "xx"]
    assert engine.decide("echo", {"told": 1}).value == 1
    assert engine.decide(("urn:near", "echo"), {"told": 1}).value == 1
    assert engine.decide(["a", ("urn:far", "shared")], {}).values["shared"] == "far"


def test_two_imports_of_one_name_share_it() -> None:
    models = [
        definitions(decision(name, literal(f'"{name}"')), namespace=f"urn:{name}") for name in ("one", "two")
    ]
    engine = load(
        definitions(
            importing("m", "urn:one"),
            importing("m", "urn:two"),
            decision("d", literal("m.one + m.two"), decisions=["urn:one#one", "urn:two#two"]),
        ),
        models,
    )
    assert engine.decide("d", {}).value == "onetwo"
    assert [(each.code, each.severity) for each in engine.findings] == [("import-name-twice", "warning")]


def test_equal_names_of_facts_in_several_models_stay_apart() -> None:
    base = definitions(input_data("x"), namespace="urn:base")
    engine = load(
        definitions(
            importing("i", "urn:base"),
            input_data("x"),
            decision("d", literal('x + " " + i.x'), inputs=["i_x", "urn:base#i_x"]),
        ),
        [base],
    )
    assert engine.decide("d", {"x": "a", ("urn:base", "x"): "b"}).value == "a b"
    assert engine.decide("d", {}, unknown="unknown").missing == {"x", "i.x"}
    assert "i.x" in {
        each.fact for each in engine.questions("d", {"x": "a"}, answers={"i.x": [("b", 1.0), ("c", 1.0)]})
    }
