"""The journal: what was appended since the log's files were last synced, in one file with one sync an append.

An append changes some twenty files. Syncing each of them before it counts costs as many waits for the disk;
so its entries and its signed checkpoint go into the journal first, and that alone is synced. The files are
synced later, many appends at once, and then the journal is removed. After a crash the journal is replayed:
the same entries make the same files, and the signed root in each record proves it.

A journal file begins with the right edge of the tree it continues. Journals lie in the log's folder, under
names that no reader of the log asks for.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from madang_verify.errors import MalformedError
from madang_verify.tiles import decode_bundle

from madang.blocks.ledger.disk import sync_folders, write_all
from madang.blocks.ledger.log.growth import Edge

_NAME = ".journal-"
_MAGIC = b"madang journal 1\n"
_EDGE = struct.Struct(">QIIB")
_LENGTH = struct.Struct(">I")
_RECORD = struct.Struct(">III")
_DIGEST = 32


@dataclass(frozen=True)
class Record:
    """One append: its entries, and the signed checkpoint that covers them."""

    entries: list[bytes]
    signed: bytes


class Journal:
    """One journal file, being written.

    Attributes:
        path: the file.
        length: bytes written so far.
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
        self.length = 0
        whole = b"".join(head)
        self._write(whole + sha256(whole).digest())
        if durable:
            sync_folders([folder])

    def add(self, signed: bytes, count: int, framed: Sequence[bytes]) -> None:
        """Write one append durably: ``count`` entries, framed as in a bundle. Raises OSError."""
        length = sum(map(len, framed))
        self._write(b"".join([_RECORD.pack(count, len(signed), length), signed, *framed]))
        if self._durable:
            os.fdatasync(self._descriptor)

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


def read_journal(path: Path) -> tuple[Edge, bytes, Iterator[Record]] | None:
    """Return the edge a journal continues, that edge's signed checkpoint, and its records; None if it is torn.

    The records end before the first one that is cut short. What they hold is not proved here: the reader
    compares the root that comes of them with the signed one.
    """
    data = path.read_bytes()
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
    if sha256(data[:place]).digest() != data[place : place + _DIGEST] or not data.startswith(_MAGIC):
        return None
    return Edge(size, bundle, hashes), signed, _records(data, place + _DIGEST)


def _records(data: bytes, place: int) -> Iterator[Record]:
    while place + _RECORD.size <= len(data):
        count, signed_length, length = _RECORD.unpack_from(data, place)
        place += _RECORD.size
        end = place + signed_length + length
        if not count or end > len(data):
            return
        signed = data[place : place + signed_length]
        try:
            entries = decode_bundle(data[place + signed_length : end], count)
        except MalformedError:
            return
        yield Record(entries, signed)
        place = end
