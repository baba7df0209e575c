"""Whom a version gives no answer neither gains nor loses by it: a row is missing, or a cell holds what is no fee."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from madang.blocks.decisions.demo.load import source_of
from madang.blocks.decisions.errors import Unfit
from madang.blocks.decisions.models import DecisionModel, ModelVersion
from madang.blocks.decisions.queries import comparing
from madang.blocks.decisions.running import checked
from madang.blocks.identity.models import Account

from .conftest import FEE

DAY = date(2027, 7, 1)
ASSUMED = {"재발급 사유": "분실", "기초생활 수급": False, "재난 피해": False}


def without_the_last_row() -> bytes:
    return re.sub(rb'<rule id="everybody">.*?</rule>', b"", source_of(FEE), flags=re.DOTALL)


def with_a_comma() -> bytes:
    assert source_of(FEE).count(b"<text>5000</text>") == 1
    return source_of(FEE).replace(b"<text>5000</text>", b"<text>8,000</text>")


def test_a_fee_with_a_comma_is_refused_in_a_file_too(fee: DecisionModel, desk: Client) -> None:
    with pytest.raises(Unfit, match="쉼표 없이 8000처럼"):
        checked(with_a_comma())
    answer = desk.post(
        f"/decisions/office/models/{FEE}/draft/", {"xml": with_a_comma().decode(), "note": "8,000원"}
    )
    assert answer.status_code == 422 and "쉼표 없이 8000처럼" in answer.content.decode()
    assert not ModelVersion.objects.filter(model=fee, number=2).exists()


@pytest.mark.parametrize("text", [without_the_last_row(), with_a_comma()])
@pytest.mark.parametrize("is_before", [False, True])
def test_who_gets_no_answer_is_counted_apart(
    fee: DecisionModel, drafter: Account, text: bytes, is_before: bool
) -> None:
    law = ModelVersion.objects.get(model=fee, number=1)
    broken = ModelVersion(model=fee, number=2, xml=text, digest=bytes(32))
    versions = (broken, law) if is_before else (law, broken)
    found = comparing.compare(*versions, DAY, ASSUMED)
    assert found.touched is not None
    all_ = found.touched.all
    assert (all_.gain, all_.lose, all_.other, all_.may_gain, all_.may_lose) == (0, 0, 0, 0, 0)
    assert all_.no_answer > 1000 and all_.no_answer + all_.same == found.touched.people
    assert found.persons and {each.outcome for each in found.persons} == {"no_answer"}


def test_the_desk_shows_them_in_a_column_of_their_own(fee: DecisionModel, desk: Client) -> None:
    answer = desk.post(
        f"/decisions/office/models/{FEE}/draft/",
        {"xml": without_the_last_row().decode(), "note": "행을 지운다"},
    )
    assert answer.status_code == 302
    compare = f"/decisions/models/{FEE}/compare/?before=1&after=2&day={DAY}&f0=분실&f1=false&f2=false"
    page = desk.get(compare).content.decode()
    assert "한쪽 판이 답하지 못함" in page and ">이로움<" not in page
    english = desk.get(compare, headers={"Accept-Language": "en"}).content.decode()
    assert "one version gives no answer" in english.lower()
