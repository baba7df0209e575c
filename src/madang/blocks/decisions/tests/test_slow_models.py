"""A model that is slow or swells, in whatever part of its answer, is answered within its budget with a sentence."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from django.test import Client

from madang.blocks.decisions import actions, running
from madang.blocks.decisions.models import DecisionModel
from madang.blocks.identity.models import Account, Organisation
from madang.blocks.ledger import SYSTEM

from .conftest import FIRST, enact

DMN = "https://www.omg.org/spec/DMN/20230324/MODEL/"
MOST = 3 * running.BUDGET.seconds + 6
"""Seconds: answering, asking what to tell next and explaining have a budget each; the machine is shared."""


def decision(name: str, text: str, *needs: str) -> str:
    wanted = "".join(
        f'<informationRequirement><requiredDecision href="#{each}"/></informationRequirement>'
        if each != "x"
        else '<informationRequirement><requiredInput href="#x"/></informationRequirement>'
        for each in needs
    )
    return (
        f'<decision id="{name}" name="{name}"><variable name="{name}"/>{wanted}'
        f"<literalExpression><text>{text}</text></literalExpression></decision>"
    )


def model_of(name: str, *parts: str) -> bytes:
    return (
        f'<definitions xmlns="{DMN}" name="{name}" namespace="https://haneul.example/{name}">'
        '<inputData id="x" name="x"><variable name="x" typeRef="number"/></inputData>'
        f"{''.join(parts)}</definitions>"
    ).encode()


def doubled(first: str, rounds: int) -> list[str]:
    """A value that holds the one before twice, so that it unfolds to two to the rounds."""
    return [
        decision("d0", first, "x"),
        *(decision(f"d{each}", f"[d{each - 1}, d{each - 1}]", f"d{each - 1}") for each in range(1, rounds)),
    ]


MODELS = {
    "evaluation": (
        model_of("slow", decision("d", "count(for i in 1..3000, j in 1..3000 return i * j + x)", "x")),
        {"x": 1},
    ),
    "value in full": (model_of("swollen", *doubled("[x]", 40)), {"x": 1}),
    "missing": (model_of("open", *doubled("if x > 1 then 1 else 2", 40)), {}),
    "explanation": (
        model_of(
            "explained",
            '<decision id="d" name="d"><variable name="d"/>'
            '<informationRequirement><requiredInput href="#x"/></informationRequirement>'
            '<decisionTable hitPolicy="FIRST"><input><inputExpression><text>x</text></inputExpression></input><output/>'
            + "".join(
                f"<rule><inputEntry><text>? > {each} and count(for i in 1..20000 return i) &lt; 0</text></inputEntry>"
                "<outputEntry><text>1</text></outputEntry></rule>"
                for each in range(12)
            )
            + "</decisionTable></decision>",
        ),
        {"x": 50},
    ),
}


@pytest.mark.parametrize("part", MODELS)
def test_a_slow_part_is_answered_within_its_budget_by_page_and_api(
    body: Organisation, drafter: Account, reviewer: Account, client: Client, part: str
) -> None:
    text, facts = MODELS[part]
    rule: DecisionModel = actions.found(
        SYSTEM, key="slow", title_ko="느린 규칙", title_en="Slow", organisation=body, source="조례"
    )
    enact(rule, drafter, reviewer, text, FIRST)
    form = {"f0": str(facts["x"])} if facts else {}
    calls: dict[str, Any] = {
        "api": lambda: client.post(
            "/api/v1/decisions/models/slow/evaluate", json.dumps({"facts": facts}), "application/json"
        ),
        "page": lambda: client.post("/decisions/models/slow/try/", form),
        "many": lambda: client.post(
            "/api/v1/decisions/evaluate",
            json.dumps({"facts": facts, "rules": [{"key": "slow"}]}),
            "application/json",
        ),
    }
    for door, call in calls.items():
        began = time.monotonic()
        answer = call()
        took = time.monotonic() - began
        assert answer.status_code in {200, 422}, (door, answer.content[:500])
        assert took < MOST, (door, took)
        assert len(answer.content) < 5_000_000, door
        if part in {"evaluation", "value in full"}:
            said = answer.content.decode()
            assert "멈추었습니다" in said or "너무" in said, (door, said[-2000:])
    assert client.get("/decisions/models/slow/").status_code == 200
