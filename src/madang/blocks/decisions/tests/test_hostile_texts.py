"""Bad texts by the form and the API: one sentence, nothing stored, the process lives."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from madang.blocks.decisions.demo.load import source_of
from madang.blocks.decisions.models import DecisionModel, ModelVersion

from .conftest import FEE

HEAD = '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="u">'
BOMB = (
    '<!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + f"]>{HEAD}&j;</definitions>"
)
TEXTS = {
    "broken": "<definitions",
    "no model": "<html/>",
    "no decision": HEAD + "</definitions>",
    "entity bomb": BOMB,
    "external entity": f'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>{HEAD}&x;</definitions>',
    "10,000 deep": HEAD + "<context>" * 10_000 + "</context>" * 10_000 + "</definitions>",
    "brackets 10,000 deep": HEAD
    + f'<decision id="d" name="d"><literalExpression><text>{"(" * 10_000}1{")" * 10_000}</text></literalExpression></decision></definitions>',
    "a table of 20,000 rows": HEAD
    + '<decision id="d" name="d"><decisionTable><input><inputExpression><text>1</text></inputExpression></input><output/>'
    + "<rule><inputEntry><text>1</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>" * 9_000
    + "</decisionTable></decision></definitions>",
    "too large": HEAD + "<!--" + "x" * 1_100_000 + "--></definitions>",
    "NUL": HEAD + "\x00</definitions>",
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_bad_text_is_refused_with_a_sentence_by_form_and_api(
    fee: DecisionModel, desk: Client, client: Client, name: str
) -> None:
    text = TEXTS[name]
    path = f"/decisions/office/models/{FEE}/draft/"
    upload = SimpleUploadedFile("m.dmn", text.encode())
    for content in ({"file": upload, "note": "x"}, {"xml": text, "note": "x"}):
        answer = desk.post(path, content)
        assert answer.status_code == 422
        assert "form-hint-invalid" in answer.content.decode() or "ui-error" in answer.content.decode()
    checked = client.post(
        "/api/v1/decisions/check", json.dumps({"xml": text}), content_type="application/json"
    )
    assert checked.status_code == 422 or (not checked.json()["fit"] and checked.json()["sentence"])
    assert ModelVersion.objects.count() == 1
    assert client.get(f"/decisions/models/{FEE}/").status_code == 200


def test_a_rule_that_would_run_for_ever_is_stopped_with_a_sentence(
    fee: DecisionModel, client: Client, drafter: object, reviewer: object
) -> None:
    from datetime import date

    from .conftest import enact

    endless = source_of(FEE).replace(
        b"<outputEntry><text>5000</text></outputEntry>",
        b"<outputEntry><text>count(for i in 1..1000000000 return i)</text></outputEntry>",
    )
    fee.persons.all().delete()
    enact(fee, drafter, reviewer, endless, date(2026, 2, 1))  # type: ignore[arg-type]
    answer = client.post(
        f"/api/v1/decisions/models/{FEE}/evaluate",
        json.dumps(
            {"facts": {"재발급 사유": "분실", "기초생활 수급": False, "재난 피해": False, "나이": 30}}
        ),
        content_type="application/json",
    )
    assert answer.status_code == 422
    assert "멈추었습니다" in answer.json()["detail"]
    page = client.get(f"/decisions/models/{FEE}/compare/")
    assert page.status_code == 422 and "멈추었습니다" in page.content.decode()
