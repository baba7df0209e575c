"""`gov24-list`: the national list of public services (행정안전부, gov24 v3 serviceList) saved as CSV.

The columns beside `raw` are a collector's own guesses and are not read: `raw` holds, as JSON, the publisher's
record under `list`. Fields by the publisher's API description: 서비스ID, 서비스명, 지원대상, 신청기한 …
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from madang.blocks.catalogue.sources import csv_rows, text
from madang.blocks.catalogue.sources.pieces import Piece
from madang.blocks.catalogue.sources.reading import opened, records
from madang.blocks.catalogue.sources.record import Record, Rejected, Sentence, SourceError

CHANNELS = {
    "정부24온라인신청": "web",
    "기타 온라인신청": "web",
    "방문신청": "counter",
    "우편신청": "post",
    "전화신청": "phone",
    "신청불필요": "none",
    "직접입력": "other",
}
"""신청방법 of the source → way to apply."""


class Gov24List:
    name = "gov24-list"
    label = Sentence("정부24 공공서비스 목록 (CSV)", "Gov24 list of public services (CSV)")

    def recognises(self, path: Path, head: bytes) -> bool:
        first = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].rstrip(b"\r")
        columns = {name.strip(b' "') for name in first.split(b",")}
        return {b"service_id", b"title", b"raw"} <= columns

    def read(self, path: Path) -> Iterator[Record | Rejected]:
        with opened(path) as stream:
            try:
                names, start = csv_rows.header(stream)
                column = names.index("raw")
            except ValueError:
                raise SourceError(
                    "wrong-header",
                    f"‘{path.name}’의 첫 줄에 ‘raw’ 칸이 없습니다. 정부24 목록 CSV가 맞는지 확인해 주십시오.",
                    f"The first line of '{path.name}' has no column 'raw'. Is it a Gov24 list as CSV?",
                ) from None
            pieces = csv_rows.rows(stream, start, len(names))
            yield from records(self.name, path, pieces, partial(_record, column))


def _record(column: int, piece: Piece) -> Record:
    for cell in piece.cells:
        text.decode(cell)
    raw = text.json_object(piece.cells[column])
    row = raw.get("list")
    if not isinstance(row, dict):
        raise text.BadValueError("wrong-shape")
    ways = text.several(row.get("신청방법"), "||")
    provider = text.line(row.get("소관기관명"))
    department = text.line(row.get("부서명"))
    phones = text.phones(row.get("전화문의"))
    return Record(
        source=Gov24List.name,
        source_id=text.line(row.get("서비스ID")),
        title=text.line(row.get("서비스명")),
        summary=text.present(row.get("서비스목적요약")),
        body=text.sections(
            target=row.get("지원대상"),
            criteria=row.get("선정기준"),
            content=row.get("지원내용"),
            how_to_apply=", ".join(way for way in ways if way != "직접입력"),
            deadline=row.get("신청기한"),
            contact="\n".join(" ".join(part for part in phone if part) for phone in phones),
            receiving_office=text.line(row.get("접수기관")),
            support_form=", ".join(text.several(row.get("지원유형"), "||")),
        ),
        provider=provider,
        provider_code=text.line(row.get("소관기관코드")),
        department=department,
        region=text.region_of(provider),
        topics=text.several(row.get("서비스분야"), "||"),
        audiences=text.several(row.get("사용자구분"), "||"),
        channels=list(dict.fromkeys(CHANNELS.get(way, "other") for way in ways)),
        url=text.line(row.get("상세조회URL")),
        phones=phones,
        created_at=text.moment(row.get("등록일시")),
        updated_at=text.moment(row.get("수정일시")),
        views=text.count(row.get("조회수")),
        raw=raw,
    )
