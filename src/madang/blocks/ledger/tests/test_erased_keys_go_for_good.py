"""What the database's files still hold of an erased subject's key opens nothing once the wrapping key went."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from madang.blocks.ledger import SYSTEM
from madang.blocks.ledger.actions import destroy_key, erase_subject, rewrap_subject_keys, rotate_key
from madang.blocks.ledger.errors import KeyMissing
from madang.blocks.ledger.keys import FileKeyStore, key_store
from madang.blocks.ledger.models import Entry, Subject
from madang.blocks.ledger.recording import SUBJECT_KEY_PURPOSE, open_detail
from madang.blocks.ledger.renewal import Renewal, renew_subject_key
from madang.blocks.ledger.sequencer import Sequencer
from madang.blocks.ledger.tests.acts import BASIS, OPERATOR, act

MONTH = timedelta(days=30)
SOON = timedelta(minutes=1)


def renew(days: float, *, backed_up_at: datetime | None = None, needs_backup: bool = False) -> Renewal:
    """The nightly job, so many days from now; on a demo unless ``needs_backup``."""
    return renew_subject_key(
        period=MONTH,
        keep=MONTH,
        backed_up_at=backed_up_at,
        now=timezone.now() + timedelta(days=days),
        actor=SYSTEM,
        needs_backup=needs_backup,
    )


def wrapped_key_of(name: str) -> tuple[bytes, bytes]:
    """The row of a subject as a copy of the database's files may keep it."""
    macs = key_store().macs("ledger.subject", name.encode())
    subject = Subject.objects.get(mac__in=macs)
    return bytes(subject.wrapped_key or b""), bytes(subject.mac)


def test_an_erased_subjects_old_row_opens_nothing_after_the_wrapping_key_went(
    sequencer: Sequencer, tmp_path: Path
) -> None:
    erased, living = act("person:1", number=1), act("person:2", number=2)
    old_row = wrapped_key_of("person:1")
    elsewhere = FileKeyStore(tmp_path / "keys", create_missing=False)
    erase_subject("person:1", actor=OPERATOR, basis=BASIS)

    assert renew(1) == Renewal()
    assert renew(31) == Renewal(rotated=2, rewrapped=2), "person:2 and the site"
    assert renew(1) == Renewal()
    sequencer.step()
    for store in (key_store(), elsewhere):
        assert store.unwrap(SUBJECT_KEY_PURPOSE, *old_row), "a copy of the database may still be restored"
    assert renew(29) == Renewal()

    assert renew(31) == Renewal(rotated=3, rewrapped=2, destroyed=[1])
    for store in (key_store(), elsewhere, FileKeyStore(tmp_path / "keys", create_missing=False)):
        with pytest.raises(KeyMissing):
            store.unwrap(SUBJECT_KEY_PURPOSE, *old_row)
    assert not (tmp_path / "keys" / SUBJECT_KEY_PURPOSE / "0001.key").exists()
    assert open_detail(erased) is None
    assert open_detail(living) == {"number": 2}
    assert open_detail(act("person:2", number=3)) == {"number": 3}
    while sequencer.step():
        pass
    types = Entry.objects.filter(type__startswith="ledger.").order_by("index").values_list("type", flat=True)
    assert list(types) == [
        "ledger.subject.erased",
        "ledger.key.rotated",
        "ledger.subject-keys.rewrapped",
        "ledger.key.rotated",
        "ledger.subject-keys.rewrapped",
        "ledger.key.destroyed",
    ]


def test_nothing_is_wrapped_with_a_version_that_no_backup_holds(sequencer: Sequencer, tmp_path: Path) -> None:
    """A site that lost its keys has those of its latest backup: they must open all that lived then."""
    kept = act("person:1", number=1)
    before = timezone.now()
    assert renew(31, backed_up_at=before) == Renewal(rotated=2)
    assert renew(1, backed_up_at=before) == Renewal()
    (tmp_path / "keys" / SUBJECT_KEY_PURPOSE / "0002.key").rename(tmp_path / "lost")
    assert open_detail(kept) == {"number": 1}
    (tmp_path / "lost").rename(tmp_path / "keys" / SUBJECT_KEY_PURPOSE / "0002.key")
    assert renew(1, backed_up_at=timezone.now() + SOON).rewrapped == 2


def test_without_any_backup_nothing_is_wrapped_anew_and_nothing_destroyed(
    sequencer: Sequencer, tmp_path: Path
) -> None:
    kept = act("person:1", number=1)
    old = wrapped_key_of("person:1")
    assert renew(31, needs_backup=True) == Renewal(rotated=2)
    for days in (1, 32, 63, 94):
        assert (done := renew(days, needs_backup=True)).rewrapped == 0 and not done.destroyed
        while sequencer.step():
            pass
    assert wrapped_key_of("person:1") == old
    assert (tmp_path / "keys" / SUBJECT_KEY_PURPOSE / "0001.key").exists()
    for later in sorted((tmp_path / "keys" / SUBJECT_KEY_PURPOSE).glob("*.key"))[1:]:
        later.unlink()  # a key folder lost but for what somebody kept by hand
    assert open_detail(kept) == {"number": 1}


def test_a_version_stays_while_one_living_subject_needs_it(sequencer: Sequencer) -> None:
    act("person:1")
    kept = act("person:2", number=2)
    wrapped, mac = wrapped_key_of("person:2")
    renew(31)
    sequencer.step()
    Subject.objects.filter(mac=mac).update(wrapped_key=wrapped)  # as a transaction that came late leaves it
    assert renew(31, backed_up_at=timezone.now() - timedelta(days=1)).destroyed == []
    assert open_detail(kept) == {"number": 2}


def test_a_rewrap_neither_waits_for_an_act_nor_lets_it_wait(sequencer: Sequencer) -> None:
    act("person:1")
    act("person:2")
    rotate_key(SUBJECT_KEY_PURPOSE, OPERATOR)
    holds, done = Event(), Event()

    def hold_person() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "SELECT id FROM ledger_subject WHERE mac = %s FOR SHARE", [wrapped_key_of("person:1")[1]]
                )
                holds.set()
                done.wait(30)
        finally:
            connection.close()

    slow_act = Thread(target=hold_person)
    slow_act.start()
    try:
        assert holds.wait(10)
        assert rewrap_subject_keys() == 2, "person:2 and the site"
    finally:
        done.set()
        slow_act.join()
    assert rewrap_subject_keys() == 1


def test_the_version_in_use_cannot_be_destroyed(sequencer: Sequencer) -> None:
    act()
    for version in (1, 7):
        with pytest.raises(ValueError, match=str(version)):
            destroy_key(SUBJECT_KEY_PURPOSE, version, OPERATOR)
    assert key_store().versions(SUBJECT_KEY_PURPOSE) == [1]
