"""Where bytes lie: by their SHA-256, in a folder. Written beside, synced, renamed; never changed afterwards.

``Storage`` is what another place would have to offer. S3 (by ``django-storages``) is not built yet.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from django.conf import settings

_KEY = re.compile(r"[0-9a-f]{64}")


class Damaged(Exception):
    """The bytes are gone, or are not those that were stored."""


class Storage(Protocol):
    """What every place of bytes offers. A key is the SHA-256 of the bytes in hexadecimal digits."""

    def put(self, key: str, data: bytes) -> None:
        """Keep the bytes, durable when it returns; does nothing when they are there."""

    def get(self, key: str) -> bytes:
        """Return the bytes, checked against the key; raises Damaged."""

    def local(self, key: str) -> contextlib.AbstractContextManager[Path]:
        """Give the bytes as a file to read, for as long as the context lasts; raises Damaged."""

    def derived(self, key: str, what: str) -> Path:
        """Return the place of something made from the bytes, which may be lost and made again."""

    def delete(self, key: str) -> None:
        """Remove the bytes and what was made from them; does nothing when they are gone."""

    def scratch(self) -> Path:
        """Return a folder of this machine for what is being written or looked at."""

    def stored(self) -> Iterator[tuple[str, float]]:
        """Yield all keys, each with the time at which its bytes came (seconds since 1970)."""


class FolderStorage:
    """Bytes as files: ``FOLDER/ab/abcd…``, folders 0700, files 0600.

    What can be made again lies in the hidden folder ``.derived``, which backups leave out.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, key: str, data: bytes) -> None:
        target = self._path(key)
        if target.exists() and sha256(target.read_bytes()).hexdigest() == key:
            return  # one that was torn on the disk is written anew
        draft = self.scratch() / f"{key[:16]}-{secrets.token_hex(8)}"
        try:
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            self._made(target.parent)
            draft.rename(target)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        for each in (target.parent, self._folder):
            _sync(each)

    def get(self, key: str) -> bytes:
        try:
            data = self._path(key).read_bytes()
        except FileNotFoundError as error:
            raise Damaged(key) from error
        if sha256(data).hexdigest() != key:
            raise Damaged(key)
        return data

    @contextlib.contextmanager
    def local(self, key: str) -> Iterator[Path]:
        path = self._path(key)
        if not path.exists():
            raise Damaged(key)
        yield path

    def derived(self, key: str, what: str) -> Path:
        return self._made(self._folder / ".derived" / self._path(key).parent.name) / f"{key}.{what}"

    def delete(self, key: str) -> None:
        path = self._path(key)
        path.unlink(missing_ok=True)
        for each in (self._folder / ".derived" / path.parent.name).glob(f"{key}.*"):
            each.unlink(missing_ok=True)
        if path.parent.is_dir():
            _sync(path.parent)

    def scratch(self) -> Path:
        """Return the folder for what is being written or looked at; ``sweep`` clears what a killed process left there."""
        return self._made(self._folder / ".writing")

    def stored(self) -> Iterator[tuple[str, float]]:
        for path in sorted(self._folder.glob("[0-9a-f][0-9a-f]/*")):
            with contextlib.suppress(FileNotFoundError):
                if _KEY.fullmatch(path.name):
                    yield path.name, path.stat().st_mtime

    def sweep(self, age: float) -> int:
        """Remove what was being written when a process ended, older than ``age`` seconds; returns how many."""
        gone = 0
        for path in (self._folder / ".writing").glob("*"):
            with contextlib.suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > age:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
                    gone += 1
        return gone

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError("a key is 64 hexadecimal digits")
        return self._folder / key[:2] / key

    def _made(self, folder: Path) -> Path:
        """Make a folder with those above it, each for us alone."""
        missing = [each for each in (folder, *folder.parents) if not each.exists()]
        for each in reversed(missing):
            with contextlib.suppress(FileExistsError):
                each.mkdir(mode=0o700)
            _sync(each.parent)
        return folder


def storage() -> FolderStorage:
    """Return where this site keeps its documents: below its folder of files, which backups copy."""
    return FolderStorage(settings.ENVIRONMENT.files / "documents")


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
