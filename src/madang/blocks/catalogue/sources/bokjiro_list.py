"""`bokjiro-list`: central welfare services of 복지로 as a console print.

A record runs from a line `index = N` to the next; a line `key = value` with a known key begins a value,
which goes on over the following lines. Other lines with ` = ` belong to the text they stand in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from madang.blocks.catalogue.sources import limits, text
from madang.blocks.catalogue.sources.pieces import Broken, Piece
from madang.blocks.catalogue.sources.reading import opened, records
from madang.blocks.catalogue.sources.record import Record, Rejected, Sentence

KEYS = (
    "index", "desireArray", "servNm", "trgterIndvdlArray", "obstKiArray", "lifeArray", "servDtlLink",
    "jurMnofNm", "tgtrDtlCn", "alwServCn",
)  # fmt: skip
_INDEX = re.compile(rb"index = *\d{1,9}\s*\Z")
_KEY = re.compile(rf"({'|'.join(KEYS)}) =[ ]?(.*)", re.DOTALL)
_SERVICE_ID = re.compile(r"[?&]wlfareInfoId=(WLF\d+)")


class BokjiroList:
    name = "bokjiro-list"
    label = Sentence("복지로 중앙부처 복지서비스 (글)", "Central welfare services of Bokjiro (text)")

    def recognises(self, path: Path, head: bytes) -> bool:
        first, _, rest = head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")
        return bool(_INDEX.match(first)) and b"\nservNm =" in b"\n" + rest

    def read(self, path: Path) -> Iterator[Record | Rejected]:
        with opened(path) as stream:
            yield from records(self.name, path, _pieces(stream), _record)


def _pieces(stream: BinaryIO) -> Iterator[Piece | Broken]:
    """The bytes from one `index` line to the next. What is too long is passed over, not kept."""
    if stream.read(3) != b"\xef\xbb\xbf":
        stream.seek(0)
    begin, number, code = stream.tell(), 0, ""
    kept = bytearray()
    while True:
        offset = stream.tell()
        row = stream.readline(limits.FIELD + 1)
        if not row or _INDEX.match(row):
            if number and code:
                yield Broken(begin, number, code, bytes(kept[: limits.RAW_EXCERPT]))
            elif number:
                yield Piece(begin, number, [bytes(kept)])
            elif kept.strip():
                yield Broken(begin, 0, "text-before-first", bytes(kept[: limits.RAW_EXCERPT]))
            if not row:
                return
            begin, number, code = offset, number + 1, ""
            kept = bytearray(row)
            continue
        if len(row) > limits.FIELD:
            code = code or "field-too-large"
            while row and not row.endswith(b"\n"):
                row = stream.readline(limits.FIELD)
        elif len(kept) + len(row) > limits.ROW:
            code = code or "row-too-large"
        else:
            kept += row


def _record(piece: Piece) -> Record:
    row: dict[str, str] = {}
    key = ""
    content = piece.cells[0]
    if b"\x00" in content:
        raise text.BadValueError("nul")
    try:
        lines = content.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        raise text.BadValueError("invalid-encoding") from None
    for one in lines:
        match = _KEY.match(one)
        if match and match.group(1) not in row:
            key = match.group(1)
            row[key] = match.group(2)
        else:
            row[key] += "\n" + one
    if any(len(value) > limits.FIELD for value in row.values()):
        raise text.BadValueError("field-too-large")
    link = text.line(row.get("servDtlLink"))
    identity = _SERVICE_ID.search(link)
    provider, department = text.body_and_department(row.get("jurMnofNm"))
    return Record(
        source=BokjiroList.name,
        source_id=identity.group(1) if identity else "",
        title=text.line(row.get("servNm")),
        body=text.sections(target=row.get("tgtrDtlCn"), content=row.get("alwServCn")),
        provider=provider,
        department=department,
        region=text.region_of(provider),
        topics=text.several(row.get("desireArray"), ","),
        audiences=text.several(row.get("trgterIndvdlArray"), ","),
        life_stages=text.several(row.get("lifeArray"), ","),
        url=link,
        raw=dict(row),
    )
