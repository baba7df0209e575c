"""Kill -9, full disks, lost connections and two sequencers: nothing acknowledged is lost, one history."""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import DatabaseError, connection

from madang.blocks.ledger import queries
from madang.blocks.ledger.models import Entry, LogState, Outbox
from madang.blocks.ledger.sequencer import ADVISORY_LOCK, Sequencer
from madang.blocks.ledger.tests.acts import act
from madang.blocks.ledger.tests.site import Site, kill_at_random_moments, wait_until
from madang.blocks.ledger.tests.test_restored_database import started_again

pytestmark = pytest.mark.django_db(transaction=True)


def sequencer_backends() -> list[int]:
    """The database's processes that serve the sequencer which holds the lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
            " WHERE d.datname = current_database() AND l.locktype = 'advisory' AND l.granted"
            " AND l.classid = 0 AND l.objid = %s",
            [ADVISORY_LOCK],
        )
        return [row[0] for row in cursor.fetchall()]


def cut_connections() -> None:
    """Cut the connections of whoever holds the sequencer's lock, as a fail-over of the database does."""
    for backend in sequencer_backends():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [backend])


@contextmanager
def nobody_new_coming_in() -> Iterator[None]:
    """Let the database take no further connection, not even of a superuser, whom a limit does not bind."""
    database = connection.ops.quote_name(connection.settings_dict["NAME"])
    beside = {**connection.get_connection_params(), "dbname": "postgres", "autocommit": True}
    with psycopg.connect(**beside) as outside:  # what is closed cannot be told so by itself
        outside.execute(f"ALTER DATABASE {database} ALLOW_CONNECTIONS false")
        try:
            yield
        finally:
            outside.execute(f"ALTER DATABASE {database} ALLOW_CONNECTIONS true")


def test_ten_kills_at_random_moments_lose_nothing(site: Site) -> None:
    assert kill_at_random_moments(site, 10, random.Random()) >= 1
    assert len(site.acknowledged()) > 20
    site.assert_one_history()


@pytest.mark.long
@pytest.mark.timeout(900)
def test_two_hundred_kills_at_random_moments_lose_nothing(site: Site) -> None:
    assert kill_at_random_moments(site, 200, random.Random()) >= 100
    site.assert_one_history()


def test_late_commits_of_slow_transactions_are_not_skipped(site: Site) -> None:
    sequencer = site.start_sequencer()
    writers = [site.start_writer(0.08) for _ in range(4)]
    wait_until(lambda: len(site.acknowledged()) >= 120, "acts", seconds=60)
    for writer in writers:
        site.kill(writer)
    site.settle()
    site.kill(sequencer)
    site.assert_one_history()
    positions = list(Entry.objects.order_by("id").values_list("index", flat=True))
    assert positions != sorted(positions), "no act was committed later than one recorded after it"


def test_two_sequencers_write_one_history_when_the_first_loses_its_connection(site: Site) -> None:
    sequencers = [site.start_sequencer(), site.start_sequencer()]
    writers = [site.start_writer(), site.start_writer(0.004)]
    cut: set[int] = set()

    def another_writes() -> bool:
        return bool(set(sequencer_backends()) - cut) and site.size() > before

    for _ in range(3):
        before = site.size()
        wait_until(another_writes, "another sequencer to write")
        backends = sequencer_backends()
        assert len(backends) <= 1
        cut |= set(backends)
        cut_connections()
    wait_until(another_writes, "another sequencer to write")
    for writer in writers:
        site.kill(writer)
    site.settle()
    for sequencer in sequencers:
        site.kill(sequencer)
    site.assert_one_history()


def test_a_lost_database_is_waited_for(site: Site) -> None:
    sequencer = site.start_sequencer()
    act()
    site.settle()
    with nobody_new_coming_in():
        cut_connections()
        act()
        time.sleep(1.5)
        assert Outbox.objects.count() == 1, "logged without a connection?"
    site.settle()
    site.kill(sequencer)
    assert site.size() == 2
    site.assert_one_history()


def test_a_full_disk_is_waited_out_and_nothing_is_lost(site: Site) -> None:
    sequencer = site.start_sequencer()
    act()
    site.settle()
    unlimited = resource.prlimit(sequencer, resource.RLIMIT_FSIZE)
    resource.prlimit(sequencer, resource.RLIMIT_FSIZE, (700, unlimited[1]))
    acts = [act(number=number) for number in range(50)]
    wait_until(lambda: LogState.objects.get().trouble == "disk", "the sequencer to notice")
    assert "디스크" in (queries.sequencer_health() or "")
    assert queries.read_only_reason() is None, "lodging goes on"
    acts.append(act(number=50))
    assert site.size() == 1
    resource.prlimit(sequencer, resource.RLIMIT_FSIZE, unlimited)
    site.settle()
    assert {queries.standing(each) is not None for each in acts} == {True}
    wait_until(lambda: LogState.objects.get().trouble == "", "the trouble to be over")
    site.kill(sequencer)
    assert site.size() == 52
    site.assert_one_history()


def test_a_disk_full_at_the_very_checkpoint_publishes_nothing_and_the_journal_completes_it(
    sequencer: Sequencer, log_folder: Path
) -> None:
    act()
    sequencer.step()
    kept = (log_folder / "checkpoint").read_bytes()
    draft = log_folder / ".checkpoint"
    draft.unlink(missing_ok=True)
    draft.symlink_to("/dev/full")
    act()
    with pytest.raises(OSError, match="No space left"):
        sequencer.step()
    assert (log_folder / "checkpoint").read_bytes() == kept
    assert Outbox.objects.count() == 1
    draft.unlink()
    again = started_again(sequencer)
    assert again.start() == 1
    assert again.step() == 0
    assert queries.receipt(Entry.objects.get(index=1).id)


def test_a_transaction_that_fails_after_the_log_was_written_is_completed_later(sequencer: Sequencer) -> None:
    acts = [act(number=number) for number in range(3)]
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'refused'; END $$"
        )
        cursor.execute("CREATE TRIGGER refuse BEFORE INSERT ON ledger_entry EXECUTE FUNCTION refuse()")
    try:
        with pytest.raises(DatabaseError):
            sequencer.step()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION refuse CASCADE")
    assert queries.log_reader().size() == 3
    assert not Entry.objects.exists() and Outbox.objects.count() == 3
    acts.append(act(number=3))
    again = started_again(sequencer)
    assert again.start() == 3
    assert again.step() == 1
    assert list(Entry.objects.order_by("index").values_list("id", flat=True)) == acts


def test_a_sequencer_whose_lock_was_taken_writes_nothing(sequencer: Sequencer, log_folder: Path) -> None:
    from madang.blocks.ledger.errors import LockLost

    act()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock_all()")
    with pytest.raises(LockLost):
        sequencer.step()
    assert not (log_folder / "checkpoint").exists()


def test_a_sleeping_sequencer_is_woken_by_an_act(site: Site) -> None:
    site.start_sequencer()
    act()
    site.settle()
    wait_until(lambda: LogState.objects.get().asleep, "the sequencer to sleep")
    act()
    site.settle()
    wait_until(lambda: not LogState.objects.get().asleep, "the sequencer to be awake")
    assert site.size() == 2
