"""What officials and their programs send that cannot be: refused with a sentence, or read alike by house and library."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from madang.blocks.decisions.models import (
    DatedParameter,
    DecisionModel,
    InForce,
    ParameterChange,
    PersonsChange,
)
from madang.blocks.decisions.saying import in_words
from madang.blocks.identity.models import Account

from .conftest import FEE
from .test_hostile_questions import post
from .test_rules_made_by_machines import Program

LISTS = "[" * 600 + "]" * 600
CONTEXTS = '{"a":' * 400 + "1" + "}" * 400
DEEP = "20겹까지"


@pytest.fixture
def writes(drafter: Account) -> Program:
    return Program(drafter)


def persons(program: Program, key: str, row: str) -> Any:
    """Propose test persons in JSON that Python would not write."""
    return Client().post(
        f"/api/v1/decisions/models/{key}/persons-changes",
        f'{{"note": "더한다", "rows": [{row}]}}',
        content_type="application/json",
        headers={"authorization": f"Bearer {program.key}"},
    )


def person(facts: str = '{"나이": 30}', expected: str = '"5000"') -> str:
    said = '"key": "new", "title_ko": "새 사람", "title_en": "New", "kind": "accepted"'
    return f'{{{said}, "facts": {facts}, "expected": {expected}}}'


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        ("2026-03-01T08:00:00+23:59", 200),
        ("2026-03-01T08:00:00-23:59", 200),
        ("1900-01-01T00:30:00+23:59", 422),
        ("1899-12-31T23:30:00-23:59", 404),
        ("0001-01-01T00:00:00+23:59", 422),
        ("9999-12-31T23:59:59-23:59", 422),
    ],
)
def test_a_moment_in_a_zone_far_away_is_a_moment(
    fee: DecisionModel, client: Client, moment: str, status: int
) -> None:
    InForce.objects.filter(model=fee).update(known_from="2026-01-01T00:00:00Z")
    asked = post(client, f"models/{FEE}/evaluate", json.dumps({"facts": {}, "known_at": moment}))
    assert asked.status_code == status, asked.content
    if status == 200:
        again = asked.json()["evidence"]["known_at"]
        assert post(client, f"models/{FEE}/evaluate", json.dumps({"known_at": again})).status_code == 200
    many = post(client, "evaluate", json.dumps({"rules": [{"key": FEE}], "known_at": moment}))
    assert many.status_code == (422 if status == 422 else 200), many.content


@pytest.mark.parametrize("deep", [LISTS, CONTEXTS])
def test_test_persons_are_not_told_in_lists_within_lists_for_ever(
    fee: DecisionModel, writes: Program, desk: Client, deep: str
) -> None:
    for row in (person(expected=deep), person(facts=f'{{"나이": {deep}}}'), person(facts=f'{{"x": {deep}}}')):
        answer = persons(writes, FEE, row)
        assert answer.status_code == 422 and DEEP in answer.json()["detail"], answer.content
        page = desk.post(f"/decisions/office/models/{FEE}/persons/", {"rows": f"[{row}]", "note": "x"})
        assert page.status_code == 422 and DEEP in page.content.decode()
    endless = persons(writes, FEE, person(expected="[" * 100_000 + "]" * 100_000))
    assert endless.status_code in {400, 422}, endless.content
    keyed = persons(writes, FEE, f'{{"key": {deep}}}')
    assert keyed.status_code == 422
    assert PersonsChange.objects.count() == 1


def test_facts_too_are_not_told_so_deep(fee: DecisionModel, client: Client) -> None:
    for deep in (LISTS, CONTEXTS):
        answer = post(client, f"models/{FEE}/evaluate", f'{{"facts": {{"나이": {deep}}}}}')
        assert answer.status_code == 422 and DEEP in answer.json()["detail"], answer.content
    assert in_words(json.loads(LISTS)).startswith("…"), "what was kept before is still shown"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400"])
def test_what_is_no_number_is_not_expected(
    fee: DecisionModel, writes: Program, desk: Client, number: str
) -> None:
    for row in (
        person(expected=number),
        person(expected=f'{{"a": [{number}]}}'),
        person(facts=f'{{"나이": {number}}}'),
    ):
        answer = persons(writes, FEE, row)
        assert answer.status_code == 422 and "수로 적어 주세요" in answer.json()["detail"], answer.content
        page = desk.post(f"/decisions/office/models/{FEE}/persons/", {"rows": f"[{row}]", "note": "x"})
        assert page.status_code == 422 and "수로 적어 주세요" in page.content.decode()
    assert PersonsChange.objects.count() == 1


def figures(program: Program, value: str) -> Any:
    content = {"rows": [{"keys": ["1"], "value": value}], "article": "고시", "note": "고친다"}
    return program("POST", "/parameters/median-income/changes", {**content, "valid_from": "2030-01-01"})


@pytest.mark.parametrize("value", ["9" * 27, "-" + "9" * 27 + ".999999", "1" + "0" * 26])
def test_the_largest_figures_are_kept_whole(rent: DecisionModel, writes: Program, value: str) -> None:
    answer = figures(writes, value)
    assert answer.status_code == 201, answer.content
    change = ParameterChange.objects.get(pk=answer.json()["id"])
    assert f"{change.rows[0][1]:f}" == value
    assert writes("GET", f"/parameter-changes/{change.pk}/effect").status_code == 200


@pytest.mark.parametrize("value", ["1" + "0" * 27, "9" * 40])
def test_larger_ones_are_refused_in_words(median: DatedParameter, writes: Program, value: str) -> None:
    answer = figures(writes, value)
    assert answer.status_code == 422 and "27자리까지" in answer.json()["detail"], answer.content


@pytest.mark.parametrize(
    "value", ["1e26", "1_0", "١٢", "１２", "0.0000001", "1." + "0" * 37 + "1", "NaN", ""]
)
def test_figures_are_written_as_the_library_reads_numbers(
    median: DatedParameter, writes: Program, value: str
) -> None:
    answer = figures(writes, value)
    assert answer.status_code == 422 and "수가 아니거나" in answer.json()["detail"], answer.content


@pytest.mark.parametrize("value", ["١٢", "1_000", "１２", "1e3"])
def test_facts_are_numbers_as_the_library_reads_them(fee: DecisionModel, client: Client, value: str) -> None:
    answer = post(client, f"models/{FEE}/evaluate", json.dumps({"facts": {"나이": value}}))
    assert answer.status_code == 422 and "수로 적어 주세요" in answer.json()["detail"], answer.content
