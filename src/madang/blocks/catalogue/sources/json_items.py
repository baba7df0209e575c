"""Objects out of a JSON array in a stream, one at a time, with bounded memory and bounded depth.

The array is the document itself (`[{…}, …]`) or the value of one of the given keys (`{"data": [{…}, …]}`).
A broken object does not take the others with it: reading goes on at the next place that looks like the
beginning of an object and is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from madang.blocks.catalogue.sources import limits
from madang.blocks.catalogue.sources.pieces import RESCAN, Broken, Piece
from madang.blocks.catalogue.sources.window import ByteWindow

_STRUCTURE = re.compile(rb'["{}\[\]]')
_IN_STRING = re.compile(rb'["\\\x01-\x1f]')  # NUL is reported by who reads the record
_ESCAPES = re.compile(rb"(?:\\.)*", re.DOTALL)
_SOLID = re.compile(rb"[^ \t\r\n]")
_KEY = re.compile(rb'"([A-Za-z_]\w{0,60})"[ \t\r\n]{0,8}:')
_OBJECT_OVERLAP = 160
_FAR = 1 << 62
_SKIP_STEPS = 1_000_000
"""Most marks (quotes, brackets, escapes) looked at in one string or in one object that is passed over."""
OPEN, CLOSE, COMMA, OPEN_LIST, CLOSE_LIST, QUOTE, BACKSLASH = b'{},[]"\\'


class _BreakError(Exception):
    def __init__(self, code: str, offset: int) -> None:
        self.code = code
        self.offset = offset


def array_start(head: bytes, keys: tuple[str, ...]) -> int:
    """Offset after the `[` of the array in the beginning of a file, or -1 when there is none."""
    text = head.removeprefix(b"\xef\xbb\xbf")
    shift = len(head) - len(text)
    solid = _SOLID.search(text)
    if solid is None:
        return -1
    if text[solid.start()] == OPEN_LIST:
        return shift + solid.start() + 1
    names = "|".join(re.escape(key) for key in keys)
    keyed = re.compile(rf'"(?:{names})"\s*:\s*\['.encode()).search(text)
    return shift + keyed.end() if text[solid.start()] == OPEN and keyed else -1


def items(stream: BinaryIO, start: int) -> Iterator[Piece | Broken]:
    """Objects of the array whose first element begins at or after byte `start`."""
    window = ByteWindow(stream, start)
    position, number, budget = start, 0, RESCAN
    sound = _beginnings(b"")
    while True:
        position = window.find(_SOLID, position, _FAR, drop=True)
        if position == -1:
            yield Broken(window.loaded, number + 1, "truncated", b"")
            return
        window.forget(position)
        byte = window.byte(position)
        if byte == CLOSE_LIST:
            return
        if byte == COMMA:
            position += 1
            continue
        number += 1
        begin = position
        try:
            if byte != OPEN:
                raise _BreakError("invalid-json", begin + 1)
            position = _end_of_object(window, begin)
            cell = window.slice(begin, position)
            if number == 1:
                sound = _beginnings(cell)
            yield Piece(begin, number, [cell])
        except _BreakError as error:
            excerpt = _excerpt(window, begin)
            yield Broken(begin, number, error.code, excerpt)
            if error.code in ("too-deep", "row-too-large"):
                position = _skip_object(window, begin)
                if position != -1:
                    continue
            window.rewind(begin)
            position, budget = _next_sound(window, sound, begin + 1, error.offset, budget)
            if position == -1:
                return


def _beginnings(first: bytes) -> re.Pattern[bytes]:
    """How an object of this file begins: with a key that its first object has, else with any."""
    keys = sorted(set(_KEY.findall(first))) or [rb"[A-Za-z_]\w{0,60}"]
    return re.compile(rb'\{[ \t\r\n]{0,80}"(?:' + b"|".join(keys) + rb')"[ \t]{0,8}:')


def _excerpt(window: ByteWindow, begin: int) -> bytes:
    window.rewind(begin)
    return window.slice(begin, begin + limits.RAW_EXCERPT)


def _end_of_object(window: ByteWindow, begin: int) -> int:
    """Offset after the object that opens at `begin`. Raises `_BreakError` when it is not sound JSON so far."""
    opened, position = bytearray(), begin
    end = begin + limits.ROW
    while True:
        found = window.find(_STRUCTURE, position, end)
        if found == -1:
            raise _BreakError("truncated" if window.byte(end) == -1 else "row-too-large", position)
        byte = window.byte(found)
        position = found + 1
        if byte == QUOTE:
            position = _end_of_string(window, found, end)
        elif byte in (OPEN, OPEN_LIST):
            opened.append(byte)
            if len(opened) > limits.DEPTH:
                raise _BreakError("too-deep", position)
        else:
            if opened.pop() != (OPEN if byte == CLOSE else OPEN_LIST):
                raise _BreakError("invalid-json", position)
            if not opened:
                return position


def _end_of_string(window: ByteWindow, begin: int, end: int, *, drop: bool = False) -> int:
    position = begin + 1
    for _ in range(_SKIP_STEPS):
        found = window.find(_IN_STRING, position, end, drop=drop)
        if found == -1:
            raise _BreakError("unclosed-quote" if window.byte(end) == -1 else "row-too-large", position)
        byte = window.byte(found)
        if byte == QUOTE:
            return found + 1
        if byte != BACKSLASH:
            raise _BreakError("unclosed-quote", found)
        position = window.past(_ESCAPES, found)
    raise _BreakError("row-too-large", position)


def _skip_object(window: ByteWindow, begin: int) -> int:
    """Offset after an object of any size or depth at `begin`, keeping nothing of it; -1 when it has no end
    or takes too many steps to find."""
    window.rewind(begin)
    depth, position = 0, begin
    for _ in range(_SKIP_STEPS):
        position = window.find(_STRUCTURE, position, _FAR, drop=True)
        if position == -1:
            return -1
        byte = window.byte(position)
        position += 1
        if byte == QUOTE:
            try:
                position = _end_of_string(window, position - 1, _FAR, drop=True)
            except _BreakError:
                return -1
        else:
            depth += 1 if byte in (OPEN, OPEN_LIST) else -1
            if depth == 0:
                return position
    return -1


def _next_sound(
    window: ByteWindow, sound: re.Pattern[bytes], begin: int, failed: int, budget: int
) -> tuple[int, int]:
    """Offset of the next whole object after a broken one (-1: none), and the budget that is left."""
    position = begin if budget > 0 else max(begin, failed)
    while True:
        position = window.find(sound, position, _FAR, _OBJECT_OVERLAP, drop=True)
        if position == -1:
            return -1, budget
        window.forget(position)
        try:
            end = _end_of_object(window, position)
        except _BreakError as error:
            budget -= error.offset - position
            position = position + 1 if budget > 0 else max(position + 1, error.offset)
            continue
        budget -= end - position
        return position, budget
