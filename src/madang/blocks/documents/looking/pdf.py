"""PDF: what it does by itself when opened, how many pages it has, its text, its first page as a picture."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from madang.blocks.documents.looking.kinds import Refused

MOST_OBJECTS = 200_000
MOST_UNPACKED = 128 * 1024 * 1024
PREVIEW_WIDTH = 900

_ACTIONS = {
    "/JavaScript": "JavaScript",
    "/Launch": "Launch",
    "/SubmitForm": "SubmitForm",
    "/ImportData": "ImportData",
    "/GoToR": "GoToR",
    "/GoToE": "GoToE",
    "/Movie": "Movie",
    "/Sound": "Sound",
    "/Rendition": "Rendition",
    "/RichMediaExecute": "RichMedia",
}
_KEYS = {
    "/JS": "JavaScript",
    "/JavaScript": "JavaScript",
    "/EmbeddedFiles": "EmbeddedFiles",
    "/EF": "EmbeddedFiles",
    "/XFA": "XFA",
    "/RichMedia": "RichMedia",
}
_RAW = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData|XFA)(?![A-Za-z0-9])")
_NAME_CODE = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"stream\r?\n")
_DICTIONARY = 4096  # bytes before a stream in which its dictionary is looked for


def examine(path: Path) -> dict[str, Any]:
    """Return the number of pages; raises Refused for what acts by itself, is locked, torn or hides something."""
    data = path.read_bytes()
    end = data.rfind(b"%%EOF")
    if end < 0:
        raise Refused("torn")
    if data[end + 5 :].strip(b"\x00\t\n\r \x1a"):
        raise Refused("polyglot", "PDF")
    _look_at_bytes(data)
    _look_at_objects(path)
    return {"pages": _pages(path)}


def _look_at_bytes(data: bytes) -> None:
    """Look for the long names in the bytes themselves, in packed objects too: readers disagree on torn files."""
    _refuse_named(data)
    unpacked = 0
    for found in _STREAM.finditer(data):
        if b"ObjStm" not in _plain(data[max(0, found.start() - _DICTIONARY) : found.start()]):
            continue
        packer = zlib.decompressobj()
        try:
            inner = packer.decompress(data[found.end() :], MOST_UNPACKED - unpacked + 1)
        except zlib.error:
            continue  # another filter; the walk over the objects unpacks it
        unpacked += len(inner)
        if unpacked > MOST_UNPACKED:
            raise Refused("bomb")
        _refuse_named(inner)


def _refuse_named(data: bytes) -> None:
    if found := _RAW.search(data) or _RAW.search(_plain(data)):
        raise Refused("active", found[1].decode())


def _plain(data: bytes) -> bytes:
    """Write names without their codes: ``/J#61vaScript`` is ``/JavaScript``."""
    return _NAME_CODE.sub(lambda code: bytes([int(code[1], 16)]), data)


def _look_at_objects(path: Path) -> None:
    """Look at every object that the file's tables name. Raises Refused."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(path, strict=False)
        # Many offices lock what they issue against changes only: it opens without a password.
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("locked")
        _refuse_opening(reader)
        for count, each in enumerate(_objects(reader)):
            if count > MOST_OBJECTS:
                raise Refused("bomb")
            _refuse_active(each)
    except Refused:
        raise
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        NotImplementedError,
    ) as error:
        raise Refused("torn") from error


def _refuse_opening(reader: Any) -> None:
    """What happens at opening may only be turning to a page."""
    root = reader.trailer["/Root"].get_object()
    opening = root.get("/OpenAction")
    opening = opening.get_object() if opening is not None else None
    if isinstance(opening, dict) and opening.get("/S") != "/GoTo":
        raise Refused("active", "OpenAction")


def _objects(reader: Any) -> Iterator[Any]:
    from pypdf.generic import IndirectObject

    numbers = {(number, generation) for generation, table in reader.xref.items() for number in table}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    yield reader.trailer
    for number, generation in sorted(numbers):
        found = reader.get_object(IndirectObject(number, generation, reader))
        if found is not None:
            yield found


def _refuse_active(found: Any) -> None:
    """Look at an object and what stands directly in it; what it points to is looked at in its own turn."""
    waiting, seen = [found], 0
    while waiting:
        each = waiting.pop()
        seen += 1
        if seen > MOST_OBJECTS:
            raise Refused("bomb")
        if isinstance(each, dict):
            for key, value in each.items():
                if key in _KEYS:
                    raise Refused("active", _KEYS[key])
                if key in {"/S", "/Subtype", "/Type"} and str(value) in _ACTIONS and key == "/S":
                    raise Refused("active", _ACTIONS[str(value)])
                if key == "/Subtype" and str(value) in {"/FileAttachment", "/RichMedia", "/3D", "/Screen"}:
                    raise Refused("active", str(value)[1:])
                waiting.append(value)
        elif isinstance(each, list):
            waiting.extend(each)


def _open(path: Path) -> Any:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise Refused("torn") from error


def _pages(path: Path) -> int:
    return len(_open(path))


def text(path: Path, most: int) -> str:
    """Return the text of the pages, at most so many characters."""
    found: list[str] = []
    left = most
    for page in _open(path):
        words = page.get_textpage().get_text_bounded()
        found.append(words[:left])
        left -= len(words)
        if left <= 0:
            break
    return "\n\f\n".join(found)


def preview(path: Path, target: Path) -> None:
    """Draw the first page as PNG."""
    page = _open(path)[0]
    width, height = page.get_size()
    scale = min(PREVIEW_WIDTH / max(width, 1), 2 * PREVIEW_WIDTH / max(height, 1))
    page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB").save(target, "PNG")
