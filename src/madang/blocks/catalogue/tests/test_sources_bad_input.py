"""Broken and hostile files: each bad row is rejected with its reason and place, the rows around it come in."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madang.blocks.catalogue.sources import (
    Record,
    Rejected,
    Skipped,
    SourceError,
    limits,
    read_folder,
)
from madang.blocks.catalogue.sources.folder import SOURCES
from madang.blocks.catalogue.tests import invented_sources as invented
from madang.blocks.catalogue.tests.reading import LEAK, read, repacked, told


def three_rows() -> tuple[bytes, bytes, bytes, bytes]:
    """Header and three rows of the list as CSV."""
    whole = invented.gov24_csv(*(invented.gov24_record(number) for number in (1, 2, 3)), bom=False)
    starts = [whole.index(f"9000000000{number:02d}".encode()) for number in (1, 2, 3)]
    return whole[: starts[0]], whole[starts[0] : starts[1]], whole[starts[1] : starts[2]], whole[starts[2] :]


A, B, C = "900000000001", "900000000002", "900000000003"


# CSV


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        ("900000000009,제목,기관,,{},\n".encode("cp949"), "invalid-encoding"),
        (b"900000000009,\x00title,x,,{},\n", "nul"),
        (b"900000000009,title,x,,not json,\n", "invalid-json"),
        (b"900000000009,title,x,,[1],\n", "wrong-shape"),
        (b'900000000009,title,x,,"{""list"": []}",\n', "wrong-shape"),
        (b"900000000009,title\n", "wrong-columns"),
        (b"900000000009,a,b,c,d,e,f,g,h\n", "wrong-columns"),
        (b'900000000009,"title,x,,{},\n', "unclosed-quote"),
        (b'900000000009,"ti"tle",x,,{},\n', "unclosed-quote"),
        (b'900000000009,t,x,,"{""list"": {""\\ud800"": 1}}",\n', "lone-surrogate"),
        (
            '900000000009,t,x,,"{""list"": {""서비스ID"": ""9"", ""서비스명"": ""\\udc00""}}",\n'.encode(),
            "lone-surrogate",
        ),
        ('900000000009,t,x,,"{""list"": {""서비스ID"": ""9""}}",\n'.encode(), "missing-title"),
        ('900000000009,t,x,,"{""list"": {""서비스명"": ""이름""}}",\n'.encode(), "missing-id"),
        (
            '900000000009,t,x,,"{""list"": {""서비스ID"": ""9"", ""서비스명"": [1]}}",\n'.encode(),
            "wrong-shape",
        ),
        (b"900000000009,t,x,," + b"[" * 100_000 + b"]" * 100_000 + b",\n", "too-deep"),
        (b"900000000009,t,x,," + b"9" * 10_000 + b",\n", "invalid-json"),
        (b"900000000009," + b"x" * (limits.FIELD + 2) + b",x,,{},\n", "field-too-large"),
        (b'900000000009,"' + b"x" * (limits.FIELD + 2) + b'",x,,{},\n', "field-too-large"),
        (b"900000000009," + b"x," * (limits.COLUMNS + 2) + b"\n", "row-too-large"),
    ],
)
def test_a_broken_csv_row_is_rejected_alone(tmp_path: Path, broken: bytes, code: str) -> None:
    header, first, second, third = three_rows()
    path = tmp_path / "a"
    path.write_bytes(header + first + broken + second + third)
    found = read(path)
    assert told(found) == [A, code, B, C]
    rejection = found[1]
    assert isinstance(rejection, Rejected)
    assert rejection.byte_offset == len(header + first)
    assert rejection.row_number == 2
    assert isinstance(rejection.raw, bytes) and broken.startswith(rejection.raw[:12])


def test_a_quote_left_open_does_not_swallow_the_rows_behind_it(tmp_path: Path) -> None:
    header, first, second, third = three_rows()
    path = tmp_path / "a"
    path.write_bytes(header + first + b'900000000009,"title\n' + second + third)
    assert told(read(path)) == [A, "unclosed-quote", B, C]


def test_a_quote_left_open_before_rows_without_any_quotes(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b'service_id,title,raw\n1,"open,{}\n2,b,{}\n3,c,{}\n')
    found = read(path)
    assert told(found)[0] == "unclosed-quote"
    assert [one.row_number for one in found] == [1, 2, 3]
    assert told(found)[1:] == ["wrong-shape", "wrong-shape"]


def test_a_csv_that_ends_in_the_middle(tmp_path: Path) -> None:
    header, first, second, _ = three_rows()
    path = tmp_path / "a"
    path.write_bytes(header + first + second[:-20])
    assert told(read(path)) == [A, "unclosed-quote"]


def test_a_csv_without_rows_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(three_rows()[0])
    assert read(path) == []


def test_a_header_without_raw_is_said_to_be_wrong(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"a,b\n1,2\n")
    with pytest.raises(SourceError) as error:
        list(SOURCES[0].read(path))
    assert error.value.code == "wrong-header"


HUNDRED_MB = 100 * 1024 * 1024


def sparse(path: Path, before: bytes, after: bytes, size: int = HUNDRED_MB) -> None:
    """A file with a hole of zero bytes between two texts; takes no room on disk."""
    with path.open("wb") as stream:
        stream.write(before)
        stream.seek(size, os.SEEK_CUR)
        stream.write(after)


@pytest.mark.usefixtures("memory")
def test_a_field_of_100_mb_is_passed_over_in_bounded_memory_csv(tmp_path: Path) -> None:
    header, first, second, third = three_rows()
    path = tmp_path / "a"
    sparse(path, header + first + b'900000000009,"', b'",x,,{},\n' + second + third)
    assert told(read(path)) == [A, "field-too-large", B, C]


@pytest.mark.usefixtures("memory")
def test_a_field_of_100_mb_is_passed_over_in_bounded_memory_json(tmp_path: Path) -> None:
    one, two = (json.dumps(invented.youth_record(number)).encode() for number in (1, 2))
    path = tmp_path / "a"
    sparse(path, b"[" + one + b',{"plcyNo":"9","plcyNm":"', b'"},' + two + b"]")
    assert told(read(path)) == ["20990101005400200001", "row-too-large", "20990101005400200002"]


@pytest.mark.usefixtures("memory")
def test_a_field_of_100_mb_is_passed_over_in_bounded_memory_text(tmp_path: Path) -> None:
    path = tmp_path / "a"
    sparse(
        path,
        invented.bokjiro_record(1).encode() + b"index = 2\nservNm = ",
        b"\n" + invented.bokjiro_record(3, "WLF00900003").encode(),
    )
    assert told(read(path)) == ["WLF00900001", "field-too-large", "WLF00900003"]


@pytest.mark.parametrize(
    "line",
    [b'"\n', b'"a\n', b'1,"a\n', b'""""""\n', b"a,b\n", b"\n", b'"x","y\n'],
    ids=["quote", "quoted", "second", "doubled", "short", "blank", "half"],
)
def test_a_csv_made_to_be_slow_costs_linear_time(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "a"
    path.write_bytes(three_rows()[0] + line * (512 * 1024 // len(line)))
    began = time.monotonic()
    list(SOURCES[0].read(path))
    assert time.monotonic() - began < 60


# JSON


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        ('{"plcyNo": "9", "plcyNm": "이름"}'.encode("cp949"), "invalid-encoding"),
        (b'{"plcyNo": "9", "plcyNm": "\x00"}', "nul"),
        (b'{"plcyNo": "9", "plcyNm": "\\u0000"}', "nul"),
        (b'{"plcyNo": "9", "plcyNm": "\\ud83d"}', "lone-surrogate"),
        (b'{"plcyNo": "9", "plcyNm": "\xed\xa0\x80"}', "invalid-encoding"),
        (b'{"plcyNo": "9", "plcyNm": "a}', "unclosed-quote"),
        (b'{"plcyNo": "9" "plcyNm": "a"}', "invalid-json"),
        (b'{"plcyNo": "9", "plcyNm": [1}', "invalid-json"),
        (b'{"plcyNo": "9", "plcyNm": {"a": 1}}', "wrong-shape"),
        (b'{"plcyNo": "9", "plcyNm": ""}', "missing-title"),
        (b'{"plcyNm": "a"}', "missing-id"),
        (b'{"plcyNo": "9", "a": ' + b"[" * 50_000 + b"]" * 50_000 + b"}", "too-deep"),
        (b'{"plcyNo": "9", "a": ' + b'{"a": ' * 5_000 + b"1" + b"}" * 5_001, "too-deep"),
        (b'{"plcyNo": "9", "a": ' + b"[" * 5_000, "too-deep"),
        (b'{"plcyNo": ' + b"9" * 5_000 + b', "plcyNm": "a"}', "invalid-json"),
        (b'{"plcyNo": "9", "plcyNm": "' + b"a" * limits.ROW + b'"}', "row-too-large"),
        (b'{"plcyNo": "9", "plcyNm": "' + b"a" * (limits.FIELD + 1) + b'"}', "field-too-large"),
        (b"17", "invalid-json"),
        (b"nonsense", "invalid-json"),
    ],
)
def test_a_broken_json_object_is_rejected_alone(tmp_path: Path, broken: bytes, code: str) -> None:
    one, two, three = (json.dumps(invented.youth_record(number)).encode() for number in (1, 2, 3))
    path = tmp_path / "a"
    path.write_bytes(b"[" + one + b",\n" + broken + b",\n" + two + b",\n" + three + b"]")
    found = read(path)
    assert told(found) == [
        "20990101005400200001",
        code,
        "20990101005400200002",
        "20990101005400200003",
    ]
    rejection = found[1]
    assert isinstance(rejection, Rejected) and rejection.byte_offset == len(one) + 3


def test_json_that_ends_in_the_middle(tmp_path: Path) -> None:
    whole = invented.gyeonggi_json(invented.gyeonggi_record(1), invented.gyeonggi_record(2))
    path = tmp_path / "a"
    path.write_bytes(whole[: whole.rindex(b"example.org")])
    assert told(read(path)) == ["400000000001", "unclosed-quote"]
    path.write_bytes(whole.rstrip()[:-3])
    assert told(read(path)) == ["400000000001", "400000000002", "truncated"]


@pytest.mark.long
@pytest.mark.parametrize(
    "filling",
    [b"\\\\", b'"a"', b'{"a":', b"[", b'{"a":1}', b"\x00", b" ", b'"\n'],
    ids=["escapes", "strings", "objects", "lists", "inner", "nul", "blanks", "lines"],
)
def test_json_made_to_be_slow_costs_linear_time(tmp_path: Path, filling: bytes) -> None:
    one = json.dumps(invented.youth_record(1)).encode()
    path = tmp_path / "a"
    size = limits.ROW * 2
    path.write_bytes(b"[" + one + b',{"plcyNo":"' + filling * (size // len(filling)) + b'"}]')
    began = time.monotonic()
    found = read(path)
    assert time.monotonic() - began < 60
    assert told(found)[0] == "20990101005400200001"
    assert any(isinstance(row, Rejected) for row in found)


# Text


def test_a_broken_text_record_is_rejected_alone(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(
        invented.bokjiro_record(1).encode()
        + invented.bokjiro_record(2).encode("cp949")
        + invented.bokjiro_record(3, servNm="NUL \x00").encode()
        + invented.bokjiro_record(4, servNm="undefined").encode()
        + invented.bokjiro_record(5, servDtlLink="undefined").encode()
        + b"index = 6\n"
        + invented.bokjiro_record(7, "WLF00900007").encode()
    )
    assert told(read(path)) == [
        "WLF00900001",
        "invalid-encoding",
        "nul",
        "missing-title",
        "missing-id",
        "missing-id",
        "WLF00900007",
    ]


def test_a_text_record_of_endless_lines_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a"
    long = invented.bokjiro_record(2, tgtrDtlCn="가나다라마바사\n" * (limits.ROW // 16))
    path.write_text(invented.bokjiro_record(1) + long + invented.bokjiro_record(3, "WLF00900003"), "utf-8")
    assert told(read(path)) == ["WLF00900001", "row-too-large", "WLF00900003"]


# Whole files and folders


def test_a_folder_gives_all_its_records_whatever_else_lies_in_it(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(invented.gov24_csv(invented.gov24_record()))
    (tmp_path / "b.json").write_bytes(invented.youth_json(invented.youth_record()))
    (tmp_path / "c.txt").write_text(invented.bokjiro_record(), "utf-8")
    invented.detail_xlsx(tmp_path / "d.xlsx", invented.detail_row())
    (tmp_path / "e.json").write_bytes(invented.gyeonggi_json(invented.gyeonggi_record()))
    (tmp_path / "README.md").write_text("# what these are\n", "utf-8")
    (tmp_path / "empty").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    os.mkfifo(tmp_path / "pipe")
    bomb = invented.detail_xlsx(tmp_path / "z.xlsx", invented.detail_row())
    repacked(bomb, {"xl/worksheets/sheet1.xml": LEAK + b"<worksheet/>"})
    found = list(read_folder(tmp_path))
    records = [one.source for one in found if isinstance(one, Record)]
    assert records == ["gov24-list", "youth-center", "bokjiro-list", "bokjiro-detail", "gov24-gyeonggi"]
    skipped = {one.path.name: (one.reason_code, one.failed) for one in found if isinstance(one, Skipped)}
    assert skipped == {
        "README.md": ("not-a-source", False),
        "empty": ("empty", True),
        "loop": ("symlink-loop", True),
        "nowhere": ("unreadable", True),
        "pipe": ("not-a-file", True),
        "z.xlsx": ("unsafe-xml", True),
    }


def test_a_folder_that_is_not_there_is_an_error_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as error:
        list(read_folder(tmp_path / "missing"))
    assert error.value.sentence.ko and error.value.sentence.en


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(range(4)), st.binary(max_size=400), st.integers(0, 2_000), st.integers(0, 200))
def test_no_bytes_in_any_place_make_a_reader_raise(
    tmp_path_factory: pytest.TempPathFactory, which: int, junk: bytes, place: int, removed: int
) -> None:
    whole = (
        invented.gov24_csv(*(invented.gov24_record(number) for number in (1, 2))),
        invented.gyeonggi_json(*(invented.gyeonggi_record(number) for number in (1, 2))),
        (invented.bokjiro_record(1) + invented.bokjiro_record(2)).encode(),
        invented.youth_json(*(invented.youth_record(number) for number in (1, 2))),
    )[which]
    path = tmp_path_factory.getbasetemp() / "junk"
    path.write_bytes(whole[:place] + junk + whole[place + removed :])
    for source in SOURCES[:3] + SOURCES[4:]:
        try:
            found = list(source.read(path))
        except SourceError:
            continue
        for one in found:
            if isinstance(one, Record):
                json.dumps(one.raw, ensure_ascii=False).encode()
                assert "\x00" not in one.title + "".join(one.body.values())
