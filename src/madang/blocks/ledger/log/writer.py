"""Appending to the log: entry bundles and tiles, the journal made durable, then a signed checkpoint.

Only what a checkpoint covers counts, and a checkpoint is published when the journal that holds its entries is
on the disk. Files beyond the newest checkpoint are leftovers of a crash and are removed and written again;
files that it covers change only when the journal writes them anew with what they held. So a torn write can
be neither seen nor kept.
"""

from __future__ import annotations

import errno
import fcntl
import os
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import structlog
from madang_verify.checkpoint import Checkpoint
from madang_verify.merkle import leaf_hash
from madang_verify.tiles import HASHES_PER_TILE, TILE_LEVELS, decode_bundle

from madang.blocks.ledger.disk import sync_folders
from madang.blocks.ledger.errors import LogDamaged, LogLocked, NotLogged
from madang.blocks.ledger.log.files import Files, Unsynced, remove_partials, remove_uncovered, sync
from madang.blocks.ledger.log.growth import Edge, grow
from madang.blocks.ledger.log.journal import Journal, journals, read_journal
from madang.blocks.ledger.log.reader import CHECKPOINT, LogReader
from madang.blocks.ledger.log.signing import LogIdentity

LOCK = ".writer"
JOURNAL_BYTES = 32 * 1024 * 1024
"""How long a journal grows before the files it vouches for are synced: replayed in a second."""

log = structlog.get_logger(__name__)


class LogWriter:
    """The only writer of one log folder; holds a file lock as long as it is open.

    Attributes:
        folder: where the log lies.
        reader: reads the same folder.
        root: Merkle root at the newest checkpoint (32 bytes).
    """

    def __init__(
        self, folder: Path, identity: LogIdentity, *, durable: bool = True, journal_bytes: int = JOURNAL_BYTES
    ) -> None:
        """Open (or begin) the log, replaying what a crash left in its journal.

        Raises LogLocked, LogDamaged, KeyMissing, OSError.

        Args:
            durable: False leaves out fsync; for measuring only.
            journal_bytes: how long a journal grows.
        """
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        self.folder = folder
        self.reader = LogReader(folder, identity)
        self._identity = identity
        self._durable = durable
        self._journal_bytes = journal_bytes
        self._files = Files(folder)
        self._journal: Journal | None = None
        self._settler = ThreadPoolExecutor(1, thread_name_prefix="log-settle")
        self._settling: Future[None] | None = None
        self._whole = False
        self._lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self.close()
            raise LogLocked(f"{folder} is being written by another process; stop it first") from error
        try:
            self._edge, self._published = self._replay() or self._load_without_journal()
        except BaseException:
            self.close()
            raise
        self.root = self._edge.root()
        self._swept = False
        self._whole = True

    @property
    def size(self) -> int:
        """Entries covered by the newest checkpoint."""
        return self._edge.size

    def close(self) -> None:
        """Sync the files, remove the journal, release the lock.

        Nothing is pending: every append is complete when it returns. After a failure the journal stays, for
        the next opening.
        """
        if self._lock < 0:
            return
        try:
            if self._whole:
                self._whole = False
                self._rotate()
                self._wait_for_settling()
        except OSError as error:
            log.warning("log.journal_kept", reason=str(error))
        finally:
            self._settler.shutdown()
            if self._journal:
                self._journal.close()
            os.close(self._lock)
            self._lock = -1

    def append(self, entries: list[bytes]) -> int:
        """Write entries, make them durable, sign the checkpoint; return the first one's index.

        Raises LogDamaged when the checkpoint on disk is not the one this writer left, OSError when the disk
        is full or fails: then the log is to be opened again, and says itself which entries it holds.
        """
        first = self.size
        if not entries:
            return first
        if not self._whole:
            raise OSError(errno.EIO, "an append failed before; the log has to be opened again")
        self._refuse_foreign_checkpoint()
        if not self._swept:
            self._sweep()
        self._whole = False
        growth = grow(self._edge, entries, self._files.write)
        root = growth.edge.root()
        signed = self._identity.sign(Checkpoint(self._identity.origin, growth.edge.size, root))
        if self._journal is None:
            self._journal = Journal(self.folder, self._edge, self._published, durable=self._durable)
        self._journal.add(signed, len(entries), growth.framed)
        self._files.publish(CHECKPOINT, signed)
        self._edge, self.root, self._published = growth.edge, root, signed
        remove_partials(self.folder, growth.filled)
        if self._journal.length >= self._journal_bytes:
            self._rotate()
        self._whole = True
        return first

    def _rotate(self) -> None:
        """End the journal: what it vouches for is synced beside the next appends, then it goes away."""
        if self._journal is None:
            return
        self._wait_for_settling()
        self._journal.close()
        self._settling = self._settler.submit(self._settle, self._files.take_unsynced(), [self._journal.path])
        self._journal = None

    def _wait_for_settling(self) -> None:
        """Raises OSError when the files could not be synced: their journal stands and will be replayed."""
        if self._settling:
            self._settling.result()
            self._settling = None

    def _settle(self, unsynced: Unsynced, done: list[Path]) -> None:
        if self._durable:
            sync(self.folder, unsynced)
        for path in done:
            path.unlink()
        if self._durable:
            sync_folders([self.folder])

    def _replay(self) -> tuple[Edge, bytes] | None:
        """Write again what the journals hold; return the edge and checkpoint that come of it.

        None when there is no journal, or when it tells less than the checkpoint on the disk does: then the
        files have to speak for themselves. Raises LogDamaged when the journals are not this log's.
        """
        left = journals(self.folder)
        edge, published, replayed = None, b"", 0
        for path in left:
            held = read_journal(path)
            if held is None:
                break  # cut short when it was begun: nothing was acknowledged from it
            begun, signed, records = held
            if edge is None:
                self._refuse_foreign_journal(path, begun, signed)
            elif (begun.size, begun.root()) != (edge.size, edge.root()):
                raise LogDamaged(f"{path} does not continue the journal before it; {_JOURNAL_REMEDY}")
            edge, published = begun, signed
            for record in records:
                written: list[tuple[str, bytes]] = []
                growth = grow(edge, record.entries, lambda *file, into=written: into.append(file))
                if not self._proves(growth.edge, record.signed):
                    break
                for name, data in written:
                    self._files.write(name, data)
                edge, published, replayed = growth.edge, record.signed, replayed + len(record.entries)
                remove_partials(self.folder, growth.filled)
        if edge is None or edge.size < (self._size_on_disk() or 0):
            return None
        if published:
            self._files.publish(CHECKPOINT, published)
        self._settle(self._files.take_unsynced(), left)
        log.info("log.journal_replayed", entries=replayed, size=edge.size)
        return edge, published

    def _refuse_foreign_journal(self, path: Path, edge: Edge, signed: bytes) -> None:
        """Raises LogDamaged unless a journal continues this log: what it continues was synced before it began."""
        if not self._proves(edge, signed):
            raise LogDamaged(f"{path} is not a journal of this log; {_JOURNAL_REMEDY}")
        size = self._size_on_disk()
        if size is not None and size < edge.size:
            raise LogDamaged(
                f"{path} continues a log of {edge.size} entries, the checkpoint stands at {size}; {_JOURNAL_REMEDY}"
            )

    def _proves(self, edge: Edge, signed: bytes) -> bool:
        """Whether a signed checkpoint of this log covers exactly this tree."""
        if not signed:
            return edge.size == 0
        try:
            checkpoint = self.reader.opened(signed)
        except LogDamaged:
            return False
        return (checkpoint.size, checkpoint.root) == (edge.size, edge.root())

    def _size_on_disk(self) -> int | None:
        """Return the size of the checkpoint's tree, None when it is missing or torn: the journal knows better."""
        try:
            return self.reader.checkpoint().size
        except (LogDamaged, NotLogged):
            return None

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

    def _load_without_journal(self) -> tuple[Edge, bytes]:
        """Return what the files say; a journal that tells less goes away when they are on the disk."""
        found = self._load()
        if left := journals(self.folder):
            os.sync()
            self._settle(self._files.take_unsynced(), left)
        return found

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


_JOURNAL_REMEDY = (
    "it was copied from another place. Restore the whole folder from a backup or a mirror, without journals"
)
