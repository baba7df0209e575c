"""Rows that differ between two versions are read in words, as the tables are."""

from __future__ import annotations

from django.test import Client
from django.utils import timezone

from madang.blocks.decisions.demo.load import source_of
from madang.blocks.decisions.models import DecisionModel
from madang.blocks.identity.models import Account

from .conftest import FEE, enact


def test_rows_of_both_sides_are_words_without_the_signs_of_the_file(
    fee: DecisionModel, drafter: Account, reviewer: Account, client: Client
) -> None:
    later = source_of(FEE).replace(b"<text>&gt;= 65</text>", b"<text>&gt;= 60</text>")
    assert later != source_of(FEE)
    enact(fee, drafter, reviewer, later, timezone.localdate(), changed=("age-64",))
    page = f"/decisions/models/{FEE}/compare/"
    korean = client.get(page, {"before": 1, "after": 2}).content.decode()
    assert "나이: 65 이상 → " in korean and "나이: 60 이상 → " in korean
    assert "&gt;= 6" not in korean and "- · -" not in korean
    english = client.get(page, {"before": 1, "after": 2}, headers={"Accept-Language": "en"}).content.decode()
    assert "나이: 65 or more" in english or "나이: at least 65" in english
