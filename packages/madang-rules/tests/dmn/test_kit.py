"""The runner of the standard's test kit counts expected result nodes a level, and names what failed."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from madang_rules.__main__ import main
from madang_rules.tck.cases import find_suites
from madang_rules.tck.run import agree, run_folder
from small_models import decision, definitions, input_data, literal, table

CASES = """<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
  <modelName>{model}</modelName>
  {cases}
</testCases>"""
MODEL = definitions(
    input_data("x", "number"),
    input_data("who"),
    decision("double", literal("x * 2"), inputs=["i_x"]),
    decision("broken", literal('x + "a"'), inputs=["i_x"]),
    decision("list", literal('[date("2026-01-01"), who]'), inputs=["i_who"]),
    '<decisionService id="s" name="s"><variable name="s"/><outputDecision href="#double"/><inputData href="#i_x"/>'
    "</decisionService>",
)


def case(
    identity: str, node: str, expected: str, facts: str = "", attributes: str = "", more: str = ""
) -> str:
    return (
        f'<testCase id="{identity}" {more}>{facts}<resultNode name="{node}" {attributes}><expected>{expected}'
        "</expected></resultNode></testCase>"
    )


X = '<inputNode name="x"><value xsi:type="xsd:decimal">4</value></inputNode>'
NIL = '<value xsi:nil="true"/>'


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    folder = tmp_path / "compliance-level-2" / "0001-own"
    folder.mkdir(parents=True)
    (folder / "model.dmn").write_text(MODEL)
    cases = [
        case("1", "double", '<value xsi:type="xsd:decimal">8.0</value>', X),
        case("2", "double", '<value xsi:type="xsd:decimal">9</value>', X),
        case("3", "broken", NIL, X, 'errorResult="true"'),
        case("4", "double", NIL, X, 'errorResult="true"'),
        case(
            "5",
            "list",
            '<list><item><value xsi:type="xsd:date">2026-01-01</value></item><item><component name="a">'
            "<list/></component></item></list>",
            '<inputNode name="who"><component name="a"><list/></component></inputNode>',
        ),
        case("6", "nothing", NIL),
        case(
            "7",
            "double",
            '<value xsi:type="xsd:decimal">8</value>',
            X,
            more='type="decisionService" invocableName="s"',
        ),
    ]
    (folder / "model-test-01.xml").write_text(CASES.format(model="model.dmn", cases="".join(cases)))
    java = tmp_path / "compliance-level-3" / "0076-java"
    java.mkdir(parents=True)
    (java / "j.dmn").write_text(
        definitions(
            decision(
                "j",
                literal(
                    'function(a) external {java: {class: "x", `method signature`: "y"}}'.replace(
                        "`method signature`", "method signature"
                    )
                ),
            )
        )
    )
    (java / "j-test-01.xml").write_text(CASES.format(model="j.dmn", cases=case("1", "j", NIL)))
    (java / "gone-test-01.xml").write_text(CASES.format(model="gone.dmn", cases=case("1", "j", NIL)))
    (java / "notes.xml").write_text("<notes>")
    return tmp_path


def test_counts_and_ids(kit: Path) -> None:
    levels = run_folder(kit)
    two = levels["compliance-level-2"]
    assert (two.passed, two.failed, two.errors) == (4, 2, 1)
    assert two.failing == [
        "0001-own/model-test-01:2:double",
        "0001-own/model-test-01:4:double",
        "0001-own/model-test-01:6:nothing",
    ]
    three = levels["compliance-level-3"]
    assert (three.passed, three.failed, three.errors) == (0, 0, 1)
    assert [each["id"] for each in three.left_out] == ["0076-java/j-test-01:1:j"]
    assert "Java" in three.left_out[0]["reason"]


def test_the_command_prints_one_json_object(kit: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tck", str(kit), "--json"]) == 1
    printed = json.loads(capsys.readouterr().out)
    assert printed["compliance-level-2"]["passed"] == 4
    assert set(printed["compliance-level-2"]) == {"passed", "failed", "errors", "failing", "left_out"}


def test_values_of_cases(kit: Path) -> None:
    (suite,) = [each for each in find_suites(kit) if each.level == "compliance-level-2"]
    assert suite.cases[0].facts == ((None, "x", Decimal(4)),)
    assert suite.cases[4].expected[0].value[1] == {"a": []}


def test_agreement_is_exact_but_for_rounded_numbers() -> None:
    assert agree(Decimal("0.33333333"), Decimal("0.3333333333333333"))
    assert not agree(Decimal("0.3333"), Decimal("0.333333"))
    assert not agree(True, Decimal(1))
    assert not agree("1", Decimal(1))
    assert agree({"a": [None]}, {"a": (None,)})
    assert not agree({"a": None}, {"a": None, "b": None})


def test_check_tells_place_and_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model = tmp_path / "m.dmn"
    model.write_text(
        definitions(decision("d", table([("1", "number")], [("o", "string")], [["< 1", '"x"']])))
    )
    assert main(["--language", "ko", "check", str(model)]) == 0
    assert "어느 행도 받지 않는 값" in capsys.readouterr().out
    model.write_text(definitions(decision("d", literal("1 +"))))
    assert main(["check", str(model), "--json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)["findings"]
    assert found["code"] == "feel-syntax" and found["remedy"]
    assert main(["check", str(tmp_path / "none.dmn")]) == 2


def test_decide_answers_and_explains(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model = tmp_path / "m.dmn"
    model.write_text(MODEL)
    assert (
        main(["decide", str(model), "--decision", "double", "--facts", '{"x": 2.5}', "--json", "--explain"])
        == 0
    )
    printed = json.loads(capsys.readouterr().out)
    assert printed["values"] == {"double": "5.0"}
    assert printed["trace"][0]["decision"] == "double"
    assert main(["decide", str(model), "--decision", "double", "--unknown", "--explain"]) == 0
    assert "x" in capsys.readouterr().out
    assert main(["decide", str(model), "--facts", '{"y": 1}']) == 2
    assert "There is no input 'y'" in capsys.readouterr().err
