"""Rows of a workbook's first sheet, read only after its parts proved harmless.

openpyxl trusts a file: it resolves document types, unpacks whatever a part claims to be and keeps a cell of
any length. So every part is first streamed through expat, which refuses document types (and with them
entities) and text beyond the bounds, and the zip's own figures are checked before anything is unpacked.
Every part, because a sheet is what the workbook's relations say, whatever it is called; a part that expat
cannot read to its end is no XML, and openpyxl, which reads with expat too, comes no farther than the check.
"""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO
from xml.parsers import expat

from madang.blocks.catalogue.sources import limits
from madang.blocks.catalogue.sources.record import SourceError

_CHUNK = 64 * 1024
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)

_XML_NAMES = (".xml", ".rels", ".vml")
# Python's expat says of an encoding that it does not know by ValueError or LookupError.
_NOT_XML = (expat.ExpatError, ValueError, LookupError)


class _RefusedError(Exception):
    """Raised inside expat's callbacks: a part holds what a sheet of text never does."""


def is_workbook(path: Path) -> bool:
    """Whether the file is a zip that names a workbook; reads only the zip's directory."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (*_BROKEN, ValueError):
        return False


def rows(stream: BinaryIO, name: str) -> Iterator[tuple[int, list[Any]]]:
    """(row number from 1, cell values) of the first sheet. A formula is its text, beginning with `=`.

    Raises `SourceError` when the workbook is broken, too large or holds document types or entities.
    """
    # Only here: it takes a quarter of a second that every process of the house would spend at its start.
    import openpyxl

    _check(stream, name)
    stream.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(stream, read_only=True, data_only=False, keep_links=False)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            for number, cells in enumerate(sheet.iter_rows(), start=1):
                yield number, [_value(cell) for cell in cells]
            book.close()
    except SourceError:
        raise
    except Exception as error:
        # openpyxl raises whatever its parsing trips over; all of it means: not a sound workbook.
        raise _broken(name, type(error).__name__) from error


def _value(cell: Any) -> Any:
    return Formula(cell.value) if cell.data_type == "f" else cell.value


class Formula(str):
    """The text of a cell that would be computed; never taken for a value."""

    __slots__ = ()

    def __new__(cls, value: object) -> Formula:
        return super().__new__(cls, str(getattr(value, "text", value)))


def _check(stream: BinaryIO, name: str) -> None:
    try:
        with zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
            total = sum(part.file_size for part in parts)
            swollen = any(
                part.file_size > limits.XLSX_PART
                or part.file_size > max(1 << 20, limits.XLSX_RATIO * part.compress_size)
                for part in parts
            )
            if total > limits.XLSX_TOTAL or swollen or len(parts) > 1_000:
                raise SourceError(
                    "zip-bomb",
                    f"‘{name}’은(는) 풀면 지나치게 커집니다. 글자만 든 표로 다시 저장해 주십시오.",
                    f"'{name}' unpacks to far more than it should. Save it again as a plain sheet.",
                )
            for part in parts:
                with archive.open(part) as content:
                    try:
                        _check_part(content)
                    except _NOT_XML:
                        if part.filename.lower().endswith(_XML_NAMES):
                            raise
    except _RefusedError as error:
        raise SourceError(
            "unsafe-xml",
            f"‘{name}’에 표에 있을 수 없는 XML이 있습니다 ({error}). 표를 새로 저장해 주십시오.",
            f"'{name}' holds XML that no sheet needs ({error}). Save the sheet anew.",
        ) from None
    except _NOT_XML as error:
        raise _broken(name, str(error)) from error
    except _BROKEN as error:
        raise _broken(name, type(error).__name__) from error


def _check_part(xml: Any) -> None:
    parser = expat.ParserCreate()
    length = 0

    def text(data: str) -> None:
        nonlocal length
        length += len(data)
        if length > limits.FIELD:
            raise _RefusedError("field > 1 MiB")

    def boundary(*_: object) -> None:
        nonlocal length
        length = 0

    def doctype(*_: object) -> None:
        raise _RefusedError("DOCTYPE")

    parser.CharacterDataHandler = text
    parser.StartElementHandler = boundary
    parser.EndElementHandler = boundary
    parser.StartDoctypeDeclHandler = doctype
    parser.EntityDeclHandler = doctype
    while chunk := xml.read(_CHUNK):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _broken(name: str, detail: str) -> SourceError:
    return SourceError(
        "broken-workbook",
        f"‘{name}’은(는) 온전한 엑셀 파일이 아닙니다 ({detail}). 다시 내려받아 주십시오.",
        f"'{name}' is not a sound workbook ({detail}). Fetch it again.",
    )
