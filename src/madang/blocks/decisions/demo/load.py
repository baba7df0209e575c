"""The rules of Haneul-si: two models with their test persons, a dated table of figures, two changes that wait for review."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from madang.blocks.decisions import actions
from madang.blocks.decisions.actions.counting import count
from madang.blocks.decisions.models import DecisionModel
from madang.blocks.identity.demo import TOP, invent_official
from madang.blocks.identity.models import Account, Organisation
from madang.blocks.ledger import SYSTEM

HERE = Path(__file__).parent
FIRST = date(2026, 1, 1)
NOTE = "하늘시의 지어낸 규칙을 싣는다."
PAST = "이미 시행하고 있는 것을 옮겨 싣는다."

MODELS: tuple[dict[str, str], ...] = (
    {
        "key": "id-card-reissue-fee",
        "title_ko": "주민등록증 재발급 수수료",
        "title_en": "Fee of reissuing a resident ID card",
        "summary_ko": "주민등록증을 다시 받을 때 얼마를 내는지 정합니다.",
        "summary_en": "What a new resident ID card costs.",
        "source": "주민등록법 제27조, 하늘시 제증명 수수료 조례 제5조",
        "better": "less",
    },
    {
        "key": "youth-rent-support",
        "title_ko": "청년 월세 지원",
        "title_en": "Rent support for young people",
        "summary_ko": "하늘시의 청년이 달마다 월세를 얼마나 지원받는지 정합니다.",
        "summary_en": "How much rent a young resident of Haneul-si is paid a month.",
        "source": "하늘시 청년 기본 조례 제12조",
        "better": "more",
    },
)
MEDIAN_INCOME = (
    ("1", "2564238"),
    ("2", "4199292"),
    ("3", "5359036"),
    ("4", "6494738"),
    ("5", "7556719"),
    ("6", "8555952"),
)
"""Of 2026, won a month by people in the household. A lead: nobody has compared it with the notice."""
MEDIAN_INCOME_2025 = (
    ("1", "2392013"),
    ("2", "3932658"),
    ("3", "5025353"),
    ("4", "6097773"),
    ("5", "7108192"),
    ("6", "8064805"),
)
"""Of 2025, likewise a lead."""
FEE_CHANGE, RENT_CHANGE = date(2027, 7, 1), date(2027, 3, 1)
COUNTED_AT_ONCE = "id-card-reissue-fee"
"""The change whose desk shows whom it touches before any worker runs: its people fall into few classes."""


def load() -> str:
    """Load the rules through their own actions; a second call does nothing."""
    if DecisionModel.objects.exists():
        return "already there"
    body = Organisation.objects.filter(code=TOP).first()
    if body is None:
        return "no city"
    editor = invent_official("rule.editor", body, "rule_editor")
    reviewer = invent_official("rule.reviewer", body, "rule_reviewer")
    _median_income(body, editor, reviewer)
    for content in MODELS:
        _model(content, body, editor, reviewer)
    _waiting_changes(editor)
    return f"rules: {len(MODELS)}"


def source_of(key: str) -> bytes:
    """The DMN document of a model of the demo."""
    return (HERE / "models" / f"{key}.dmn").read_bytes()


def persons_of(key: str) -> list[dict[str, Any]]:
    """The test persons of a model of the demo."""
    found: list[dict[str, Any]] = json.loads((HERE / "models" / f"{key}.persons.json").read_text("utf-8"))
    return found


def elders_from_70() -> bytes:
    """The fee with its exemption of elders moved from 65 to 70: the change that waits."""
    text = source_of("id-card-reissue-fee").decode()
    changed = text.replace("<text>&gt;= 65</text>", "<text>&gt;= 70</text>")
    assert changed != text
    return changed.encode()


def rent_up_to_75_percent() -> bytes:
    """The rent support with its limit of income moved from 60 to 75 per cent of the median: it waits, too."""
    text = source_of("youth-rent-support").decode()
    changed = text.replace("<text>&gt; 60</text>", "<text>&gt; 75</text>")
    changed = changed.replace("<text>&lt;= 60</text>", "<text>&lt;= 75</text>")
    assert changed != text
    return changed.encode()


def _model(content: dict[str, str], body: Organisation, editor: Account, reviewer: Account) -> None:
    model = actions.found(SYSTEM, organisation=body, **content)
    persons = actions.propose_persons(editor, model, rows=persons_of(model.key), note_=NOTE)
    actions.approve_persons(reviewer, persons)
    version = actions.draft(editor, model, xml=source_of(model.key), note_=NOTE)
    actions.propose(editor, version, valid_from=FIRST, past_reason=PAST)
    actions.approve(reviewer, version)


def _median_income(body: Organisation, editor: Account, reviewer: Account) -> None:
    parameter = actions.found_parameter(
        SYSTEM,
        key="median-income",
        name="기준 중위소득",
        title_ko="기준 중위소득",
        title_en="Median income",
        organisation=body,
        unit="원/월",
        source="국민기초생활 보장법 제6조의2에 따른 보건복지부 고시",
        dimensions=["인원"],
    )
    for year, table in ((2025, MEDIAN_INCOME_2025), (2026, MEDIAN_INCOME)):
        change = actions.propose_parameters(
            editor,
            parameter,
            rows=[([size], value) for size, value in table],
            valid_from=date(year, 1, 1),
            article=f"{year}년 기준 중위소득 고시",
            past_reason=PAST,
            note_=NOTE,
        )
        actions.approve_parameters(reviewer, change)


def _waiting_changes(editor: Account) -> None:
    """Two invented changes, each asked of the whole city under the assumption that makes it tell."""
    for key, xml, day, note, assumed in (
        (
            "id-card-reissue-fee",
            elders_from_70(),
            FEE_CHANGE,
            "면제 나이를 65세에서 70세로 올린다(지어낸 개정안).",
            {"재발급 사유": "분실", "기초생활 수급": False, "재난 피해": False},
        ),
        (
            "youth-rent-support",
            rent_up_to_75_percent(),
            RENT_CHANGE,
            "소득 기준을 기준 중위소득의 60%에서 75%로 넓힌다(지어낸 개정안).",
            {"무주택": True},
        ),
    ):
        model = DecisionModel.objects.get(key=key)
        version = actions.draft(editor, model, xml=xml, note_=note)
        actions.propose(editor, version, valid_from=day, assumed=assumed)
        if key == COUNTED_AT_ONCE:
            count(version.countings.get().pk)
