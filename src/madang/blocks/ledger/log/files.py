"""The log's files: written whole and durably; removed when no checkpoint covers or needs them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

from madang_verify.tiles import HASHES_PER_TILE, TILE_LEVELS, entries_path, tile_path

from madang.blocks.ledger.disk import sync_folders, write_all

_TILES_PER_FOLDER = 1000


class Batch:
    """The files of one append: written whole, then all synced at once, then counted by a last one.

    Synced at once by several threads they cost the file system one or two commits of its journal instead of
    one each, which on a busy disk is most of the time. Beginning to sync while later files are still made was
    tried: it saved nothing, the threads then take turns with the hashing.
    """

    def __init__(self, folder: Path, threads: ThreadPoolExecutor, *, durable: bool) -> None:
        self._folder = folder
        self._threads = threads
        self._durable = durable
        self._folders: dict[str, None] = {}
        self._descriptors: list[int] = []

    def __enter__(self) -> Batch:
        return self

    def __exit__(self, *_error: object) -> None:
        for descriptor in self._descriptors:
            os.close(descriptor)

    def write(self, path: str, data: bytes) -> None:
        """Write a file anew, its folders where they are missing. Raises OSError."""
        self._descriptors.append(_open(self._folder, path, self._folders))
        write_all(self._descriptors[-1], data)

    def publish(self, name: str, data: bytes) -> None:
        """When all files and their names are on the disk, put ``data`` at ``name`` at once and durably.

        A reader sees the old file or the new one. Raises OSError: then the old one stands, or, when the very
        last sync failed, maybe the new one.
        """
        draft = f".{name}"
        self.write(draft, data)
        if self._durable:
            self._sync()
        (self._folder / draft).replace(self._folder / name)
        if self._durable:
            sync_folders([self._folder])

    def _sync(self) -> None:
        syncing = [self._threads.submit(os.fdatasync, descriptor) for descriptor in self._descriptors]
        try:
            for folder in self._folders:
                self._descriptors.append(os.open(self._folder / folder, os.O_RDONLY | os.O_DIRECTORY))
                syncing.append(self._threads.submit(os.fsync, self._descriptors[-1]))
        finally:
            wait(syncing)  # whatever happened: no descriptor is closed under a thread that syncs it
        for each in syncing:
            each.result()


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
