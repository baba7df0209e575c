"""CSV rows out of a stream (RFC 4180), with bounded memory and a way back after a broken row.

Python's `csv` swallows everything up to the next quotation mark when one is missing. Here a quotation mark
that is closed at a place where none can be, a field or row beyond its bound, or a wrong number of columns
breaks only that row: reading goes on at the next line that is a whole row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from madang.blocks.catalogue.sources import limits
from madang.blocks.catalogue.sources.pieces import RESCAN, Broken, Piece
from madang.blocks.catalogue.sources.window import ByteWindow

QUOTE, COMMA, LF, CR = 0x22, 0x2C, 0x0A, 0x0D
_QUOTE = re.compile(rb'"')
_CELL_END = re.compile(rb"[,\n]")
_LINE_END = re.compile(rb"\n")
_FAR = 1 << 62


class _BreakError(Exception):
    def __init__(self, code: str, offset: int) -> None:
        self.code = code
        self.offset = offset


def header(stream: BinaryIO) -> tuple[list[str], int]:
    """Column names of the first row and the offset of the second. Raises ValueError when there is none."""
    window = ByteWindow(stream)
    start = 3 if window.slice(0, 3) == b"\xef\xbb\xbf" else 0
    try:
        cells, after = _row(window, start)
    except _BreakError as error:
        raise ValueError(error.code) from None
    return [cell.decode("utf-8", "replace").strip() for cell in cells], after


def rows(stream: BinaryIO, start: int, columns: int) -> Iterator[Piece | Broken]:
    """Rows from byte `start` on, each of exactly `columns` cells; blank lines are passed over."""
    window = ByteWindow(stream, start)
    position, number, budget = start, 0, RESCAN
    while window.byte(position) != -1:
        blank = _blank(window, position)
        if blank:
            position = blank
            continue
        number += 1
        try:
            cells, after = _row(window, position)
            if len(cells) != columns:
                raise _BreakError("wrong-columns", after)
        except _BreakError as error:
            window.rewind(position)
            yield Broken(position, number, error.code, window.slice(position, position + limits.RAW_EXCERPT))
            position, budget = _next_sound(window, position, error.offset, columns, budget)
            continue
        yield Piece(position, number, cells)
        position = after
        window.forget(position)


def _blank(window: ByteWindow, position: int) -> int:
    """Offset after an empty line at `position`, or 0 when there is none."""
    if window.byte(position) == LF:
        return position + 1
    if window.byte(position) == CR and window.byte(position + 1) == LF:
        return position + 2
    return 0


def _row(window: ByteWindow, start: int) -> tuple[list[bytes], int]:
    cells: list[bytes] = []
    position = start
    while True:
        cell, position, last = _cell(window, position)
        cells.append(cell)
        if last:
            return cells, position
        if position - start > limits.ROW or len(cells) > limits.COLUMNS:
            raise _BreakError("row-too-large", position)


def _cell(window: ByteWindow, start: int) -> tuple[bytes, int, bool]:
    """One cell, the offset after its separator, and whether it was the row's last."""
    bound = start + limits.FIELD + 1
    if window.byte(start) != QUOTE:
        end = window.find(_CELL_END, start, bound)
        if end == -1:
            if window.byte(bound) != -1:
                raise _BreakError("field-too-large", bound)
            end = window.loaded
        cell = window.slice(start, end)
        if window.byte(end) == COMMA:
            return cell, end + 1, False
        return cell.removesuffix(b"\r"), min(end + 1, window.loaded), True
    position = start + 1
    while True:
        close = window.find(_QUOTE, position, bound)
        if close == -1:
            code = "field-too-large" if window.byte(bound) != -1 else "unclosed-quote"
            raise _BreakError(code, min(bound, window.loaded))
        if window.byte(close + 1) != QUOTE:
            break
        position = close + 2
    cell = window.slice(start + 1, close).replace(b'""', b'"')
    after = close + 1
    if window.byte(after) == COMMA:
        return cell, after + 1, False
    if window.byte(after) == CR and window.byte(after + 1) == LF:
        return cell, after + 2, True
    if window.byte(after) in (LF, -1):
        return cell, min(after + 1, window.loaded), True
    raise _BreakError("unclosed-quote", after)


def _next_sound(window: ByteWindow, broken: int, failed: int, columns: int, budget: int) -> tuple[int, int]:
    """Offset of the next line that is a whole row, and what is left of the re-reading budget."""
    position = broken if budget > 0 else max(failed - 1, broken)
    window.rewind(position)
    while True:
        end = window.find(_LINE_END, position, _FAR, drop=True)
        if end == -1:
            return window.loaded, budget
        position = end + 1
        window.forget(position)
        if window.byte(position) == -1:
            return position, budget
        try:
            cells, after = _row(window, position)
        except _BreakError as error:
            budget -= error.offset - position
            if budget <= 0:
                position = max(position, error.offset - 1)
            continue
        budget -= after - position
        if len(cells) == columns:
            return position, budget
