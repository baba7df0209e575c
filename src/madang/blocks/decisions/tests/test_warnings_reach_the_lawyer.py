"""What the library warns of stands on the desk of a draft and beside its row; what is law is read without it."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

from django.test import Client

from madang.blocks.decisions.demo.load import source_of
from madang.blocks.decisions.models import DecisionModel, ModelVersion
from madang.blocks.identity.models import Account

from .conftest import FEE, enact

HIDDEN = "5행은 앞서는 행들이 모두 가려 쓰이지 않습니다"
NOT_TAKEN = "어느 행도 받지 않는 값이 있습니다"
EVERYBODY = re.compile(rb'<rule id="everybody">.*?</rule>', re.DOTALL)


def everybody_is_free() -> bytes:
    """The fourth row takes everybody: the fifth is never reached."""
    return source_of(FEE).replace(b"<text>&gt;= 65</text>", b"<text>-</text>")


def saved(desk: Client, xml: bytes) -> str:
    answer = desk.post(
        f"/decisions/office/models/{FEE}/draft/", {"xml": xml.decode(), "note": "고침"}, follow=True
    )
    return str(answer.content.decode())


def test_after_saving_a_draft_its_author_and_then_its_reviewer_read_what_to_look_at(
    fee: DecisionModel, desk: Client, judge: Client
) -> None:
    page = saved(desk, everybody_is_free())
    assert "초안을 저장했습니다" in page and "살펴볼 곳" in page and HIDDEN in page
    assert "지우거나 순서를 바꾸십시오" in page, "with the way out"
    version = ModelVersion.objects.get(model=fee, number=2)
    assert HIDDEN in judge.get(f"/decisions/office/versions/{version.pk}/").content.decode()
    english = desk.get(
        f"/decisions/office/versions/{version.pk}/", headers={"Accept-Language": "en"}
    ).content.decode()
    assert "To look at" in english and HIDDEN not in english

    table = desk.get(f"/decisions/models/{FEE}/versions/2/").content.decode()
    row = re.search(r'<tr[^>]*id="row-1-5".*?</tr>', table, re.DOTALL)
    other = re.search(r'<tr[^>]*id="row-1-4".*?</tr>', table, re.DOTALL)
    assert row is not None and other is not None
    assert HIDDEN in row[0] and HIDDEN not in other[0]


def test_a_gap_is_told_above_its_table_and_a_text_without_warnings_says_nothing(
    fee: DecisionModel, desk: Client
) -> None:
    page = saved(desk, EVERYBODY.sub(b"", source_of(FEE)))
    assert NOT_TAKEN in page
    assert NOT_TAKEN in desk.get(f"/decisions/models/{FEE}/versions/2/").content.decode()
    assert "살펴볼 곳" not in saved(desk, source_of(FEE).replace(b"5000", b"6000"))
    assert "살펴볼 곳" not in desk.get(f"/decisions/models/{FEE}/versions/3/").content.decode()


def test_a_list_that_looks_like_a_number_with_thousands_is_shown_with_both_readings_on_the_desk(
    fee: DecisionModel, desk: Client
) -> None:
    page = saved(desk, source_of(FEE).replace(b"<text>&gt;= 65</text>", b"<text>100,200</text>"))
    said = unescape(page)
    assert "값 여러 개라면 쉼표 뒤를 띄어 '100, 200'처럼, 수 하나라면 쉼표 없이 '100200'처럼" in said
    assert "‘100 또는 200’(이)라는 뜻입니다" in said


def test_citizens_read_the_law_without_them(
    fee: DecisionModel, drafter: Account, reviewer: Account, client: Client
) -> None:
    changed = ("lost", "age-64", "silent-on-relief")
    enact(fee, drafter, reviewer, everybody_is_free(), date(2027, 1, 1), changed=changed)
    assert HIDDEN not in client.get(f"/decisions/models/{FEE}/versions/2/").content.decode()
