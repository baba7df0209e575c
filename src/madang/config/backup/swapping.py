"""Putting a restored site in the place of what stood there: step by step by a journal, so that a stop in the
middle loses nothing and the same command finishes it.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from madang.config.backup.errors import RestoreError
from madang.config.environment import ConfigurationError
from madang.config.keys import sync_folder

JOURNAL = ".restore.json"
DRAFT = ".restoring-"
REPLACED = ".replaced-"
PARTS = ("postgres", "keys", "log", "files")
# Caches and notes about the site that was there; they are made again.
CACHES = ("index", "stamps.json", "demo-sign-ins.json")
_LAST_WRITES = 15.0  # seconds


@dataclass(frozen=True)
class Journal:
    """What is still to be done; every step may be done twice.

    Attributes:
        draft, replaced: folders in the home that hold the restored and take the former parts.
        parts: names to be exchanged; caches: names to be put away.
        database: name of an outside database, and of the restored one that takes its place.
    """

    draft: str
    replaced: str
    parts: list[str] = field(default_factory=lambda: list(PARTS))
    caches: list[str] = field(default_factory=lambda: list(CACHES))
    database: tuple[str, str] | None = None


def begin(home: Path, journal: Journal) -> None:
    """Write the journal durably: from here on the restore is to be finished, not undone."""
    draft = home / f"{JOURNAL}.new"
    with draft.open("w", encoding="utf-8") as file:
        json.dump(asdict(journal), file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(home / JOURNAL)
    sync_folder(home)


def unfinished(home: Path) -> Journal | None:
    """Return the journal of a restore that was stopped in its last step, or None."""
    try:
        found = json.loads((home / JOURNAL).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise RestoreError(
            f"{home / JOURNAL} cannot be read ({error}). Restore into another MADANG_HOME."
        ) from error
    if found["database"]:
        found["database"] = tuple(found["database"])
    return Journal(**found)


def refuse_unfinished(home: Path) -> None:
    """Raise ConfigurationError while a restore into this home waits to be finished."""
    if (home / JOURNAL).exists():
        raise ConfigurationError(
            f"{home} 에 되살리다가 멈춘 것이 있습니다. / A restore into {home} was stopped before its end. "
            "Run the same `madang restore` command again: it goes on where it stopped."
        )


def exchange(home: Path, journal: Journal) -> Path | None:
    """Move the former parts away and the restored ones in; return the folder of the former ones, if any."""
    draft, replaced = home / journal.draft, home / journal.replaced
    for name in journal.parts:
        new, old, away = draft / name, home / name, replaced / name
        if not new.exists():
            continue  # it stands in its place already
        _put_away(old, away)
        new.rename(old)
    for name in journal.caches:
        _put_away(home / name, replaced / name)
    sync_folder(home)
    (home / JOURNAL).unlink()
    sync_folder(home)
    shutil.rmtree(draft, ignore_errors=True)
    return replaced if replaced.is_dir() else None


def _put_away(old: Path, away: Path) -> None:
    if old.exists() and not away.exists():
        away.parent.mkdir(mode=0o700, exist_ok=True)
        old.rename(away)


def clear_drafts(home: Path) -> list[str]:
    """Remove what restores left that never came to their last step; return the names."""
    left = [path for path in home.glob(f"{DRAFT}*") if path.is_dir()]
    for path in left:
        _remove(path)
    return [path.name for path in left]


def _remove(folder: Path) -> None:
    """Remove a folder in which the server of a killed restore may still be writing its last files."""
    end = time.monotonic() + _LAST_WRITES
    while True:
        try:
            shutil.rmtree(folder)
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
