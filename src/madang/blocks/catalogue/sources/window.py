"""A moving view of a file: find bytes far ahead while keeping only what is still needed."""

from __future__ import annotations

import re
from typing import BinaryIO

CHUNK = 256 * 1024


class ByteWindow:
    """Reads a seekable binary file in chunks and addresses it by absolute offset.

    Memory is bounded by the caller: everything from the last `forget` to the furthest look-ahead is held.
    """

    def __init__(self, stream: BinaryIO, start: int = 0) -> None:
        self._stream = stream
        self._buffer = bytearray()
        self._base = start
        self._eof = False
        stream.seek(start)

    @property
    def loaded(self) -> int:
        """Offset after the last byte held."""
        return self._base + len(self._buffer)

    def _fill(self) -> bool:
        if self._eof:
            return False
        chunk = self._stream.read(CHUNK)
        if not chunk:
            self._eof = True
            return False
        self._buffer += chunk
        return True

    def byte(self, offset: int) -> int:
        """The byte at `offset`, or -1 after the end of the file."""
        while offset >= self.loaded:
            if not self._fill():
                return -1
        return self._buffer[offset - self._base]

    def find(
        self, pattern: re.Pattern[bytes], offset: int, end: int, overlap: int = 0, *, drop: bool = False
    ) -> int:
        """Offset of the first match that starts at or after `offset` and before `end`, or -1.

        `overlap` is the longest match less one; a match is only trusted when that much follows it
        or the file ends. With `drop` what was searched in vain is forgotten.
        """
        position = offset
        while position < end:
            if drop:
                self.forget(position)
            if position + overlap >= self.loaded and not self._fill() and position >= self.loaded:
                return -1
            stop = len(self._buffer) if self._eof else len(self._buffer) - overlap
            match = pattern.search(self._buffer, max(0, position - self._base))
            found = -1 if match is None else match.start()
            del match  # it would pin the buffer
            if 0 <= found < stop:
                return self._base + found if self._base + found < end else -1
            if self._eof:
                return -1
            position = max(position, self._base + stop)
            self._fill()
        return -1

    def past(self, pattern: re.Pattern[bytes], offset: int) -> int:
        """Offset after what `pattern` matches at `offset` in the bytes at hand, at least `offset` + 1."""
        self.byte(offset + 1)
        match = pattern.match(self._buffer, offset - self._base)
        length = match.end() - match.start() if match else 0
        del match  # it would pin the buffer
        return offset + max(1, length)

    def slice(self, start: int, end: int) -> bytes:
        """Bytes from `start` to `end`, fewer at the end of the file. `start` must not be forgotten."""
        while end > self.loaded and self._fill():
            pass
        return bytes(self._buffer[start - self._base : end - self._base])

    def forget(self, offset: int) -> None:
        """Let go of what lies before `offset`."""
        if offset - self._base >= CHUNK:
            gone = min(offset, self.loaded) - self._base
            del self._buffer[:gone]
            self._base += gone

    def rewind(self, offset: int) -> None:
        """Make `offset` readable again after it was forgotten."""
        if offset >= self._base:
            return
        self._stream.seek(offset)
        self._buffer.clear()
        self._base = offset
        self._eof = False
