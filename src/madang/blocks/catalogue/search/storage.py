"""The index's folder: generations, the lock of the one writer, and checks for damage.

    current        JSON: name of the generation in use and its format; replaced atomically
    writer.lock    held by the one process that writes
    g-00000007/    one generation, a tantivy index

A rebuild fills a new generation beside the old one, which goes on serving until `current` names the new one.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import struct
import zlib
from pathlib import Path
from typing import Any

from madang.blocks.catalogue.search.errors import IndexLockedError, IndexUnavailableError

_GENERATION = re.compile(r"g-\d{8}")
_MAGIC = 1337
_CHUNK = 1 << 20


def current(root: Path) -> tuple[Path, int] | None:
    """Folder and format of the generation in use, or None when there is none or it cannot be told."""
    try:
        said = json.loads((root / "current").read_text("utf-8"))
        name, form = said["generation"], int(said["format"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not isinstance(name, str) or not _GENERATION.fullmatch(name):
        return None
    return root / name, form


def new_generation(root: Path) -> Path:
    """An empty folder for the next generation."""
    numbers = [int(one.name[2:]) for one in root.iterdir() if _GENERATION.fullmatch(one.name)]
    folder = root / f"g-{max(numbers, default=0) + 1:08d}"
    folder.mkdir()
    return folder


def make_current(root: Path, generation: Path, form: int) -> None:
    """Name the generation in use, surviving a power cut at any moment."""
    draft = root / "current.new"
    with draft.open("w", encoding="utf-8") as stream:
        json.dump({"generation": generation.name, "format": form}, stream)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(root / "current")
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def drop(generation: Path) -> None:
    """Delete a generation that was not finished."""
    shutil.rmtree(generation, ignore_errors=True)


def drop_others(root: Path, generation: Path) -> None:
    """Delete all generations but one: replaced ones, and those of a rebuild that was cut short.

    Who still reads one keeps its files until they are closed.
    """
    for one in root.iterdir():
        if _GENERATION.fullmatch(one.name) and one != generation:
            shutil.rmtree(one, ignore_errors=True)


class WriterLock:
    """The right to write an index. The system gives it back when the process ends, however it ends."""

    def __init__(self, root: Path) -> None:
        self._descriptor = os.open(root / "writer.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._descriptor)
            raise IndexLockedError(
                f"검색 색인({root})을 다른 프로세스가 쓰고 있습니다. 그것을 멈춘 뒤 다시 시도해 주십시오.",
                f"Another process writes the search index ({root}). Stop it, then try again.",
            ) from None

    def release(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def damage(generation: Path) -> str:
    """What is wrong with a generation's files, or "" when every segment file proves whole.

    Reads all of them: each ends in a footer with the CRC-32 of what stands before it.
    """
    try:
        meta = json.loads((generation / "meta.json").read_text("utf-8"))
        names = [name for one in meta["segments"] for name in _files(one)]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return f"meta.json: {type(error).__name__}"
    for name in names:
        try:
            said = _file_damage(generation / name)
        except OSError as error:
            said = type(error).__name__
        if said:
            return f"{name}: {said}"
    return ""


def _files(segment: dict[str, Any]) -> list[str]:
    """Names of a segment's files; others that lie beside them belong to a commit that never happened."""
    name = segment["segment_id"].replace("-", "")
    files = [f"{name}.{kind}" for kind in ("fast", "fieldnorm", "idx", "pos", "store", "term")]
    if segment["deletes"]:
        files.append(f"{name}.{segment['deletes']['opstamp']}.del")
    return files


def _file_damage(path: Path) -> str:
    size = path.stat().st_size
    with path.open("rb") as stream:
        if size < 8:
            return "too short"
        stream.seek(size - 8)
        length, magic = struct.unpack("<II", stream.read(8))
        body = size - 8 - length
        if magic != _MAGIC or body < 0:
            return "no footer"
        stream.seek(body)
        try:
            expected = json.loads(stream.read(length))["crc"]
        except (ValueError, KeyError, TypeError):
            return "footer unreadable"
        stream.seek(0)
        checksum = 0
        while body and (chunk := stream.read(min(_CHUNK, body))):
            checksum = zlib.crc32(chunk, checksum)
            body -= len(chunk)
    return "" if checksum == expected else "checksum differs"


def stamp(path: Path) -> tuple[int, int, int]:
    """What changes when a file is replaced. Raises `IndexUnavailableError` when it is not there."""
    try:
        known = path.stat()
    except OSError:
        raise unavailable() from None
    return known.st_ino, known.st_mtime_ns, known.st_size


def unavailable(cause: Any = "") -> IndexUnavailableError:
    """The error for an index that is not there or cannot be read."""
    detail = f" ({cause})" if cause else ""
    return IndexUnavailableError(
        f"검색 색인을 읽을 수 없습니다{detail}. 색인은 데이터베이스에서 다시 만들 수 있습니다.",
        f"The search index cannot be read{detail}. It can be rebuilt from the database.",
    )
