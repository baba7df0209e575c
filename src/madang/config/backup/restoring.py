"""``madang restore``: a site from a backup, checked, with every erasure done again before anything serves.

Everything is made beside what stands there and takes its place in the last step (``swapping``), so until then a
restore that fails or is killed has changed nothing.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from madang.blocks.ledger.errors import LedgerError
from madang.blocks.ledger.log import LogReader, journals
from madang.config.backup import outside, swapping
from madang.config.backup.errors import BackupError, RestoreError, explained
from madang.config.backup.log_copy import audit, continues, copy_whole, reader_of, settled_reader
from madang.config.backup.making import DRAFT as UNFINISHED_BACKUP
from madang.config.backup.making import keys_below
from madang.config.backup.manifest import (
    KEYS_LIVE,
    KeysManifest,
    Manifest,
    check_parts,
    read_keys_manifest,
    read_manifest,
    sync_disk,
)
from madang.config.backup.programs import Programs, Say
from madang.config.environment import Environment
from madang.config.keys import private_folder
from madang.config.postgres import EmbeddedPostgres

_FINISH = "madang.config.backup.finishing"


@dataclass(frozen=True)
class Restored:
    """What came of a restore.

    Attributes:
        manifest: the backup that was restored.
        entries: entries in the log.
        lacks: acts that the log holds and the database does not: the site starts read-only.
        erased: subjects whose keys were deleted again.
        people: people and accounts whose rows were erased again.
        documents: documents that were deleted again.
        replaced: where the former state lies, None when there was none.
        finished_earlier: the command only finished a restore that was stopped in its last step.
    """

    manifest: Manifest | None
    entries: int = 0
    lacks: int = 0
    erased: int = 0
    people: int = 0
    documents: int = 0
    replaced: Path | None = None
    finished_earlier: bool = False


def restore(
    env: Environment, source: Path, *, keys_source: Path | None, log: Path | None, force: bool, say: Say
) -> Restored:
    """Make the site of ``env`` anew from a backup.

    Args:
        source: a backup, or a folder of backups, of which the newest is taken.
        keys_source: the keys that belong to it, or a folder of keys, of which the newest are taken;
            ``source/keys`` when left out.
        log: a log that is at least as new as the backup's (a mirror); without it the newest of those in the
            backup, in later backups beside it and in the home.
        force: put aside a site that stands in the home or in the database.

    Raises RestoreError and BackupError with the remedy; then what stood there stands as it did.
    """
    with explained(env.home, RestoreError), _resting_site(env):
        if journal := swapping.unfinished(env.home):
            if journal.database:
                outside.take_place(env, journal.database)
            return Restored(None, replaced=swapping.exchange(env.home, journal), finished_earlier=True)
        for name in swapping.clear_drafts(env.home):
            say(f"끝나지 않은 되살리기를 지웠습니다 / removed a restore that was never finished: {name}")
        backup, keys = find_backup(source), find_keys(source, keys_source)
        manifest, keys_manifest = read_manifest(backup), read_keys_manifest(keys)
        _refuse_unfit(env, manifest, keys_manifest, keys)
        if not force:
            refuse_occupied(env)
        say(f"백업을 확인합니다 / checking the backup {manifest.name} …")
        check_parts(backup, manifest.parts)
        check_parts(keys, keys_manifest.parts)
        chosen = _choose_log(env, backup, keys, manifest, log, say)
        return _make(env, backup, keys, chosen, manifest, say)


def _make(
    env: Environment, backup: Path, keys: Path, log: LogReader, manifest: Manifest, say: Say
) -> Restored:
    draft = env.home / f"{swapping.DRAFT}{manifest.name}"
    journal = swapping.Journal(draft.name, f"{swapping.REPLACED}{manifest.name}-{os.getpid()}")
    try:
        draft.mkdir(mode=0o700)
        shutil.copytree(keys / "keys", draft / "keys")
        shutil.copytree(backup / "files", draft / "files")
        copy_whole(log.folder, draft / "log")
        dumps = [
            ("pre-data", backup / "database.dump"),
            ("data", backup / "database.dump"),
            ("data", keys / "subjects.dump"),
            ("post-data", backup / "database.dump"),
        ]
        say("데이터베이스를 되살립니다 / restoring the database …")
        if env.database_url:
            found, name = _load_outside(env, draft, dumps, manifest)
            journal = replace(journal, database=name)
        else:
            found = _load_embedded(env, draft, dumps, manifest)
        sync_disk(draft)
        swapping.begin(env.home, journal)
    except BaseException:
        if not (env.home / swapping.JOURNAL).exists():
            shutil.rmtree(draft, ignore_errors=True)
        raise
    if journal.database:
        outside.take_place(env, journal.database)
    return replace(found, replaced=swapping.exchange(env.home, journal))


def _load_embedded(
    env: Environment, draft: Path, dumps: list[tuple[str, Path]], manifest: Manifest
) -> Restored:
    server = EmbeddedPostgres(draft / "postgres")
    try:
        server.start()
        server.ensure_database()
        with server.superuser() as connection:
            major = connection.info.server_version // 10000
        Programs(server.url(), major).load(dumps, RestoreError)
        return _finish(env, draft, server.url(), manifest)
    finally:
        server.stop()


def _load_outside(
    env: Environment, draft: Path, dumps: list[tuple[str, Path]], manifest: Manifest
) -> tuple[Restored, tuple[str, str] | None]:
    with outside.database_to_fill(env) as (url, major, names):
        Programs(url, major).load(dumps, RestoreError)
        return _finish(env, draft, url, manifest), names


def _row_of(manifest: Manifest) -> dict[str, object]:
    """Return what the site notes of a backup, as ``note_backup`` did where it was made."""
    made_at = datetime.fromisoformat(manifest.made_at)
    return {
        "finished_at": made_at.isoformat(),
        "entries": manifest.entries,
        "lacks": manifest.lacks,
        "size": sum(part.bytes for part in manifest.parts.values()),
        "keys_until": (made_at + KEYS_LIVE).isoformat(),
    }


def _finish(env: Environment, draft: Path, url: str, manifest: Manifest) -> Restored:
    """Let a process of the restored site itself do what needs its tables; return what it found."""
    done = subprocess.run(
        [sys.executable, "-m", _FINISH, manifest.name, manifest.origin, json.dumps(_row_of(manifest))],
        env={
            **os.environ,
            "MADANG_HOME": str(draft),
            "MADANG_ENV": env.mode,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "madang.config.settings",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    lines = done.stdout.strip().splitlines()
    if done.returncode != 0 or not lines:
        last = (lines or done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise RestoreError(f"The restored site could not be completed: {last}")
    found = json.loads(lines[-1])
    counts = (found[each] for each in ("entries", "lacks", "erased", "people", "documents"))
    return Restored(manifest, *counts)


def find_backup(source: Path) -> Path:
    """Return the backup that ``source`` is, or the newest one below it; raises BackupError."""
    if (source / "database.dump").exists():
        return source
    found = backups_below(source)
    if not found:
        raise BackupError(
            f"{source} 에 백업이 없습니다. / There is no whole backup in {source}. Name a folder that "
            "`madang backup` wrote to."
        )
    return found[-1][0]


def backups_below(place: Path) -> list[tuple[Path, Manifest]]:
    """Return (folder, manifest) of all whole backups directly below a folder, oldest first."""
    found = []
    for folder in sorted(place.iterdir()) if place.is_dir() else []:
        if (folder / "database.dump").exists() and not folder.name.startswith(UNFINISHED_BACKUP):
            try:
                found.append((folder, read_manifest(folder)))
            except BackupError:
                continue
    return sorted(found, key=lambda each: each[1].made_at)


def find_keys(source: Path, keys_source: Path | None) -> Path:
    """Return the keys that ``keys_source`` is, or the newest ones below it; raises BackupError.

    The newest are right for every older backup whose keys are still kept: a version is destroyed only 30 days
    after nothing is wrapped with it any more. Of a person erased since they hold nothing.
    """
    places = [keys_source] if keys_source else [source / "keys", source.parent / "keys"]
    for place in places:
        if (place / "subjects.dump").exists():
            return place
        if found := sorted(keys_below(place), key=lambda each: each[1].made_at):
            return found[-1][0]
    raise BackupError(
        f"열쇠를 찾지 못했습니다. / No keys were found in {' or '.join(map(str, places))}. They lie apart from "
        "the backup: name the folder with --keys-dir."
    )


def _refuse_unfit(env: Environment, manifest: Manifest, keys: KeysManifest, folder: Path) -> None:
    if env.production and manifest.mode != "production":
        raise RestoreError(
            "This backup is of a demo site. Demo people and sign-ins cannot come into production; "
            "restore it with MADANG_ENV=demo."
        )
    if keys.origin != manifest.origin:
        raise BackupError(
            f"The keys in {folder} are those of the log {keys.origin}, the backup is of {manifest.origin}. "
            "Name the right ones with --keys-dir."
        )
    if keys.made_at < manifest.made_at:
        raise BackupError(
            f"The keys in {folder} are older ({keys.made_at}) than the backup ({manifest.made_at}) and cannot "
            "open all of it. Name newer ones with --keys-dir."
        )


def refuse_occupied(env: Environment) -> None:
    """Raise RestoreError when a site stands where the restored one would come."""
    occupied = [name for name in swapping.PARTS if _holds_something(env.home / name)]
    if occupied:
        raise RestoreError(
            f"{env.home} 에 이미 사이트가 있습니다({', '.join(occupied)}). / There is a site in {env.home} already. "
            "Restore into an empty MADANG_HOME, or add --force to put what is there aside."
        )
    if env.database_url:
        outside.refuse_occupied(env)


def _holds_something(path: Path) -> bool:
    return path.is_dir() and any(not each.name.startswith(".") for each in path.iterdir())


def _choose_log(
    env: Environment, backup: Path, keys: Path, manifest: Manifest, wanted: Path | None, say: Say
) -> LogReader:
    """Return the newest sound log that continues the backup's.

    What was logged after the backup is not in its database, but it is known that it happened, and who was
    erased meanwhile. A log that contradicts the backup's is refused, never passed over.
    """
    own = reader_of(backup / "log", keys / "keys", manifest.origin)
    if audit(own, BackupError) != manifest.entries:
        raise BackupError(f"{backup / 'log'} is not the log that the manifest names. Use another backup.")
    if wanted is not None:
        candidates = [wanted]
    else:
        later = [
            folder / "log" for folder, each in backups_below(backup.parent) if each.made_at > manifest.made_at
        ]
        candidates = [env.log, *later]
    best, most = own, manifest.entries
    for folder in candidates:
        if not (folder / "checkpoint").is_file() and not journals(folder):
            continue
        try:
            candidate = settled_reader(folder, keys / "keys", manifest.origin)
            size = candidate.size()
            if size < manifest.entries or (size == most and wanted is None):
                continue
            if not continues(candidate, own):
                raise RestoreError("it tells another history")
            audit(candidate, RestoreError)
        except (LedgerError, OSError, RestoreError) as error:
            raise RestoreError(
                f"The log in {folder} does not continue the backup's: {error}. It may hold acts and erasures that "
                f"must not be forgotten. Mend it, or leave it out on purpose with --log {backup / 'log'}"
            ) from error
        if size >= most:
            best, most = candidate, size
    if wanted is not None and best.folder != wanted:
        raise RestoreError(f"{wanted} holds no log that is as new as the backup's.")
    if most > manifest.entries:
        say(f"더 새로운 기록을 씁니다 / using a newer log: {best.folder} ({most - manifest.entries:,} +)")
    return best


@contextmanager
def _resting_site(env: Environment) -> Iterator[None]:
    """Hold the supervisor's lock; raises RestoreError when the site runs."""
    private_folder(env.home)
    lock = os.open(env.home / "supervisor.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RestoreError(
                f"{env.home} 의 사이트가 켜져 있습니다. / The site in {env.home} is running. Stop it first (Ctrl-C or "
                "SIGTERM to `madang up`), then restore."
            ) from None
        if EmbeddedPostgres(env.postgres).status() not in {"absent", "stopped"}:
            raise RestoreError(
                f"The database in {env.postgres} is in use by another command. Let it end first."
            )
        yield
    finally:
        os.close(lock)
