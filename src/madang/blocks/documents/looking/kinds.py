"""What a file is, by its content alone; its name and what the sender calls it say nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken.

    Attributes:
        code: what the database calls it.
        media_type: what browsers are told.
        extension: of the name it is downloaded under, without the dot.
        others: further extensions that fit.
        is_image: shown to others as a re-encoded copy.
    """

    code: str
    media_type: str
    extension: str
    others: tuple[str, ...] = ()
    is_image: bool = False


_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS = {
    each.code: each
    for each in (
        Kind("pdf", "application/pdf", "pdf"),
        Kind("png", "image/png", "png", is_image=True),
        Kind("jpeg", "image/jpeg", "jpg", ("jpeg", "jpe", "jfif"), is_image=True),
        Kind("webp", "image/webp", "webp", is_image=True),
        Kind("docx", f"{_OFFICE}.wordprocessingml.document", "docx"),
        Kind("xlsx", f"{_OFFICE}.spreadsheetml.sheet", "xlsx"),
        Kind("odt", "application/vnd.oasis.opendocument.text", "odt"),
        Kind("hwpx", "application/hwp+zip", "hwpx"),
        Kind("hwp", "application/x-hwp", "hwp"),
        Kind("txt", "text/plain; charset=utf-8", "txt", ("text", "log", "md", "csv")),
    )
}


class Refused(Exception):
    """The file is not taken.

    Attributes:
        code: why, as ``errors.SENTENCES`` knows it.
        what: a detail of the file's own making, e.g. the name of the active part.
    """

    def __init__(self, code: str, what: str = "") -> None:
        self.code, self.what = code, what
        super().__init__(code, what)


PDF, ZIP, OLE = "pdf", "zip", "ole"
_MAGICS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
)
_ARCHIVES = (
    b"Rar!",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\x00",
    b"\x28\xb5\x2f\xfd",
    b"MSCF",
    b"EGGA",
    b"ALZ\x01",
)
_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"#!",
    b"L\x00\x00\x00\x01\x14\x02\x00",
)
_SCRIPT = re.compile(
    rb"\A[\s\xef\xbb\xbf]*(?:<\?php|<!doctype\s+html|<html|<head|<body|<script|<svg|<\?xml|<%|@echo\s|<hta:|\{\\rtf)",
    re.IGNORECASE,
)
_HIDDEN_SCRIPT = re.compile(rb"<\?php|<script[\s>]|<%@", re.IGNORECASE)
_HEIC = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"heim", b"heis")


def family(data: bytes) -> str:
    """Return ``pdf``, ``zip``, ``ole``, the code of an image, or ``txt``; raises Refused."""
    if not data:
        raise Refused("empty")
    for magic, found in _MAGICS:
        if data.startswith(magic):
            return found
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC:
        raise Refused("heic")
    if data.startswith(_ARCHIVES) or data[257:262] == b"ustar":
        raise Refused("archive")
    if data.startswith(_PROGRAMS) or _SCRIPT.match(data):
        raise Refused("program")
    if b"%PDF-" in data[:1024]:
        raise Refused("polyglot", "PDF")
    text(data)
    if _HIDDEN_SCRIPT.search(data):
        raise Refused("program")
    return "txt"


def text(data: bytes) -> str:
    """Return a plain text in Unicode: UTF-8, UTF-16 with its mark, or what Korean Windows writes; raises Refused."""
    for encoding in ("utf-8-sig", "utf-16", "cp949"):
        if encoding == "utf-16" and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            found = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]", found):
            break
        return found
    raise Refused("unknown")


def refuse_two_in_one(data: bytes, code: str) -> None:
    """Raise Refused when another reader would see another kind of file in the same bytes."""
    if code != PDF and b"%PDF-" in data[:1024]:
        raise Refused("polyglot", "PDF")
    if code not in {"docx", "xlsx", "odt", "hwpx"} and _ends_as_zip(data):
        raise Refused("polyglot", "ZIP")
    if code in {"png", "jpeg", "webp", PDF} and re.search(
        rb"<\?php|<script[\s>]", data[-65536:] + data[:4096], re.IGNORECASE
    ):
        raise Refused("polyglot", "script")


def _ends_as_zip(data: bytes) -> bool:
    """Whether a reader of ZIP would find a directory at the end: those read files from the end."""
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 65557))
    return end >= 0 and len(data) - end >= 22
