"""Paths and bytes of a tiled log, as c2sp.org/tlog-tiles prescribes them."""

from collections.abc import Iterable
from struct import Struct

from madang_verify.errors import MalformedError

HASHES_PER_TILE = 256
"""Hashes in a full tile and entries in a full bundle."""

TILE_LEVELS = 8
"""Tree levels that one tile level spans: 2**8 = 256."""

MAX_ENTRY = 65_535
"""Largest entry in bytes: its length is a uint16."""

CHECKPOINT_PATH = "checkpoint"

_LENGTH = Struct(">H")


def tile_path(level: int, index: int, width: int = HASHES_PER_TILE) -> str:
    """Return the path of hash tile `index` at tile level `level` (0 to 63), e.g. `tile/0/x001/067.p/8`."""
    if not 0 <= level <= 63:
        raise ValueError(f"tile level {level} is not between 0 and 63")
    return f"tile/{level}/{_index_path(index, width)}"


def entries_path(index: int, width: int = HASHES_PER_TILE) -> str:
    """Return the path of entry bundle `index`, e.g. `tile/entries/x001/067.p/8`."""
    return f"tile/entries/{_index_path(index, width)}"


def _index_path(index: int, width: int) -> str:
    if index < 0:
        raise ValueError(f"tile index {index} is negative")
    if not 1 <= width <= HASHES_PER_TILE:
        raise ValueError(f"tile width {width} is not between 1 and {HASHES_PER_TILE}")
    path = f"{index % 1000:03}"
    while index := index // 1000:
        path = f"x{index % 1000:03}/{path}"
    return path if width == HASHES_PER_TILE else f"{path}.p/{width}"


def partial_width(level: int, size: int) -> int:
    """Return the width of the partial tile at tile level `level` for a tree of `size` leaves; 0 for none."""
    return (size >> TILE_LEVELS * level) % HASHES_PER_TILE


def encode_bundle(entries: Iterable[bytes]) -> bytes:
    """Return the entry bundle of `entries`: each with its length before it as a big-endian uint16.

    Raises `ValueError` for an entry longer than `MAX_ENTRY` bytes.
    """
    pack = _LENGTH.pack
    parts: list[bytes] = []
    for entry in entries:
        if len(entry) > MAX_ENTRY:
            raise ValueError(
                f"an entry of {len(entry)} bytes is longer than {MAX_ENTRY}: log a digest instead"
            )
        parts += (pack(len(entry)), entry)
    return b"".join(parts)


def decode_bundle(data: bytes, expected: int) -> list[bytes]:
    """Return the `expected` entries of an entry bundle.

    Raises `MalformedError` when the bundle ends early or bytes are left over.
    """
    unpack = _LENGTH.unpack_from
    size = len(data)
    entries = []
    position = 0
    for number in range(expected):
        if position + 2 > size:
            raise MalformedError("bundle-cut", entries=number, expected=expected)
        (length,) = unpack(data, position)
        position += 2
        entry = data[position : position + length]
        position += length
        if position > size:
            raise MalformedError("bundle-cut", entries=number, expected=expected)
        entries.append(entry)
    if position != size:
        raise MalformedError("bundle-surplus", expected=expected, surplus=size - position)
    return entries
