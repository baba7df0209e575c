"""An age below zero, half a person, a city with a blank too many; times, durations and contexts told by form and API."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from madang.blocks.decisions import actions
from madang.blocks.decisions.models import DecisionModel
from madang.blocks.identity.models import Account, Organisation
from madang.blocks.ledger import SYSTEM

from .conftest import FEE, FIRST, RENT, enact

TOLD = {"나이": 25, "거주 시": "하늘시", "무주택": True, "가구원 수": 1, "가구 월 소득": 1_000_000}
DMN = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def evaluate(client: Client, key: str, facts: dict[str, Any]) -> Any:
    return client.post(
        f"/api/v1/decisions/models/{key}/evaluate", json.dumps({"facts": facts}), "application/json"
    )


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("나이", -1),
        ("나이", 150.5),
        ("나이", 151),
        ("가구원 수", 0),
        ("가구원 수", 1.5),
        ("가구원 수", 21),
        ("가구 월 소득", -1),
    ],
)
def test_what_cannot_be_is_refused_by_name_with_what_may(
    rent: DecisionModel, client: Client, fact: str, value: Any
) -> None:
    refused = evaluate(client, RENT, {**TOLD, fact: value})
    assert refused.status_code == 422, refused.content
    said = refused.json()
    assert said["field"] == fact and re.search("쓸 수 있는 값|소수점 없이", said["detail"])
    assert not set("{}'") & set(said["detail"]), "no program's notation"
    form = {f"f{place}": str(each) for place, each in enumerate({**TOLD, fact: value}.values())}
    page = client.post(f"/decisions/models/{RENT}/try/", {**form, "f2": "true"})
    assert page.status_code == 422 and re.search("쓸 수 있는 값|소수점 없이", page.content.decode())


def test_an_age_below_zero_costs_nothing_and_nobody(fee: DecisionModel, client: Client) -> None:
    assert evaluate(client, FEE, {"나이": -3}).status_code == 422
    assert evaluate(client, FEE, {"나이": 0}).status_code == 200


@pytest.mark.parametrize("city", ["하늘시 ", " 하늘시", "\u3000하늘시\n"])
def test_a_blank_too_many_is_no_other_city(rent: DecisionModel, client: Client, city: str) -> None:
    assert evaluate(client, RENT, {**TOLD, "거주 시": city}).json()["value"] == "200000"


CASES: dict[str, tuple[str, Any, str]] = {
    "time": ("time", "09:30:00", 'x &lt; time("12:00:00")'),
    "moment": ("dateTime", "2026-03-01T09:30:00", 'x &lt; date and time("2026-03-02T00:00:00")'),
    "days": ("dayTimeDuration", "P3DT12H", 'x &gt; duration("P3D")'),
    "months": ("yearMonthDuration", "P1Y6M", 'x &gt; duration("P1Y")'),
    "context": ("주소", {"구": "해안구", "층": 3}, 'x.구 = "해안구" and x.층 = 3'),
    "list": ("나이들", [3, 5], "sum(x) = 8"),
}


def rule_of(type_: str, condition: str) -> bytes:
    return f"""<definitions xmlns="{DMN}" name="갈래" namespace="https://haneul.example/kinds">
<itemDefinition name="주소"><itemComponent name="구"><typeRef>string</typeRef></itemComponent>
<itemComponent name="층"><typeRef>number</typeRef></itemComponent></itemDefinition>
<itemDefinition name="나이들" isCollection="true"><typeRef>number</typeRef></itemDefinition>
<inputData id="x" name="x"><variable name="x" typeRef="{type_}"/></inputData>
<decision id="d" name="d"><variable name="d" typeRef="boolean"/>
<informationRequirement id="n"><requiredInput href="#x"/></informationRequirement>
<literalExpression><text>{condition}</text></literalExpression></decision></definitions>""".encode()


@pytest.mark.parametrize("kind", CASES)
def test_facts_of_every_type_are_read_and_what_does_not_fit_is_refused(
    body: Organisation, drafter: Account, reviewer: Account, client: Client, kind: str
) -> None:
    type_, value, condition = CASES[kind]
    rule = actions.found(
        SYSTEM, key="kinds", title_ko="갈래", title_en="Kinds", organisation=body, source="조례"
    )
    enact(rule, drafter, reviewer, rule_of(type_, condition), FIRST)
    answered = evaluate(client, "kinds", {"x": value})
    assert answered.status_code == 200 and answered.json()["value"] is True, answered.content
    typed = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    asking = client.get("/decisions/models/kinds/try/").content.decode()
    assert ("JSON" in asking) == (not isinstance(value, str)) and "모르면 비워 두세요" in asking
    page = client.post("/decisions/models/kinds/try/", {"f0": typed})
    assert page.status_code == 200 and ">예<" in page.content.decode(), page.content.decode()
    for wrong in ("어제", True):
        refused = evaluate(client, "kinds", {"x": wrong})
        assert refused.status_code == 422 and refused.json()["field"] == "x"
    assert client.post("/decisions/models/kinds/try/", {"f0": "{어제"}).status_code == 422
