"""Appending to the log: entry bundles and tiles, made durable, then a signed checkpoint.

Only what a checkpoint covers counts. Files beyond the newest checkpoint are leftovers of a crash and are
removed and written again; files that it covers are never touched. So a torn write can be neither seen nor
kept.
"""

from __future__ import annotations

import fcntl
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import structlog
from madang_verify.checkpoint import Checkpoint
from madang_verify.merkle import leaf_hash
from madang_verify.tiles import HASHES_PER_TILE, TILE_LEVELS, decode_bundle

from madang.blocks.ledger.errors import LogDamaged, LogLocked
from madang.blocks.ledger.log.files import Batch, remove_partials, remove_uncovered
from madang.blocks.ledger.log.growth import Edge, grow
from madang.blocks.ledger.log.reader import CHECKPOINT, LogReader
from madang.blocks.ledger.log.signing import LogIdentity

LOCK = ".writer"
_THREADS = (
    24  # a batch of 2,048 makes 8 bundles, 8 tiles, one or two above, a draft, and names in their folders
)

log = structlog.get_logger(__name__)


class LogWriter:
    """The only writer of one log folder; holds a file lock as long as it is open.

    Attributes:
        folder: where the log lies.
        reader: reads the same folder.
        root: Merkle root at the newest checkpoint (32 bytes).
    """

    def __init__(self, folder: Path, identity: LogIdentity, *, durable: bool = True) -> None:
        """Open (or begin) the log; raises LogLocked, LogDamaged, KeyMissing, OSError.

        Args:
            durable: False leaves out fsync; for measuring only.
        """
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        self.folder = folder
        self.reader = LogReader(folder, identity)
        self._identity = identity
        self._durable = durable
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="log-sync")
        self._lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._threads.shutdown()
            os.close(self._lock)
            raise LogLocked(f"{folder} is being written by another process; stop it first") from error
        try:
            self._edge, self._published = self._load()
        except BaseException:
            self.close()
            raise
        self.root = self._edge.root()
        self._swept = False

    @property
    def size(self) -> int:
        """Entries covered by the newest checkpoint."""
        return self._edge.size

    def close(self) -> None:
        """Release the lock. Nothing is pending: every append is complete when it returns."""
        if self._lock >= 0:
            self._threads.shutdown()
            os.close(self._lock)
            self._lock = -1

    def append(self, entries: list[bytes]) -> int:
        """Write entries, make them durable, sign the checkpoint; return the first one's index.

        Raises LogDamaged when the checkpoint on disk is not the one this writer left, OSError when the disk
        is full or fails: then nothing counts, and the log is to be opened again before the same entries are
        appended again.
        """
        first = self.size
        if not entries:
            return first
        self._refuse_foreign_checkpoint()
        if not self._swept:
            self._sweep()
        with Batch(self.folder, self._threads, durable=self._durable) as batch:
            growth = grow(self._edge, entries, batch.write)
            root = growth.edge.root()
            signed = self._identity.sign(Checkpoint(self._identity.origin, growth.edge.size, root))
            batch.publish(CHECKPOINT, signed)
        self._edge, self.root, self._published = growth.edge, root, signed
        remove_partials(self.folder, growth.filled)
        return first

    def _sweep(self) -> None:
        """Remove what crashed appends left. Not at opening: then nobody has yet compared the checkpoint with
        what the database knows, and what an older, restored one does not cover may be the true log."""
        if removed := remove_uncovered(self.folder, self.size):
            log.info("log.leftovers_removed", files=len(removed), first=removed[0])
        self._swept = True

    def _refuse_foreign_checkpoint(self) -> None:
        try:
            found = (self.folder / CHECKPOINT).read_bytes()
        except FileNotFoundError:
            found = b""
        if found == self._published:
            return
        if not found:
            raise LogDamaged(f"{self.folder / CHECKPOINT} is gone while the log is being written")
        size = self.reader.checkpoint().size
        raise LogDamaged(
            f"the checkpoint in {self.folder} stands at {size} entries, this writer left it at {self.size}: "
            "another writer was here; nothing was appended"
        )

    def _load(self) -> tuple[Edge, bytes]:
        """Return the right edge that the checkpoint covers, proved by its root, and the checkpoint's bytes.

        A folder without a checkpoint is an empty log: tiles in it are the leftovers of a crash in the very
        first append. That a checkpoint was lost is noticed by the sequencer, which knows the size from the
        database.
        """
        if not (self.folder / CHECKPOINT).exists():
            return Edge(), b""
        checkpoint = self.reader.checkpoint()
        size = checkpoint.size
        edge = Edge(size, levels=[])
        count = size
        while count or not edge.levels:
            level, width = len(edge.levels), count % HASHES_PER_TILE
            tile = self.reader.tile(level, count // HASHES_PER_TILE, size) if width else b""
            edge.levels.append(tile)
            count >>= TILE_LEVELS
        if edge.root() != checkpoint.root:
            raise LogDamaged(
                f"the tiles in {self.folder} do not add up to the checkpoint's root hash; run "
                f"`madang-verify log {self.folder}` to learn which file was altered, and restore it from a "
                "backup or a mirror"
            )
        if width := size % HASHES_PER_TILE:
            edge.bundle = self.reader.bundle(size // HASHES_PER_TILE, size)
            hashes = b"".join(map(leaf_hash, decode_bundle(edge.bundle, width)))
            if hashes != edge.levels[0]:
                raise LogDamaged(
                    f"the newest entry bundle in {self.folder} does not match its tile; restore it from a "
                    "backup or a mirror"
                )
        return edge, self.reader.signed_checkpoint()
