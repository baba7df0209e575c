"""Broken and hostile workbooks: a bad row is rejected alone, a hostile part refuses the whole, in bounded memory."""

from __future__ import annotations

import os
import tracemalloc
import zipfile
from pathlib import Path

import openpyxl
import pytest

from madang.blocks.catalogue.sources import SourceError, detect, limits
from madang.blocks.catalogue.sources.bokjiro_detail import BokjiroDetail
from madang.blocks.catalogue.tests import invented_sources as invented
from madang.blocks.catalogue.tests.reading import LEAK, read, repacked, told


def sheet_of(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read("xl/worksheets/sheet1.xml")


def refusal(path: Path) -> str:
    """Code of the error with which a file that is surely a workbook is refused as a whole."""
    source = detect(path)
    assert isinstance(source, BokjiroDetail)
    with pytest.raises(SourceError) as error:
        list(source.read(path))
    assert error.value.sentence.ko and error.value.sentence.en
    return error.value.code


def test_a_row_with_a_formula_is_rejected_alone(tmp_path: Path) -> None:
    path = invented.detail_xlsx(
        tmp_path / "a",
        invented.detail_row(),
        invented.detail_row(title='=HYPERLINK("https://example.org", "x")'),
        invented.detail_row("WLF00900002"),
    )
    found = read(path)
    assert told(found) == ["WLF00900001", "formula", "WLF00900002"]
    assert [one.row_number for one in found] == [2, 3, 4]


def test_blank_rows_of_a_sheet_are_passed_over(tmp_path: Path) -> None:
    path = invented.detail_xlsx(
        tmp_path / "a", invented.detail_row(), [None] * 16, invented.detail_row("WLF00900002", title=None)
    )
    assert told(read(path)) == ["WLF00900001", "missing-title"]


@pytest.mark.parametrize("cut", [30, 300, -30, -300])
def test_a_truncated_workbook_is_refused(tmp_path: Path, cut: int) -> None:
    path = invented.detail_xlsx(tmp_path / "a", invented.detail_row())
    path.write_bytes(path.read_bytes()[:cut])
    assert detect(path) is None
    with pytest.raises(SourceError) as error:
        list(BokjiroDetail().read(path))
    assert error.value.code == "broken-workbook"


def test_every_flipped_byte_of_a_workbook_is_survived(tmp_path: Path) -> None:
    whole = invented.detail_xlsx(tmp_path / "a", invented.detail_row()).read_bytes()
    path = tmp_path / "b"
    for place in range(0, len(whole), 37):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            assert len(list(BokjiroDetail().read(path))) <= 1
        except SourceError as error:
            assert error.code in {"broken-workbook", "unsafe-xml", "zip-bomb", "wrong-header"}


@pytest.mark.usefixtures("memory")
def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = invented.detail_xlsx(tmp_path / "a", invented.detail_row())
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/image1.png", "w", force_zip64=True) as part,
    ):
        for _ in range(300):
            part.write(bytes(1 << 20))
    assert path.stat().st_size < 1 << 20
    assert refusal(path) == "zip-bomb"


@pytest.mark.usefixtures("memory")
def test_a_cell_of_many_megabytes_is_refused_in_bounded_memory(tmp_path: Path) -> None:
    path = invented.detail_xlsx(tmp_path / "a", invented.detail_row())
    noise = os.urandom(4 * limits.FIELD).hex().encode()
    sheet = sheet_of(path).replace(b"</row>", b'<c t="inlineStr"><is><t>' + noise + b"</t></is></c></row>", 1)
    repacked(path, {"xl/worksheets/sheet1.xml": sheet})
    del noise, sheet
    tracemalloc.reset_peak()
    assert refusal(path) == "unsafe-xml"


def renamed_sheet(path: Path, name: str, prologue: bytes = b"") -> None:
    """Call the sheet's part by another name wherever the workbook names it; ``prologue`` goes before it."""
    with zipfile.ZipFile(path) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    old = next(part for part in parts if part.startswith("xl/worksheets/sheet1"))
    sheet = parts.pop(old)
    body = sheet.split(b"?>", 1)[-1] if sheet.startswith(b"<?xml") else sheet
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(
                part, content.replace(old.split("/", 1)[1].encode(), f"worksheets/{name}".encode())
            )
        archive.writestr(f"xl/worksheets/{name}", prologue + body if prologue else sheet)


BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>"""


@pytest.mark.parametrize("prologue", [BOMB, LEAK, b'<?xml version="1.0"?><!DOCTYPE worksheet>'])
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_document_types_and_entities_are_refused_in_every_part(
    tmp_path: Path, prologue: bytes, part: str
) -> None:
    path = invented.detail_xlsx(tmp_path / "a", invented.detail_row())
    with zipfile.ZipFile(path) as archive:
        content = archive.read(part)
    body = content.split(b"?>", 1)[-1] if content.startswith(b"<?xml") else content
    assert refusal(repacked(path, {part: prologue + body})) == "unsafe-xml"


def test_entities_hidden_in_utf_16_are_refused_too(tmp_path: Path) -> None:
    path = invented.detail_xlsx(tmp_path / "a", invented.detail_row())
    sheet = sheet_of(path).decode().split("?>", 1)[-1]
    hidden = ('<?xml version="1.0" encoding="utf-16"?>' + LEAK.decode().split("?>")[1] + sheet).encode(
        "utf-16"
    )
    assert refusal(repacked(path, {"xl/worksheets/sheet1.xml": hidden})) == "unsafe-xml"


@pytest.mark.parametrize("name", ["sheet1.bin", "sheet1.XML", "sheet1.png", "sheet1"])
@pytest.mark.parametrize("prologue", [BOMB, LEAK], ids=["bomb", "leak"])
def test_a_part_by_another_name_does_not_go_around_the_guard(
    tmp_path: Path, name: str, prologue: bytes
) -> None:
    """Which part is the sheet is said by the workbook's relations, whatever the part is called."""
    path = invented.detail_xlsx(tmp_path / "a", invented.detail_row())
    renamed_sheet(path, name)
    assert told(read(path)) == ["WLF00900001"]
    renamed_sheet(path, name, prologue)
    assert refusal(path) == "unsafe-xml"


def test_a_picture_in_a_workbook_is_no_broken_part(tmp_path: Path) -> None:
    path = invented.detail_xlsx(tmp_path / "a", invented.detail_row())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/media/image1.png", b"\x89PNG\r\n\x1a\n" + os.urandom(2000))
        archive.writestr("xl/printerSettings/printerSettings1.bin", "<not xml".encode("utf-16"))
    assert told(read(path)) == ["WLF00900001"]


def test_a_workbook_of_something_else_is_not_taken(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["이름", "값"])
    book.save(tmp_path / "a.xlsx")
    assert detect(tmp_path / "a.xlsx") is None


def test_a_record_with_thousands_of_topics_is_rejected_alone(tmp_path: Path) -> None:
    path = invented.detail_xlsx(
        tmp_path / "a",
        invented.detail_row(badges=",".join(f"주제{number}" for number in range(limits.WORDS + 1))),
        invented.detail_row(
            "WLF00900002", badges=",".join(f"주제{number}" for number in range(limits.WORDS))
        ),
    )
    assert told(read(path)) == ["too-many-values", "WLF00900002"]
