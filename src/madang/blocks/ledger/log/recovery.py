"""Opening a log: what the journals hold is written again, or what the files hold is proved.

Nothing acknowledged is dropped in silence. An append cut short at the very end of the newest journal was
never acknowledged. Anything else that cannot be read was: then the files have to hold it, proved entry by
entry up to a checkpoint that is as new as everything known of, or the log is not opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import structlog
from madang_verify.merkle import HASH_SIZE, leaf_hash
from madang_verify.tiles import HASHES_PER_TILE, TILE_LEVELS, encode_bundle

from madang.blocks.ledger.errors import LogDamaged, NotLogged
from madang.blocks.ledger.log.growth import Edge, Growth, grow
from madang.blocks.ledger.log.journal import Held, journals, put_aside, read_journal
from madang.blocks.ledger.log.reader import LogReader

_BATCH = 2048

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Recovered:
    """What a log holds at its opening.

    Attributes:
        edge: the tree's right edge.
        signed: its signed checkpoint, empty for an empty log.
        files: content of files below the log's folder that have to be written again.
        filled: full paths of tiles and bundles whose partial files are not needed any more.
        done: journals that are not needed when those files are on the disk.
        damaged: journals to be put aside then.
    """

    edge: Edge
    signed: bytes
    files: dict[str, bytes]
    filled: list[str]
    done: list[Path]
    damaged: list[Path]

    def forget_journals(self) -> None:
        """Remove the journals: their files are on the disk. Raises OSError."""
        for path in self.damaged:
            log.warning("log.journal_put_aside", kept=str(put_aside(path)))
        for path in self.done:
            path.unlink()


def recover(reader: LogReader) -> Recovered:
    """Return what the log in the reader's folder holds; raises LogDamaged, KeyMissing, OSError."""
    left = journals(reader.folder)
    if not left:
        edge, signed = edge_on_disk(reader)
        return Recovered(edge, signed, {}, [], [], [])
    held = [read_journal(path) for path in left]
    rewriting = _Rewriting(reader)
    broken = _replay(reader, held, rewriting)
    disk = _checkpoint_on_disk(reader)
    newest = max([disk, rewriting.edge.size, *_sizes_known(reader, held)])
    if broken is None and newest == rewriting.edge.size:
        log.info("log.journal_replayed", entries=rewriting.entries, size=newest)
        return Recovered(
            rewriting.edge, rewriting.signed, rewriting.files(), rewriting.filled, left, damaged=[]
        )
    if disk < newest:
        raise LogDamaged(
            f"{left[broken or 0]} is damaged: it held entries up to {newest - 1}, of which {rewriting.edge.size} "
            f"can be read and the checkpoint covers {disk}. Restore the log from a mirror that holds all {newest}"
        )
    return _prove_files(reader, held, left)


def _replay(reader: LogReader, held: list[Held], rewriting: _Rewriting) -> int | None:
    """Replay journals up to what cannot be read; return the number of the journal that is damaged, or None.

    Raises LogDamaged for journals of another log.
    """
    for number, each in enumerate(held):
        if each.edge is None:
            if each.later or number + 1 < len(held):
                return number
            if number == 0:  # cut short when it was begun: the journal before it went when all was synced
                rewriting.begin(*edge_on_disk(reader))
            return None
        if not _proves(reader, each.edge, each.signed):
            raise LogDamaged(f"a journal in {reader.folder} is not of this log; {_FOREIGN}")
        if number == 0:
            _refuse_older_folder(reader, each.edge)
            rewriting.begin(each.edge, each.signed)
        elif (each.edge.size, each.edge.root()) != (rewriting.edge.size, rewriting.edge.root()):
            if each.edge.size > rewriting.edge.size:
                return number - 1  # the one before it ends early: it was whole when this one was begun
            raise LogDamaged(f"the journals in {reader.folder} do not continue one another; {_FOREIGN}")
        for place, record in enumerate(each.records):
            if not rewriting.add_proved(record.entries, record.signed):
                last = number + 1 == len(held) and place + 1 == len(each.records) and not each.later
                return None if last else number
        if each.later:
            return number
    return None


class _Rewriting:
    """The files that entries make from a right edge on: of each tile the full one, or all its partial ones."""

    def __init__(self, reader: LogReader) -> None:
        self._reader = reader
        self._files: dict[str, dict[str, bytes]] = {}
        self.edge = Edge()
        self.signed = b""
        self.filled: list[str] = []
        self.entries = 0

    def begin(self, edge: Edge, signed: bytes) -> None:
        self.edge, self.signed = edge, signed

    def add_proved(self, entries: list[bytes], signed: bytes) -> bool:
        """Add entries if the signed checkpoint covers exactly the tree that comes of them."""
        if not entries:
            return False
        written: list[tuple[str, bytes]] = []
        growth = grow(self.edge, entries, lambda name, data: written.append((name, data)))
        if not _proves(self._reader, growth.edge, signed):
            return False
        self._take(growth, written)
        self.signed = signed
        return True

    def add(self, entries: list[bytes]) -> None:
        """Add entries that are to be proved later."""
        written: list[tuple[str, bytes]] = []
        self._take(grow(self.edge, entries, lambda name, data: written.append((name, data))), written)

    def _take(self, growth: Growth, written: list[tuple[str, bytes]]) -> None:
        for name, data in written:
            whole = name.partition(".p/")[0]
            self._files[whole] = {name: data} if name == whole else self._files.get(whole, {}) | {name: data}
        self.entries += growth.edge.size - self.edge.size
        self.edge = growth.edge
        self.filled += growth.filled

    def files(self) -> dict[str, bytes]:
        return {name: data for each in self._files.values() for name, data in each.items()}


def _prove_files(reader: LogReader, held: list[Held], left: list[Path]) -> Recovered:
    """Return what the files hold, every entry since the oldest journal began proved by the newest checkpoint.

    Hashes are made anew from the entries, so tiles are written again as they must be. Raises LogDamaged.
    """
    signed = reader.signed_checkpoint()
    checkpoint = reader.opened(signed)
    begun = held[0]
    rewriting = _Rewriting(reader)
    rewriting.begin(begun.edge or edge_at(reader, begun.size, checkpoint.size), signed)
    for first in range(begun.size, checkpoint.size, _BATCH):
        last = min(first + _BATCH, checkpoint.size)
        rewriting.add(reader.entries(first, last, checkpoint.size))
    if rewriting.edge.root() != checkpoint.root:
        raise LogDamaged(
            f"a journal in {reader.folder} is damaged, and the files do not add up to the checkpoint's root "
            f"hash either. Restore the log from a mirror that holds all {checkpoint.size} entries"
        )
    log.warning("log.journal_damaged", proved_from=begun.size, size=checkpoint.size)
    return Recovered(rewriting.edge, signed, rewriting.files(), rewriting.filled, done=[], damaged=left)


def edge_on_disk(reader: LogReader) -> tuple[Edge, bytes]:
    """Return the right edge that the checkpoint covers, proved by its root, and the checkpoint's bytes.

    A folder without a checkpoint is an empty log: tiles in it are the leftovers of a crash in the very first
    append. That a checkpoint was lost is noticed by the sequencer, which knows the size from the database.
    Raises LogDamaged.
    """
    try:
        signed = reader.signed_checkpoint()
    except NotLogged:
        return Edge(), b""
    checkpoint = reader.opened(signed)
    edge = edge_at(reader, checkpoint.size, checkpoint.size)
    if edge.root() != checkpoint.root:
        raise LogDamaged(
            f"the tiles in {reader.folder} do not add up to the checkpoint's root hash; run "
            f"`madang-verify log {reader.folder}` to learn which file was altered, and restore it from a "
            "backup or a mirror"
        )
    return edge, signed


def edge_at(reader: LogReader, past: int, size: int) -> Edge:
    """Return the right edge that a log of ``size`` entries had at ``past``; raises LogDamaged."""
    edge = Edge(past, levels=[])
    count = past
    while count or not edge.levels:
        level, width = len(edge.levels), count % HASHES_PER_TILE
        tile = reader.tile(level, count // HASHES_PER_TILE, size)[: HASH_SIZE * width] if width else b""
        edge.levels.append(tile)
        count >>= TILE_LEVELS
    if width := past % HASHES_PER_TILE:
        entries = reader.entries(past - width, past, size)
        edge.bundle = encode_bundle(entries)
        if b"".join(map(leaf_hash, entries)) != edge.levels[0]:
            raise LogDamaged(
                f"the bundle of entries from {past - width} on in {reader.folder} does not match its tile; "
                "restore it from a backup or a mirror"
            )
    return edge


def _refuse_older_folder(reader: LogReader, edge: Edge) -> None:
    """Raises LogDamaged when the log is older than its journal: what that continues was synced before it began."""
    try:
        size = reader.checkpoint().size
    except (LogDamaged, NotLogged):  # torn: the journal knows better
        return
    if size < edge.size:
        raise LogDamaged(
            f"a journal in {reader.folder} continues a log of {edge.size} entries, the checkpoint stands at "
            f"{size}; {_FOREIGN}"
        )


def _proves(reader: LogReader, edge: Edge, signed: bytes) -> bool:
    """Whether a signed checkpoint of this log covers exactly this tree."""
    if not signed:
        return edge.size == 0
    try:
        checkpoint = reader.opened(signed)
    except LogDamaged:
        return False
    return (checkpoint.size, checkpoint.root) == (edge.size, edge.root())


def _sizes_known(reader: LogReader, held: list[Held]) -> list[int]:
    """Return sizes that are proved to have been acknowledged: what an append or a journal was begun upon."""
    sizes = [each.size for each in held[1:] if each.edge]
    begun = [(len(each.records[-1].entries), each.records[-1].signed) for each in held if each.records]
    for count, signed in begun + [later for each in held for later in each.later]:
        try:
            sizes.append(reader.opened(signed).size - count)
        except LogDamaged:
            continue
    return sizes


def _checkpoint_on_disk(reader: LogReader) -> int:
    try:
        return reader.checkpoint().size
    except (LogDamaged, NotLogged):
        return 0


_FOREIGN = (
    "it was copied from another place. Restore the whole folder from a backup or a mirror, without journals"
)

__all__ = ["Recovered", "edge_at", "edge_on_disk", "recover"]
