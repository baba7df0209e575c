"""Files as people bring them, and as attackers do: all made here, none kept as bytes in the repository."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

import typst
from PIL import Image

from madang.blocks.documents.papers import FONTS

OOXML = "http://schemas.openxmlformats.org"


def pdf(words: str = "글", pages: int = 1) -> bytes:
    """An ordinary PDF with Korean text."""
    source = f'#set text(font: "Pretendard GOV", lang: "ko")\n{words}\n' + "#pagebreak(weak: false)\n쪽\n" * (
        pages - 1
    )
    return bytes(
        typst.compile(source.encode(), font_paths=[str(FONTS)], ignore_system_fonts=True, format="pdf")
    )


def small_pdf(more_root: bytes = b"", more_objects: bytes = b"") -> bytes:
    """A PDF of one empty page written by hand, with what a test puts into its catalogue and behind it."""
    parts = [
        b"1 0 obj\n<</Type/Catalog/Pages 2 0 R" + more_root + b">>\nendobj\n",
        b"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n",
        b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>\nendobj\n",
    ]
    if more_objects:
        parts.append(more_objects)
    data, places = b"%PDF-1.7\n", []
    for part in parts:
        places.append(len(data))
        data += part
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, len(data))
    return data + table + end


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **more: Any) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(file, kind, **more)
    return file.getvalue()


def photo_with_place() -> bytes:
    """A JPEG that says where it was taken and that the camera was held on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by a quarter
    exif[0x010F] = "Madang Camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (37.0, 33.0, 59.0), 3: "E", 4: (126.0, 58.0, 40.0)})
    return picture("JPEG", exif=exif.tobytes())


def png_that_says(width: int, height: int) -> bytes:
    """A tiny PNG whose heading promises a picture of any size: a bomb when it is decoded."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    heading = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", heading) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def package(parts: dict[str, bytes | str], stored_first: bool = False) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for place, (name, content) in enumerate(parts.items()):
            how = zipfile.ZIP_STORED if stored_first and not place else zipfile.ZIP_DEFLATED
            made.writestr(zipfile.ZipInfo(name), content, how)
    return file.getvalue()


def docx(words: str = "신청합니다", body: str = "", **more: bytes | str) -> bytes:
    """A Word document; further parts by their names."""
    main = (
        f'<w:document xmlns:w="{OOXML}/wordprocessingml/2006/main"><w:body>'
        f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>{body}</w:body></w:document>"
    )
    types = f'<Types xmlns="{OOXML}/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
    return package({"[Content_Types].xml": types, "word/document.xml": main, **more})


def xlsx(words: str = "금액") -> bytes:
    from openpyxl import Workbook

    book, file = Workbook(), io.BytesIO()
    book.active.append([words, 1000])
    book.save(file)
    return file.getvalue()


def odt(words: str = "신청합니다", **more: bytes | str) -> bytes:
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>'
        f"<text:p>{words}</text:p></office:text></office:body></office:document-content>"
    )
    return package(
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, **more}, True
    )


def hwpx(words: str = "신청합니다", script: str = "", **more: bytes | str) -> bytes:
    """A document as Hancom's editor saves it: with two scripts that do nothing."""
    section = (
        '<hs:sec xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section" xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph">'
        f"<hp:p><hp:run><hp:t>{words}</hp:t></hp:run></hp:p></hs:sec>"
    )
    idle = "function OnDocument_New()\r\n{\r\n\t//todo : \r\n}\r\n\r\nfunction OnDocument_Open()\r\n{\r\n\t//todo : \r\n}\r\n"
    return package(
        {
            "mimetype": "application/hwp+zip",
            "Contents/section0.xml": section,
            "Scripts/headerScripts": "var Documents = XHwpDocuments;\r\nvar Document = Documents.Active_XHwpDocument;\r\n".encode(
                "utf-16"
            ),
            "Scripts/sourceScripts": (idle + script).encode("utf-16"),
            **more,
        },
        True,
    )


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file (OLE) with these streams, by the least that a reader needs: sectors of 512 bytes, no short ones.

    A name with a slash lies in a folder.
    """
    sector = 512
    padded = {
        name: data.ljust(max(4096, -(-len(data) // sector) * sector), b"\0") for name, data in streams.items()
    }
    names: list[tuple[str, int, bytes | None]] = [("Root Entry", 5, None)]
    folders: dict[str, list[int]] = {"": []}
    for name, data in padded.items():
        folder, _, last = name.rpartition("/")
        if folder and folder not in folders:
            folders[folder] = []
            folders[""].append(len(names))
            names.append((folder, 1, None))
        folders[folder].append(len(names))
        names.append((last, 2, data))
    where: dict[int, int] = {}
    fat: list[int] = []
    body = b""
    for number, (_name, _kind, data) in enumerate(names):
        if data is None:
            continue
        first, count = len(fat), len(data) // sector
        where[number] = first
        fat += [*range(first + 1, first + count), 0xFFFFFFFE]
        body += data
    directory_first = len(fat)
    rows = -(-len(names) * 128 // sector)
    fat += [*range(directory_first + 1, directory_first + rows), 0xFFFFFFFE]
    fat_sectors = -(-(len(fat) + 2) // 128)
    fat_first = len(fat)
    fat += [0xFFFFFFFD] * fat_sectors
    assert len(fat) <= fat_sectors * 128

    def row(number: int) -> bytes:
        name, kind, data = names[number]
        siblings = next((each for each in folders.values() if number in each), [])
        place = siblings.index(number) if number in siblings else -1
        right = siblings[place + 1] if 0 <= place < len(siblings) - 1 else 0xFFFFFFFF
        children = folders.get("" if number == 0 else name, []) if kind != 2 else []
        child = children[0] if children else 0xFFFFFFFF
        written = name.encode("utf-16-le")
        return struct.pack(
            "<64sHBBIII16sIQQIQ",
            *(written, len(written) + 2, kind, 1, 0xFFFFFFFF, right, child, b"", 0, 0, 0),
            where.get(number, 0xFFFFFFFE if kind == 5 else 0),
            len(streams.get(_full(number), b"")) and len(data or b""),
        )

    def _full(number: int) -> str:
        name = names[number][0]
        return next((each for each in streams if each == name or each.endswith(f"/{name}")), name)

    directory = b"".join(row(number) for number in range(len(names))).ljust(rows * sector, b"\0")
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(fat_sectors * sector, b"\xff")
    heading = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    heading += struct.pack(
        "<HHHHH6xIIIIIIIII",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        fat_sectors,
        directory_first,
        0,
        4096,
        0xFFFFFFFE,
        0,
        0xFFFFFFFE,
        0,
    )
    heading += struct.pack(f"<{fat_sectors}I", *range(fat_first, fat_first + fat_sectors))
    return heading.ljust(512, b"\xff") + body + directory + table


def hwp(words: str = "신청합니다", flags: int = 0, **more: bytes) -> bytes:
    heading = b"HWP Document File".ljust(32, b"\0") + struct.pack("<II", 0x05010100, flags)
    return compound({"FileHeader": heading.ljust(256, b"\0"), "PrvText": words.encode("utf-16-le"), **more})
