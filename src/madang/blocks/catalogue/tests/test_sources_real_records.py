"""The 1,660 real records, where they lie beside the checkout. They are never part of it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from madang.blocks.catalogue.sources import Record, Rejected, Skipped, read_folder

FOLDER = Path(__file__).resolve().parents[6] / "shared" / "data" / "gov-services"

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(),
    reason="the real records (../shared/data/gov-services) do not lie beside this checkout",
)


@pytest.fixture(scope="module")
def found() -> list[Record | Rejected | Skipped]:
    return list(read_folder(FOLDER))


@pytest.fixture(scope="module")
def records(found: list[Record | Rejected | Skipped]) -> list[Record]:
    return [one for one in found if isinstance(one, Record)]


def test_every_record_of_the_five_files_is_read_and_none_rejected(
    found: list[Record | Rejected | Skipped], records: list[Record]
) -> None:
    assert Counter(one.source for one in records) == {
        "gov24-list": 327,
        "gov24-gyeonggi": 697,
        "bokjiro-list": 362,
        "bokjiro-detail": 64,
        "youth-center": 210,
    }
    rest = [one for one in found if not isinstance(one, Record)]
    assert [(type(one), one.reason_code) for one in rest] == [(Skipped, "not-a-source")]


def test_every_record_has_title_id_and_place(records: list[Record]) -> None:
    assert all(one.title and one.source_id and one.file and one.row_number for one in records)
    assert all(one.updated_at is None or one.updated_at.utcoffset() for one in records)
    blanks = {"undefined", "null", "-", "none"}
    assert not [one.source_id for one in records if blanks & {text.lower() for text in one.body.values()}]


def test_four_repeated_ids_are_reported_with_what_differs(records: list[Record]) -> None:
    repeated = [one for one in records if one.duplicate]
    assert {one.source for one in repeated} == {"bokjiro-list"}
    assert [one.duplicate for one in repeated] == ["conflicting"] * 4
    assert all("body.target" in one.conflicts for one in repeated)
    assert len({one.source_id for one in records if one.source == "bokjiro-list"}) == 358


def test_detail_pages_find_their_service_by_number_or_title(records: list[Record]) -> None:
    services = [one for one in records if one.source == "bokjiro-list"]
    numbers, titles = {one.source_id for one in services}, {one.title for one in services}
    pages = [one for one in records if one.extends == "bokjiro-list"]
    assert len(pages) == 64
    assert sum(one.source_id in numbers for one in pages) == 63
    assert sum(one.title in titles for one in pages) == 62


def test_offsets_point_at_the_record(records: list[Record]) -> None:
    for source, name, mark in (
        ("gov24-list", "gov24_2025.csv", ""),
        ("gov24-gyeonggi", "gov24_gyeonggi_2020.json", "{"),
        ("bokjiro-list", "bokjiro_central_2022.txt", "index = "),
        ("youth-center", "youth_seoul_2026.json", "{"),
    ):
        content = (FOLDER / name).read_bytes()
        for one in records:
            if one.source == source:
                assert one.byte_offset is not None
                begins = content[one.byte_offset : one.byte_offset + 40].decode("utf-8", "replace")
                assert begins.startswith(mark or one.source_id)
