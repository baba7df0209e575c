"""Reading the log's files: checkpoint, entries, hashes of subtrees, receipts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from madang_verify.checkpoint import Checkpoint
from madang_verify.errors import VerificationError
from madang_verify.merkle import HASH_SIZE, inclusion_proof, leaf_hash, root, verify_inclusion
from madang_verify.note import open_note, parse_note
from madang_verify.proof import LogProof
from madang_verify.stored import leaf_hashes, parse_path
from madang_verify.tiles import (
    HASHES_PER_TILE,
    TILE_LEVELS,
    decode_bundle,
    entries_path,
    tile_path,
)

from madang.blocks.ledger.errors import LogDamaged, NotLogged
from madang.blocks.ledger.log.growth import perfect_root
from madang.blocks.ledger.log.signing import LogIdentity

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
        """Return the newest checkpoint, its signature and origin checked; raises NotLogged, LogDamaged."""
        return self.opened(self.signed_checkpoint())

    def size(self) -> int:
        """Return how many entries the newest checkpoint covers, 0 while there is none; raises LogDamaged."""
        try:
            return self.checkpoint().size
        except NotLogged:
            return 0

    def bundle(self, index: int, size: int) -> bytes:
        """Return entry bundle ``index`` as it stands in a log of ``size`` entries; raises LogDamaged."""
        width = min(HASHES_PER_TILE, size - index * HASHES_PER_TILE)
        data = self._read(entries_path(index, width), entries_path(index))
        hashes, end = leaf_hashes(data, width)
        if len(hashes) < width:
            raise LogDamaged(
                f"{entries_path(index, width)} ends after {len(hashes)} of {width} entries; {_REMEDY}"
            )
        return data[:end]

    def entries(self, first: int, last: int, size: int) -> list[bytes]:
        """Return entries ``first`` up to and without ``last`` of a log of ``size`` entries.

        Raises NotLogged when they are not all in it, LogDamaged.
        """
        if not 0 <= first <= last <= size:
            raise NotLogged(f"entries {first} to {last} were asked for; the log holds {size}")
        found: list[bytes] = []
        for index in range(first // HASHES_PER_TILE, -(-last // HASHES_PER_TILE)):
            start = index * HASHES_PER_TILE
            held = decode_bundle(self.bundle(index, size), min(HASHES_PER_TILE, size - start))
            found += held[max(first - start, 0) : last - start]
        return found

    def entries_with(self, pattern: bytes, first: int, size: int) -> Iterator[tuple[int, bytes]]:
        """Yield (index, entry) of entries from ``first`` on that hold ``pattern``, reading bundle by bundle."""
        for index in range(first // HASHES_PER_TILE, -(-size // HASHES_PER_TILE)):
            data = self.bundle(index, size)
            if pattern not in data:
                continue
            start = index * HASHES_PER_TILE
            held = decode_bundle(data, min(HASHES_PER_TILE, size - start))
            for offset, entry in enumerate(held):
                if start + offset >= first and pattern in entry:
                    yield start + offset, entry

    def tile(self, level: int, index: int, size: int) -> bytes:
        """Return the hashes (32 bytes each) of a tile as it stands in a log of ``size`` entries."""
        width = min(HASHES_PER_TILE, (size >> (TILE_LEVELS * level)) - index * HASHES_PER_TILE)
        data = self._read(tile_path(level, index, width), tile_path(level, index))
        if len(data) < width * HASH_SIZE:
            raise LogDamaged(f"{tile_path(level, index, width)} is cut short: {len(data)} bytes; {_REMEDY}")
        return data[: width * HASH_SIZE]

    def receipt(self, index: int) -> bytes:
        """Return the receipt of an entry: a C2SP tlog-proof whose extra data is the entry itself.

        It is verified before it is given out; raises LogDamaged when the files do not prove it, NotLogged.
        """
        signed = self.signed_checkpoint()
        checkpoint = self.opened(signed)
        size = checkpoint.size
        if index >= size:
            raise NotLogged(f"entry {index} is not in the log yet; it holds {size}")
        proof = inclusion_proof(index, size, self._subtrees(size))
        (entry,) = self.entries(index, index + 1, size)
        try:
            verify_inclusion(leaf_hash(entry), index, size, proof, checkpoint.root)
        except VerificationError as error:
            raise LogDamaged(
                f"entry {index} in {entries_path(index // HASHES_PER_TILE)} is not proved by the tiles; run "
                f"`madang-verify log {self.folder}` to learn which file was altered"
            ) from error
        return LogProof(index=index, hashes=tuple(proof), checkpoint=signed, extra=entry).format()

    def root_at(self, past: int, size: int) -> bytes:
        """Return the Merkle root that the log had at ``past`` entries, from a log of ``size``."""
        return root(past, self._subtrees(size))

    def public_file(self, name: str) -> bytes | None:
        """Return one of the files that anybody may read, or None.

        These are the checkpoint, and tiles and bundles that it covers. What lies beyond is no part of the log
        yet and may still change, while readers keep what they fetched for ever.
        """
        if name != CHECKPOINT:
            place = parse_path(name)
            if place is None:
                return None
            level, index, width = place
            covered = self._unchecked_size() >> TILE_LEVELS * (level or 0)
            if index * HASHES_PER_TILE + width > covered:
                return None
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def opened(self, signed: bytes) -> Checkpoint:
        try:
            note = open_note(signed, self.identity.verifier_keys())
            return Checkpoint.parse(note.text, self.identity.origin)
        except VerificationError as error:
            raise LogDamaged(f"{self.folder / CHECKPOINT}: {error}") from error

    def _unchecked_size(self) -> int:
        """Return the size that the checkpoint names, without a look at its signature."""
        try:
            return Checkpoint.parse(parse_note(self.signed_checkpoint()).text).size
        except (NotLogged, VerificationError):
            return 0

    def _subtrees(self, size: int) -> Callable[[int, int], bytes]:
        """Return a function (level, position) → hash of that complete subtree, reading each tile once."""
        tiles: dict[tuple[int, int], bytes] = {}

        def read_hash(level: int, position: int) -> bytes:
            tile_level, rest = divmod(level, TILE_LEVELS)
            first = position << rest
            key = (tile_level, first // HASHES_PER_TILE)
            if key not in tiles:
                tiles[key] = self.tile(*key, size)
            offset = first % HASHES_PER_TILE * HASH_SIZE
            return perfect_root(tiles[key][offset : offset + (HASH_SIZE << rest)])

        return read_hash

    def _read(self, name: str, full_name: str) -> bytes:
        # A partial file goes away when the full one is there, so that is looked for after it.
        for candidate in (name, full_name):
            try:
                return (self.folder / candidate).read_bytes()
            except FileNotFoundError:
                continue
        raise LogDamaged(f"{name} is missing from the log in {self.folder}; {_REMEDY}")


_REMEDY = "restore it from a backup or a mirror"

__all__ = ["CHECKPOINT", "LogReader"]
