"""What tests of sources do with files: read them, tell what came, put other parts into a workbook."""

from __future__ import annotations

import zipfile
from pathlib import Path

from madang.blocks.catalogue.sources import Record, Rejected, detect, limits

LEAK = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>"""


def read(path: Path) -> list[Record | Rejected]:
    source = detect(path)
    assert source is not None
    return list(source.read(path))


def told(found: list[Record | Rejected]) -> list[str]:
    """Ids of the records and reasons of the rejected, in file order."""
    for one in found:
        if isinstance(one, Rejected):
            assert one.reason.ko and one.reason.en
            assert len(one.raw) <= limits.RAW_EXCERPT
    return [one.source_id if isinstance(one, Record) else one.reason_code for one in found]


def repacked(path: Path, changes: dict[str, bytes]) -> Path:
    """A workbook with some of its parts replaced."""
    with zipfile.ZipFile(path) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (parts | changes).items():
            archive.writestr(name, content)
    return path
