"""Dated figures are the library's tables: ranges, functions, gaps; each table decided is signed by its digest."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from madang.blocks.decisions import actions
from madang.blocks.decisions.demo.load import FIRST, source_of
from madang.blocks.decisions.errors import PersonsFail, Unfit
from madang.blocks.decisions.models import DatedParameter, DecisionModel, ModelVersion, ParameterChange
from madang.blocks.decisions.queries import figures
from madang.blocks.decisions.queries.answers import ready
from madang.blocks.identity.models import Account
from madang.blocks.ledger.recording import open_detail

from .conftest import RENT, enact

FACTS = {"나이": 25, "거주 시": "하늘시", "무주택": True, "가구 월 소득": 2_000_000}


def change(
    drafter: Account, parameter: DatedParameter, rows: Any, day: date = FIRST, last: Any = None
) -> ParameterChange:
    return actions.propose_parameters(
        drafter,
        parameter,
        rows=rows,
        valid_from=day,
        valid_to=last,
        article="제2027-1호",
        past_reason="정정",
        note_="개정",
    )


def test_what_was_decided_can_be_compared_with_the_ledger(
    median: DatedParameter, client: Client, drafter: Account, reviewer: Account
) -> None:
    decided = median.changes.get()
    assert decided.act is not None
    detail = open_detail(decided.act)
    assert detail is not None
    answer = client.get(f"/decisions/parameters/{median.key}/changes/{decided.pk}.json")
    assert sha256(answer.content).hexdigest() == detail["document_sha256"] == decided.digest_hex
    entries = json.loads(answer.content)["parameters"][0]["entries"]
    assert {entry["at"]["인원"]: entry["value"] for entry in entries}["4"] == "6494738"
    assert decided.digest_hex[:16] in client.get(f"/decisions/parameters/{median.key}/").content.decode()

    waiting = change(drafter, median, [(["1"], "2700000")])
    assert client.get(f"/decisions/parameters/{median.key}/changes/{waiting.pk}.json").status_code == 404


def test_the_database_keeps_no_table_beside_its_digest(median: DatedParameter) -> None:
    with pytest.raises(IntegrityError, match="parameter_change_digest"), transaction.atomic():
        ParameterChange.objects.update(document=b"{}")


def test_a_range_of_sizes_is_one_row(
    rent: DecisionModel, median: DatedParameter, drafter: Account, reviewer: Account
) -> None:
    model = source_of(RENT).replace(
        "기준 중위소득[인원 = min(가구원 수, 6)][1].값".encode(),
        "기준 중위소득[가구원 수 in 인원][1].값".encode(),
    )
    model = model.replace('"인원"><typeRef>number<'.encode(), '"인원"><typeRef>Any<'.encode())
    with pytest.raises(PersonsFail, match="맞지 않습니다"):  # the rule in force cannot read ranges
        actions.approve_parameters(reviewer, change(drafter, median, [([">= 7"], "9500000")]))
    version = enact(rent, drafter, reviewer, model, date(2026, 2, 1))
    actions.approve_parameters(reviewer, change(drafter, median, [([">= 7"], "9500000")], date(2026, 2, 1)))
    prepared = ready(version, date(2026, 3, 1))
    assert prepared.answer({**FACTS, "가구원 수": 9}).value == "200000"
    assert [line.keys for line in figures.lines(median)][-1] == "7 이상"
    with pytest.raises(Unfit, match="같은 날을 위한 값이 둘"):
        change(drafter, median, [(["8"], "1")])
    assert median.values.filter(place="8").count() == 0
    with pytest.raises(Unfit, match="인원"):
        change(drafter, median, [(["여덟"], "1")])


def test_an_input_declared_a_function_looks_its_figure_up_and_the_explanation_names_it(
    rent: DecisionModel, client: Client, drafter: Account, reviewer: Account
) -> None:
    text = source_of(RENT).decode()
    text = text.replace("기준 중위소득[인원 = min(가구원 수, 6)][1].값", "기준 중위소득(min(가구원 수, 6))")
    text = text.replace(
        '<itemDefinition id="type-median" name="중위소득 표" isCollection="true"><typeRef>중위소득 한 줄</typeRef></itemDefinition>',
        '<itemDefinition id="type-median" name="중위소득 표"><functionItem outputTypeRef="number">'
        '<parameters name="인원" typeRef="number"/></functionItem></itemDefinition>',
    )
    version = enact(rent, drafter, reviewer, text.encode(), date(2026, 2, 1))
    result = ready(version, date(2026, 3, 1)).answer({**FACTS, "가구원 수": 2})
    assert result.value == "200000"
    assert any("기준 중위소득(인원 2) = 4,199,292 원/월" in said for said in result.sentences["ko"])
    # A browser has no such function: the page asks the server.
    sent = client.get(f"/api/v1/decisions/models/{RENT}/compact?day=2026-03-01")
    assert sent.status_code == 422, sent.content
    assert client.get(f"/decisions/models/{RENT}/try/").status_code == 200


def test_which_figures_were_read_is_told(rent: DecisionModel, client: Client) -> None:
    version = ModelVersion.objects.get(model=rent)
    found = ready(version, date(2026, 3, 1)).answer({**FACTS, "가구원 수": 2})
    assert found.figures["ko"] == [
        "기준 중위소득: 2026년 1월 1일부터 시행하는 표, 근거 2026년 고시 (확인 전)"
    ]
    assert found.figures["en"] == [
        "Median income: table in force since 1 January 2026, source 2026년 고시 (Not yet checked)"
    ]
    assert "2026년 고시" in client.get(f"/decisions/models/{RENT}/try/").content.decode()
    assert ready(version, date(2025, 3, 1)).answer({**FACTS, "가구원 수": 2}).value == {
        "unknown": ["기준 중위소득"]
    }


def test_a_gap_between_two_figures_is_shown(
    median: DatedParameter, client: Client, drafter: Account, reviewer: Account
) -> None:
    assert figures.gaps(median) == []
    actions.approve_parameters(
        reviewer, change(drafter, median, [(["1"], "2000000")], date(2025, 1, 1), date(2025, 7, 1))
    )
    assert figures.gaps(median) == ["1: 2025년 7월 1일부터 2025년 12월 31일까지"]
    page = client.get(f"/decisions/parameters/{median.key}/").content.decode()
    assert "값이 없는 기간" in page and "2025년 12월 31일까지" in page
    english = client.get(f"/decisions/parameters/{median.key}/", headers={"Accept-Language": "en"})
    assert "1: from 1 July 2025 to 31 December 2025" in english.content.decode()


def test_what_was_known_is_known_to_the_moment(
    median: DatedParameter, drafter: Account, reviewer: Account
) -> None:
    moments = [timezone.now()]
    for figure in ("2600000", "2700000"):
        actions.approve_parameters(reviewer, change(drafter, median, [(["1"], figure)]))
        moments.append(timezone.now())
    on = figures.Figures
    found = [
        next(
            row["값"]
            for row in on({"기준 중위소득": _any()}, FIRST, known).given["기준 중위소득"]
            if row["인원"] == 1
        )
        for known in moments
    ]
    assert found == [Decimal(2564238), Decimal(2600000), Decimal(2700000)]


def _any() -> Any:
    from madang_rules.feel.types import ANY

    return ANY
