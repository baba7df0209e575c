"""``madang backup``: one point of a running or resting site, checked before it is called good.

Nothing is paused. The database is looked at first (one snapshot for all its parts), then the log's checkpoint
is taken at once: so the log is never older than the database, and nearly always at the very same point.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psycopg

from madang.blocks.ledger.errors import LedgerError, NotLogged
from madang.blocks.ledger.keys import FileKeyStore
from madang.blocks.ledger.log import LogReader
from madang.blocks.ledger.recording import SUBJECT_KEY_PURPOSE
from madang.config.backup.errors import BackupError, explained
from madang.config.backup.log_copy import audit, copy_log, reader_of, settled_reader, size_at
from madang.config.backup.manifest import (
    KEYS_LIVE,
    FolderWriter,
    KeysManifest,
    Manifest,
    check_parts,
    file_part,
    read_keys_manifest,
    read_manifest,
    stamp,
    write_manifest,
)
from madang.config.backup.programs import Programs, Say
from madang.config.environment import Environment
from madang.config.keys import sync_folder

DRAFT = ".unfinished-"
SUBJECTS = "ledger_subject"
# A session that was ended, or a place in a cache, must not come back to life.
LEFT_OUT = ("django_session", "usersessions_usersession", "madang_cache")
_ATTEMPTS = 20
_SUBJECTS_TRIED = 200


@dataclass(frozen=True)
class Made:
    """A backup that was found good.

    Attributes:
        folder, keys: where it and its keys lie.
        manifest: what it holds.
        keys_until: when the keys are to be deleted.
    """

    folder: Path
    keys: Path
    manifest: Manifest
    keys_until: datetime

    @property
    def size(self) -> int:
        """Bytes of all parts but the keys."""
        return sum(part.bytes for part in self.manifest.parts.values())


@dataclass(frozen=True)
class _Point:
    """The one point: a snapshot of the database and the log's checkpoint."""

    snapshot: str
    signed: bytes
    entries: int
    followed: int
    lacks: int
    moment: datetime


def back_up(
    env: Environment,
    url: str,
    origin: str,
    target: Path,
    keys_target: Path,
    *,
    say: Say,
    now: datetime | None = None,
) -> Made:
    """Make a backup of the site in a new folder below ``target``, its keys below ``keys_target``.

    Args:
        env: the installation; its database answers at ``url``.
        origin: the log's name.
        say: tells people one sentence.
        now: clock for the life of keys, for tests.

    Raises BackupError with the remedy; then earlier backups stand as they did and the site is untouched.
    """
    moment = now or datetime.now(UTC)
    name = f"{moment:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
    with explained(target, BackupError), contextlib.ExitStack() as stack:
        for place in dict.fromkeys((target, keys_target)):
            stack.enter_context(_sole(place))
            _clear_drafts(place, say)
        check_subject_keys(url, env.keys)
        draft, keys_draft = target / f"{DRAFT}{name}", keys_target / f"{DRAFT}{name}.keys"
        try:
            keys_draft.mkdir(mode=0o700)
            draft.mkdir(mode=0o700)
            manifest = _write(env, url, origin, name, moment, draft, keys_draft, say)
            _verify(draft, keys_draft, origin)
            keys = _publish(keys_draft, keys_target / _keys_name(name, target, keys_target))
            folder = _publish(draft, target / name)
        except BaseException:
            for left in (draft, keys_draft):
                shutil.rmtree(left, ignore_errors=True)
            raise
        delete_old_keys(keys_target, moment, say)
    return Made(folder, keys, manifest, moment + KEYS_LIVE)


def _keys_name(name: str, target: Path, keys_target: Path) -> str:
    return f"{name}.keys" if target == keys_target else name


def _write(
    env: Environment,
    url: str,
    origin: str,
    name: str,
    moment: datetime,
    draft: Path,
    keys_draft: Path,
    say: Say,
) -> Manifest:
    try:
        reader = settled_reader(env.log, env.keys, origin)
    except (LedgerError, OSError) as error:
        raise BackupError(f"The log in {env.log} cannot be read: {error}") from error
    with psycopg.connect(url) as connection:
        programs = Programs(url, connection.info.server_version // 10000)
        try:
            point = _one_point(connection, reader)
        except LedgerError as error:
            raise BackupError(f"The log in {env.log} cannot be read: {error}") from error
        except psycopg.errors.UndefinedTable as error:
            raise BackupError(
                "The database holds no site yet. Run `madang up` once, then back it up."
            ) from error
        say(f"데이터베이스 / database, 기록 / log: {point.entries:,}")
        left_out = [f"--exclude-table-data={table}" for table in (SUBJECTS, *LEFT_OUT)]
        programs.dump(draft / "database.dump", snapshot=point.snapshot, options=left_out, error=BackupError)
        only_subjects = ["--data-only", f"--table={SUBJECTS}"]
        programs.dump(
            keys_draft / "subjects.dump", snapshot=point.snapshot, options=only_subjects, error=BackupError
        )
        connection.rollback()
    programs.read_through(draft / "database.dump", BackupError)
    programs.read_through(keys_draft / "subjects.dump", BackupError)
    log = FolderWriter(draft / "log")
    copy_log(reader, point.signed, point.entries, log)
    files = FolderWriter(draft / "files")
    files.copy(env.files)
    # Keys last: a version made meanwhile comes along, and an earlier one never goes.
    keys = FolderWriter(keys_draft / "keys")
    keys.copy(env.keys)
    keys_manifest = KeysManifest(
        name=name,
        made_at=stamp(point.moment),
        delete_after=stamp(moment + KEYS_LIVE),
        origin=origin,
        parts={"subjects.dump": file_part(keys_draft / "subjects.dump"), "keys": keys.close()},
    )
    manifest = Manifest(
        name=name,
        made_at=stamp(point.moment),
        product=version("madang"),
        mode=env.mode,
        origin=origin,
        vkeys=reader.identity.vkeys() if point.entries else [],
        checkpoint=point.signed.decode(),
        entries=point.entries,
        followed=point.followed,
        lacks=point.lacks,
        keys=write_manifest(keys_draft, keys_manifest),
        parts={
            "database.dump": file_part(draft / "database.dump"),
            "log": log.close(),
            "files": files.close(),
        },
    )
    write_manifest(draft, manifest)
    return manifest


def _one_point(connection: psycopg.Connection[tuple[object, ...]], reader: LogReader) -> _Point:
    """Export a snapshot and take the checkpoint that belongs to it.

    When an act is logged between the two whose row the snapshot does not hold, we look again; on a site that
    never rests we take the log as it is then, and say how many acts it is ahead.
    """
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    for attempt in range(_ATTEMPTS):
        row = connection.execute(
            "SELECT pg_export_snapshot(), clock_timestamp(), s.size, s.root FROM (SELECT 1) one "
            "LEFT JOIN ledger_logstate s ON true"
        ).fetchone()
        try:
            signed = reader.signed_checkpoint()
        except NotLogged:
            signed = b""
        assert row is not None
        snapshot, moment, followed, root = row
        assert isinstance(snapshot, str) and isinstance(moment, datetime)
        done = followed if isinstance(followed, int) else 0
        size = size_at(reader, signed)
        if size < done:
            raise BackupError(
                f"The database knows {done} entries and the log in {reader.folder} holds {size}: the log is older. "
                "Restore the log from its backup or a mirror before you make a backup of this site."
            )
        if isinstance(root, bytes) and reader.root_at(done, size) != root:
            raise BackupError(
                f"Database and log tell two histories of the first {done} entries. A backup of both would be "
                "no good: find out which of them was restored or copied from another site."
            )
        lacks = _lacks(connection, reader, done, size)
        if lacks == 0 or attempt == _ATTEMPTS - 1:
            return _Point(snapshot, signed, size, done, lacks, moment)
        connection.rollback()
        time.sleep(0.005 * attempt)
    raise AssertionError("the last attempt returns")


def _lacks(
    connection: psycopg.Connection[tuple[object, ...]], reader: LogReader, first: int, size: int
) -> int:
    """Return how many entries from ``first`` on are of acts that the snapshot does not hold."""
    lacks = 0
    for start in range(first, size, 2048):
        ids = [json.loads(entry)["id"] for entry in reader.entries(start, min(start + 2048, size), size)]
        held = connection.execute(
            "SELECT count(*) FROM ledger_outbox WHERE id = ANY(%s::uuid[])", [ids]
        ).fetchone()
        assert held is not None and isinstance(held[0], int)
        lacks += len(ids) - held[0]
    return lacks


def _verify(draft: Path, keys_draft: Path, origin: str) -> None:
    """Read everything back from the disk; raises BackupError when it would not restore."""
    manifest, keys = read_manifest(draft), read_keys_manifest(keys_draft)
    check_parts(draft, manifest.parts)
    check_parts(keys_draft, keys.parts)
    copied = reader_of(draft / "log", keys_draft / "keys", origin)
    if audit(copied, BackupError) != manifest.entries:
        raise BackupError(f"The copy of the log holds another number of entries than {manifest.entries}.")


def check_subject_keys(url: str, keys: Path) -> None:
    """Open some subjects' keys with a key store; raises BackupError when it is not the one that closed them."""
    store = FileKeyStore(keys, create_missing=False)
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            f"SELECT mac, wrapped_key FROM {SUBJECTS} WHERE wrapped_key IS NOT NULL ORDER BY id DESC LIMIT %s",  # noqa: S608
            [_SUBJECTS_TRIED],
        ).fetchall()
    try:
        for mac, wrapped in rows:
            store.unwrap(SUBJECT_KEY_PURPOSE, bytes(wrapped), bytes(mac))
    except LedgerError as error:
        raise BackupError(
            f"The keys in {keys} do not open what the database holds: {error}. Bring the right keys back first; "
            "a backup with these could not be read."
        ) from error


def delete_old_keys(place: Path, now: datetime, say: Say) -> None:
    """Delete keys whose time is over, as long as newer ones are there."""
    found = sorted(keys_below(place), key=lambda each: each[1].made_at)
    for folder, manifest in found[:-1]:
        if manifest.delete_after < stamp(now):
            shutil.rmtree(folder)
            say(f"30일이 지난 열쇠를 지웠습니다 / deleted keys older than 30 days: {folder}")


def keys_below(place: Path) -> list[tuple[Path, KeysManifest]]:
    """Return (folder, manifest) of all whole key backups directly below a folder."""
    found = []
    for folder in sorted(place.iterdir()) if place.is_dir() else []:
        if folder.is_dir() and not folder.name.startswith(".") and (folder / "subjects.dump").exists():
            with contextlib.suppress(BackupError):
                found.append((folder, read_keys_manifest(folder)))
    return found


def _publish(draft: Path, folder: Path) -> Path:
    draft.rename(folder)
    sync_folder(folder.parent)
    return folder


@contextmanager
def _sole(place: Path) -> Iterator[None]:
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = os.open(place / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError(
                f"다른 백업이 {place} 에 쓰고 있습니다. / Another backup is being written to {place}. "
                "Wait until it is done."
            ) from None
        yield
    finally:
        os.close(lock)


def _clear_drafts(place: Path, say: Say) -> None:
    for left in place.glob(f"{DRAFT}*"):
        shutil.rmtree(left)
        say(f"끝나지 않은 백업을 지웠습니다 / removed a backup that was never finished: {left.name}")
