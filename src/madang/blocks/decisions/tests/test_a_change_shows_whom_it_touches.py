"""The journey of a lawyer: a fee table is changed, seen by whom it touches, reviewed, and in force on its day."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

from django.test import Client

from madang.blocks.decisions import populations
from madang.blocks.decisions.demo.load import elders_from_70
from madang.blocks.decisions.models import DatedParameter, DecisionModel, ModelVersion
from madang.blocks.decisions.queries import effects, standing
from madang.blocks.identity.models import Account

from .conftest import FEE

DAY = date(2027, 7, 1)
ASSUMED = {"재발급 사유": "분실", "기초생활 수급": False, "재난 피해": False}


def people_between(first: int, last: int) -> int:
    ages = populations.city().ages(DAY)
    return int(((first <= ages) & (ages <= last)).sum())


def draft(desk: Client) -> ModelVersion:
    answer = desk.post(
        f"/decisions/office/models/{FEE}/draft/",
        {"xml": elders_from_70().decode(), "note": "면제 나이를 올린다"},
    )
    assert answer.status_code == 302, answer.content.decode()
    return ModelVersion.objects.get(model__key=FEE, number=2)


def test_from_the_draft_to_the_day_it_is_in_force(
    fee: DecisionModel, desk: Client, judge: Client, client: Client
) -> None:
    version = draft(desk)
    office = f"/decisions/office/versions/{version.pk}/"
    compare = f"/decisions/models/{FEE}/compare/?before=1&after=2&day={DAY}&f0=분실&f1=false&f2=false"

    # Nobody outside sees a draft; its drafter sees whom it touches.
    assert "2판" not in client.get(compare).content.decode()
    page = desk.get(compare).content.decode()
    touched = people_between(65, 69)
    assert touched > 20
    row = re.search(r">60–69<.*?</tr>", page, re.DOTALL)
    assert row is not None
    cells = re.findall(r'<td[^>]*><div class="ui-cell">(\d+)</div></td>', row[0])
    assert cells == [str(touched), str(people_between(60, 64))], "who loses; for whom it stays"
    assert "소득 십분위" in page
    assert "65세" in page

    # Proposed, and refused to be approved until the changed expectation is named.
    answer = desk.post(f"{office}propose/", {"valid_from": DAY.isoformat(), "note": "의회 의결"})
    assert answer.status_code == 302, answer.content.decode()
    assert desk.get(f"{office}review/").status_code == 403
    answer = judge.post(f"{office}review/", {"judgement": "approve"})
    assert answer.status_code == 422
    assert "65세: 기대 0, 결과 5,000" in answer.content.decode()
    answer = judge.post(f"{office}review/", {"judgement": "approve", "changed": ["age-65"]})
    assert answer.status_code == 302 and answer["Location"].startswith("/receipts/")

    # Before its day the old rule answers, from its day on the new one.
    for day, value in (("2027-06-30", "0"), ("2027-07-01", "5000")):
        answered = client.post(
            f"/api/v1/decisions/models/{FEE}/evaluate",
            json.dumps({"facts": {**ASSUMED, "나이": 66}, "day": day}),
            content_type="application/json",
        ).json()
        assert answered["value"] == value
    # And now everybody may see whom it touches.
    assert client.get(compare).content.decode().count("60–69") == 1


def test_what_the_city_does_not_tell_stays_unknown_and_is_named(fee: DecisionModel, desk: Client) -> None:
    draft(desk)
    page = desk.get(f"/decisions/models/{FEE}/compare/?before=1&after=2&day={DAY}").content.decode()
    assert "하늘시도 가정도 말하지 않아 모르는 것" in page and "기초생활 수급" in page


def test_a_dated_parameter_changes_the_answer_from_its_day(
    rent: DecisionModel, median: DatedParameter, desk: Client, judge: Client, client: Client
) -> None:
    answer = desk.post(
        "/decisions/office/parameters/median-income/",
        {
            "kind": "rows",
            "rows": "1, 5200000\n2, 6200000",
            "valid_from": "2027-01-01",
            "article": "2027년 고시",
            "mark": "checked",
            "note": "새 고시",
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    change = median.changes.get(state="proposed")
    path = f"/decisions/office/parameter-changes/{change.pk}/"
    assert "5,200,000" in judge.get(path).content.decode()
    named = list(effects.failing(effects.of_figures(change)))
    assert judge.post(path, {"judgement": "approve", "changed": named}).status_code == 302
    facts = {"나이": 25, "거주 시": "하늘시", "무주택": True, "가구원 수": 1, "가구 월 소득": 3_000_000}
    values = [
        client.post(
            f"/api/v1/decisions/models/{rent.key}/evaluate",
            json.dumps({"facts": facts, "day": day}),
            content_type="application/json",
        ).json()["value"]
        for day in ("2026-12-31", "2027-01-01")
    ]
    assert values == ["0", "200000"]


def test_office_pages_open_and_a_proposer_finds_no_review(
    fee: DecisionModel, desk: Client, judge: Client, drafter: Account
) -> None:
    version = draft(desk)
    for path in (
        "",
        "models/new/",
        f"models/{FEE}/draft/",
        f"models/{FEE}/persons/",
        f"versions/{version.pk}/",
        f"versions/{version.pk}/propose/",
        f"versions/{version.pk}/withdraw/",
    ):
        for language in ("ko", "en"):
            answer = desk.get(f"/decisions/office/{path}", headers={"Accept-Language": language})
            assert answer.status_code == 200, path
    assert "검토하기" not in desk.get(f"/decisions/office/versions/{version.pk}/").content.decode()
    made: Any = desk.post(
        "/decisions/office/models/new/",
        {
            "key": "bus-fare",
            "title_ko": "버스 요금",
            "title_en": "Bus fare",
            "source": "조례",
            "better": "less",
            "organisation": fee.organisation_id,
        },
    )
    assert made["Location"] == "/decisions/office/models/bus-fare/draft/"
    assert standing.model("bus-fare") is not None


def test_test_persons_are_proposed_and_reviewed_on_pages(
    fee: DecisionModel, desk: Client, judge: Client
) -> None:
    rows = [
        {
            "key": "age-99",
            "title_ko": "99세",
            "title_en": "99",
            "kind": "accepted",
            "facts": {"나이": 99},
            "expected": "0",
        }
    ]
    path = f"/decisions/office/models/{FEE}/persons/"
    assert desk.post(path, {"rows": "[{", "note": "시험"}).status_code == 422
    assert desk.post(path, {"rows": json.dumps(rows), "note": "시험"}).status_code == 302
    change = fee.persons_changes.get(state="proposed")
    review = f"/decisions/office/persons-changes/{change.pk}/"
    assert "99" in judge.get(review).content.decode()
    assert judge.post(review, {"judgement": "approve"}).status_code == 302
    assert fee.persons.filter(key="age-99", known_to__isnull=True).exists()


def test_a_comparison_that_takes_too_long_stops_with_a_sentence(
    fee: DecisionModel, desk: Client, monkeypatch: Any
) -> None:
    draft(desk)
    monkeypatch.setattr("madang.blocks.decisions.queries.touching.MOST_SECONDS", -1.0)
    answer = desk.get(f"/decisions/models/{FEE}/compare/?before=1&after=2")
    assert answer.status_code == 422
    assert "너무 오래 걸려" in answer.content.decode()
