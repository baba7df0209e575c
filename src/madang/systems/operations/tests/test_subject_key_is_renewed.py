"""The nightly job that renews the key of subjects' keys."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from madang.blocks.ledger import SYSTEM, record
from madang.blocks.ledger.keys import key_store
from madang.blocks.ledger.recording import SUBJECT_KEY_PURPOSE
from madang.config.backup.manifest import KEYS_LIVE
from madang.config.environment import ConfigurationError, read_environment
from madang.systems.operations import actions
from madang.systems.operations.actions.keys import KEYS_KEPT
from madang.systems.operations.models import Backup

NEXT_MONTH = timedelta(days=31)


@pytest.fixture
def fresh_keys(tmp_path: Path, settings: Any, db: None) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, home=tmp_path)
    key_store().create(SUBJECT_KEY_PURPOSE)


def versions() -> list[int]:
    return key_store().versions(SUBJECT_KEY_PURPOSE)


def test_it_is_scheduled_every_night() -> None:
    scheduled = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert scheduled["operations.renew_subject_key"] == "17 3 * * *"


def test_a_key_of_a_month_gets_a_successor(fresh_keys: None) -> None:
    actions.renew_subject_key()
    assert versions() == [1]
    actions.renew_subject_key(now=timezone.now() + NEXT_MONTH)
    assert versions() == [1, 2]


def test_the_period_is_a_setting_and_may_be_never(fresh_keys: None, settings: Any) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, subject_key_days=0)
    assert actions.renew_subject_key(now=timezone.now() + NEXT_MONTH) is None
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, subject_key_days=90)
    actions.renew_subject_key(now=timezone.now() + NEXT_MONTH)
    assert versions() == [1]


def test_the_setting_is_read_and_refused_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_environment().subject_key_days == 30
    monkeypatch.setenv("MADANG_SUBJECT_KEY_DAYS", "7")
    assert read_environment().subject_key_days == 7
    for wrong in ("-1", "x", "²", "9" * 5000):
        monkeypatch.setenv("MADANG_SUBJECT_KEY_DAYS", wrong)
        with pytest.raises(ConfigurationError, match="number of days"):
            read_environment()


def test_in_production_subjects_wait_for_the_first_backup_too(fresh_keys: None, settings: Any) -> None:
    with transaction.atomic():
        record("test.thing.done", actor=SYSTEM, subject=None, detail={}, purpose="operate", basis="시험")
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, mode="production")
    for days in (31, 62, 93):
        done = actions.renew_subject_key(now=timezone.now() + timedelta(days=days))
        assert done and done.rewrapped == 0 and not done.destroyed
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, mode="demo")
    assert (done := actions.renew_subject_key()) and done.rewrapped > 0


def test_subjects_wait_for_a_backup_that_holds_the_new_version(fresh_keys: None) -> None:
    def back_up(begun: Any, name: str) -> None:
        Backup.objects.create(name=name, finished_at=begun, entries=1, size=1, keys_until=begun + KEYS_LIVE)

    back_up(timezone.now() - timedelta(hours=1), "before")
    assert (done := actions.renew_subject_key(now=timezone.now() + NEXT_MONTH)) and done.rewrapped == 0
    back_up(timezone.now() + timedelta(minutes=1), "after")
    assert (done := actions.renew_subject_key()) and done.rewrapped > 0


def test_old_versions_are_kept_as_long_as_backups_of_keys() -> None:
    assert KEYS_KEPT == KEYS_LIVE
