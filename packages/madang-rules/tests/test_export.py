"""The exported form: small, the same each time, and told apart by its version."""

from __future__ import annotations

import gzip
import json
import re
import sys

import pytest
from madang_rules.dmn import load
from madang_rules.export import VERSION, ExportError, export_expressions, export_model, write
from madang_rules.export.kinds import Kind
from madang_rules.export.node import SCRIPTS
from madang_rules.export.sentences import sentences
from madang_rules.feel import compile_expression, compile_unary_tests
from madang_rules.feel.types import NUMBER, NamedType

sys.path.insert(0, str(SCRIPTS / "bench"))
from conditions import FACTS, conditions

MODEL = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="d" name="Fee" namespace="urn:fee">
<itemDefinition id="t" name="tKind"><typeRef>string</typeRef><allowedValues><text>"a", "b"</text></allowedValues>
</itemDefinition>
<inputData id="k" name="Kind"><variable name="Kind" typeRef="tKind"/></inputData>
<decision id="f" name="Fee"><variable name="Fee" typeRef="number"/>
<informationRequirement><requiredInput href="#k"/></informationRequirement>
<decisionTable hitPolicy="UNIQUE"><input><inputExpression><text>Kind</text></inputExpression></input><output name="fee"/>
<rule><inputEntry><text>"a"</text></inputEntry><outputEntry><text>100</text></outputEntry></rule>
<rule><inputEntry><text>"b"</text></inputEntry><outputEntry><text>200.50</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


def test_equal_parts_are_written_once() -> None:
    names = ["age", "region"]
    one = compile_expression('age >= 19 and region = "하늘시"', names)
    other = compile_expression('age >= 19 or region = "하늘시"', names)
    single = export_expressions([one], names)
    both = export_expressions([one, other], names)
    assert len(both["nodes"]) == len(single["nodes"]) + 1
    assert both["strings"] == single["strings"]
    assert both["version"] == VERSION


def test_places_are_kept_when_asked_for() -> None:
    text = 'x + x > "a"'
    exported = export_expressions([compile_expression(text, ["x"])], ["x"], places=True)
    places = exported["places"]
    assert len(places) == 2 * len(exported["nodes"])
    root = exported["roots"][0]
    assert places[2 * root : 2 * root + 2] == [0, len(text)]


def test_names_of_the_caller_hide_built_in_functions() -> None:
    hidden = export_expressions([compile_expression("count", ["count"])], ["count"])
    known = export_expressions([compile_expression("count")])
    assert hidden["nodes"][0][0] == Kind.NAME
    assert known["nodes"][0][0] == Kind.BUILTIN


def test_the_same_rules_give_the_same_bytes() -> None:
    texts = conditions(50, seed=3)

    def exported() -> str:
        return write(export_expressions([compile_expression(text, FACTS) for text in texts], FACTS))

    assert exported() == exported()
    assert write(export_model(load(MODEL))) == write(export_model(load(MODEL)))


def test_unary_tests_and_models_are_exported_as_json() -> None:
    tests = export_expressions([compile_unary_tests("not(< 5, [7..9])")])
    assert tests["nodes"][tests["roots"][0]][:2] == [Kind.UNARY_TESTS, 1]
    model = json.loads(write(export_model(load(MODEL))))["model"]
    assert [part["name"] for part in model["parts"]] == ["Kind", "Fee"]


def test_types_checked_by_code_are_refused_with_a_sentence() -> None:
    odd = NamedType("odd", NUMBER, lambda value: value % 2 == 1)
    compiled = compile_expression("function(x: odd) x", types={"odd": odd})
    with pytest.raises(ExportError, match="odd"):
        export_expressions([compiled])


def test_eleven_thousand_conditions_are_small() -> None:
    texts = conditions(1_100, seed=2)
    data = write(export_expressions([compile_expression(text, FACTS) for text in texts], FACTS)).encode()
    assert len(gzip.compress(data, 9)) < 1_000_000 / 10


def test_kinds_and_sentences_are_the_evaluators_own() -> None:
    source = (SCRIPTS / "src" / "format" / "kind.ts").read_text(encoding="utf-8")
    theirs = [int(number) for number in re.findall(r"export const \w+ = (\d+);", source)]
    assert theirs == [kind.value for kind in Kind]
    written = (SCRIPTS / "src" / "sentences.json").read_text(encoding="utf-8")
    assert written == sentences(), "run python -m madang_rules.export.sentences"


def test_a_table_too_large_to_compile_is_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    from madang_rules.dmn.compile import table as compiling

    monkeypatch.setattr(compiling, "MAX_SIZE", 1)
    with pytest.raises(ExportError) as refused:
        export_model(load(MODEL))
    assert "2행" not in refused.value.sentence("ko") and "행이 2개인 표" in refused.value.sentence("ko")
