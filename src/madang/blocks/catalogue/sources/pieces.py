"""What a splitter hands to a source: the bytes of one record, or the place where one could not be cut out."""

from __future__ import annotations

from typing import NamedTuple

RESCAN = 2 * 1024 * 1024
"""Bytes that may be read twice in one file while looking for the next sound record after a broken one.
Beyond it reading goes on behind the break, so that a hostile file costs linear time."""


class Piece(NamedTuple):
    """One record as it lies in the file. CSV: its cells; JSON: one cell holding the object."""

    offset: int | None
    number: int
    cells: list[bytes]


class Broken(NamedTuple):
    """A stretch of the file out of which no record could be cut."""

    offset: int | None
    number: int
    code: str
    excerpt: bytes
