"""The right edge of the tree: what an append adds to bundles and tiles, and the root that comes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain, pairwise
from struct import Struct

from madang_verify.merkle import EMPTY_ROOT, HASH_SIZE, node_hash
from madang_verify.tiles import HASHES_PER_TILE, MAX_ENTRY, TILE_LEVELS, entries_path, tile_path

_FULL = HASHES_PER_TILE * HASH_SIZE
_LENGTH = Struct(">H").pack

Write = Callable[[str, bytes], None]
"""Takes a path below the log's folder and the whole content of that file."""


@dataclass
class Edge:
    """The unfinished bundle and the unfinished tile of each level of a log.

    Attributes:
        size: entries in the log.
        bundle: the unfinished bundle as it stands in its file.
        levels: the joined hashes of each tile level's unfinished tile, lowest level first.
    """

    size: int = 0
    bundle: bytes = b""
    levels: list[bytes] = field(default_factory=lambda: [b""])

    def root(self) -> bytes:
        """Return the Merkle root (RFC 9162, 2.1.1).

        Each level's hashes split into perfect subtrees by the binary digits of their number; folded from the
        right, the smallest first, they give the root of the whole tree.
        """
        peaks: list[bytes] = []
        for hashes in reversed(self.levels):
            place, width = 0, len(hashes) // HASH_SIZE
            for bit in reversed(range(TILE_LEVELS)):
                if width >> bit & 1:
                    end = place + (HASH_SIZE << bit)
                    peaks.append(perfect_root(hashes[place:end]))
                    place = end
        if not peaks:
            return EMPTY_ROOT
        root = peaks.pop()
        while peaks:
            root = node_hash(peaks.pop(), root)
        return root


@dataclass(frozen=True)
class Growth:
    """What came of an append.

    Attributes:
        edge: the right edge after it.
        filled: full paths of the tiles and bundles that were partial before and are full now.
        framed: the new entries as they stand in their bundles, in pieces.
    """

    edge: Edge
    filled: list[str]
    framed: list[bytes]


def grow(before: Edge, entries: Sequence[bytes], write: Write) -> Growth:
    """Append ``entries``: hand every file that changes to ``write``.

    Raises ValueError for an entry longer than 65,535 bytes, before anything is written.
    """
    if max(map(len, entries)) > MAX_ENTRY:
        raise ValueError(f"an entry is longer than {MAX_ENTRY} bytes; log a digest instead")
    levels = list(before.levels)
    bundle = before.bundle
    room = HASHES_PER_TILE - before.size % HASHES_PER_TILE
    bounds = [0, *range(room, len(entries), HASHES_PER_TILE), len(entries)]
    changed = 1
    framed: list[bytes] = []
    for start, end in pairwise(bounds):
        chunk = entries[start:end]
        framed.append(b"".join(chain.from_iterable(zip(map(_LENGTH, map(len, chunk)), chunk, strict=True))))
        bundle += framed[-1]
        number, width = divmod(before.size + end - 1, HASHES_PER_TILE)
        write(entries_path(number, width + 1), bundle)
        levels[0] += b"".join([sha256(b"\x00" + entry).digest() for entry in chunk])
        if width + 1 == HASHES_PER_TILE:
            bundle = b""
            changed = max(changed, _carry(levels, number, write))
    size = before.size + len(entries)
    for level in range(changed):
        if hashes := levels[level]:
            number = (size >> TILE_LEVELS * level) // HASHES_PER_TILE
            write(tile_path(level, number, len(hashes) // HASH_SIZE), hashes)
    return Growth(Edge(size, bundle, levels), _filled(before, size), framed)


def _filled(before: Edge, size: int) -> list[str]:
    """Return the full paths of what was partial before and is full at ``size`` entries."""
    filled: list[str] = []
    for level, hashes in enumerate(before.levels):
        number = (before.size >> TILE_LEVELS * level) // HASHES_PER_TILE
        if hashes and (size >> TILE_LEVELS * level) // HASHES_PER_TILE > number:
            filled += [tile_path(level, number)] if level else [tile_path(0, number), entries_path(number)]
    return filled


def _carry(levels: list[bytes], number: int, write: Write) -> int:
    """Close every full tile, from the bottom up, and put its root into the level above.

    Returns how many levels changed.
    """
    level = 0
    while len(levels[level]) == _FULL:
        write(tile_path(level, number), levels[level])
        if level + 1 == len(levels):
            levels.append(b"")
        levels[level + 1] += perfect_root(levels[level])
        levels[level] = b""
        level, number = level + 1, number // HASHES_PER_TILE
    return level + 1


def perfect_root(hashes: bytes) -> bytes:
    """Return the root of a perfect subtree given its 2^k leaf hashes of 32 bytes, joined."""
    pair = 2 * HASH_SIZE
    while len(hashes) > HASH_SIZE:
        hashes = b"".join(
            [sha256(b"\x01" + hashes[at : at + pair]).digest() for at in range(0, len(hashes), pair)]
        )
    return hashes
