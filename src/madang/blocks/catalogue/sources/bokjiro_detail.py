"""`bokjiro-detail`: detail pages of 복지로 as a workbook, one page a row.

Each completes a service of `bokjiro-list`: `source_id` (the WLF number in the address) is the same, and
where a number changed the `title` is. `additional_info` is one block of lines under four headings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from madang.blocks.catalogue.sources import limits, text, xlsx_rows
from madang.blocks.catalogue.sources.bokjiro_list import BokjiroList
from madang.blocks.catalogue.sources.pieces import Broken, Piece
from madang.blocks.catalogue.sources.reading import opened, records
from madang.blocks.catalogue.sources.record import Phone, Record, Rejected, Sentence, SourceError

COLUMNS = {"title", "support_target", "service_contents", "apply_method", "additional_info", "url"}
HEADINGS = {"전화문의": "contact", "관련 웹사이트": "sites", "근거법령": "laws", "서식/자료": "papers"}
_SERVICE_ID = re.compile(r"[?&]wlfareInfoId=(WLF\d+)")
_NUMBER = re.compile(r"\d[\d\-~,. ()]{1,}")


class BokjiroDetail:
    name = "bokjiro-detail"
    label = Sentence("복지로 상세 화면 (엑셀)", "Detail pages of Bokjiro (workbook)")

    def recognises(self, path: Path, head: bytes) -> bool:
        if not head.startswith(b"PK\x03\x04") or not xlsx_rows.is_workbook(path):
            return False
        try:
            with opened(path) as stream:
                _, cells = next(xlsx_rows.rows(stream, path.name), (0, []))
        except SourceError:
            # Broken or hostile, yet a workbook, and this is the only form that comes as one:
            # reading it will say what is wrong.
            return True
        return {str(cell).strip() for cell in cells if cell} >= COLUMNS

    def read(self, path: Path) -> Iterator[Record | Rejected]:
        with opened(path) as stream:
            table = xlsx_rows.rows(stream, path.name)
            _, first = next(table, (0, []))
            names = [str(cell or "").strip() for cell in first]
            if not set(names) >= COLUMNS:
                raise SourceError(
                    "wrong-header",
                    f"‘{path.name}’의 첫 줄에 필요한 칸({', '.join(sorted(COLUMNS))})이 없습니다.",
                    f"The first row of '{path.name}' lacks columns: {', '.join(sorted(COLUMNS))}.",
                )
            yield from records(self.name, path, _pieces(table, names), _record)


def _pieces(table: Iterator[tuple[int, list[Any]]], names: list[str]) -> Iterator[Piece | Broken]:
    """Each row as a JSON object of its named cells, so that a rejected one can be kept as it came."""
    for number, cells in table:
        row = {name: cell for name, cell in zip(names, cells, strict=False) if name and cell is not None}
        if not row:
            continue
        raw = json.dumps(row, ensure_ascii=False, default=str).encode()
        if any(isinstance(cell, xlsx_rows.Formula) for cell in row.values()):
            yield Broken(None, number, "formula", raw[: limits.RAW_EXCERPT])
        else:
            yield Piece(None, number, [raw])


def _record(piece: Piece) -> Record:
    row = text.json_object(piece.cells[0])
    link = text.line(row.get("url"))
    identity = _SERVICE_ID.search(link)
    provider, department = text.body_and_department(row.get("department"))
    info = _information(text.present(row.get("additional_info")))
    phones = _phones(info.get("contact", []))
    switchboard = text.line(row.get("contact"))
    if switchboard and switchboard not in {phone.number for phone in phones}:
        phones.append(Phone("", switchboard) if _NUMBER.fullmatch(switchboard) else Phone(switchboard, ""))
    year = text.line(row.get("base_year"))
    return Record(
        source=BokjiroDetail.name,
        source_id=identity.group(1) if identity else "",
        title=text.line(row.get("title")),
        summary=text.present(row.get("sub_title")),
        body=text.sections(
            target=row.get("support_target"),
            criteria=row.get("selection_criteria"),
            content=row.get("service_contents"),
            how_to_apply=row.get("apply_method"),
            papers="\n".join(_papers(info.get("papers", []))),
            laws="\n".join(info.get("laws", [])),
            contact="\n".join(" ".join(part for part in phone if part) for phone in phones),
            support_form=", ".join(text.several(row.get("type"), ",")),
            period=text.line(row.get("period")),
            notes=f"기준 연도 {year}" if year else "",
        ),
        provider=provider,
        department=department,
        region=text.region_of(provider),
        topics=text.several(row.get("badges"), ","),
        url=link,
        phones=phones,
        raw=row,
        extends=BokjiroList.name,
    )


def _information(block: str) -> dict[str, list[str]]:
    """The block's lines under its headings; lines before the first heading count as contact."""
    found: dict[str, list[str]] = {}
    heading = "contact"
    for one in block.split("\n"):
        one = one.strip()
        if one in HEADINGS:
            heading = HEADINGS[one]
        elif one:
            found.setdefault(heading, []).append(one)
    return found


def _phones(lines: list[str]) -> list[Phone]:
    """Lines of names, each followed by its number when it has one."""
    found: list[Phone] = []
    name = ""
    for one in lines:
        if _NUMBER.fullmatch(one):
            found.append(Phone(name, one))
            name = ""
        else:
            if name:
                found.append(Phone(name, ""))
            name = one
    if name:
        found.append(Phone(name, ""))
    return list(dict.fromkeys(found))


def _papers(lines: list[str]) -> list[str]:
    """Names of forms; each is followed by a line with its file type, which becomes `(hwp)`."""
    found: list[str] = []
    for one in lines:
        if found and re.fullmatch(r"[a-z]{2,4}x?", one):
            found[-1] += f" ({one})"
        else:
            found.append(one)
    return found
