"""A citizen asks: the answer, its row and article, what is still to be known; nothing is kept."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from typer.testing import CliRunner

from madang.blocks.decisions import populations
from madang.blocks.decisions.models import DecisionModel
from madang.blocks.ledger.models import Outbox
from madang.config.deciding import app

from .conftest import FEE, RENT

ASK = f"/decisions/models/{RENT}/try/"
EVALUATE = "/api/v1/decisions/models/{}/evaluate"
REFUSED = {"나이": 30, "거주 시": "하늘시", "무주택": True, "가구원 수": 1, "가구 월 소득": 3_000_000}


def evaluate(client: Client, key: str, **content: Any) -> Any:
    return client.post(EVALUATE.format(key), json.dumps(content), content_type="application/json")


def test_a_refusal_names_the_row_and_the_article(rent: DecisionModel, client: Client) -> None:
    form = {"f0": "30", "f1": "하늘시", "f2": "true", "f3": "1", "f4": "3,000,000"}
    page = client.post(ASK, form).content.decode()
    assert f'/decisions/models/{RENT}/versions/1/#row-3-4">4행' in page
    assert "하늘시 청년 기본 조례 제12조 제3항 (소득)" in page
    table = client.get(f"/decisions/models/{RENT}/versions/1/").content.decode()
    assert 'id="row-3-4"' in table
    answer = evaluate(client, RENT, facts=REFUSED).json()
    assert (answer["value"], answer["known"]) == ("0", True)
    assert any("4행이 맞았습니다" in sentence for sentence in answer["sentences"]["ko"])
    assert any("Row 4" in sentence for sentence in answer["sentences"]["en"])


def test_what_people_read_of_an_answer_holds_no_notation(rent: DecisionModel, client: Client) -> None:
    """The table of median incomes is a table, and nobody reads `lead`."""
    form = {"f0": "30", "f1": "하늘시", "f2": "true", "f3": "1", "f4": "3,000,000"}
    page = client.post(ASK, form).content.decode()
    assert re.search(r"‘기준 중위소득’ = 표\(\d+행\)", page) and "[인원" not in page
    assert "확인 여부: 확인 전." in page and "확인: lead" not in page
    english = client.post(ASK, form, headers={"Accept-Language": "en"}).content.decode()
    assert re.search(r"“기준 중위소득” = a table of \d+ rows", english)
    assert "Compared with the law: not yet checked." in english and ": lead" not in english


def test_what_is_unknown_is_told_with_the_question_that_tells_most(
    rent: DecisionModel, client: Client
) -> None:
    answer = evaluate(client, RENT, facts={"나이": 25, "거주 시": "하늘시"}).json()
    assert not answer["known"]
    assert answer["ask"] == "무주택"
    assert set(answer["missing"]) == {"무주택", "가구원 수", "가구 월 소득"}
    page = client.post(ASK, {"f0": "25", "f1": "하늘시", "f3_unknown": "on", "f3": "4"}).content.decode()
    assert "먼저 알려 주면 좋은 것" in page and "무주택</strong>" in page
    assert evaluate(client, RENT, facts={"나이": 40}).json()["value"] == "0"


def test_asking_keeps_nothing(rent: DecisionModel, client: Client) -> None:
    before = Outbox.objects.count()
    client.post(ASK, {"f0": "30", "f1": "하늘시"})
    evaluate(client, RENT, facts=REFUSED)
    assert Outbox.objects.count() == before
    assert not client.session.items()


@pytest.mark.parametrize(
    "facts",
    [
        {"나이": "서른"},
        {"나이": True},
        {"나이": 1e400},
        {"나이": "1e1000000"},
        {"무주택": "yes"},
        {"가구원 수": 21},
        {"모르는 것": 1},
        {"거주 시": 5},
        {"기준 중위소득": [[[[]]]]},
        {"나이": {"a": 1}},
    ],
)
def test_facts_that_do_not_fit_are_refused_by_name(rent: DecisionModel, client: Client, facts: Any) -> None:
    answer = evaluate(client, RENT, facts=facts)
    assert answer.status_code == 422, answer.content
    assert next(iter(facts)) in answer.json()["detail"]


def test_all_facts_that_do_not_fit_are_told_at_once_each_by_name(rent: DecisionModel, client: Client) -> None:
    wrong = {"나이": 25.5, "거주 시": 5, "가구원 수": 21, "모르는 것": 1, "기준 중위소득": []}
    answer = evaluate(client, RENT, facts={**wrong, "무주택": True})
    problem = answer.json()
    assert answer.status_code == 422 and problem["field"] in wrong
    told = {each["where"][0]: each["what"] for each in problem["errors"]}
    assert set(told) == set(wrong) and all(name in said for name, said in told.items())
    assert all(said in problem["detail"] for said in told.values())
    (only,) = evaluate(client, RENT, facts={"나이": 25.5}).json()["errors"]
    assert only["where"] == ["나이"]
    many = {"rules": [{"key": RENT}], "facts": {"나이": 25.5, "가구원 수": 21}}
    (one,) = client.post("/api/v1/decisions/evaluate", json.dumps(many), "application/json").json()["answers"]
    assert "나이" in one["problem"] and "가구원 수" in one["problem"]
    strange = {"rules": [{"key": RENT}], "facts": {"나ㅇ": 1, "가구": 2}}
    refused = client.post("/api/v1/decisions/evaluate", json.dumps(strange), "application/json").json()
    assert [each["where"] for each in refused["errors"]] == [["나ㅇ"], ["가구"]]


def test_the_form_tells_all_at_once_each_at_its_field(rent: DecisionModel, client: Client) -> None:
    answer = client.post(ASK, {"f0": "25.5", "f1": "하늘시", "f3": "21", "f4": "많이"})
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    for place, said in (
        (0, "소수점 없이 적어 주세요. 예: 25."),
        (3, "1 이상 20 이하."),
        (4, "수로 적어 주세요. 예: 1500000."),
    ):
        error = re.search(rf'id="id_f{place}_error">(.*?)</div>', page, re.DOTALL)
        assert error is not None and said in error[1], place
    assert 'id="id_f1_error"' not in page


def test_a_field_that_does_not_fit_says_so_and_keeps_what_was_typed(
    rent: DecisionModel, client: Client
) -> None:
    answer = client.post(ASK, {"f0": "서른", "f1": "하늘시"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_f0_error"' in html and "서른" in html and "수로 적어 주세요" in html


def test_the_pages_of_a_rule_open_for_everybody_in_both_languages(
    fee: DecisionModel, rent: DecisionModel, client: Client
) -> None:
    for path in (
        "",
        f"models/{FEE}/",
        f"models/{FEE}/?day=2025-01-01&known=2026-01-01",
        f"models/{FEE}/?day=x",
        f"models/{RENT}/",
        f"models/{FEE}/versions/1/",
        f"models/{FEE}/versions/1.dmn",
        f"models/{FEE}/compare/",
        f"models/{FEE}/persons/",
        f"models/{FEE}/try/",
        "parameters/median-income/",
        "parameters/median-income/?day=2026-05-05",
    ):
        for language in ("ko", "en"):
            answer = client.get(f"/decisions/{path}", headers={"Accept-Language": language})
            assert answer.status_code == 200, path
    assert client.get("/decisions/models/none/").status_code == 404
    assert client.get(f"/decisions/models/{FEE}/versions/99999999999999999999/").status_code == 404


def test_test_persons_are_published_with_the_rows_they_reach(fee: DecisionModel, client: Client) -> None:
    page = client.get(f"/decisions/models/{FEE}/persons/").content.decode()
    assert "5행 가운데 5행에 시험 인물이 닿습니다" in page
    assert "수급 여부를 말하지 않은 40세" in page and "기대와 다름" not in page


def test_the_api_reads_versions_as_data_and_byte_for_byte(fee: DecisionModel, client: Client) -> None:
    listed = client.get("/api/v1/decisions/models").json()
    assert [(each["key"], each["version"]) for each in listed] == [(FEE, 1)]
    found = client.get(f"/api/v1/decisions/models/{FEE}/versions/1").json()
    table = found["elements"][0]["boxes"][0]["table"]
    assert table["rows"][3]["conditions"][3] == "65 이상"
    xml = client.get(f"/api/v1/decisions/models/{FEE}/versions/1/xml").content
    assert found["sha256"] == __import__("hashlib").sha256(xml).hexdigest()


def test_the_command_line_checks_runs_and_compares(
    transactional_db: None, rent: DecisionModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text(json.dumps(REFUSED), "utf-8")
    runner = CliRunner()
    assert runner.invoke(app, ["check", RENT]).exit_code == 0
    ran = runner.invoke(app, ["run", RENT, "--facts", str(facts), "--day", "2026-11-01"])
    assert ran.exit_code == 0, ran.output
    assert json.loads(ran.stdout)["value"] == "0"
    assert runner.invoke(app, ["run", RENT, "--facts", str(facts), "--day", "2025-11-01"]).exit_code == 2
    compared = runner.invoke(app, ["diff", RENT, "1", "1"])
    assert json.loads(compared.stdout)["rows"] == []
    monkeypatch.setattr(populations, "WHOLE", 3_000)
    whole = runner.invoke(app, ["diff", RENT, "1", "1", "--whole"])
    assert json.loads(whole.stdout)["city"]["people"] == 3_000
    broken = tmp_path / "broken.dmn"
    broken.write_text("<definitions", "utf-8")
    assert runner.invoke(app, ["check", str(broken)]).exit_code == 1


def test_no_row_has_decided_what_is_still_open(fee: DecisionModel, client: Client) -> None:
    """The last row of the fee matches everybody, but rows before it may match too."""
    page = client.post(f"/decisions/models/{FEE}/try/", {"f3": "40"}).content.decode()
    assert "아직 모름" in page
    assert "답을 정한 행</h2><div" not in page
    assert "5행이 맞았습니다" not in page
    assert "어느 행으로 정해질지 아직 모릅니다. 될 수 있는 행: 1, 2, 3, 5." in page
    assert "5행은 나머지 행이 모두 맞지 않을 때 쓰입니다." in page
    english = client.post(
        f"/decisions/models/{FEE}/try/", {"f3": ""}, headers={"Accept-Language": "en"}
    ).content.decode()
    assert "Row 5 decides if none of the others matches." in english and "Row 5 matched" not in english
