"""Reading the log's files: checkpoint, entries, hashes of subtrees, receipts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from madang_verify.checkpoint import Checkpoint
from madang_verify.errors import VerificationError
from madang_verify.merkle import inclusion_proof, node_hash, root
from madang_verify.note import open_note
from madang_verify.proof import LogProof
from madang_verify.tiles import HASHES_PER_TILE, decode_bundle, entries_path, tile_path

from madang.blocks.ledger.errors import LogDamaged, NotLogged
from madang.blocks.ledger.log.signing import LogIdentity

HASH = 32
TILE_HEIGHT = 8
CHECKPOINT = "checkpoint"


class LogReader:
    """Reads one log folder. Holds no state but the folder; safe in any number of processes."""

    def __init__(self, folder: Path, identity: LogIdentity) -> None:
        self.folder = folder
        self.identity = identity

    def signed_checkpoint(self) -> bytes:
        """Return the newest signed checkpoint's bytes; raises NotLogged while the log has none."""
        try:
            return (self.folder / CHECKPOINT).read_bytes()
        except FileNotFoundError as error:
            raise NotLogged("the log has no checkpoint yet; start the sequencer") from error

    def checkpoint(self) -> Checkpoint:
        """Return the newest checkpoint, its signature and origin checked; raises LogDamaged."""
        try:
            note = open_note(self.signed_checkpoint(), self.identity.verifier_keys())
            checkpoint = Checkpoint.parse(note.text)
        except VerificationError as error:
            raise LogDamaged(f"{self.folder / CHECKPOINT}: {error}") from error
        if checkpoint.origin != self.identity.origin:
            raise LogDamaged(
                f"{self.folder / CHECKPOINT} belongs to {checkpoint.origin!r}, not to {self.identity.origin!r}"
            )
        return checkpoint

    def entries(self, first: int, last: int, size: int) -> list[bytes]:
        """Return entries ``first`` up to and without ``last`` of a log of ``size`` entries."""
        if not 0 <= first <= last <= size:
            raise NotLogged(f"entries {first} to {last} were asked for; the log holds {size}")
        found: list[bytes] = []
        for bundle in range(first // HASHES_PER_TILE, -(-last // HASHES_PER_TILE)):
            start = bundle * HASHES_PER_TILE
            width = min(HASHES_PER_TILE, size - start)
            data = self._read(entries_path(bundle, width), entries_path(bundle))
            try:
                found += decode_bundle(data, width)[max(first - start, 0) : last - start]
            except VerificationError as error:
                raise LogDamaged(f"{entries_path(bundle, width)}: {error}") from error
        return found

    def tile(self, level: int, index: int, size: int) -> bytes:
        """Return the hashes (32 bytes each) of a tile as it stands in a log of ``size`` entries."""
        width = min(HASHES_PER_TILE, (size >> (TILE_HEIGHT * level)) - index * HASHES_PER_TILE)
        data = self._read(tile_path(level, index, width), tile_path(level, index))
        if len(data) < width * HASH:
            raise LogDamaged(f"{tile_path(level, index, width)} is cut short: {len(data)} bytes")
        return data[: width * HASH]

    def receipt(self, index: int) -> bytes:
        """Return the receipt of an entry: a C2SP tlog-proof whose extra data is the entry itself."""
        signed = self.signed_checkpoint()
        size = Checkpoint.parse(open_note(signed, self.identity.verifier_keys()).text).size
        if index >= size:
            raise NotLogged(f"entry {index} is not in the log yet; it holds {size}")
        proof = inclusion_proof(index, size, self._subtrees(size))
        (entry,) = self.entries(index, index + 1, size)
        return LogProof(index=index, hashes=tuple(proof), checkpoint=signed, extra=entry).format()

    def root_at(self, past: int, size: int) -> bytes:
        """Return the Merkle root that the log had at ``past`` entries, from a log of ``size``."""
        return root(past, self._subtrees(size))

    def _subtrees(self, size: int) -> Callable[[int, int], bytes]:
        """Return a function (level, position) → hash of that complete subtree, reading each tile once."""
        tiles: dict[tuple[int, int], bytes] = {}

        def read_hash(level: int, position: int) -> bytes:
            tile_level, rest = divmod(level, TILE_HEIGHT)
            first = position << rest
            key = (tile_level, first // HASHES_PER_TILE)
            if key not in tiles:
                tiles[key] = self.tile(*key, size)
            offset = first % HASHES_PER_TILE * HASH
            return fold(tiles[key][offset : offset + (HASH << rest)])

        return read_hash

    def _read(self, name: str, full_name: str) -> bytes:
        for candidate in (name, full_name):
            try:
                return (self.folder / candidate).read_bytes()
            except FileNotFoundError:
                continue
        raise LogDamaged(f"{name} is missing from the log; restore it from a backup or a mirror")


def fold(hashes: bytes) -> bytes:
    """Return the root of a perfect subtree given its 2^k leaf hashes of 32 bytes, joined."""
    nodes = [hashes[place : place + HASH] for place in range(0, len(hashes), HASH)]
    while len(nodes) > 1:
        nodes = [node_hash(nodes[place], nodes[place + 1]) for place in range(0, len(nodes), 2)]
    return nodes[0]


__all__ = ["CHECKPOINT", "HASH", "TILE_HEIGHT", "LogReader", "fold"]
