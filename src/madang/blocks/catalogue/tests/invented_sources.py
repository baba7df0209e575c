"""Invented records of an invented city in the five published forms; no word of it is anybody's data."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl

GOV24_COLUMNS = ["service_id", "title", "org_name", "min_amount", "raw", "cond_age"]


def gov24_record(number: int = 1, **changes: Any) -> dict[str, Any]:
    """One record as the publisher gives it."""
    return {
        "서비스ID": f"9000000000{number:02d}",
        "서비스명": f"구름 우산 대여 {number}",
        "서비스목적요약": "비 오는 날 우산을 빌려 드립니다",
        "서비스분야": "생활안정||문화·환경",
        "지원대상": "○ 하늘시에 사는 사람\r\n  - 나이 제한 없음",
        "선정기준": "undefined",
        "지원내용": "우산 1개, <b>3일</b> &amp; 연장 1회",
        "신청방법": "기타 온라인신청||방문신청||직접입력",
        "신청기한": "상시신청",
        "접수기관": None,
        "전화문의": "하늘시청/02-000-1234||가까운 주민센터||구름과/000-000-0000",
        "소관기관명": "하늘특별시 구름구",
        "소관기관코드": "9990000",
        "소관기관유형": "시군구",
        "부서명": "우산과",
        "사용자구분": "개인||가구",
        "지원유형": "현물||기타",
        "조회수": 77,
        "등록일시": "20240229101112",
        "수정일시": "20250805161216",
        "상세조회URL": "https://example.org/service/1",
    } | changes


def gov24_csv(*records: dict[str, Any], line_end: str = "\n", bom: bool = True) -> bytes:
    """The list as CSV, the record inside `raw`, wrong guesses around it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=line_end)
    writer.writerow(GOV24_COLUMNS)
    for record in records:
        raw = json.dumps({"list": record, "detail": None, "cond": None}, ensure_ascii=False)
        writer.writerow([record["서비스ID"], "수집한 이의\n추측", "틀린 기관", 50000.0, raw, "20세"])
    return (b"\xef\xbb\xbf" if bom else b"") + text.getvalue().encode()


def gyeonggi_record(number: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "PUBL_SERVC_ID": f"4000000000{number:02d}",
        "PUBL_SERVC_TITLE": "무지개 다리 조명 지원",
        "PUBL_SERVC_JURSDCTN_INST_NM": "경기도 무지개시 도로국 조명과",
        "LAST_UPD_DE": "2020-11-05",
        "PUBL_SERVC_PURPS_DTCONT": "밤길을 밝게",
        "SPORT_FORM_DTLS": "현금/현물||감면/면제",
        "PUBL_SERVC_DETAIL_URL": "http://example.org/4",
        "PUBL_SERVC_DETAIL_KORL_URL": "http://example.org/무지개",
    } | changes


def gyeonggi_json(*records: dict[str, Any]) -> bytes:
    return json.dumps({"data": list(records)}, ensure_ascii=False, indent=1).encode()


def bokjiro_record(number: int = 1, code: str = "WLF00900001", **changes: str) -> str:
    row = {
        "index": str(number),
        "desireArray": "일자리",
        "servNm": "별빛 일터 연결",
        "trgterIndvdlArray": "장애인, 저소득",
        "obstKiArray": "undefined",
        "lifeArray": "청년, 노년",
        "servDtlLink": f"https://example.org/info.do?wlfareInfoId={code}&wlfareInfoReldBztpCd=01",
        "jurMnofNm": "별빛부 일터과",
        "tgtrDtlCn": "별을 보는 사람\n\n소득인정액 = 소득평가액 + 재산\n",
        "alwServCn": "일터를 이어 드립니다.\n\n",
    } | changes
    return "".join(f"{key} = {value}\n" for key, value in row.items()) + "\n"


DETAIL_COLUMNS = [
    "index", "badges", "title", "sub_title", "contact", "period", "type", "department", "department_sub",
    "base_year", "support_target", "selection_criteria", "service_contents", "apply_method",
    "additional_info", "url",
]  # fmt: skip


def detail_row(code: str = "WLF00900001", **changes: Any) -> list[Any]:
    row: dict[str, Any] = {
        "index": 1,
        "badges": "일자리,장애인",
        "title": "별빛 일터 연결",
        "sub_title": "별빛 일터를 이어 드립니다.",
        "contact": "1500-0000",
        "period": "월",
        "type": "현금지급",
        "department": "별빛부 일터과",
        "department_sub": "별빛부",
        "base_year": "2022",
        "support_target": "별을 보는 사람",
        "selection_criteria": None,
        "service_contents": "월 3만원",
        "apply_method": "읍면동에 신청",
        "additional_info": (
            "\n\n전화문의\n별빛센터\n1500-0000\n달빛센터\n관련 웹사이트\n별빛\nhttp://example.org\n"
            "근거법령\n별빛법\n서식/자료\n별빛 신청서\nhwp\n"
        ),
        "url": f"https://example.org/info.do?wlfareInfoId={code}&wlfareInfoReldBztpCd=01",
    } | changes
    return [row[name] for name in DETAIL_COLUMNS]


def detail_xlsx(path: Path, *rows: list[Any]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(DETAIL_COLUMNS)
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def youth_record(number: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "plcyNo": f"209901010054002000{number:02d}",
        "plcyNm": "청년 구름 사다리",
        "plcyKywdNm": "",
        "plcyExplnCn": "구름에 오르는 청년을 돕습니다",
        "lclsfNm": "일자리,일자리",
        "mclsfNm": "취업,창업",
        "plcySprtCn": "○ 사다리 1개\n○ 안전 교육",
        "sprvsnInstCd": "       ",
        "sprvsnInstCdNm": "구름구청 청년과",
        "operInstCdNm": "주관기관과 동일",
        "plcyAplyMthdCn": "-",
        "srngMthdCn": "추첨",
        "aplyUrlAddr": "https://example.org/apply",
        "sbmsnDcmntCn": "신청서",
        "etcMttrCn": "",
        "refUrlAddr1": "",
        "refUrlAddr2": "https://example.org/more",
        "sprtTrgtMinAge": "19",
        "sprtTrgtMaxAge": "39",
        "addAplyQlfcCndCn": "하늘시 거주",
        "earnEtcCn": "",
        "ptcpPrpTrgtCn": "-",
        "bizPrdBgngYmd": "20990101",
        "bizPrdEndYmd": "        ",
        "bizPrdEtcCn": "상시",
        "inqCnt": "112",
        "rgtrInstCd": "9990001",
        "rgtrInstCdNm": "하늘특별시 구름구",
        "zipCd": "99110,99140",
        "aplyYmd": "20990101 ~ 20990131",
        "frstRegDt": "2099-01-01 11:12:45",
        "lastMdfcnDt": "2099-01-02 15:27:25",
    } | changes


def youth_json(*records: dict[str, Any], indent: int | None = 2) -> bytes:
    return json.dumps(list(records), ensure_ascii=False, indent=indent).encode()
