"""The log in a backup: copied up to a checkpoint, audited, compared with another copy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from madang_verify.audit import audit_log
from madang_verify.checkpoint import Checkpoint
from madang_verify.errors import VerifyError
from madang_verify.note import open_note
from madang_verify.source import open_source
from madang_verify.tiles import HASHES_PER_TILE, TILE_LEVELS, entries_path, tile_path

from madang.blocks.ledger.errors import LedgerError, LogDamaged
from madang.blocks.ledger.keys import FileKeyStore
from madang.blocks.ledger.log import LogIdentity, LogReader, settle
from madang.config.backup.manifest import FolderWriter, pieces_of
from madang.config.environment import ConfigurationError

CHECKPOINT = "checkpoint"


def reader_of(log: Path, keys: Path, origin: str) -> LogReader:
    """Return a reader of a log folder whose checkpoints are checked with the keys in ``keys``."""
    return LogReader(log, LogIdentity(origin, FileKeyStore(keys, create_missing=False)))


def settled_reader(log: Path, keys: Path, origin: str) -> LogReader:
    """Return such a reader when what a crash left in the log's journal has been brought into its files.

    Raises LedgerError, OSError.
    """
    reader = reader_of(log, keys, origin)
    settle(log, reader.identity)
    return reader


def size_at(reader: LogReader, signed: bytes) -> int:
    """Return the size that a signed checkpoint of this log names, 0 for none; raises LogDamaged."""
    if not signed:
        return 0
    try:
        note = open_note(signed, reader.identity.verifier_keys())
        return Checkpoint.parse(note.text, reader.identity.origin).size
    except VerifyError as error:
        raise LogDamaged(f"the checkpoint in {reader.folder} is not ours: {error}") from error


def copy_log(reader: LogReader, signed: bytes, size: int, writer: FolderWriter) -> None:
    """Copy the log as it stands at a checkpoint: what is appended meanwhile is left out.

    Unfinished tiles may have grown since, or be full and gone: they are cut to what the checkpoint covers.
    """
    for name, data in _covered(reader, size):
        writer.add(name, [data])
    if signed:
        writer.add(CHECKPOINT, [signed])


def _covered(reader: LogReader, size: int) -> Iterator[tuple[str, bytes]]:
    for index in range(-(-size // HASHES_PER_TILE)):
        width = min(HASHES_PER_TILE, size - index * HASHES_PER_TILE)
        yield entries_path(index, width), reader.bundle(index, size)
    level = 0
    while size >> TILE_LEVELS * level:
        count = size >> TILE_LEVELS * level
        for index in range(-(-count // HASHES_PER_TILE)):
            width = min(HASHES_PER_TILE, count - index * HASHES_PER_TILE)
            yield tile_path(level, index, width), reader.tile(level, index, size)
        level += 1


def audit(reader: LogReader, error: type[ConfigurationError]) -> int:
    """Check every entry and hash of a log against its signed checkpoint; return how many entries it holds."""
    try:
        size = reader.size()
        if size == 0:
            return 0
        found = audit_log(open_source(str(reader.folder)), reader.checkpoint())
    except (LedgerError, VerifyError, OSError) as cause:
        raise error(f"The log in {reader.folder} is not sound: {cause}") from cause
    if not found.sound:
        raise error(
            f"The log in {reader.folder} is not sound: {found.findings[0]}. Restore it from a backup or a mirror."
        )
    return size


def continues(longer: LogReader, shorter: LogReader) -> bool:
    """Whether the longer log tells the same history as the shorter one, and more."""
    size = shorter.size()
    return longer.root_at(size, longer.size()) == shorter.root_at(size, size)


def copy_whole(source: Path, target: Path) -> None:
    """Copy a sound log's files to a new folder, as they are."""
    target.mkdir(mode=0o755)
    for path in sorted(source.rglob("*")):
        name = path.relative_to(source)
        if path.is_file() and not any(part.startswith(".") for part in name.parts):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            with (target / name).open("wb") as file:
                file.writelines(pieces_of(path))
