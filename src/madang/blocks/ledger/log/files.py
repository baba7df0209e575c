"""The log's files: written whole, synced later; removed when no checkpoint covers or needs them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from madang_verify.tiles import HASHES_PER_TILE, TILE_LEVELS, entries_path, tile_path

from madang.blocks.ledger.disk import write_all

_TILES_PER_FOLDER = 1000
_THREADS = 8


@dataclass(frozen=True)
class Unsynced:
    """Files (their newest partial ones) and folders below the log's folder that may not be on the disk yet."""

    files: list[str]
    folders: list[str]


class Files:
    """The log's files, written whole; their syncing is left for later, until then the journal vouches for them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, str] = {}
        self._folders: dict[str, None] = {}

    def write(self, path: str, data: bytes) -> None:
        """Write a file anew, its folders where they are missing. Raises OSError."""
        descriptor = _open(self._folder, path, self._folders)
        try:
            write_all(descriptor, data)
        finally:
            os.close(descriptor)
        self._files[path.partition(".p/")[0]] = path

    def publish(self, name: str, data: bytes) -> None:
        """Put ``data`` at ``name`` at once: a reader sees the old file or the new one. Raises OSError."""
        draft = f".{name}"
        self.write(draft, data)
        del self._files[draft]
        (self._folder / draft).replace(self._folder / name)
        self._files[name] = name

    def take_unsynced(self) -> Unsynced:
        """Return what was written since this was last asked."""
        found = Unsynced(list(self._files.values()), list(self._folders))
        self._files, self._folders = {}, {}
        return found


def sync(folder: Path, unsynced: Unsynced) -> None:
    """Make files and the names in folders durable. Raises OSError.

    Synced by several threads they cost the file system some commits of its journal instead of one each, which
    on a busy disk is most of the time. What is gone meanwhile, because a fuller tile took its place, is left out.
    """
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="log-sync") as threads:
        for _done in threads.map(partial(_sync_one, folder, os.O_WRONLY), unsynced.files):
            pass
        for _done in threads.map(partial(_sync_one, folder, os.O_RDONLY | os.O_DIRECTORY), unsynced.folders):
            pass


def _sync_one(folder: Path, flags: int, path: str) -> None:
    try:
        descriptor = os.open(f"{folder}/{path}", flags)
    except FileNotFoundError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_uncovered(folder: Path, size: int) -> list[str]:
    """Remove tiles and bundles that lie beyond a tree of ``size`` entries, and partial ones grown full.

    What lies beyond is left by an append that never got its checkpoint; the next append may write other
    entries there, and what it does not overwrite would contradict the log. Only folders at the right edge
    are looked through. Returns the paths removed.
    """
    removed: list[str] = []
    for level in (None, *range(64)):
        if not (folder / "tile" / ("entries" if level is None else str(level))).is_dir():
            break
        edge, width = divmod(size >> TILE_LEVELS * (level or 0), HASHES_PER_TILE)
        index = edge
        while (parent := (folder / _path(level, index)).parent).is_dir():
            first = index - index % _TILES_PER_FOLDER
            for entry in list(parent.iterdir()):
                if not entry.name.startswith("x"):
                    removed += _remove_one(entry, first + int(entry.name[:3]), edge, width)
            index = first + _TILES_PER_FOLDER
    return [str(Path(name).relative_to(folder)) for name in removed]


def remove_partials(folder: Path, full: Iterable[str]) -> None:
    """Remove the partial files of tiles and bundles that a durable checkpoint now covers as full ones."""
    for name in full:
        shutil.rmtree(folder / f"{name}.p", ignore_errors=True)


def _open(folder: Path, name: str, touched: dict[str, None]) -> int:
    """Open a file for writing anew, making its folders; notes each folder that got a new name."""
    path = f"{folder}/{name}"
    parent = name.rpartition("/")[0]
    touched[parent] = None
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    try:
        return os.open(path, flags, 0o644)
    except FileNotFoundError:
        made = parent
        while made and not (folder / made).is_dir():
            made = made.rpartition("/")[0]
            touched[made] = None
        (folder / parent).mkdir(mode=0o755, parents=True, exist_ok=True)
        return os.open(path, flags, 0o644)


def _path(level: int | None, index: int) -> str:
    return entries_path(index) if level is None else tile_path(level, index)


def _remove_one(entry: Path, index: int, edge: int, width: int) -> list[str]:
    if entry.is_dir():
        if index != edge:  # partial ones: of a later tile, or of one that is full by now
            shutil.rmtree(entry)
            return [str(entry)]
        beyond = [partial for partial in entry.iterdir() if int(partial.name) > width]
        for partial in beyond:
            partial.unlink()
        return [str(partial) for partial in beyond]
    if index < edge:
        return []
    entry.unlink()
    return [str(entry)]
