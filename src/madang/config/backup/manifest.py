"""What a backup says of itself, and the lists of hashes by which it is checked."""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from madang.config.backup.errors import BackupError
from madang.config.keys import sync_folder

FORMAT = 1
MANIFEST = "manifest.json"
KEYS_LIVE = timedelta(days=30)
_PIECE = 1024 * 1024


@dataclass(frozen=True)
class Part:
    """One part of a backup.

    Attributes:
        sha256: of the file, or of the list of hashes of a folder's files.
        bytes: size of the file, or of all files in the folder.
        files: how many files it is.
    """

    sha256: str
    bytes: int
    files: int = 1


@dataclass(frozen=True)
class Manifest:
    """What one backup holds.

    Attributes:
        name: its folder's name, which begins with its time.
        made_at: when its database was looked at (UTC, ISO 8601): the point that it restores.
        product: version of Madang that made it.
        mode: ``demo`` or ``production``.
        origin, vkeys: name and verifier keys of its log.
        checkpoint: the log's signed checkpoint as text, empty for a log without entries.
        entries: entries that its log holds.
        followed: entries that its database had followed.
        lacks: acts that its log holds and its database does not.
        keys: SHA-256 of the manifest of the keys that were put apart.
        parts: name → part.
    """

    name: str
    made_at: str
    product: str
    mode: str
    origin: str
    vkeys: list[str]
    checkpoint: str
    entries: int
    followed: int
    lacks: int
    keys: str
    parts: dict[str, Part]
    format: int = FORMAT


@dataclass(frozen=True)
class KeysManifest:
    """What the part with the keys holds. ``delete_after``: when no copy of it may exist any more (UTC)."""

    name: str
    made_at: str
    delete_after: str
    origin: str
    parts: dict[str, Part] = field(default_factory=dict)
    format: int = FORMAT


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a backup; raises BackupError when the folder holds none that we understand."""
    return _read(folder, Manifest)


def read_keys_manifest(folder: Path) -> KeysManifest:
    """Return the manifest of the keys of a backup; raises BackupError."""
    return _read(folder, KeysManifest)


def _read(folder: Path, kind: type[Any]) -> Any:
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if found.get("format") != FORMAT:
            raise BackupError(
                f"{folder} was made by another release of Madang (format {found.get('format')!r}, this one reads "
                f"{FORMAT}). Restore it with the release that made it."
            )
        return kind(**{**found, "parts": {name: Part(**part) for name, part in found["parts"].items()}})
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupError(f"{folder} is not a whole backup: its {MANIFEST} is missing or damaged.") from error


def write_manifest(folder: Path, manifest: Manifest | KeysManifest) -> str:
    """Write the manifest durably and return its SHA-256."""
    data = (json.dumps(asdict(manifest), ensure_ascii=False, indent=1) + "\n").encode()
    write_file(folder / MANIFEST, [data])
    sync_folder(folder)
    return hashlib.sha256(data).hexdigest()


def write_file(path: Path, pieces: Iterable[bytes], *, durable: bool = True) -> tuple[str, int]:
    """Write a new file (0600); return its SHA-256 and size."""
    digest = hashlib.sha256()
    size = 0
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for piece in pieces:
            file.write(piece)
            digest.update(piece)
            size += len(piece)
        file.flush()
        if durable:
            os.fsync(file.fileno())
    return digest.hexdigest(), size


def file_part(path: Path) -> Part:
    """Return a written file as a part, read back from the disk; makes it durable."""
    descriptor = os.open(path, os.O_RDONLY)
    with os.fdopen(descriptor, "rb") as file:
        os.fsync(file.fileno())
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Part(digest, path.stat().st_size)


class FolderWriter:
    """Writes one part that is a folder, and the list of its files' hashes beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lines: list[str] = []
        self._bytes = 0
        folder.mkdir(mode=0o700)

    def add(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write one file below the folder."""
        path = self.folder / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        digest, size = write_file(path, pieces, durable=False)  # all at once in ``close``
        self._lines.append(f"{digest}  {name}\n")
        self._bytes += size

    def copy(self, source: Path) -> None:
        """Copy a folder's files with their times. Hidden ones and those that go meanwhile are left out."""
        for path in files_below(source):
            name = str(path.relative_to(source))
            try:
                times = path.stat()
                self.add(name, pieces_of(path))
            except FileNotFoundError:
                continue
            os.utime(self.folder / name, ns=(times.st_atime_ns, times.st_mtime_ns))

    def close(self) -> Part:
        """Write the list and return the part; ``sha256sum -c`` checks the list from inside the folder."""
        data = "".join(sorted(self._lines, key=lambda line: line[66:])).encode()
        digest, _size = write_file(self.folder.with_name(f"{self.folder.name}.sha256"), [data])
        sync_disk(self.folder)
        return Part(digest, self._bytes, len(self._lines))


def sync_disk(folder: Path) -> None:
    """Make everything on the folder's file system durable; for many small files faster than one by one."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
        if syncfs is None:
            os.sync()
        elif syncfs(descriptor) != 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code), str(folder))
    finally:
        os.close(descriptor)


def files_below(folder: Path) -> Iterator[Path]:
    """Yield a folder's files in order of name, without those in hidden places."""
    if not folder.is_dir():
        return
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and path.is_file() and not path.is_symlink():
            yield path


def pieces_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def check_parts(folder: Path, parts: dict[str, Part]) -> None:
    """Check every part against its hashes; raises BackupError that names what differs."""
    for name, part in parts.items():
        path = folder / name
        if path.is_dir():
            _check_folder(path, part)
        elif not path.is_file() or file_part(path).sha256 != part.sha256:
            raise _damaged(path)


def _check_folder(path: Path, part: Part) -> None:
    listing = path.with_name(f"{path.name}.sha256")
    if not listing.is_file() or file_part(listing).sha256 != part.sha256:
        raise _damaged(listing)
    expected = {line[66:]: line[:64] for line in listing.read_text(encoding="utf-8").splitlines()}
    found = {str(each.relative_to(path)) for each in files_below(path)}
    for name in sorted(found ^ expected.keys()):
        raise _damaged(path / name)
    for name, digest in expected.items():
        with (path / name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                raise _damaged(path / name)


def _damaged(path: Path) -> BackupError:
    return BackupError(
        f"{path} 이(가) 백업할 때와 다릅니다. / {path} is missing or not what was backed up. "
        "Use another backup; this one is not good."
    )


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
