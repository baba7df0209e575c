"""`gov24-gyeonggi`: services of 경기도 and its cities (경기데이터드림, 공공서비스 현황) as JSON.

Title and purpose only. Many titles repeat from city to city: the body tells them apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from madang.blocks.catalogue.sources import json_items, text
from madang.blocks.catalogue.sources.limits import HEAD
from madang.blocks.catalogue.sources.pieces import Piece
from madang.blocks.catalogue.sources.reading import opened, records
from madang.blocks.catalogue.sources.record import Record, Rejected, Sentence

KEYS = ("data", "row")


class Gov24Gyeonggi:
    name = "gov24-gyeonggi"
    label = Sentence("경기도 공공서비스 현황 (JSON)", "Public services of Gyeonggi (JSON)")

    def recognises(self, path: Path, head: bytes) -> bool:
        return b'"PUBL_SERVC_ID"' in head and json_items.array_start(head, KEYS) != -1

    def read(self, path: Path) -> Iterator[Record | Rejected]:
        with opened(path) as stream:
            start = json_items.array_start(stream.read(HEAD), KEYS)
            yield from records(self.name, path, json_items.items(stream, start), _record)


def _record(piece: Piece) -> Record:
    row = text.json_object(piece.cells[0])
    provider, department = text.body_and_department(row.get("PUBL_SERVC_JURSDCTN_INST_NM"))
    return Record(
        source=Gov24Gyeonggi.name,
        source_id=text.line(row.get("PUBL_SERVC_ID")),
        title=text.line(row.get("PUBL_SERVC_TITLE")),
        summary=text.present(row.get("PUBL_SERVC_PURPS_DTCONT")),
        body=text.sections(support_form=", ".join(text.several(row.get("SPORT_FORM_DTLS"), "||"))),
        provider=provider,
        department=department,
        region=text.region_of(provider),
        url=text.line(row.get("PUBL_SERVC_DETAIL_URL")),
        updated_at=text.moment(row.get("LAST_UPD_DE")),
        raw=row,
    )
