"""Which file is to blame when a log's files do not lead to its checkpoint.

The checkpoint is signed, so truth flows down from it: the tiles at the right edge are believed when together
they give the signed root, a full tile when it gives the hash that its believed parent holds, an entry when it
gives the hash in its believed tile. Of each tile there are several accounts (as stored, as rebuilt from
below); the one that fits is the true one, and what differs from it was altered.
"""

from collections.abc import Iterator
from itertools import islice, product
from math import prod

from madang_verify.checkpoint import Checkpoint
from madang_verify.errors import LogError
from madang_verify.merkle import HASH_SIZE, root_from_concatenated
from madang_verify.source import LogSource
from madang_verify.stored import Stored, edge_root, leaf_hashes, read_bundle, read_tile
from madang_verify.tiles import HASHES_PER_TILE, TILE_LEVELS, partial_width

MAX_TRIES = 4_096
"""Most combinations of accounts that are tried for one tile, or for the right edge."""

Mismatches = dict[tuple[int, int], bytes | None]
"""Tiles `(tile level, index)` whose stored content differs from what was rebuilt from below: the rebuilt
content, None when it could not be rebuilt."""


def locate(source: LogSource, checkpoint: Checkpoint, mismatches: Mismatches) -> Iterator[LogError]:
    """Yield what was altered, from the root downwards. Files missing or cut off are not named again."""
    return _Search(source, checkpoint, mismatches).run()


class _Search:
    def __init__(self, source: LogSource, checkpoint: Checkpoint, mismatches: Mismatches) -> None:
        self._source = source
        self._checkpoint = checkpoint
        self._mismatches = mismatches
        # A tile must be visited when it or anything below it differs.
        self._visit = set(mismatches)
        for level, index in mismatches:
            while (parent := (level + 1, index // HASHES_PER_TILE)) not in self._visit and level < 8:
                self._visit.add(parent)
                level, index = parent

    def run(self) -> Iterator[LogError]:
        size = self._checkpoint.size
        levels = [level for level in range(8, -1, -1) if partial_width(level, size)]
        edge = [(level, size >> TILE_LEVELS * (level + 1), partial_width(level, size)) for level in levels]
        accounts = [self._accounts(*tile) for tile in edge]
        for choice in islice(product(*accounts), MAX_TRIES):
            if edge_root(choice) == self._checkpoint.root:
                for (level, index, width), content in zip(edge, choice, strict=True):
                    yield from self._descend(level, index, width, content)
                return
        yield LogError("root-differs", "checkpoint", size=size)
        for level, index in sorted(self._mismatches):
            yield from self._undecided(level, index, self._width(level, index))

    def _width(self, level: int, index: int) -> int:
        return min(HASHES_PER_TILE, (self._checkpoint.size >> TILE_LEVELS * level) - index * HASHES_PER_TILE)

    def _stored(self, level: int, index: int, width: int) -> Stored:
        return read_tile(self._source, level, index, width)

    def _rebuilt(self, level: int, index: int, stored: bytes | None) -> bytes | None:
        return self._mismatches.get((level, index), stored)

    def _accounts(self, level: int, index: int, width: int) -> list[bytes]:
        """Return what the tile may truly hold, the likeliest first, without repetition."""
        stored = self._stored(level, index, width).content
        rebuilt = self._rebuilt(level, index, stored)
        below = {}
        for offset in range(width if level else 0):
            child = level - 1, index * HASHES_PER_TILE + offset
            if child in self._mismatches:
                content = self._stored(*child, HASHES_PER_TILE).content
                if content is not None:
                    below[offset] = root_from_concatenated(content)
        whole = [account for account in (stored, rebuilt) if account is not None]
        accounts = dict.fromkeys([*whole, *(_patched(account, below) for account in whole)])
        return list(dict.fromkeys([*accounts, *_mixtures(list(accounts))]))

    def _descend(self, level: int, index: int, width: int, true: bytes) -> Iterator[LogError]:
        """Compare a tile, whose true content is known, and all that hangs on it."""
        stored = self._stored(level, index, width)
        if stored.content is not None and stored.content != true:
            place = _first_difference(stored.content, true)
            first = (index * HASHES_PER_TILE + place) << TILE_LEVELS * level
            yield LogError("tile-altered", stored.path, hash=place, first=first)
        if level == 0:
            yield from self._entries(index, width, true)
            return
        rebuilt = self._rebuilt(level, index, stored.content)
        for offset in range(width):
            child = level - 1, index * HASHES_PER_TILE + offset
            expected = true[offset * HASH_SIZE : (offset + 1) * HASH_SIZE]
            same = rebuilt is not None and rebuilt[offset * HASH_SIZE : (offset + 1) * HASH_SIZE] == expected
            if same and child not in self._visit:
                continue
            for account in self._accounts(*child, HASHES_PER_TILE):
                if root_from_concatenated(account) == expected:
                    yield from self._descend(*child, HASHES_PER_TILE, account)
                    break
            else:
                yield from self._undecided(*child, HASHES_PER_TILE)

    def _entries(self, index: int, width: int, true: bytes) -> Iterator[LogError]:
        """Compare a bundle with the true leaf hashes."""
        stored = read_bundle(self._source, index, width)
        if stored.content is None:
            return
        found, end = leaf_hashes(stored.content, width)
        wrong = [
            offset
            for offset, value in enumerate(found)
            if value != true[offset * HASH_SIZE : (offset + 1) * HASH_SIZE]
        ]
        first = index * HASHES_PER_TILE
        if wrong:
            # A false length shifts all that follows: only the first entry is certain.
            yield LogError("entry-altered", stored.path, first + wrong[0])
        elif len(found) < width:
            yield LogError("bundle-ends", stored.path, first + len(found), last=first + width - 1)
        elif stored.whole and end != len(stored.content):
            surplus = len(stored.content) - end
            yield LogError("bundle-goes-on", stored.path, first + width - 1, surplus=surplus)

    def _undecided(self, level: int, index: int, width: int) -> Iterator[LogError]:
        """Name a tile of which no account fits: more than one file was altered."""
        stored = self._stored(level, index, width)
        first = index * HASHES_PER_TILE << TILE_LEVELS * level
        last = min(self._checkpoint.size, (index * HASHES_PER_TILE + width) << TILE_LEVELS * level) - 1
        bundle = read_bundle(self._source, index, width) if level == 0 else None
        if stored.content is None or (bundle and bundle.content is None):
            # The file that is missing was named already; the other cannot be checked without it.
            path = bundle.path if bundle and bundle.content is not None else stored.path
            yield LogError("unverifiable", path, first, last=last)
        elif bundle and bundle.content is not None and (level, index) in self._mismatches:
            found = b"".join(leaf_hashes(bundle.content, width)[0])
            place = _first_difference(found, stored.content)
            yield LogError("bundle-or-tile", stored.path, first + place, bundle=bundle.path)
        else:
            yield LogError("rewritten", stored.path, first, last=last)
        for lower, number in sorted(self._mismatches):
            if lower < level and number >> TILE_LEVELS * (level - lower) == index:
                yield from self._undecided(lower, number, self._width(lower, number))


def _mixtures(accounts: list[bytes]) -> Iterator[bytes]:
    """Yield what tiles can be mixed of several accounts, hash by hash: each may be right elsewhere.

    Nothing when they differ in so many places that trying would take too long.
    """
    if len(accounts) < 2:
        return
    choices = {}
    for offset in range(len(accounts[0]) // HASH_SIZE):
        part = slice(offset * HASH_SIZE, (offset + 1) * HASH_SIZE)
        found = dict.fromkeys(account[part] for account in accounts)
        if len(found) > 1:
            choices[offset] = list(found)
    if prod(len(found) for found in choices.values()) > MAX_TRIES:
        return
    for chosen in product(*choices.values()):
        yield _patched(accounts[0], dict(zip(choices, chosen, strict=True)))


def _patched(content: bytes, hashes: dict[int, bytes]) -> bytes:
    result = bytearray(content)
    for offset, value in hashes.items():
        result[offset * HASH_SIZE : (offset + 1) * HASH_SIZE] = value
    return bytes(result)


def _first_difference(one: bytes, other: bytes) -> int:
    """Return the number of the first hash in which two tiles differ."""
    whole = min(len(one), len(other)) // HASH_SIZE
    for place in range(whole):
        part = slice(place * HASH_SIZE, (place + 1) * HASH_SIZE)
        if one[part] != other[part]:
            return place
    return whole
