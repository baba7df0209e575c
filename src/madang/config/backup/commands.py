"""The commands ``madang backup`` and ``madang restore``: where keys lie, what people are told."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from madang.config.backup.errors import BackupError
from madang.config.backup.making import Made, back_up
from madang.config.backup.programs import Say
from madang.config.backup.restoring import restore
from madang.config.environment import Environment, read_environment
from madang.config.postgres import available_database, embedded_database_url

KEYS = "keys"


def back_up_site(target: Path, keys_target: Path | None, say: Say) -> Made:
    """Back this installation up and put it on record; raises BackupError with the remedy."""
    env = read_environment()
    keys_place = place_of_keys(env, target, keys_target)
    with available_database(env):
        _set_up_django()
        from django.conf import settings

        url = env.database_url or embedded_database_url(env)
        made = back_up(env, url, settings.MADANG_LOG_ORIGIN, target, keys_place, say=say)
        _note(made, say)
    say(
        f"백업 / backup: {made.folder}\n열쇠 / keys, {made.keys_until:%Y-%m-%d} 까지 / until: {made.keys}\n"
        f"기록 / entries: {made.manifest.entries:,}   {made.size / 1024**2:,.1f} MB"
    )
    if keys_place.is_relative_to(target):
        say(
            "열쇠가 백업과 한 폴더에 있습니다. 시연에서만 괜찮습니다. 따로 두려면 --keys-dir을 쓰세요. / The keys lie in "
            "the folder of what they open: fit for a demonstration only. --keys-dir puts them elsewhere."
        )
    if made.manifest.lacks:
        say(f"데이터베이스에 없는 행위 / acts that the database lacks: {made.manifest.lacks:,}")
    return made


def place_of_keys(env: Environment, target: Path, wanted: Path | None) -> Path:
    """Return where the keys go. In production they never lie with what they open; raises BackupError."""
    if not env.production:
        return wanted or target / KEYS
    if wanted is None:
        raise BackupError(
            "열쇠는 백업과 따로 두어야 합니다. / In production the keys lie apart from what they open: name a folder "
            "on another disk with --keys-dir."
        )
    if wanted.is_relative_to(target) or target.is_relative_to(wanted):
        raise BackupError(
            f"{wanted} lies with the backup in {target}. Name a folder apart from it with --keys-dir."
        )
    return wanted


def restore_site(source: Path, *, keys_source: Path | None, log: Path | None, force: bool, say: Say) -> None:
    """Restore this installation and tell what came of it; raises RestoreError or BackupError."""
    env = read_environment()
    done = restore(env, source, keys_source=keys_source, log=log, force=force, say=say)
    if done.finished_earlier:
        say("멈췄던 되살리기를 마쳤습니다. / The restore that was stopped is done now.")
    else:
        assert done.manifest is not None
        say(
            f"되살렸습니다 / restored: {done.manifest.name} ({done.manifest.made_at})   {done.entries:,} entries"
        )
    if done.erased:
        say(f"다시 지운 사람·대상의 열쇠 / keys of subjects deleted again: {done.erased:,}")
    if done.people:
        say(f"다시 지운 사람과 계정 / people and accounts erased again: {done.people:,}")
    if done.documents:
        say(f"다시 지운 문서 / documents deleted again: {done.documents:,}")
    if done.lacks:
        say(
            f"데이터베이스에 없는 행위가 {done.lacks:,}건 있어 읽기 전용으로 켜집니다: madang ledger gap\n"
            f"The database lacks {done.lacks:,} acts that the log holds; the site starts read-only: madang ledger gap"
        )
    if done.replaced:
        say(
            f"있던 것은 여기에 있습니다. 살펴본 뒤 지우세요(열쇠와 개인정보가 들어 있습니다): {done.replaced}\n"
            "What stood there lies aside; delete it when it is not needed: it holds keys and personal data."
        )


def _note(made: Made, say: Say) -> None:
    from django.db import DatabaseError

    from madang.blocks.ledger.errors import LedgerError
    from madang.systems.operations.actions import note_backup

    try:
        note_backup(
            name=made.manifest.name,
            finished_at=datetime.now(UTC),
            entries=made.manifest.entries,
            lacks=made.manifest.lacks,
            size=made.size,
            keys_until=made.keys_until,
        )
    except (DatabaseError, LedgerError) as error:
        say(
            f"백업은 되었으나 기록하지 못했습니다. / The backup is good, but could not be put on record: {error}"
        )


def _set_up_django() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madang.config.settings")
    django.setup()
