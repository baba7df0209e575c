"""What every source does alike: open a file safely, turn broken pieces into rejections, mark duplicates."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

from madang.blocks.catalogue.sources import limits
from madang.blocks.catalogue.sources.pieces import Broken, Piece
from madang.blocks.catalogue.sources.reasons import REASONS
from madang.blocks.catalogue.sources.record import BODY_SECTIONS, Record, Rejected, SourceError
from madang.blocks.catalogue.sources.text import BadValueError

_COMPARED = (
    "title", "summary", "provider", "provider_code", "department", "region", "region_codes", "topics",
    "audiences", "life_stages", "channels", "url", "apply_url", "phones", "created_at", "updated_at",
    "language",
)  # fmt: skip
_DIGEST = 6


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A regular, non-empty file opened for reading. Raises `SourceError` for anything else.

    A named pipe or device is never opened: reading one could wait for ever.
    """
    try:
        mode = path.stat()
        if stat.S_ISDIR(mode.st_mode):
            raise SourceError(
                "directory",
                f"‘{path.name}’은(는) 파일이 아니라 폴더입니다. 폴더 안의 파일을 골라 주십시오.",
                f"'{path.name}' is a folder, not a file. Name a file in it.",
            )
        if not stat.S_ISREG(mode.st_mode):
            raise SourceError(
                "not-a-file",
                f"‘{path.name}’은(는) 보통 파일이 아니어서 읽지 않습니다.",
                f"'{path.name}' is a pipe or device, not a regular file; it is not read.",
            )
        if mode.st_size == 0:
            raise SourceError(
                "empty",
                f"‘{path.name}’ 파일이 비어 있습니다. 다시 내려받아 주십시오.",
                f"'{path.name}' is empty. Fetch it again.",
            )
        with path.open("rb") as stream:
            yield stream
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> SourceError:
    if error.errno == errno.ELOOP:
        return SourceError(
            "symlink-loop",
            f"‘{path.name}’은(는) 자기 자신을 가리키는 바로가기입니다. 실제 파일을 골라 주십시오.",
            f"'{path.name}' is a link that leads back to itself. Name the real file.",
        )
    reason = os.strerror(error.errno) if error.errno else str(error)
    return SourceError(
        "unreadable",
        f"‘{path.name}’ 파일을 읽을 수 없습니다 ({reason}). 경로와 읽기 권한을 확인해 주십시오.",
        f"'{path.name}' cannot be read ({reason}). Check the path and the right to read it.",
    )


def records(
    source: str, path: Path, pieces: Iterable[Piece | Broken], build: Callable[[Piece], Record]
) -> Iterator[Record | Rejected]:
    """Every piece as a record or a rejection. `build` raises `BadValueError` for what it cannot use."""
    seen = _Seen()
    for piece in pieces:
        if isinstance(piece, Broken):
            yield rejected(source, path, piece.code, piece.offset, piece.number, piece.excerpt)
            continue
        try:
            record = build(piece)
            if not record.source_id:
                raise BadValueError("missing-id")
            if not record.title:
                raise BadValueError("missing-title")
        except BadValueError as error:
            raw = b",".join(cell[: limits.RAW_EXCERPT] for cell in piece.cells)
            yield rejected(source, path, error.code, piece.offset, piece.number, raw)
            continue
        yield seen.mark(replace(record, file=path.name, row_number=piece.number, byte_offset=piece.offset))


def rejected(
    source: str, path: Path, code: str, offset: int | None, number: int, raw: bytes | str
) -> Rejected:
    """A rejection with the sentence that belongs to its code, the raw text cut to its bound."""
    return Rejected(
        source=source,
        reason_code=code,
        reason=REASONS[code],
        byte_offset=offset,
        row_number=number,
        raw=raw[: limits.RAW_EXCERPT],
        file=path.name,
    )


class _Seen:
    """Digests of the records met so far, some 190 bytes a record, to tell repeated from conflicting ones."""

    def __init__(self) -> None:
        self._digests: dict[str, bytes] = {}

    def mark(self, record: Record) -> Record:
        digests = b"".join(
            _digest(value)
            for value in [
                *(getattr(record, name) for name in _COMPARED),
                *(record.body.get(name, "") for name in BODY_SECTIONS),
            ]
        )
        first = self._digests.setdefault(record.source_id, digests)
        if first is digests:
            return record
        names = [*_COMPARED, *(f"body.{name}" for name in BODY_SECTIONS)]
        conflicts = tuple(
            name
            for index, name in enumerate(names)
            if first[index * _DIGEST : (index + 1) * _DIGEST]
            != digests[index * _DIGEST : (index + 1) * _DIGEST]
        )
        return replace(record, duplicate="conflicting" if conflicts else "identical", conflicts=conflicts)


def _digest(value: object) -> bytes:
    return blake2b(repr(value).encode("utf-8", "surrogatepass"), digest_size=_DIGEST).digest()
