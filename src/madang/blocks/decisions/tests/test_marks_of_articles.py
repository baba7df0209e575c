"""Whether articles are checked is read from the marks in annotations, and said in the reader's language."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from madang.blocks.decisions.demo.load import source_of
from madang.blocks.decisions.models import DecisionModel, Mark
from madang.blocks.decisions.shown.marks import mark_of
from madang.blocks.identity.models import Account

from .conftest import FEE, enact

UNCHECKED = "아직 확인하지 않은 조문"


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("lead", Mark.LEAD),
        (" Lead ", Mark.LEAD),
        ("lead: 별표를 보아야 함", Mark.LEAD),
        ("checked", Mark.CHECKED),
        ("leadership", None),
        ("납(lead) 배관", None),
        ("", None),
        ("근거: lead", None),
    ],
)
def test_a_mark_is_a_whole_annotation_or_stands_before_its_colon(text: str, mark: Mark | None) -> None:
    assert mark_of(text) == mark


def test_a_model_whose_rows_are_all_checked_is_not_called_unchecked(
    fee: DecisionModel, drafter: Account, reviewer: Account, client: Client
) -> None:
    page = f"/decisions/models/{FEE}/"
    assert UNCHECKED in client.get(page).content.decode()
    checked = source_of(FEE).replace(b"<text>lead</text>", b"<text>checked</text>")
    assert b"(lead)" in checked, "the word stands in the description still"
    enact(fee, drafter, reviewer, checked, timezone.localdate())
    html = client.get(page).content.decode()
    assert UNCHECKED not in html and ">확인함</div>" in html


def test_marks_are_read_in_the_readers_language(fee: DecisionModel, client: Client) -> None:
    english = {"headers": {"Accept-Language": "en"}}
    table = client.get(f"/decisions/models/{FEE}/", **english).content.decode()
    assert ">not yet checked</div>" in table.lower() and ">lead<" not in table
    assert 'data-label="Compared with the law"' in table
    told = {"f0": "분실", "f1": "false", "f2": "false", "f3": "30"}
    korean = client.post(f"/decisions/models/{FEE}/try/", told).content.decode()
    assert ", 확인: 확인 전" in korean
    assert (
        "확인: lead</span>"
        not in client.post(f"/decisions/models/{FEE}/try/", told, **english).content.decode()
    )
