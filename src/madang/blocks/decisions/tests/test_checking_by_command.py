"""``madang decisions check KEY`` names version and day, and tries each version with what is expected on its days."""

from __future__ import annotations

from datetime import date

from django.test import Client
from django.utils import timezone
from typer.testing import CliRunner

from madang.blocks.decisions.demo.load import elders_from_70
from madang.blocks.decisions.models import DecisionModel, TestPerson
from madang.blocks.identity.models import Account
from madang.config.deciding import app

from .conftest import FEE, enact

JULY = date(2027, 7, 1)


def test_todays_version_and_the_one_to_come_are_tried_with_what_each_expects(
    transactional_db: None, fee: DecisionModel, drafter: Account, reviewer: Account, client: Client
) -> None:
    enact(fee, drafter, reviewer, elders_from_70(), JULY, changed=("age-65",))
    checked = CliRunner().invoke(app, ["check", FEE])
    assert checked.exit_code == 0, checked.output
    lines = checked.output.splitlines()
    today = timezone.localdate()
    assert f"1판, 시행 2026-01-01 ~ 2027-07-01, {today}에 시험함 / version 1, tried on {today}" in lines
    assert "2판, 시행 2027-07-01 ~, 2027-07-01에 시험함 / version 2, tried on 2027-07-01" in lines
    assert sum("7명 가운데 7명이 기대대로 / test persons as expected: 7 of 7" in each for each in lines) == 2
    page = client.get(f"/decisions/models/{FEE}/persons/").content.decode()
    assert "기대와 다름" not in page, "what July expects is not expected today"


def test_a_person_who_gets_something_else_is_named_under_the_version(
    transactional_db: None, fee: DecisionModel
) -> None:
    TestPerson.objects.filter(model=fee, key="age-64").update(expected="0")
    checked = CliRunner().invoke(app, ["check", FEE])
    assert checked.exit_code == 1
    assert "age-64: 0 ≠ 5,000" in checked.output and "7명 가운데 6명이 기대대로" in checked.output


def test_a_rule_without_a_version_is_said(transactional_db: None, empty: DecisionModel) -> None:
    checked = CliRunner().invoke(app, ["check", FEE])
    assert checked.exit_code == 2 and "시행할 판도 없습니다" in checked.output
