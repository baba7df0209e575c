"""Facts as they come out of JSON or a form are read by the type the model declares; what does not fit is refused."""

import json
import re
import unicodedata
from decimal import Decimal
from typing import Any

import pytest
from madang_rules.dmn import DmnError, Engine, load
from madang_rules.feel import Unknown
from madang_rules.feel.values import Date
from small_models import decision, definitions, input_data, literal, table

TYPES = (
    '<itemDefinition name="address"><itemComponent name="moved in"><typeRef>date</typeRef></itemComponent>'
    '<itemComponent name="rooms"><typeRef>number</typeRef></itemComponent></itemDefinition>'
    '<itemDefinition name="days" isCollection="true"><typeRef>date</typeRef></itemDefinition>'
    '<itemDefinition name="region"><typeRef>string</typeRef>'
    '<allowedValues><text>"하늘시", "바다시"</text></allowedValues></itemDefinition>'
    '<itemDefinition name="age"><typeRef>number</typeRef>'
    "<allowedValues><text>[0..150]</text></allowedValues></itemDefinition>"
    '<itemDefinition name="온전한 수"><typeRef>number</typeRef>'
    "<allowedValues><text>? = floor(?)</text></allowedValues></itemDefinition>"
    '<itemDefinition name="만 나이"><typeRef>온전한 수</typeRef>'
    "<allowedValues><text>[0..150]</text></allowedValues></itemDefinition>"
    '<itemDefinition name="방"><typeRef>number</typeRef><allowedValues><text>[1..20]</text></allowedValues>'
    "<typeConstraint><text>? = floor(?)</text></typeConstraint></itemDefinition>"
    '<itemDefinition name="방들" isCollection="true"><typeRef>방</typeRef></itemDefinition>'
    '<itemDefinition name="집"><itemComponent name="큰방"><typeRef>방</typeRef></itemComponent></itemDefinition>'
    '<itemDefinition name="비율"><typeRef>number</typeRef>'
    "<allowedValues><text>(0..1)</text></allowedValues></itemDefinition>"
    '<itemDefinition name="해"><typeRef>number</typeRef>'
    "<allowedValues><text>[2000..2040]</text></allowedValues></itemDefinition>"
    '<itemDefinition name="홀수"><typeRef>number</typeRef>'
    "<allowedValues><text>modulo(?, 2) = 1</text></allowedValues></itemDefinition>"
)
"""Types of the inputs below."""


def engine_of(type_ref: str, expression: str = "x") -> Engine:
    """A model of one input and one decision about it."""
    return load(
        definitions(TYPES, input_data("x", type_ref), decision("d", literal(expression), inputs=["i_x"]))
    )


CASES = [
    ("date", "2026-03-01", "x.month = 3"),
    ("time", "09:30:00", "x.hour = 9"),
    ("time", "09:30:00@Asia/Seoul", "x.hour = 9"),
    ("dateTime", "2026-03-01T09:30:00", "x.hour = 9"),
    ("dateTime", "2026-03-01T09:30:00+09:00", "x.hour = 9"),
    ("date and time", "2026-03-01", "x.hour = 0"),
    ("dayTimeDuration", "P3DT2H", "x.days = 3"),
    ("yearMonthDuration", "P1Y6M", "x.months = 6"),
    ("number", "1500000.50", "x = 1500000.5"),
    ("number", 30, "x = 30"),
    ("address", {"moved in": "2026-03-01", "rooms": "3"}, "x.moved in.year + x.rooms = 2029"),
    ("days", ["2026-03-01", "2026-03-02"], "x[2].day = 2"),
    ("days", "2026-03-01", "x[1].day = 1"),
    ("string", "2026-03-01", 'x = "2026-03-01"'),
    ("Any", "2026-03-01", 'x = "2026-03-01"'),
    ("boolean", True, "x"),
]
REFUSED = [
    ("number", "열일곱", "수(예: 1500000)로"),
    ("number", True, "수(예: 1500000)로"),
    ("string", 3, "글자로"),
    ("boolean", "true", "예나 아니요로"),
    ("date", "2026-02-30", "날짜(예: 2026-03-01)로"),
    ("date", "2026-03-01T09:30:00", "날짜(예: 2026-03-01)로"),
    ("time", "half past nine", "시각(예: 09:30:00)으로"),
    ("dateTime", 20260301, "날짜와 시각(예: 2026-03-01T09:30:00)으로"),
    ("dayTimeDuration", "P1Y", "날과 시간의 길이(예: P3DT2H)로"),
    ("yearMonthDuration", "3 years", "해와 달의 길이(예: P1Y6M)로"),
    ("address", {"rooms": 3}, "‘moved in’, ‘rooms’ 항목으로"),
    ("address", "바다로 1", "‘moved in’, ‘rooms’ 항목으로"),
    ("days", ["2026-03-01", "soon"], "여러 개를, 하나하나는 날짜(예: 2026-03-01)로"),
    ("region", "숲시", '"하늘시", "바다시"'),
    ("age", -1, "0 이상 150 이하"),
    ("age", "151", "0 이상 150 이하"),
    ("온전한 수", 25.5, "쓸 수 없습니다. 소수점 없이 적어 주세요. 예: 1500000."),
    ("만 나이", "25.5", "쓸 수 없습니다. 소수점 없이 적어 주세요. 예: 25."),
    ("만 나이", 150.5, "쓸 수 있는 값: 0 이상 150 이하."),
    ("만 나이", "스물다섯", "수(예: 25)로"),
    ("방", 2.5, "소수점 없이 적어 주세요. 예: 3."),
    ("방", 0.5, "쓸 수 있는 값: 1 이상 20 이하."),
    ("방", "둘", "수(예: 3)로"),
    ("방들", [1, 2.5], "소수점 없이 적어 주세요. 예: 3."),
    ("집", {"큰방": 0}, "쓸 수 있는 값: 1 이상 20 이하."),
    ("비율", "반", "수(예: 0.5)로"),
    ("해", "올해", "수(예: 2000)로"),
    ("홀수", 2, "규칙이 받지 않는 값입니다. 다른 값을 적어 주세요."),
]


@pytest.mark.parametrize(("type_ref", "told", "holds"), CASES)
def test_texts_are_read_by_the_declared_type(type_ref: str, told: Any, holds: str) -> None:
    told = json.loads(json.dumps(told), parse_float=Decimal)
    assert engine_of(type_ref, holds).decide("d", {"x": told}).value is True


@pytest.mark.parametrize(("type_ref", "told", "wanted"), REFUSED)
def test_a_fact_that_does_not_fit_is_refused_with_what_is_wanted(
    type_ref: str, told: Any, wanted: str
) -> None:
    engine = engine_of(type_ref)
    with pytest.raises(DmnError) as refused:
        engine.decide("d", {"x": told})
    said = refused.value.sentence("ko")
    assert refused.value.code in ("fact-type", "fact-not-allowed")
    assert "‘x’" in said and wanted in said
    english = refused.value.sentence("en").replace(str(told), "")
    assert "x" in english and "{" not in said
    if type_ref not in ("region", "집"):
        assert not re.search("[가-힣]", english), "no name of the model stands in another language"
    assert engine.decide("d", {"x": told}, strict=False).value is None


def test_a_fact_of_another_type_does_not_match_the_row_of_those_who_have_none() -> None:
    logic = table([("x", "number")], [("o", "string")], [["null", '"none"'], ["-", '"some"']], policy="FIRST")
    engine = load(definitions(input_data("x", "number"), decision("d", logic, inputs=["i_x"])))
    with pytest.raises(DmnError):
        engine.decide("d", {"x": "many"})
    assert engine.decide("d", {"x": None}).value == "none"
    assert engine.decide("d", {"x": "3"}).value == "some"


def test_what_is_unknown_or_no_text_is_taken_as_it_is() -> None:
    engine = engine_of("date")
    fact = Unknown.fact("y")
    assert engine.decide("d", {"x": fact}).missing == {"y"}
    assert engine.decide("d", {"x": Date(2026, 3, 1)}).value == Date(2026, 3, 1)


def test_a_name_taken_apart_meets_the_same_name_composed() -> None:
    apart = unicodedata.normalize("NFD", "나이")
    whole = load(
        definitions(input_data("나이", "number"), decision("성인", literal("나이 >= 19"), inputs=["i_나이"]))
    )
    assert whole.decide(unicodedata.normalize("NFD", "성인"), {apart: 20}).value is True
    parts = load(
        definitions(
            input_data(apart, "number", "i"), decision("성인", literal(f"{apart} >= 19"), inputs=["i"])
        )
    )
    assert parts.decide("성인", {"나이": 20}).value is True
    for named, written in ((apart, "나이"), ("나이", apart)):
        mixed = load(
            definitions(
                input_data(named, "number", "i"), decision("성인", literal(f"{written} >= 19"), inputs=["i"])
            )
        )
        assert not mixed.findings and mixed.decide("성인", {"나이": 20}).value is True
    twice = load(definitions(input_data(apart, "number", "i"), input_data("나이", "number", "j")))
    assert "name-twice" in {each.code for each in twice.findings}


def test_entries_taken_apart_meet_the_same_entries_composed() -> None:
    apart = unicodedata.normalize("NFD", "층")
    for named, written, told in (("층", "층", apart), (apart, "층", "층"), ("층", apart, apart)):
        item = f'<itemDefinition name="집"><itemComponent name="{named}"><typeRef>number</typeRef></itemComponent></itemDefinition>'
        rule = decision("d", literal(f"x.{written} + 1"), inputs=["i_x"])
        engine = load(definitions(item, input_data("x", "집"), rule))
        assert engine.decide("d", {"x": {told: "2"}}).value == 3
