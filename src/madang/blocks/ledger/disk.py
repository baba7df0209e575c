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


def sync_folders(folders: Iterable[Path]) -> None:
    """Make durable what was created, renamed or removed in the folders. Raises OSError."""
    for folder in folders:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
