"""The files of a log's directory that its checkpoint does not need.

Partial tiles and bundles of earlier checkpoints may stay; each must be the beginning of what came of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from madang_verify.errors import LogError
from madang_verify.merkle import HASH_SIZE
from madang_verify.source import LogSource
from madang_verify.stored import (
    MAX_BUNDLE,
    TILE_SIZE,
    Stored,
    leaf_hashes,
    parse_path,
    read_bundle,
    read_tile,
)
from madang_verify.tiles import HASHES_PER_TILE, TILE_LEVELS


@dataclass
class Leftovers:
    """What they are: altered (`findings`), past the checkpoint (`uncovered`), no log's (`foreign`)."""

    findings: list[LogError] = field(default_factory=list)
    uncovered: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)


def inspect_leftovers(source: LogSource, size: int, verified: Mapping[str, bool]) -> Leftovers:
    """Compare all files but those in `verified` with the files of the tree of `size` entries.

    `verified` says of each path already read whether it is sound; what hangs on an unsound file is passed
    over.
    """
    result = Leftovers()

    @lru_cache(maxsize=4)
    def hashes_in_tree(level: int | None, index: int, width: int) -> tuple[bytes, ...] | None:
        stored = _read(source, level, index, width)
        if stored.content is None or not verified.get(stored.path):
            return None
        return tuple(_hashes(level, stored.content, width))

    for path in source.walk():
        if path in verified:
            continue
        place = parse_path(path)
        if place is None:
            result.foreign.append(path)
            continue
        level, index, width = place
        in_tree = min(HASHES_PER_TILE, (size >> TILE_LEVELS * (level or 0)) - index * HASHES_PER_TILE)
        if width > in_tree:
            result.uncovered.append(path)
        expected = hashes_in_tree(level, index, in_tree) if in_tree > 0 else None
        if expected is not None:
            result.findings.extend(_compare(source, path, level, index, width, expected))
    return result


def _compare(
    source: LogSource, path: str, level: int | None, index: int, width: int, expected: tuple[bytes, ...]
) -> Iterator[LogError]:
    data = source.read(path, MAX_BUNDLE if level is None else TILE_SIZE) or b""
    found = list(_hashes(level, data, width))
    common = min(width, len(expected))
    first = index * HASHES_PER_TILE
    for offset in range(common):
        if offset >= len(found) or found[offset] != expected[offset]:
            yield LogError("leftover-altered", path, first + offset if level is None else None)
            return
    if level is None:
        ends = len(found) == width and leaf_hashes(data, width)[1] == len(data)
    else:
        ends = len(data) == width * HASH_SIZE
    if not ends:
        yield LogError("leftover-size", path)


def _read(source: LogSource, level: int | None, index: int, width: int) -> Stored:
    return read_bundle(source, index, width) if level is None else read_tile(source, level, index, width)


def _hashes(level: int | None, content: bytes, width: int) -> list[bytes]:
    """Return up to `width` hashes of a tile's content, or the leaf hashes of a bundle's."""
    if level is None:
        return leaf_hashes(content, width)[0]
    ends = range(HASH_SIZE, min(len(content), width * HASH_SIZE) + 1, HASH_SIZE)
    return [content[end - HASH_SIZE : end] for end in ends]
