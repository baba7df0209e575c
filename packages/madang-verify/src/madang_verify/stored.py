"""The tiles and entry bundles of a log as they are stored: read, measured, not yet believed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from madang_verify.errors import LogError
from madang_verify.merkle import HASH_SIZE, fold, peaks, root_from_concatenated
from madang_verify.source import LogSource
from madang_verify.tiles import HASHES_PER_TILE, MAX_ENTRY, TILE_LEVELS, entries_path, tile_path

TILE_SIZE = HASHES_PER_TILE * HASH_SIZE
MAX_BUNDLE = HASHES_PER_TILE * (2 + MAX_ENTRY)

_PATH = re.compile(
    r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII
)


@dataclass(frozen=True)
class Stored:
    """One file: its `path`, what it holds, and what is wrong with it as a file.

    `content` is None when there is nothing usable. `whole` says that all of the file belongs to the tree
    asked for: a full file read in place of a partial one goes on behind it.
    """

    path: str
    content: bytes | None
    problem: LogError | None = None
    whole: bool = True


def read_tile(source: LogSource, level: int, index: int, width: int) -> Stored:
    """Read the first `width` hashes of hash tile `index` at tile level `level`."""
    path, data, whole = _read(
        source, tile_path(level, index, width), tile_path(level, index), TILE_SIZE, width
    )
    if data is None:
        return Stored(path, None, LogError("file-missing", path))
    expected = width * HASH_SIZE if whole else TILE_SIZE
    if len(data) != expected:
        return Stored(path, None, LogError("tile-size", path, size=len(data), expected=expected))
    return Stored(path, data[: width * HASH_SIZE], whole=whole)


def read_bundle(source: LogSource, index: int, width: int) -> Stored:
    """Read entry bundle `index`, of which the tree holds the first `width` entries."""
    path, data, whole = _read(source, entries_path(index, width), entries_path(index), MAX_BUNDLE, width)
    if data is None:
        return Stored(path, None, LogError("file-missing", path, index * HASHES_PER_TILE))
    return Stored(path, data, whole=whole)


def _read(
    source: LogSource, path: str, full_path: str, limit: int, width: int
) -> tuple[str, bytes | None, bool]:
    """Return path, bytes and whether the file ends with the tree.

    A log may delete a partial file once it has the full one, so that is read in its place.
    """
    data = source.read(path, limit)
    if data is None and width < HASHES_PER_TILE:
        full = source.read(full_path, limit)
        if full is not None:
            return full_path, full, False
    return path, data, True


def leaf_hashes(bundle: bytes, count: int) -> tuple[list[bytes], int]:
    """Return the leaf hashes of the first `count` entries of a bundle and where they end.

    Fewer when the bundle ends early.
    """
    hash_ = sha256
    hashes: list[bytes] = []
    add = hashes.append
    size = len(bundle)
    position = 0
    for _ in range(count):
        start = position + 2
        if start > size:
            break
        end = start + (bundle[position] << 8 | bundle[position + 1])
        if end > size:
            break
        add(hash_(b"\x00" + bundle[start:end]).digest())
        position = end
    return hashes, position


def parse_path(path: str) -> tuple[int | None, int, int] | None:
    """Return (tile level or None for entries, index, width) of a path below `tile/`; None for other files."""
    match = _PATH.fullmatch(path)
    if not match:
        return None
    kind, digits, width = match.groups()
    index = int(digits.replace("/", "").replace("x", ""))
    level = None if kind == "entries" else int(kind)
    found = level, index, int(width or HASHES_PER_TILE)
    try:
        again = entries_path(*found[1:]) if level is None else tile_path(level, *found[1:])
    except ValueError:
        return None
    return found if again == path else None


def edge_root(contents: Sequence[bytes]) -> bytes:
    """Return the root of the tree whose partial tiles hold `contents`, highest level first."""
    found = []
    for content in contents:
        for level, index in peaks(0, len(content) // HASH_SIZE):
            start = index * HASH_SIZE << level
            found.append(root_from_concatenated(content[start : start + (HASH_SIZE << level)]))
    return fold(found)


class StoredHashes:
    """The hashes of a stored tree of `size` leaves by tree level, as `merkle` wants to read them.

    Call it with `(level, index)`. Raises `LogError` when a tile is missing or cut off. What it returns is as
    true as the files are: only a proof that leads to a signed root shows it.
    """

    def __init__(self, source: LogSource, size: int) -> None:
        self._source = source
        self._size = size
        self._tile = lru_cache(maxsize=256)(self._read_tile)

    def __call__(self, level: int, index: int) -> bytes:
        tile_level, rest = divmod(level, TILE_LEVELS)
        first = index << rest
        tile = self._tile(tile_level, first // HASHES_PER_TILE)
        start = first % HASHES_PER_TILE * HASH_SIZE
        return root_from_concatenated(tile[start : start + (HASH_SIZE << rest)])

    def _read_tile(self, level: int, index: int) -> bytes:
        width = min(HASHES_PER_TILE, (self._size >> TILE_LEVELS * level) - index * HASHES_PER_TILE)
        stored = read_tile(self._source, level, index, width)
        if stored.content is None:
            raise stored.problem or LogError("file-missing", stored.path)
        return stored.content
