"""Appending to the log: entry bundles and tiles, made durable, then a signed checkpoint.

Only what a checkpoint covers counts. Files beyond the newest checkpoint are leftovers of a crash and are
written again; files that it covers are never touched. So a torn write can be neither seen nor kept.
"""

from __future__ import annotations

import fcntl
import os
from hashlib import sha256
from pathlib import Path

from madang_verify.checkpoint import Checkpoint
from madang_verify.merkle import EMPTY_ROOT, leaf_hash
from madang_verify.tiles import HASHES_PER_TILE, encode_bundle, entries_path, tile_path

from madang.blocks.ledger.errors import LogDamaged, LogLocked
from madang.blocks.ledger.keys import fsync_folders
from madang.blocks.ledger.log.reader import CHECKPOINT, HASH, TILE_HEIGHT, LogReader
from madang.blocks.ledger.log.signing import LogIdentity

LOCK = ".writer"


class LogWriter:
    """The only writer of one log folder; holds a file lock as long as it is open.

    Attributes:
        size: entries covered by the newest checkpoint.
        root: Merkle root at that size (32 bytes).
    """

    def __init__(self, folder: Path, identity: LogIdentity, *, durable: bool = True) -> None:
        """Open (or begin) the log; raises LogLocked, LogDamaged, OSError.

        Args:
            durable: False leaves out fsync; for measuring only.
        """
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        self.folder = folder
        self._identity = identity
        self._durable = durable
        self.reader = LogReader(folder, identity)
        self._lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._lock)
            raise LogLocked(f"{folder} is being written by another process; stop it first") from error
        try:
            self._load()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Release the lock. Nothing is pending: every append is complete when it returns."""
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def append(self, entries: list[bytes]) -> int:
        """Write entries, make them durable, sign the checkpoint; return the first one's index.

        Raises LogDamaged when the checkpoint on disk is not the one this writer left, OSError when the disk
        is full; then the log stands where it stood and the same entries can be appended again.
        """
        self._refuse_foreign_checkpoint()
        first = self.size
        levels = [list(level) for level in self._levels]
        bundle = list(self._bundle)
        files: list[tuple[str, bytes]] = []
        place = 0
        while place < len(entries):
            chunk = entries[place : place + HASHES_PER_TILE - len(bundle)]
            place += len(chunk)
            bundle += chunk
            number = (first + place - 1) // HASHES_PER_TILE
            files.append((entries_path(number, len(bundle)), encode_bundle(bundle)))
            levels[0] += [leaf_hash(entry) for entry in chunk]
            if len(bundle) == HASHES_PER_TILE:
                bundle = []
                self._carry(levels, number, files)
        size = first + len(entries)
        for level, hashes in enumerate(levels):
            if hashes:
                number = (size >> (TILE_HEIGHT * level)) // HASHES_PER_TILE
                files.append((tile_path(level, number, len(hashes)), b"".join(hashes)))
        root = _root(levels)
        self._write(files)
        self._publish(Checkpoint(origin=self._identity.origin, size=size, root=root, extensions=()))
        self.size, self.root, self._levels, self._bundle = size, root, levels, bundle
        return first

    def _carry(self, levels: list[list[bytes]], number: int, files: list[tuple[str, bytes]]) -> None:
        """Close every full tile, from the bottom up, and put its root into the level above."""
        level = 0
        while len(levels[level]) == HASHES_PER_TILE:
            files.append((tile_path(level, number), b"".join(levels[level])))
            if level + 1 == len(levels):
                levels.append([])
            levels[level + 1].append(_perfect_root(levels[level]))
            levels[level] = []
            level, number = level + 1, number // HASHES_PER_TILE

    def _write(self, files: list[tuple[str, bytes]]) -> None:
        folders: dict[Path, None] = {}
        descriptors: list[int] = []
        try:
            for name, data in files:
                path = self.folder / name
                if path.parent not in folders:
                    self._make_folder(path.parent, folders)
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
                descriptors.append(descriptor)
                _write_all(descriptor, data)
            if self._durable:
                for descriptor in descriptors:
                    os.fdatasync(descriptor)
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
        if self._durable:
            fsync_folders(folders)

    def _make_folder(self, folder: Path, folders: dict[Path, None]) -> None:
        """Make a folder and note it, and each one that was made above it, for fsync."""
        missing = []
        while not folder.is_dir():
            missing.append(folder)
            folder = folder.parent
        for path in reversed(missing):
            path.mkdir(mode=0o755)
            folders[path.parent] = None
            folder = path
        folders[folder] = None

    def _publish(self, checkpoint: Checkpoint) -> None:
        draft = self.folder / f".{CHECKPOINT}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        try:
            _write_all(descriptor, self._identity.sign(checkpoint))
            if self._durable:
                os.fdatasync(descriptor)
        finally:
            os.close(descriptor)
        draft.replace(self.folder / CHECKPOINT)
        if self._durable:
            fsync_folders([self.folder])

    def _refuse_foreign_checkpoint(self) -> None:
        if not (self.folder / CHECKPOINT).exists():
            if self.size:
                raise LogDamaged(f"{self.folder / CHECKPOINT} is gone while the log is being written")
            return
        found = self.reader.checkpoint()
        if (found.size, found.root) != (self.size, self.root):
            raise LogDamaged(
                f"the log stands at {found.size} entries, this writer left it at {self.size}: "
                "another writer was here; nothing was appended"
            )

    def _load(self) -> None:
        self.size, self.root = 0, EMPTY_ROOT
        self._levels: list[list[bytes]] = [[]]
        self._bundle: list[bytes] = []
        if not (self.folder / CHECKPOINT).exists():
            # Tiles without a checkpoint are the leftovers of a crash in the very first append; that a
            # checkpoint was lost is noticed by the sequencer, which knows the size from the database.
            return
        checkpoint = self.reader.checkpoint()
        self.size, self.root = checkpoint.size, checkpoint.root
        level, count = 0, self.size
        while count:
            width = count % HASHES_PER_TILE
            if level == len(self._levels):
                self._levels.append([])
            if width:
                data = self.reader.tile(level, count // HASHES_PER_TILE, self.size)
                self._levels[level] = [data[at : at + HASH] for at in range(0, len(data), HASH)]
            level, count = level + 1, count >> TILE_HEIGHT
        partial = self.size % HASHES_PER_TILE
        self._bundle = self.reader.entries(self.size - partial, self.size, self.size)
        if _root(self._levels) != self.root:
            raise LogDamaged(f"the tiles in {self.folder} do not add up to the checkpoint's root hash")
        if [leaf_hash(entry) for entry in self._bundle] != self._levels[0]:
            raise LogDamaged(f"the newest entry bundle in {self.folder} does not match its tile")


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _perfect_root(nodes: list[bytes]) -> bytes:
    while len(nodes) > 1:
        nodes = [
            sha256(b"\x01" + nodes[place] + nodes[place + 1]).digest() for place in range(0, len(nodes), 2)
        ]
    return nodes[0]


def _root(levels: list[list[bytes]]) -> bytes:
    """Return the Merkle root (RFC 9162, 2.1.1) from the hashes of each level's unfinished tile.

    Each level's hashes split into perfect subtrees by the binary digits of their number; folded from the
    right, the smallest first, they give the root of the whole tree.
    """
    peaks: list[bytes] = []
    for hashes in reversed(levels):
        place, width = 0, len(hashes)
        for bit in reversed(range(TILE_HEIGHT)):
            if width >> bit & 1:
                peaks.append(_perfect_root(hashes[place : place + (1 << bit)]))
                place += 1 << bit
    if not peaks:
        return EMPTY_ROOT
    root = peaks.pop()
    while peaks:
        root = sha256(b"\x01" + peaks.pop() + root).digest()
    return root
