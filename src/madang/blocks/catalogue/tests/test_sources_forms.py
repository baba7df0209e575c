"""Each of the five forms, read from invented examples: every field where it belongs, blanks absent."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from madang.blocks.catalogue.sources import BODY_SECTIONS, Phone, Record, Rejected, SourceError, detect
from madang.blocks.catalogue.tests import invented_sources as invented

SEOUL = ZoneInfo("Asia/Seoul")


def read(path: Path) -> list[Record | Rejected]:
    source = detect(path)
    assert source is not None
    return list(source.read(path))


def only_record(path: Path) -> Record:
    (record,) = read(path)
    assert isinstance(record, Record), record
    assert set(record.body) <= set(BODY_SECTIONS)
    assert all(record.body.values())
    return record


def test_gov24_list_reads_the_publishers_record_and_not_the_guesses_around_it(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(invented.gov24_csv(invented.gov24_record()))
    record = only_record(path)
    assert (record.source, record.source_id, record.kind) == ("gov24-list", "900000000001", "service")
    assert record.title == "구름 우산 대여 1"
    assert record.provider == "하늘특별시 구름구"
    assert (record.provider_code, record.department) == ("9990000", "우산과")
    assert record.region == "하늘특별시 구름구"
    assert record.topics == ["생활안정", "문화·환경"]
    assert record.audiences == ["개인", "가구"]
    assert record.channels == ["web", "counter", "other"]
    assert record.phones == [
        Phone("하늘시청", "02-000-1234"),
        Phone("가까운 주민센터", ""),
        Phone("구름과", ""),
    ]
    assert record.body["target"] == "○ 하늘시에 사는 사람\n  - 나이 제한 없음"
    assert record.body["how_to_apply"] == "기타 온라인신청, 방문신청"
    assert record.body["deadline"] == "상시신청"
    assert "criteria" not in record.body and "receiving_office" not in record.body
    assert record.created_at == datetime(2024, 2, 29, 10, 11, 12, tzinfo=SEOUL)
    assert record.updated_at == datetime(2025, 8, 5, 16, 12, 16, tzinfo=SEOUL)
    assert (record.views, record.language, record.duplicate) == (77, "ko", "")
    assert record.raw["list"]["서비스ID"] == "900000000001"


def test_markup_and_entities_stay_the_characters_they_are(tmp_path: Path) -> None:
    path = tmp_path / "a"
    script = "<script>alert('x')</script> &lt;b&gt;"
    path.write_bytes(invented.gov24_csv(invented.gov24_record(서비스명=script)))
    record = only_record(path)
    assert record.title == script
    assert record.body["content"] == "우산 1개, <b>3일</b> &amp; 연장 1회"


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", [True, False])
def test_gov24_list_with_either_line_end_with_and_without_bom(
    tmp_path: Path, line_end: str, bom: bool
) -> None:
    path = tmp_path / "a"
    records = [invented.gov24_record(number) for number in (1, 2, 3)]
    path.write_bytes(invented.gov24_csv(*records, line_end=line_end, bom=bom))
    found = read(path)
    assert [one.source_id for one in found if isinstance(one, Record)] == [
        "900000000001",
        "900000000002",
        "900000000003",
    ]
    content = path.read_bytes()
    for one in found:
        assert isinstance(one, Record) and one.byte_offset is not None
        assert content[one.byte_offset :].startswith(one.source_id.encode())


def test_gyeonggi_splits_the_body_from_its_department(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(
        invented.gyeonggi_json(invented.gyeonggi_record(1), invented.gyeonggi_record(2, SPORT_FORM_DTLS=""))
    )
    first, second = read(path)
    assert isinstance(first, Record) and isinstance(second, Record)
    assert (first.source, first.source_id) == ("gov24-gyeonggi", "400000000001")
    assert (first.provider, first.department) == ("경기도 무지개시", "도로국 조명과")
    assert first.region == "경기도 무지개시"
    assert first.summary == "밤길을 밝게"
    assert first.body == {"support_form": "현금/현물, 감면/면제"}
    assert second.body == {}
    assert first.updated_at == datetime(2020, 11, 5, tzinfo=SEOUL)
    assert (first.row_number, second.row_number) == (1, 2)


def test_bokjiro_list_keeps_lines_with_equals_signs_in_the_text_they_stand_in(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text(invented.bokjiro_record(1) + invented.bokjiro_record(2, "WLF00900002"), "utf-8")
    first, second = read(path)
    assert isinstance(first, Record) and isinstance(second, Record)
    assert (first.source_id, second.source_id) == ("WLF00900001", "WLF00900002")
    assert first.body["target"] == "별을 보는 사람\n\n소득인정액 = 소득평가액 + 재산"
    assert first.body["content"] == "일터를 이어 드립니다."
    assert first.topics == ["일자리"]
    assert first.audiences == ["장애인", "저소득"]
    assert first.life_stages == ["청년", "노년"]
    assert (first.provider, first.department) == ("별빛부", "일터과")
    assert "obstKiArray" in first.raw


def test_bokjiro_list_takes_undefined_as_absent(tmp_path: Path) -> None:
    path = tmp_path / "a"
    text = invented.bokjiro_record(
        jurMnofNm="undefined", trgterIndvdlArray="undefined", lifeArray="undefined", desireArray="undefined"
    )
    path.write_text(text, "utf-8")
    record = only_record(path)
    assert (record.provider, record.department) == ("", "")
    assert (record.audiences, record.life_stages, record.topics) == ([], [], [])


def test_bokjiro_detail_takes_the_block_of_lines_apart(tmp_path: Path) -> None:
    record = only_record(invented.detail_xlsx(tmp_path / "a", invented.detail_row()))
    assert (record.source, record.source_id) == ("bokjiro-detail", "WLF00900001")
    assert record.extends == "bokjiro-list"
    assert record.phones == [Phone("별빛센터", "1500-0000"), Phone("달빛센터", "")]
    assert record.body["laws"] == "별빛법"
    assert record.body["papers"] == "별빛 신청서 (hwp)"
    assert record.body["how_to_apply"] == "읍면동에 신청"
    assert "criteria" not in record.body
    assert record.topics == ["일자리", "장애인"]
    assert record.byte_offset is None and record.row_number == 2


def test_youth_center_reads_ages_districts_and_periods(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(invented.youth_json(invented.youth_record()))
    record = only_record(path)
    assert record.source == "youth-center"
    assert (record.provider, record.department) == ("구름구청", "청년과")
    assert record.region == "하늘특별시 구름구"
    assert record.region_codes == ["99110", "99140"]
    assert record.topics == ["일자리", "취업", "창업"]
    assert record.body["target"] == "만 19세 ~ 만 39세\n하늘시 거주"
    assert record.body["period"] == "20990101 ~\n상시"
    assert record.body["papers"] == "신청서"
    assert "how_to_apply" not in record.body and "excluded" not in record.body
    assert (record.url, record.apply_url) == ("https://example.org/more", "https://example.org/apply")
    assert record.channels == ["web"]
    assert record.views == 112


def test_youth_center_as_one_line_and_wrapped_as_the_api_answers(tmp_path: Path) -> None:
    two = [invented.youth_record(1), invented.youth_record(2)]
    flat, wrapped = tmp_path / "flat", tmp_path / "wrapped"
    flat.write_bytes(invented.youth_json(*two, indent=None))
    wrapped.write_bytes(b'{"resultCode":200,"result":{"youthPolicyList":' + flat.read_bytes() + b"}}")
    for path in (flat, wrapped):
        assert [type(one) for one in read(path)] == [Record, Record]


def test_a_repeated_id_is_told_as_identical_or_by_what_differs(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text(
        invented.bokjiro_record(1)
        + invented.bokjiro_record(2)
        + invented.bokjiro_record(3, desireArray="주거", tgtrDtlCn="달을 보는 사람"),
        "utf-8",
    )
    first, same, other = read(path)
    assert isinstance(first, Record) and isinstance(same, Record) and isinstance(other, Record)
    assert (first.duplicate, same.duplicate, other.duplicate) == ("", "identical", "conflicting")
    assert other.conflicts == ("topics", "body.target")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("20250230", None),
        ("2025-13-01", None),
        ("00000000000000", None),
        ("어제", None),
        ("", None),
        ("20250805", datetime(2025, 8, 5, tzinfo=SEOUL)),
    ],
)
def test_dates_that_do_not_exist_are_absent(tmp_path: Path, written: str, expected: datetime | None) -> None:
    path = tmp_path / "a"
    path.write_bytes(invented.gov24_csv(invented.gov24_record(수정일시=written)))
    assert only_record(path).updated_at == expected


def test_the_form_is_told_by_content_and_not_by_name(tmp_path: Path) -> None:
    misnamed = tmp_path / "list.xlsx"
    misnamed.write_bytes(invented.gov24_csv(invented.gov24_record()))
    found = detect(misnamed)
    assert found is not None and found.name == "gov24-list"
    for name, content in {
        "a.csv": "id,name\n1,a\n",
        "b.json": '{"data": [{"name": "a"}]}',
        "c.txt": "index of things\n",
        "d.md": "# gov24 service_id title raw",
        "e.json": "[]",
    }.items():
        (tmp_path / name).write_text(content, "utf-8")
        assert detect(tmp_path / name) is None, name


def test_detect_says_why_a_file_cannot_be_looked_at(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for path, code in {
        tmp_path: "directory",
        tmp_path / "empty": "empty",
        tmp_path / "missing": "unreadable",
        tmp_path / "loop": "symlink-loop",
    }.items():
        with pytest.raises(SourceError) as error:
            detect(path)
        assert error.value.code == code
        assert error.value.sentence.ko and error.value.sentence.en
