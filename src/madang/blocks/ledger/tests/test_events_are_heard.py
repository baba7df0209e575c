"""Events reach their listeners: at least once, in order per subject, dead letters kept."""

from __future__ import annotations

import threading
import time
from collections import defaultdict

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from madang.blocks.ledger import dispatch, jobs, keys, queries
from madang.blocks.ledger.actions import drop_dead_letter, erase_subject, retry_dead_letter
from madang.blocks.ledger.dispatch import MAX_ATTEMPTS, deliver_due, deliver_later
from madang.blocks.ledger.errors import AlreadySettled, KeyMissing
from madang.blocks.ledger.models import Delivery, Entry
from madang.blocks.ledger.recording import SUBJECT_KEY_PURPOSE, open_detail
from madang.blocks.ledger.sequencer import Sequencer
from madang.blocks.ledger.tests.acts import BASIS, OPERATOR, act
from madang.blocks.ledger.tests.listening import GONE, HEAR, heard, order
from madang.blocks.ledger.tests.site import Site, wait_until

pytestmark = pytest.mark.usefixtures("listening")


def waiting_jobs(listener: str = HEAR) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND args ->> 'listener' = %s",
            [listener],
        )
        found: int = cursor.fetchone()[0]
        return found


def make_due() -> None:
    Delivery.objects.filter(state=Delivery.PENDING).update(due_at="2000-01-01T00:00Z")


def until_dead(listener: str = HEAR) -> Delivery:
    for _ in range(MAX_ATTEMPTS):
        deliver_due(listener)
        make_due()
    return queries.dead_letters()[0]


def test_a_listener_hears_every_event_once_in_order(sequencer: Sequencer) -> None:
    for number in range(250):
        act(f"person:{number % 3}", number=number)
    sequencer.step(limit=100)
    sequencer.step()
    assert deliver_due(HEAR) == 250
    assert [(index, number) for index, _subject, number in heard()] == [(n, n) for n in range(250)]
    assert deliver_due(HEAR) == 0
    assert not Delivery.objects.exists()


def test_what_nobody_hears_is_not_noted(sequencer: Sequencer) -> None:
    act(type="test.other.done")
    sequencer.step()
    assert not Delivery.objects.exists()
    assert waiting_jobs() == 0


def test_an_act_rolled_back_is_heard_by_nobody(sequencer: Sequencer) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        act()
        raise RuntimeError
    sequencer.step()
    assert deliver_due(HEAR) == 0


def test_many_batches_leave_one_job_in_the_queue(sequencer: Sequencer) -> None:
    for number in range(10):
        act(number=number)
        sequencer.step()
    assert waiting_jobs() == 1


def test_what_a_failed_listener_wrote_is_undone_and_tried_again(sequencer: Sequencer) -> None:
    act(number=1, fragile=True)
    sequencer.step()
    order(broken=True)
    assert deliver_due(HEAR) == 0
    assert heard() == []
    found = Delivery.objects.get()
    assert (found.state, found.attempts) == (Delivery.PENDING, 1)
    order(broken=False)
    assert deliver_due(HEAR) == 0, "it is tried again after a pause"
    make_due()
    assert deliver_due(HEAR) == 1
    assert len(heard()) == 1


def test_the_pause_between_attempts_doubles(sequencer: Sequencer) -> None:
    act(fragile=True)
    sequencer.step()
    order(broken=True)
    pauses = []
    for _ in range(5):
        make_due()
        deliver_due(HEAR)
        with connection.cursor() as cursor:
            cursor.execute("SELECT extract(epoch FROM due_at - now())::float FROM ledger_delivery")
            pauses.append(cursor.fetchone()[0])
    for number, pause in enumerate(pauses):
        assert 2 ** (number + 1) - 1.9 < pause <= 2 ** (number + 1)


def test_later_events_of_a_failing_subject_wait_and_others_do_not(sequencer: Sequencer) -> None:
    act("person:1", number=0, fragile=True)
    for number in range(1, 7):
        act(f"person:{number % 2}", number=number)
    act(None, number=7)
    sequencer.step()
    order(broken=True)
    assert deliver_due(HEAR) == 4
    assert [number for _index, _subject, number in heard()] == [2, 4, 6, 7]
    order(broken=False)
    make_due()
    deliver_due(HEAR)
    assert [number for _index, _subject, number in heard()] == [2, 4, 6, 7, 0, 1, 3, 5]


def test_a_dead_letter_is_kept_and_holds_its_subject_back(sequencer: Sequencer) -> None:
    act("person:1", number=0, fragile=True)
    act("person:1", number=1)
    sequencer.step()
    order(broken=True)
    dead = until_dead()
    assert (dead.index, dead.attempts, dead.state) == (0, MAX_ATTEMPTS, Delivery.DEAD)
    assert deliver_due(HEAR) == 0 and heard() == []
    assert "1건" in (queries.delivery_health() or "")


def test_a_dead_letter_names_the_place_and_quotes_nobody(sequencer: Sequencer) -> None:
    act(fragile=True)
    sequencer.step()
    order(broken=True)
    assert until_dead().error.startswith("builtins.ValueError in hear (listening.py:")


def test_a_retried_dead_letter_begins_anew(sequencer: Sequencer) -> None:
    act("person:1", number=0, fragile=True)
    act("person:1", number=1)
    sequencer.step()
    order(broken=True)
    dead = until_dead()
    order(broken=False)
    retry_dead_letter(dead, actor=OPERATOR)
    assert waiting_jobs() == 1
    assert deliver_due(HEAR) == 2
    assert [number for _index, _subject, number in heard()] == [0, 1]
    with pytest.raises(AlreadySettled):
        retry_dead_letter(dead, actor=OPERATOR)
    sequencer.step()
    settled = Entry.objects.get(type="ledger.dead-letter.retried")
    assert (open_detail(settled.id) or {})["index"] == 0


def test_a_dropped_dead_letter_needs_a_reason_and_frees_its_subject(sequencer: Sequencer) -> None:
    act("person:1", number=0, fragile=True)
    act("person:1", number=1)
    sequencer.step()
    order(broken=True)
    dead = until_dead()
    with pytest.raises(ValueError, match="reason"):
        drop_dead_letter(dead, actor=OPERATOR, reason="  ")
    drop_dead_letter(dead, actor=OPERATOR, reason="두 번 접수됨")
    assert deliver_due(HEAR) == 1
    assert [number for _index, _subject, number in heard()] == [1]
    assert not queries.dead_letters() and queries.delivery_health() is None
    with pytest.raises(AlreadySettled):
        drop_dead_letter(dead, actor=OPERATOR, reason="again")
    sequencer.step()
    settled = Entry.objects.get(type="ledger.dead-letter.dropped")
    assert (open_detail(settled.id) or {})["reason"] == "두 번 접수됨"


def test_a_listener_that_is_gone_leaves_dead_letters(sequencer: Sequencer) -> None:
    act(type="test.gone.done")
    sequencer.step()
    assert until_dead(GONE).error.startswith("builtins.AttributeError")


def test_absent_keys_spend_no_attempt(sequencer: Sequencer) -> None:
    act(number=1)
    sequencer.step()
    folder = queries.log_reader().folder.parent / "keys" / SUBJECT_KEY_PURPOSE
    away = folder.with_name("away")
    folder.rename(away)
    keys._file_store.cache_clear()  # a new process has read no key yet
    with pytest.raises(KeyMissing):
        deliver_due(HEAR)
    assert Delivery.objects.get().attempts == 0
    away.rename(folder)
    assert deliver_due(HEAR) == 1


def test_events_of_an_erased_subject_come_without_details_and_in_order(sequencer: Sequencer) -> None:
    act("person:1", number=5)
    act("person:2", number=6)
    erase_subject("person:1", actor=OPERATOR, basis=BASIS)
    sequencer.step()
    deliver_due(HEAR)
    found = heard()
    assert [number for _index, _subject, number in found] == [None, 6, None]
    assert found[0][1] == found[2][1], "the erasure names its subject"


def test_deliveries_noted_while_a_job_ends_are_heard_by_it(sequencer: Sequencer) -> None:
    """The sequencer sees a waiting job and adds none; the job has been taken meanwhile and finds nothing."""
    act(type="test.other.done")
    sequencer.step()
    noted, go_on = threading.Event(), threading.Event()

    def note() -> None:
        with transaction.atomic():
            deliver_later([(HEAR, 0)])
            noted.set()
            go_on.wait(10)
        connection.close()

    noting = threading.Thread(target=note)
    noting.start()
    assert noted.wait(10)
    threading.Timer(0.3, go_on.set).start()
    assert deliver_due(HEAR) == 1
    noting.join()


def test_calls_at_once_hear_one_after_the_other(sequencer: Sequencer) -> None:
    for number in range(60):
        act("person:1", number=number)
    sequencer.step()
    order(seconds=0.002)

    def hear_all() -> None:
        deliver_due(HEAR)
        connection.close()

    threads = [threading.Thread(target=hear_all) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [number for _index, _subject, number in heard()] == list(range(60))


def test_long_work_is_left_to_a_new_job(sequencer: Sequencer, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        act(number=number)
    sequencer.step()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    monkeypatch.setattr(dispatch, "_JOB_SECONDS", 0.0)
    monkeypatch.setattr(dispatch, "_BATCH", 1)
    assert deliver_due(HEAR) == 1
    assert waiting_jobs() == 1


def test_what_a_killed_worker_left_is_taken_up_again(sequencer: Sequencer) -> None:
    act(number=1)
    sequencer.step()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")  # its worker is gone
    assert waiting_jobs() == 0
    jobs.deliver_again(int(time.time()))
    jobs.deliver_again(int(time.time()))
    assert waiting_jobs() == 1


def test_a_thousand_events_take_few_statements(sequencer: Sequencer) -> None:
    for number in range(1000):
        act(f"person:{number % 50}", number=number)
    sequencer.step()
    with CaptureQueriesContext(connection) as statements:
        assert deliver_due(HEAR) == 1000
    # Per event: a savepoint, the listener's own two, the savepoint's release; per hundred some more.
    assert len(statements) <= 4 * 1000 + 10 * 12


def test_workers_killed_in_the_middle_of_their_work_lose_and_double_nothing(site: Site) -> None:
    order(seconds=0.002)
    sequencer, worker = site.start_sequencer(listening=True), site.start_worker()
    for number in range(400):
        act(f"person:{number % 7}", number=number)
    for count in (1, 150):
        wait_until(lambda count=count: len(heard()) >= count, f"{count} events")  # type: ignore[misc]
        site.kill(worker)
        worker = site.start_worker()
    wait_until(lambda: len(heard()) >= 400, "all events")
    assert not Delivery.objects.exists()
    site.kill(worker)
    site.kill(sequencer)
    by_subject = defaultdict(list)
    for index, subject, _number in heard():
        by_subject[subject].append(index)
    assert sorted(index for indexes in by_subject.values() for index in indexes) == list(range(400))
    assert all(indexes == sorted(indexes) for indexes in by_subject.values())
    site.assert_one_history()
