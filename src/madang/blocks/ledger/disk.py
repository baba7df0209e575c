"""Bytes that are on the disk when a function returns."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of ``data``: one call may write less, e.g. just before the disk is full. Raises OSError."""
    written = os.write(descriptor, data)
    while written < len(data):
        written += os.write(descriptor, memoryview(data)[written:])


def replace_file(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Put ``data`` at ``path`` at once: a reader sees the old file or the new one, whole. Raises OSError."""
    draft = path.with_name(f".{path.name}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        write_all(descriptor, data)
        if durable:
            os.fdatasync(descriptor)
    finally:
        os.close(descriptor)
    draft.replace(path)
    if durable:
        sync_folders([path.parent])


def sync_folders(folders: Iterable[Path]) -> None:
    """Make durable what was created, renamed or removed in the folders. Raises OSError."""
    for folder in folders:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
