"""The search for viruses: by ClamAV's program, by its daemon, and without either."""

from __future__ import annotations

import hashlib
import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from madang.blocks.documents import actions, queries, scanning
from madang.blocks.documents.errors import HeldBack
from madang.blocks.documents.models import Document, Scan
from madang.blocks.documents.tests.conftest import WHY, Stored
from madang.blocks.identity.models import Account
from madang.blocks.ledger.models import Outbox

# The test virus of EICAR, put together here so that no scanner takes this file for it.
EICAR = "".join(("X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS-", "TEST-FILE!$H+H*")).encode()
needs_clamscan = pytest.mark.skipif(
    shutil.which("clamscan") is None, reason="ClamAV is not installed: make system-deps"
)


@pytest.fixture
def clamscan(tmp_path: Path, settings: Any) -> None:
    """ClamAV with a database that knows the test virus only: the real one is fetched by nobody here."""
    base = tmp_path / "signatures"
    base.mkdir()
    (base / "test.hdb").write_text(f"{hashlib.md5(EICAR).hexdigest()}:{len(EICAR)}:Eicar-Test-Signature\n")
    settings.DOCUMENTS_CLAMSCAN = ["clamscan", f"--database={base}"]


@pytest.fixture
def clamd(tmp_path: Path, settings: Any) -> Iterator[list[bytes]]:
    """What speaks clamd's INSTREAM on a socket and finds the test virus; yields what was sent."""
    place, got = tmp_path / "clamd.ctl", []
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(place))
    server.listen()

    def serve() -> None:
        while True:
            try:
                line, _ = server.accept()
            except OSError:
                return
            with line, line.makefile("rb") as sent:
                assert sent.read(10) == b"zINSTREAM\0"
                data = b""
                while size := int.from_bytes(sent.read(4), "big"):
                    data += sent.read(size)
                got.append(data)
                line.sendall(b"stream: Eicar-Test FOUND\0" if EICAR in data else b"stream: OK\0")

    threading.Thread(target=serve, daemon=True).start()
    settings.DOCUMENTS_CLAMD_SOCKETS = [place]
    yield got
    server.close()


def looked_at(document: Document) -> Document:
    actions.look_at(document.blob_id or 0)
    return Document.objects.select_related("blob").get(pk=document.pk)


def of(document: Document) -> Scan:
    assert document.blob is not None
    return Scan(document.blob.scan)


@needs_clamscan
def test_the_program_lets_a_clean_file_through_to_others(
    store: Stored, clamscan: None, officer: Account, pdf: bytes
) -> None:
    document = looked_at(store(pdf))
    assert of(document) == Scan.CLEAN
    assert queries.fetch(officer, document, **WHY).data == pdf


@needs_clamscan
def test_the_program_finds_the_test_virus_and_nobody_opens_it(
    store: Stored, clamscan: None, officer: Account, citizen: Account, browser: Client
) -> None:
    document = looked_at(store(EICAR, "virus.txt"))
    assert of(document) == Scan.INFECTED
    for by in (officer, citizen):
        with pytest.raises(HeldBack, match="악성 코드"):
            queries.fetch(by, document, **WHY)
        with pytest.raises(HeldBack):
            queries.text(by, document, **WHY)
    page = browser.get(f"/documents/{document.pk}/")
    assert "악성 코드" in page.content.decode() and "내려받기" not in page.content.decode()
    assert browser.get(f"/documents/{document.pk}/file/").status_code == 403
    assert Outbox.objects.filter(type="documents.document.infected").count() == 1
    assert document.blob is not None and document.blob.text == ""


def test_the_daemon_is_asked_by_its_socket(store: Stored, clamd: list[bytes], pdf: bytes) -> None:
    large = b"words " * 40_000
    assert of(looked_at(store(large, "a.txt"))) == Scan.CLEAN
    assert of(looked_at(store(EICAR, "b.txt"))) == Scan.INFECTED
    assert clamd == [large, EICAR]


def test_without_a_scanner_a_file_stays_unscanned_and_is_scanned_when_there_is_one(
    store: Stored, officer: Account, pdf: bytes, request: pytest.FixtureRequest
) -> None:
    document = looked_at(store(pdf))
    assert of(document) == Scan.UNSCANNED and actions.scan_again() == 0
    assert "ClamAV" in (scanning.health() or "")
    request.getfixturevalue("clamd")
    assert actions.scan_again() == 1 and actions.scan_again() == 0
    assert of(Document.objects.get(pk=document.pk)) == Scan.CLEAN
    assert scanning.health() is None


def test_a_scanner_that_fails_clears_nothing(
    store: Stored, settings: Any, tmp_path: Path, pdf: bytes
) -> None:
    broken = tmp_path / "clamscan"
    broken.write_text("#!/bin/sh\nexit 2\n")
    broken.chmod(0o700)
    settings.DOCUMENTS_CLAMSCAN = [str(broken)]
    assert of(looked_at(store(pdf))) == Scan.UNSCANNED
