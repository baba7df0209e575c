"""The journal: what was appended since the log's files were last synced, in one file with one sync an append.

An append changes some twenty files. Syncing each of them before it counts costs as many waits for the disk;
so its entries and its signed checkpoint go into the journal first, and that alone is synced. The files are
synced later, many appends at once, and then the journal is removed. After a crash the journal is replayed
(``recovery``): the same entries make the same files, and the signed root in each record proves it.

A journal file begins with the right edge of the tree it continues. Journals lie in the log's folder, under
names that no reader of the log asks for. What begins a journal and each record is held by a digest, so that
an append cut short in the middle, which was never acknowledged, is told from one that rotted afterwards.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from madang_verify.errors import MalformedError
from madang_verify.tiles import decode_bundle

from madang.blocks.ledger.disk import sync_folders, write_all
from madang.blocks.ledger.log.growth import Edge

_NAME = ".journal-"
_DAMAGED = ".damaged-journal-"
_MAGIC = b"madang journal 2\n"
_EDGE = struct.Struct(">QIIB")
_LENGTH = struct.Struct(">I")
_RECORD = struct.Struct(">4sIII")
_MARK = b"\nrec"
_DIGEST = 32


@dataclass(frozen=True)
class Record:
    """One append: its entries, and the signed checkpoint that covers them."""

    entries: list[bytes]
    signed: bytes


@dataclass(frozen=True)
class Held:
    """What a journal file holds.

    Attributes:
        size: size of the tree it continues, by its name.
        edge: that tree's right edge; None when the beginning is unreadable.
        signed: that tree's signed checkpoint, empty for an empty tree.
        records: appends up to the first unreadable one.
        later: (entries, signed checkpoint) of each append beyond an unreadable one. It was begun when all
            before it was on the disk, so that was acknowledged.
    """

    size: int
    edge: Edge | None
    signed: bytes = b""
    records: list[Record] = field(default_factory=list)
    later: list[tuple[int, bytes]] = field(default_factory=list)


class Journal:
    """One journal file, being written.

    Attributes:
        path: the file.
        length: bytes written so far.
        appends: appends written so far.
    """

    def __init__(self, folder: Path, edge: Edge, signed: bytes, *, durable: bool) -> None:
        """Begin a journal that continues ``edge``, whose checkpoint is ``signed``. Raises OSError."""
        self.path = folder / f"{_NAME}{edge.size:020}"
        self._durable = durable
        self._descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        head = [_MAGIC, _EDGE.pack(edge.size, len(signed), len(edge.bundle), len(edge.levels))]
        head += [signed, edge.bundle]
        for level in edge.levels:
            head += [_LENGTH.pack(len(level)), level]
        self.length = self.appends = 0
        whole = b"".join(head)
        self._write(whole + sha256(whole).digest())
        if durable:
            sync_folders([folder])

    def add(self, signed: bytes, count: int, framed: Sequence[bytes]) -> None:
        """Write one append durably: ``count`` entries, framed as in a bundle. Raises OSError."""
        head = _RECORD.pack(_MARK, count, len(signed), sum(map(len, framed))) + signed
        self._write(b"".join([head, sha256(head).digest(), *framed]))
        if self._durable:
            os.fdatasync(self._descriptor)
        self.appends += 1

    def close(self) -> None:
        """Close the file; it stays until it is removed."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _write(self, data: bytes) -> None:
        write_all(self._descriptor, data)
        self.length += len(data)


def journals(folder: Path) -> list[Path]:
    """Return the journals in a log's folder, oldest first."""
    return sorted(folder.glob(f"{_NAME}*"))


def put_aside(path: Path) -> Path:
    """Rename a damaged journal, so that it is neither replayed nor lost; return its new path."""
    return path.rename(path.with_name(path.name.replace(_NAME, _DAMAGED)))


def read_journal(path: Path) -> Held:
    """Return what a journal holds.

    That its entries are the log's is not proved here: the reader compares the root that comes of them with
    the signed one.
    """
    data = path.read_bytes()
    size = int(path.name.removeprefix(_NAME))
    head = _read_head(data)
    if head is None:
        return Held(size, None, later=_appends_after(data, 0))
    edge, signed, place = head
    records: list[Record] = []
    while place < len(data):
        found = _read_record(data, place)
        if found is None:
            return Held(size, edge, signed, records, _appends_after(data, place))
        record, place = found
        records.append(record)
    return Held(size, edge, signed, records)


def _read_head(data: bytes) -> tuple[Edge, bytes, int] | None:
    try:
        place = len(_MAGIC)
        size, signed_length, bundle_length, levels = _EDGE.unpack_from(data, place)
        place += _EDGE.size
        signed = data[place : (place := place + signed_length)]
        bundle = data[place : (place := place + bundle_length)]
        hashes: list[bytes] = []
        for _level in range(levels):
            (length,) = _LENGTH.unpack_from(data, place)
            place += _LENGTH.size
            hashes.append(data[place : (place := place + length)])
    except struct.error:
        return None
    if not data.startswith(_MAGIC) or sha256(data[:place]).digest() != data[place : place + _DIGEST]:
        return None
    return Edge(size, bundle, hashes), signed, place + _DIGEST


def _read_record_head(data: bytes, place: int) -> tuple[int, bytes, int, int] | None:
    """Return (count, signed checkpoint, where the entries begin and end) of a record whose head is whole."""
    try:
        mark, count, signed_length, length = _RECORD.unpack_from(data, place)
    except struct.error:
        return None
    begin = place + _RECORD.size + signed_length
    if mark != _MARK or sha256(data[place:begin]).digest() != data[begin : begin + _DIGEST]:
        return None
    return count, data[place + _RECORD.size : begin], begin + _DIGEST, begin + _DIGEST + length


def _read_record(data: bytes, place: int) -> tuple[Record, int] | None:
    head = _read_record_head(data, place)
    if head is None:
        return None
    count, signed, begin, end = head
    if end > len(data):
        return None
    try:
        return Record(decode_bundle(data[begin:end], count), signed), end
    except MalformedError:
        return None


def _appends_after(data: bytes, place: int) -> list[tuple[int, bytes]]:
    """Return (entries, signed checkpoint) of all records that begin after ``place``."""
    found = []
    while (place := data.find(_MARK, place + 1)) >= 0:
        if head := _read_record_head(data, place):
            found.append(head[:2])
    return found
