"""What does not fit is refused in the page as on the server: the same input, the same sentences, at the same fields."""

from __future__ import annotations

import json
import re
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from madang_rules.export.node import find_node

from madang.blocks.decisions import actions
from madang.blocks.decisions.models import DecisionModel
from madang.blocks.identity.models import Account, Organisation
from madang.blocks.ledger import SYSTEM

from .conftest import FEE, FIRST, RENT, enact
from .test_facts_that_cannot_be import CASES, rule_of

NODE = find_node()
FRONTEND = Path(__file__).parents[5] / "frontend" / "decide"
SCRIPT = """
import { readFileSync } from "node:fs";
const { told } = await import(process.argv[1] + "/facts.ts");
const { Rule } = await import(process.argv[1] + "/answer.ts");
const { compact, words, forms, language } = JSON.parse(readFileSync(0, "utf-8"));
const rule = new Rule(compact);
const unfit = forms.map((form) => {
  const data = new FormData();
  for (const [name, value] of Object.entries(form)) data.append(name, value);
  return told(data, rule.asked, rule.model, words, language).unfit;
});
console.log(JSON.stringify(unfit));
"""
pytestmark = pytest.mark.skipif(NODE is None, reason="no Node.js of version 22.17 or later")


def with_scripts(page: str, compact: Any, forms: list[dict[str, str]], language: str) -> list[dict[str, str]]:
    """What the page says at its fields."""
    words = {name: unescape(value) for name, value in re.findall(r'data-(number|date|fault)="([^"]*)"', page)}
    asked = {"compact": compact, "words": words, "forms": forms, "language": language}
    ran = subprocess.run(
        [str(NODE), "--experimental-strip-types", "--no-warnings", "--input-type=module", "-e", SCRIPT, str(FRONTEND)],
        input=json.dumps(asked), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return [{each["field"]: each["sentence"] for each in unfit} for unfit in json.loads(ran.stdout)]


def without_scripts(client: Client, path: str, form: dict[str, str], language: str) -> dict[str, str]:
    """What the server says at its fields."""
    answer = client.post(path, form, headers={"Accept-Language": language})
    page = answer.content.decode()
    found = re.findall(r'id="id_(f\d+)_error"><p>(.*?)</p></div>', page, re.DOTALL)
    assert (answer.status_code == 422) == bool(found), form
    return {field: unescape(said) for field, said in found}


def compare(client: Client, key: str, forms: list[dict[str, str]]) -> list[dict[str, str]]:
    path = f"/decisions/models/{key}/try/"
    compact = client.get(f"/api/v1/decisions/models/{key}/compact").json()
    told: list[dict[str, str]] = []
    for language in ("ko", "en"):
        page = client.get(path, headers={"Accept-Language": language}).content.decode()
        told = with_scripts(page, compact, forms, language)
        for form, theirs in zip(forms, told, strict=True):
            assert theirs == without_scripts(client, path, form, language), form
    return told


def test_ages_households_and_incomes_are_refused_alike(rent: DecisionModel, client: Client) -> None:
    ages = ["25.5", "-1", "151", "서른", "1e2", "+5", "1,5", "25.0", " 30 ", "0", "٣", "1" * 41]
    forms = [{"f0": age, "f1": "하늘시"} for age in ages]
    forms += [
        {"f0": "25.5", "f3": "0", "f4": "-1"},
        {"f0": "x", "f0_unknown": "on"},
        {"f3": "1.5", "f4": "많이"},
    ]
    said = compare(client, RENT, forms)
    assert set(said[0]) == {"f0"} and said[0]["f0"].endswith("Give a whole number, such as 25.")
    assert said[3]["f0"].endswith("Give a number, such as 25.")
    assert said[-1]["f4"].endswith("Give a number, such as 1500000.")
    assert set(said[len(ages)]) == {"f0", "f3", "f4"}
    assert [bool(each) for each in said[7:10]] == [False, False, False]


def test_choices_of_the_fee_are_refused_alike(fee: DecisionModel, client: Client) -> None:
    compare(client, FEE, [{"f3": "64.9"}, {"f3": "-3"}, {"f3": "65"}])


@pytest.mark.parametrize("kind", ["time", "moment", "days", "months", "date"])
def test_facts_of_other_kinds_are_refused_alike(
    body: Organisation, drafter: Account, reviewer: Account, client: Client, kind: str
) -> None:
    type_, _value, condition = CASES.get(kind, ("date", "", 'x &lt; date("2026-03-01")'))
    rule = actions.found(
        SYSTEM, key="kinds", title_ko="갈래", title_en="Kinds", organisation=body, source="조례"
    )
    enact(rule, drafter, reviewer, rule_of(type_, condition), FIRST)
    texts = ("soon", "2026-02-30", "2026-02-28", "09:30:00", "2026-03-01T09:30:00", "P1Y", "P3D")
    said = compare(client, "kinds", [{"f0": each} for each in texts])
    assert sum(map(bool, said)) >= len(texts) - 2
