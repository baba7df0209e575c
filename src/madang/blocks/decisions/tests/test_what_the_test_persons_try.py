"""A model's page says which rows no test person reaches and which bounds nobody tries; missing persons are offered."""

from __future__ import annotations

import html
import json
from datetime import date

from django.test import Client

from madang.blocks.decisions.models import DecisionModel, ModelVersion, TestPerson
from madang.blocks.decisions.queries.answers import trial

from .conftest import FEE, RENT

DAY = date(2026, 6, 1)


def test_rows_and_bounds_that_nobody_tries_stand_on_the_models_page(
    fee: DecisionModel, client: Client
) -> None:
    found = trial(ModelVersion.objects.get(model=fee), DAY)
    assert (found.rows, found.reached) == (5, 5)
    TestPerson.objects.filter(model=fee, key__in=["flooded", "age-65"]).delete()
    found = trial(ModelVersion.objects.get(model=fee), DAY)
    assert found.reached == 3
    said = found.open("ko")
    assert any("3행에 해당하는 시험 인물이 없습니다" in each for each in said)
    assert any("65" in each and "위치" in each for each in said)
    for path in (f"models/{FEE}/", f"models/{FEE}/persons/", f"models/{FEE}/versions/1/"):
        page = html.unescape(client.get(f"/decisions/{path}").content.decode())
        assert "5행 가운데 3행에 시험 인물이 닿습니다" in page, path
        assert said[0] in page
    english = client.get(
        f"/decisions/models/{FEE}/persons/", headers={"Accept-Language": "en"}
    ).content.decode()
    assert "Test persons reach 3 of the 5 rows" in english and "no test person matches row 3" in english


def test_missing_persons_are_offered_and_can_be_proposed_as_they_are(
    fee: DecisionModel, desk: Client, judge: Client
) -> None:
    TestPerson.objects.filter(model=fee, key__in=["flooded", "age-65"]).delete()
    version = ModelVersion.objects.get(model=fee)
    path = f"/decisions/office/models/{FEE}/persons/"
    page = desk.get(path).content.decode()
    offered = html.unescape(page.split("<textarea", 2)[1].split(">", 1)[1].split("</textarea>")[0])
    rows = json.loads(offered)
    assert rows and all(row["key"].startswith("new-") for row in rows)
    assert desk.post(path, {"rows": offered, "note": "빠진 사람들"}).status_code == 302
    change = fee.persons_changes.get(state="proposed")
    assert (
        judge.post(f"/decisions/office/persons-changes/{change.pk}/", {"judgement": "approve"}).status_code
        == 302
    )
    found = trial(version, DAY)
    assert all(each.well for each in found.tried)
    assert found.reached == found.rows and len(found.open("ko")) < 3


def test_dated_figures_are_no_facts_of_persons_offered(rent: DecisionModel) -> None:
    for row in trial(ModelVersion.objects.get(model=rent), DAY).missing():
        assert "기준 중위소득" not in row["facts"], row
    assert rent.key == RENT
