"""Texts that are none and days at the ends of the calendar, by every door: a sentence, never our own failure."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from madang.blocks.decisions.demo.load import persons_of, source_of
from madang.blocks.decisions.models import DecisionModel, PersonsChange
from madang.blocks.decisions.telling import facts_of_json
from madang.blocks.identity.models import Account

from .conftest import FEE, RENT, enact

HALVES = ('"\\ud800"', '"가\\udfff나"')
DAYS = ("0001-01-01", "0001-01-02", "9999-12-30", "9999-12-31")


def post(client: Client, address: str, body: str) -> Any:
    return client.post(f"/api/v1/decisions/{address}", body, content_type="application/json")


@pytest.mark.parametrize("half", HALVES)
def test_half_a_surrogate_pair_is_refused_wherever_it_stands(
    fee: DecisionModel, rent: DecisionModel, client: Client, half: str
) -> None:
    for address, body in (
        (f"models/{RENT}/evaluate", '{"facts": {%s: 1}}'),
        (f"models/{RENT}/evaluate", '{"facts": {"거주 시": %s}}'),
        (f"models/{RENT}/evaluate", '{"decision": %s}'),
        (f"models/{RENT}/compare", '{"before": 1, "after": 1, "assume": {%s: 1}}'),
        (f"models/{RENT}/compare", '{"before": 1, "after": 1, "assume": {"거주 시": %s}}'),
        ("check", '{"xml": %s}'),
        ("models", '{"key": %s}'),
    ):
        answer = post(client, address, body % half)
        assert answer.status_code in {400, 401}, (address, body, answer.content)
        assert answer["Content-Type"] == "application/problem+json" and answer.json()["detail"]
    whole = post(client, f"models/{RENT}/evaluate", '{"facts": {"거주 시": "\\ud83c\\udfe0"}}')
    assert whole.status_code == 200, "a whole pair is a character"


@pytest.mark.parametrize("half", HALVES)
def test_half_a_pair_in_test_persons_and_files_of_facts_is_refused(
    fee: DecisionModel, desk: Client, half: str
) -> None:
    rows = json.dumps(persons_of(FEE)).replace('"title_ko": "', f'"title_ko": "{half[1:-1]}', 1)
    answer = desk.post(f"/decisions/office/models/{FEE}/persons/", {"rows": rows, "note": "x"})
    assert answer.status_code == 422 and "surrogate" in answer.content.decode()
    assert PersonsChange.objects.count() == 1
    with pytest.raises(Exception, match="surrogate"):
        facts_of_json(f"{{{half}: 1}}")


@pytest.mark.parametrize("day", DAYS)
def test_days_at_the_ends_of_the_calendar_are_answered(
    fee: DecisionModel, rent: DecisionModel, client: Client, drafter: Account, reviewer: Account, day: str
) -> None:
    for model in (fee, rent):
        model.persons.all().delete()
        enact(
            model,
            drafter,
            reviewer,
            source_of(model.key).replace(b"</definitions>", b"\n</definitions>"),
            timezone.localdate(),
        )
    for key in (FEE, RENT):
        for known in (None, *DAYS):
            asked = post(client, f"models/{key}/evaluate", json.dumps({"day": day, "known": known}))
            assert asked.status_code in {200, 404}, asked.content
            page = client.get(f"/decisions/models/{key}/", {"day": day, "known": known or ""})
            assert page.status_code == 200
        assert client.get(f"/api/v1/decisions/models/{key}/compact", {"day": day}).status_code in {200, 404}
        pair = {"before": 1, "after": 2, "day": day}
        compared = post(client, f"models/{key}/compare", json.dumps(pair))
        page = client.get(f"/decisions/models/{key}/compare/", pair)
        if day.startswith("0001"):
            assert compared.status_code == page.status_code == 422
            assert "태어난 사람이 아직 없습니다" in compared.json()["detail"]
            assert "태어난 사람이 아직 없습니다" in page.content.decode()
        else:
            assert compared.status_code == page.status_code == 200
            assert compared.json()["city"]["people"] == 2_000


def test_who_is_not_born_yet_is_not_counted(fee: DecisionModel, client: Client) -> None:
    pair = {"before": 1, "after": 1, "day": "2010-01-01"}
    counted = post(client, f"models/{FEE}/compare", json.dumps(pair))
    assert counted.status_code == 200
    assert 1_000 < counted.json()["city"]["people"] < 2_000
