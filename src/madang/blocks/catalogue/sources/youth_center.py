"""`youth-center`: policies for young people (온통청년 API v2) as JSON, an array of objects of 60 fields.

Codes that the API's description would decode (`jobCd`, `schoolCd`, …) stay undecoded in `raw`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from madang.blocks.catalogue.sources import json_items, text
from madang.blocks.catalogue.sources.limits import HEAD
from madang.blocks.catalogue.sources.pieces import Piece
from madang.blocks.catalogue.sources.reading import opened, records
from madang.blocks.catalogue.sources.record import Record, Rejected, Sentence

KEYS = ("youthPolicyList", "data")
_SAME_BODY = {"주관기관 동일", "주관기관과 동일", "동일"}


class YouthCenter:
    name = "youth-center"
    label = Sentence("온통청년 청년정책 (JSON)", "Youth policies of Youth Center (JSON)")

    def recognises(self, path: Path, head: bytes) -> bool:
        return b'"plcyNo"' in head and json_items.array_start(head, KEYS) != -1

    def read(self, path: Path) -> Iterator[Record | Rejected]:
        with opened(path) as stream:
            start = json_items.array_start(stream.read(HEAD), KEYS)
            yield from records(self.name, path, json_items.items(stream, start), _record)


def _record(piece: Piece) -> Record:
    row = text.json_object(piece.cells[0])
    named, code = text.line(row.get("sprvsnInstCdNm")), text.line(row.get("sprvsnInstCd"))
    registrar = text.line(row.get("rgtrInstCdNm"))
    provider, department = text.body_and_department(named or registrar)
    operator = text.line(row.get("operInstCdNm"))
    apply_url = text.line(row.get("aplyUrlAddr"))
    return Record(
        source=YouthCenter.name,
        source_id=text.line(row.get("plcyNo")),
        title=text.line(row.get("plcyNm")),
        summary=text.present(row.get("plcyExplnCn")),
        body=text.sections(
            target=_target(row),
            content=row.get("plcySprtCn"),
            how_to_apply=row.get("plcyAplyMthdCn"),
            deadline=row.get("aplyYmd"),
            papers=row.get("sbmsnDcmntCn"),
            receiving_office="" if operator in _SAME_BODY else operator,
            period=_business_period(row),
            selection=row.get("srngMthdCn"),
            excluded=row.get("ptcpPrpTrgtCn"),
            notes=row.get("etcMttrCn"),
        ),
        provider=provider,
        provider_code=code if named else text.line(row.get("rgtrInstCd")),
        department=department,
        region=registrar,
        region_codes=text.several(row.get("zipCd"), ","),
        topics=list(
            dict.fromkeys(text.several(row.get("lclsfNm"), ",") + text.several(row.get("mclsfNm"), ","))
        ),
        audiences=["청년"],
        life_stages=["청년"],
        channels=["web"] if apply_url else [],
        url=text.line(row.get("refUrlAddr1")) or text.line(row.get("refUrlAddr2")) or apply_url,
        apply_url=apply_url,
        created_at=text.moment(row.get("frstRegDt")),
        updated_at=text.moment(row.get("lastMdfcnDt")),
        views=text.count(row.get("inqCnt")),
        raw=row,
    )


def _target(row: dict[str, Any]) -> str:
    """Age span, income and further conditions as sentences; 0 stands for no bound in the source."""
    youngest, oldest = text.count(row.get("sprtTrgtMinAge")), text.count(row.get("sprtTrgtMaxAge"))
    parts = []
    if youngest and oldest:
        parts.append(f"만 {youngest}세 ~ 만 {oldest}세")
    elif youngest:
        parts.append(f"만 {youngest}세 이상")
    elif oldest:
        parts.append(f"만 {oldest}세 이하")
    parts += [text.present(row.get("addAplyQlfcCndCn")), text.present(row.get("earnEtcCn"))]
    return "\n".join(part for part in parts if part)


def _business_period(row: dict[str, Any]) -> str:
    begin, end = text.line(row.get("bizPrdBgngYmd")), text.line(row.get("bizPrdEndYmd"))
    dates = f"{begin} ~ {end}" if begin or end else ""
    return "\n".join(part for part in (dates.strip(), text.present(row.get("bizPrdEtcCn"))) if part)
