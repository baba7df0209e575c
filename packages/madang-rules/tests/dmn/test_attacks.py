"""What is meant to harm ends with a sentence; the process lives."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from madang_rules.dmn import DmnError, Engine, ModelRefused, XmlRefused, load, read_definitions
from madang_rules.errors import RulesError
from madang_rules.export import export_model
from madang_rules.feel import Budget, BudgetExceeded
from small_models import decision, definitions, input_data, literal, table
from test_unknown_tables import ELIGIBLE


def test_an_entity_bomb_is_refused() -> None:
    bomb = (
        '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
        '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><definitions>&c;</definitions>'
    )
    with pytest.raises(XmlRefused) as refused:
        read_definitions(bomb)
    assert refused.value.code == "xml-doctype"


def test_an_external_entity_is_never_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden")
    text = f'<!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}">]><definitions>&x;</definitions>'
    with pytest.raises(XmlRefused):
        read_definitions(text)


def test_an_import_is_never_fetched(tmp_path: Path) -> None:
    other = tmp_path / "other.dmn"
    other.write_text(definitions(decision("there", literal("1")), namespace="urn:other"))
    engine = load(
        definitions(
            f'<import name="o" namespace="urn:other" locationURI="{other.as_uri()}" '
            'importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>',
            decision("here", literal("o.there"), decisions=["urn:other#there"]),
        )
    )
    assert "import-missing" in {each.code for each in engine.findings}
    assert engine.decide("here", {}).value is None


def test_deep_xml_is_refused() -> None:
    with pytest.raises(XmlRefused) as refused:
        read_definitions("<a>" * 10_000 + "</a>" * 10_000)
    assert refused.value.code == "xml-too-deep"


def test_tables_of_prefixes_do_not_fill_the_memory() -> None:
    many = " ".join(f'xmlns:a{number}="u"' for number in range(4000))
    text = f"<definitions {many}>" + '<x xmlns:b="c"/>' * 9000 + "</definitions>"
    with pytest.raises(XmlRefused) as refused:
        read_definitions(text)
    assert refused.value.code == "xml-too-many-prefixes"


def test_a_large_document_is_refused() -> None:
    with pytest.raises(XmlRefused) as refused:
        read_definitions(b" " * 100, max_bytes=99)
    assert refused.value.code == "xml-too-large"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00",
        b"<a",
        b"<a></b>",
        b'<a b="1" b="2"/>',
        b"<x:a/>",
        b'<?xml version="1.0" encoding="hex"?><a/>',
        b"\xff\xfe<",
        b"<a>\x01</a>",
        "<a>\ud800</a>".encode("utf-8", "surrogatepass"),
    ],
)
def test_broken_xml_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(XmlRefused) as refused:
        read_definitions(data)
    assert refused.value.sentence("ko") and refused.value.sentence("en")


def test_boxes_nested_as_deep_as_xml_allows_run_or_end_with_a_sentence() -> None:
    logic = literal("1")
    for _ in range(180):
        logic = f"<list>{logic}</list>"
    try:
        engine = load(definitions(decision("deep", logic)))
        engine.decide("deep", {})
    except RulesError as fault:
        assert fault.sentence("en")


def test_imports_in_a_circle_are_found() -> None:
    def importing(mine: str, other: str) -> str:
        return definitions(
            f'<import name="{other}" namespace="urn:{other}" '
            'importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>',
            decision("x", literal("1")),
            namespace=f"urn:{mine}",
        )

    engine = load(importing("a", "b"), [importing("b", "c"), importing("c", "a")])
    assert "import-cycle" in {each.code for each in engine.findings}
    assert engine.decide("x", {}).value == 1


def test_a_model_that_imports_itself_is_told_so_and_runs() -> None:
    engine = load(
        definitions(
            '<import name="" namespace="urn:test" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>',
            decision("a", literal("b"), decisions=["b"]),
            decision("b", literal("1")),
        )
    )
    assert [each.code for each in engine.findings] == ["import-cycle"]
    assert engine.decide("a", {}).value == 1


def test_decisions_in_a_circle_are_found_and_null() -> None:
    engine = load(
        definitions(
            decision("a", literal("b"), decisions=["b"]),
            decision("b", literal("c"), decisions=["c"]),
            decision("c", literal("a"), decisions=["a"]),
        )
    )
    assert [each.code for each in engine.findings].count("decision-cycle") == 1
    assert engine.decide("a", {}).value is None


def test_a_chain_of_thousands_of_decisions_runs() -> None:
    count = 5000
    parts = [decision("d0", literal("1"))]
    parts += [decision(f"d{i}", literal(f"d{i - 1} + 1"), decisions=[f"d{i - 1}"]) for i in range(1, count)]
    assert load(definitions(*parts)).decide(f"d{count - 1}", {}).value == count


def test_a_function_that_calls_itself_for_ever_is_stopped() -> None:
    engine = load(
        definitions(
            '<businessKnowledgeModel id="f" name="f"><variable name="f"/><encapsulatedLogic>'
            '<formalParameter name="n"/>' + literal("f(n + 1)") + "</encapsulatedLogic>"
            '<knowledgeRequirement><requiredKnowledge href="#f"/></knowledgeRequirement>'
            "</businessKnowledgeModel>",
            decision("d", literal("f(1)"), knowledge=["f"]),
        )
    )
    with pytest.raises(BudgetExceeded):
        engine.decide("d", {})


def test_a_loop_over_a_huge_range_is_stopped() -> None:
    box = (
        '<for iteratorVariable="x"><in>'
        + literal("[1..1000000000000]")
        + "</in><return>"
        + literal("x")
        + "</return></for>"
    )
    engine = load(definitions(decision("d", box)))
    with pytest.raises(BudgetExceeded):
        engine.decide("d", {}, budget=Budget(steps=10_000))


def test_an_id_used_twice_is_found() -> None:
    engine = load(
        definitions(
            decision("a", literal("1"), identity="same"), decision("b", literal("2"), identity="same")
        )
    )
    (found,) = [each for each in engine.findings if each.code == "id-twice"]
    assert found.severity == "error"
    assert "same" in found.sentence("ko")


def test_names_that_look_alike_are_warned_of() -> None:
    engine = load(definitions(input_data("income"), input_data("inсome", identity="i2")))  # a Cyrillic "с"
    codes = {each.code for each in engine.findings}
    assert {"homoglyph", "homoglyph-mixed"} <= codes


def test_an_engine_keeps_what_it_compiled_though_facts_and_xml_change() -> None:
    model = read_definitions(
        definitions(
            input_data("x", "number"),
            decision(
                "d",
                table([("x", "number")], [("o", "string")], [["1", '"one"'], ["2", '"two"']]),
                inputs=["i_x"],
            ),
        )
    )
    engine = Engine(model)
    assert model.source is not None
    for node in list(model.source.elements()):
        node.children.clear()
        node.attributes.clear()
    assert engine.decide("d", {"x": 2}).value == "two"


def test_facts_changed_while_they_are_used_do_not_reach_the_engine() -> None:
    engine = load(
        definitions(
            input_data("xs"),
            decision("a", literal("sum(xs)"), inputs=["i_xs"]),
            decision("b", literal("xs"), inputs=["i_xs"]),
        )
    )
    given = [1, 2]
    kept = engine.decide("b", {"xs": given}).value
    given.append(99)
    assert list(kept) == [1, 2]


def test_unknown_names_of_facts_and_decisions_are_told() -> None:
    engine = load(definitions(input_data("age"), decision("d", literal("age"), inputs=["i_age"])))
    with pytest.raises(DmnError) as told:
        engine.decide("d", {"agee": 1})
    assert "age" in told.value.sentence("en")
    with pytest.raises(DmnError):
        engine.decide("e", {})


SEED = definitions(
    '<itemDefinition name="t" isCollection="true"><typeRef>number</typeRef></itemDefinition>',
    input_data("x", "number"),
    decision(
        "d",
        table(
            [("x", "number", "[0..9]")],
            [("o", "string", '"a","b"', '"b"')],
            [["< 3", '"a"'], ["[3..5]", '"b"']],
        ),
        inputs=["i_x"],
    ),
    decision(
        "e",
        "<context><contextEntry><variable name='a'/>" + literal("d + 1") + "</contextEntry></context>",
        decisions=["d"],
    ),
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, len(SEED) - 1),
            st.integers(0, 12),
            st.sampled_from(["", "<", '"', "x", "]", "-", "0"]),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_mutated_models_never_crash(edits: list[tuple[int, int, str]]) -> None:
    text = SEED
    for place, length, new in edits:
        text = text[:place] + new + text[place + length :]
    try:
        engine = load(text)
        assert all(each.sentence("ko") and each.remedy.sentence("en") for each in engine.findings)
        engine.decide(None, dict.fromkeys(engine.inputs, 4))
        engine.decide(None, {}, unknown="unknown", trace=True)
    except RulesError as fault:
        assert fault.sentence("en")


def test_a_table_of_absurd_size_is_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    from madang_rules.dmn.compile import table as compiling

    monkeypatch.setattr(compiling, "MAX_SIZE", 100)
    rows = [[str(number), '"x"'] for number in range(20)]
    engine = load(definitions(decision("d", table([("1", "number")], [("o", "string")], rows))))
    assert "table-too-large" in {each.code for each in engine.findings}
    assert engine.decide("d", {}).value is None


def test_a_table_too_intricate_to_check_says_so() -> None:
    import random
    import time

    chance = random.Random(7)
    names = [f"c{number}" for number in range(14)]
    rows = []
    for _ in range(150):
        cells = []
        for _ in names:
            low = chance.randint(0, 90)
            cells.append(f"[{low}..{low + 60}]")
        rows.append([*cells, '"x"'])
    text = definitions(
        *(input_data(name, "number") for name in names),
        decision(
            "d",
            table([(name, "number") for name in names], [("o", "string")], rows, policy="FIRST"),
            inputs=[f"i_{name}" for name in names],
        ),
    )
    began = time.monotonic()
    codes = {each.code for each in load(text).findings}
    assert codes & {"not-checked", "table-gap"}
    assert time.monotonic() - began < 60


def test_a_model_is_compiled_within_its_seconds() -> None:
    names = [f"d{number}" for number in range(300)]
    model = definitions(*(decision(name, literal("[1, 2, 3]")) for name in names))
    assert len(load(model).decisions) == len(names)
    with pytest.raises(ModelRefused) as refused:
        load(model, seconds=0.001)
    assert refused.value.code == "model-too-slow"
    assert "0.001" in refused.value.sentence("ko")


def test_a_model_that_was_loaded_in_time_is_of_use_for_ever() -> None:
    engine = load(ELIGIBLE, seconds=0.5)
    end = time.thread_time() + 0.6
    while time.thread_time() < end:
        pass
    assert export_model(engine)["model"]
    assert engine.findings == ()
    assert engine.decide("자격", {"나이": 12}).value is not None


def test_a_context_of_many_entries_is_read_in_linear_time() -> None:
    entries = ",".join(f"a{number}:{number}" for number in range(20_000))
    began = time.thread_time()
    assert load(definitions(decision("d", literal("{" + entries + "}")))).findings == ()
    assert time.thread_time() - began < 10


@pytest.mark.parametrize(
    "text", ["[" + "1," * 60_000 + "1]", "{" + ",".join(f"a{n}:{n}" for n in range(40_000)) + "}"]
)
def test_a_formula_of_too_many_words_is_a_finding(text: str) -> None:
    (fault,) = load(definitions(decision("d", literal(text)))).findings
    assert fault.severity == "error"
    assert "100000" in fault.sentence("en")
    assert "100000" in fault.sentence("ko")


def test_a_loop_of_too_many_iterators_is_a_finding() -> None:
    text = "for " + ",".join(f"a{n} in [1]" for n in range(20_000)) + " return 1"
    (fault,) = load(definitions(decision("d", literal(text)))).findings
    assert fault.severity == "error"


@pytest.mark.parametrize("cell", [">= = 70", "= = 70", "not(< > 70)", "> 3, <= >= 4"])
def test_two_comparisons_in_a_row_are_an_error(cell: str) -> None:
    logic = table([("x", "number")], [("o", "number")], [[cell, "1"]])
    engine = load(definitions(input_data("x", "number"), decision("d", logic, inputs=["i_x"])))
    assert "another comparison" in " ".join(
        each.sentence("en").lower() for each in engine.findings if each.severity == "error"
    )
