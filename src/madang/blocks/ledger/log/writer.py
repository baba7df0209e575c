"""Appending to the log: entry bundles and tiles, the journal made durable, then a signed checkpoint.

Only what a checkpoint covers counts, and a checkpoint is published when the journal that holds its entries is
on the disk. Files beyond the newest checkpoint are leftovers of a crash and are removed and written again;
files that it covers change only when the journal writes them anew with what they held. So a torn write can
be neither seen nor kept.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import structlog
from madang_verify.checkpoint import Checkpoint

from madang.blocks.ledger.disk import sync_folders
from madang.blocks.ledger.errors import LogDamaged, LogLocked
from madang.blocks.ledger.log.files import Files, Unsynced, remove_partials, remove_uncovered, sync
from madang.blocks.ledger.log.growth import Edge, grow
from madang.blocks.ledger.log.journal import Journal, journals
from madang.blocks.ledger.log.reader import CHECKPOINT, LogReader
from madang.blocks.ledger.log.recovery import recover
from madang.blocks.ledger.log.signing import LogIdentity

LOCK = ".writer"
JOURNAL_BYTES = 32 * 1024 * 1024
JOURNAL_APPENDS = 1000
"""How long a journal grows before the files it vouches for are synced: it is replayed in some two seconds."""

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
            self._edge, self._published = self._recover()
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
        if self._journal.length >= self._journal_bytes or self._journal.appends >= JOURNAL_APPENDS:
            self._rotate()
        self._whole = True
        return first

    def rest(self) -> None:
        """Sync what the journal vouches for, beside whatever comes next: nothing came for a while.

        Raises OSError when an earlier sync failed.
        """
        if self._whole:
            self._rotate()

    def _rotate(self) -> None:
        """End the journal: what it vouches for is synced beside the next appends, then it goes away."""
        if self._journal is None:
            return
        self._wait_for_settling()
        self._journal.close()
        self._settling = self._settler.submit(self._settle, self._files.take_unsynced(), self._journal.path)
        self._journal = None

    def _wait_for_settling(self) -> None:
        """Raises OSError when the files could not be synced: their journal stands and will be replayed."""
        if self._settling:
            self._settling.result()
            self._settling = None

    def _settle(self, unsynced: Unsynced, journal: Path) -> None:
        self._sync(unsynced)
        journal.unlink()
        self._sync_names()

    def _sync(self, unsynced: Unsynced) -> None:
        if self._durable and unsynced.files:
            sync(self.folder, unsynced)

    def _sync_names(self) -> None:
        """Make it durable that a journal went: one that came back would have to be told from a damaged one."""
        if self._durable:
            sync_folders([self.folder])

    def _recover(self) -> tuple[Edge, bytes]:
        """Write again what the journals hold, sync it, let them go; return edge and checkpoint."""
        found = recover(self.reader)
        for name, data in found.files.items():
            self._files.write(name, data)
        remove_partials(self.folder, found.filled)
        if found.files and found.signed:
            self._files.publish(CHECKPOINT, found.signed)
        self._sync(self._files.take_unsynced())
        if found.done or found.damaged:
            found.forget_journals()
            self._sync_names()
        return found.edge, found.signed

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


def settle(folder: Path, identity: LogIdentity) -> None:
    """Bring what a crash left in a log's journal into its files, for whoever reads them without its writer.

    Does nothing where there is no journal, and where a writer is at work: what that published counts.
    Raises LogDamaged, KeyMissing, OSError.
    """
    if journals(folder):
        with contextlib.suppress(LogLocked):
            LogWriter(folder, identity).close()
