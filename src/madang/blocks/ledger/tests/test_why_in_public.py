"""Purpose and legal basis stand in the public log: a declared code, and a line that tells nothing of anybody."""

from __future__ import annotations

import pytest
from django.db import transaction

from madang.blocks.ledger import record
from madang.blocks.ledger.errors import UnfitReason
from madang.blocks.ledger.models import Outbox
from madang.blocks.ledger.recording import record_about
from madang.blocks.ledger.sequencer import Sequencer
from madang.blocks.ledger.tests.acts import CLERK
from madang.blocks.rooms.manifest import purposes


@pytest.mark.parametrize(
    ("purpose", "basis", "field"),
    [
        ("", "법", "purpose"),
        ("김하늘이 부탁함", "법", "purpose"),
        ("operate", "", "basis"),
        ("operate", "   ", "basis"),
        ("operate", "900101-1234567", "basis"),
        ("operate", "9001011234567의 요구", "basis"),
        ("operate", "전화 010-1234-5678", "basis"),
        ("operate", "전화 01012345678", "basis"),
        ("operate", "+82 10 1234 5678", "basis"),
        ("operate", "02) 123-4567", "basis"),
        ("operate", "sky@example.kr", "basis"),
        ("operate", "901212\u20131234567", "basis"),
        ("operate", "901212\u20111234567", "basis"),
        ("operate", "901212/1234567", "basis"),
        ("operate", "901212-1 234567", "basis"),
        ("operate", "90 12 12 1234567", "basis"),
        ("operate", "９０１２１２-１２３４５６７", "basis"),
        ("operate", "901212ㅡ1234567", "basis"),
        ("operate", "2026. 11. 28. 9.0.1.2.1.2.1.2.3.4.5.6.7", "basis"),
        ("operate", "010\u20131234\u20135678", "basis"),
        ("operate", "010/1234/5678", "basis"),
        ("operate", "+82 (0)10 1234 5678", "basis"),
        ("operate", "name\uff20site.kr", "basis"),
        ("operate", "name @ site.kr", "basis"),
        ("operate", "가" * 201, "basis"),
        ("operate", "한 줄\n두 줄", "basis"),
    ],
)
def test_what_may_not_stand_there_is_refused(
    sequencer: Sequencer, purpose: str, basis: str, field: str
) -> None:
    for write in (
        lambda: record("x", actor=CLERK, subject=None, detail={}, purpose=purpose, basis=basis),
        lambda: record_about(b"m" * 32, "x", actor=CLERK, detail={}, purpose=purpose, basis=basis),
    ):
        with pytest.raises(UnfitReason) as refusal, transaction.atomic():
            write()
        assert refusal.value.field == field
    assert not Outbox.objects.exists()


@pytest.mark.parametrize(
    "basis",
    [
        "개인정보 보호법 제36조",
        "개인정보의 안전성 확보조치 기준(개인정보보호위원회고시 제2023-6호) 제8조",
        "복지과-2026-001234 (2026. 11. 28.)",
        "시행령 2020.10.05. 대통령령 제31051호",
        "개인정보 보호법 제36조제1항, 제37조제2항",
        "법률 제19234호(2023. 3. 14.) 제36조제1항제2호",
        "2026-11-28",
        "2011. 3. 1. ~ 2012. 1. 31.",
        "2012/12/31, 2013/1/1",
        "복지과-001231 (2026-11-28)",
        "operations",
    ],
)
def test_articles_and_file_numbers_pass(sequencer: Sequencer, basis: str) -> None:
    with transaction.atomic():
        record("x", actor=CLERK, subject=None, detail={}, purpose="operate", basis=basis)


def test_every_declared_purpose_has_words_in_both_languages() -> None:
    assert {"operate", "staffing", "publish-information", "erase-on-request"} <= purposes().keys()
    assert all(words.ko and words.en for words in purposes().values())
