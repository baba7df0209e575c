"""What an operator changes: jobs, dead letters, keys, a gap. Each act is permitted, checked and on record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from madang.blocks.identity.models import Account
from madang.blocks.ledger import SYSTEM
from madang.blocks.ledger.keys import key_store
from madang.blocks.ledger.models import Delivery, Outbox
from madang.blocks.ledger.recording import open_detail
from madang.systems.operations import actions
from madang.systems.operations.errors import NotPossible
from madang.systems.operations.models import Backup, DemoMark


def job(status: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('q', 'some.task', %s) RETURNING id",
            [status],
        )
        return int(cursor.fetchone()[0])


def state(identifier: int) -> str:
    return str(ProcrastinateJob.objects.get(pk=identifier).status)


def recorded(type: str) -> list[dict[str, Any]]:
    found = [open_detail(each.id) for each in Outbox.objects.filter(type=type).order_by("position")]
    return [detail for detail in found if detail is not None]


@pytest.fixture
def letter(db: None) -> Delivery:
    return Delivery.objects.create(
        listener="madang.nowhere:heard", index=1, state=Delivery.DEAD, attempts=6, due_at=timezone.now()
    )


def test_a_failed_job_is_done_again(operator: Account) -> None:
    failed = job("failed")
    actions.retry_job(operator, failed)
    assert state(failed) == "todo"
    assert recorded("operations.job.retried") == [
        {"job": failed, "task": "some.task", "attempts": 0, "was": "failed"}
    ]


@pytest.mark.parametrize("status", ["todo", "doing", "succeeded", "cancelled"])
def test_only_a_failed_one_is(operator: Account, status: str) -> None:
    found = job(status)
    with pytest.raises(NotPossible):
        actions.retry_job(operator, found)
    assert state(found) == status
    assert not recorded("operations.job.retried")


def test_a_waiting_job_is_cancelled_and_a_running_one_asked_to_stop(operator: Account) -> None:
    waiting, running = job("todo"), job("doing")
    actions.cancel_job(operator, waiting)
    actions.cancel_job(operator, running)
    assert state(waiting) == "cancelled"
    assert ProcrastinateJob.objects.get(pk=running).abort_requested
    assert len(recorded("operations.job.cancelled")) == 2


def test_a_finished_or_unknown_job_cannot_be_cancelled(operator: Account) -> None:
    for identifier in (job("succeeded"), 10**9):
        with pytest.raises(NotPossible):
            actions.cancel_job(operator, identifier)
    assert not recorded("operations.job.cancelled")


def test_a_job_whose_worker_died_is_put_back_and_one_whose_worker_lives_is_not(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now()), (now() - interval '1 minute')"
            " RETURNING id"
        )
        living, dead = (row[0] for row in cursor.fetchall())
        jobs = {worker: job("doing") for worker in (living, dead, None)}
        for worker, identifier in jobs.items():
            cursor.execute("UPDATE procrastinate_jobs SET worker_id = %s WHERE id = %s", [worker, identifier])
    assert actions.retry_stalled_jobs() == 2
    assert [state(jobs[worker]) for worker in (living, dead, None)] == ["doing", "todo", "todo"]
    assert len(recorded("operations.job.retried")) == 2
    assert actions.retry_stalled_jobs() == 0


@pytest.mark.parametrize("role", ["auditor", "administrator", "editor"])
def test_others_change_nothing(official: Callable[[str], Account], letter: Delivery, role: str) -> None:
    somebody, failed = official(role), job("failed")
    for act in (
        lambda: actions.retry_job(somebody, failed),
        lambda: actions.cancel_job(somebody, failed),
        lambda: actions.retry_dead_letter(somebody, letter.pk),
        lambda: actions.drop_dead_letter(somebody, letter.pk, reason="x"),
        lambda: actions.rotate_key(somebody, "ledger.subject", confirmation="ledger.subject"),
        lambda: actions.accept_gap(somebody, reason="x"),
    ):
        with pytest.raises(PermissionDenied):
            act()
    letter.refresh_from_db()
    assert (letter.state, state(failed)) == (Delivery.DEAD, "failed")


def test_a_dead_letter_is_tried_again_or_dropped_with_a_reason(desk: Client, letter: Delivery) -> None:
    desk.post(reverse("operations:retry_dead_letter", args=[letter.pk]))
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (Delivery.PENDING, 0)
    Delivery.objects.update(state=Delivery.DEAD)
    address = reverse("operations:drop_dead_letter", args=[letter.pk])
    assert desk.post(address, {"reason": " "}).status_code == 422
    assert Delivery.objects.exists()
    assert desk.post(address, {"reason": "the room is gone"}).status_code == 302
    assert not Delivery.objects.exists()
    (dropped,) = recorded("ledger.dead-letter.dropped")
    assert dropped["reason"] == "the room is gone"
    assert desk.post(address, {"reason": "again"}).status_code == 404


@pytest.fixture
def keys(tmp_path: Path, settings: Any) -> Iterator[None]:
    from dataclasses import replace

    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, home=tmp_path)
    yield


def test_a_key_is_rotated_after_its_name_was_typed_once_more(keys: None, desk: Client) -> None:
    address = reverse("operations:rotate_key", args=["ledger.subject"])
    actions.note_restore(name="x", entries=0, lacks=0, erased=0)  # any act: makes the ledger's keys
    wrapped = key_store().wrap("ledger.subject", b"secret", b"")
    answer = desk.post(address, {"confirmation": "ledger.subjec"})
    assert answer.status_code == 422
    assert key_store().versions("ledger.subject") == [1]
    assert desk.post(address, {"confirmation": "ledger.subject"}).status_code == 302
    assert key_store().versions("ledger.subject") == [1, 2]
    assert key_store().unwrap("ledger.subject", wrapped, b"") == b"secret"
    assert [each["purpose"] for each in recorded("ledger.key.rotated")] == ["ledger.subject"]


def test_an_unknown_key_is_not_made_by_rotating_it(keys: None, desk: Client) -> None:
    with pytest.raises(NotPossible):
        actions.rotate_key(SYSTEM, "no.such-key", confirmation="no.such-key")
    assert desk.get(reverse("operations:rotate_key", args=["no.such-key"])).status_code == 404
    assert key_store().versions("no.such-key") == []


def test_rotating_asks_for_a_fresh_proof(keys: None, operator: Account, client: Client) -> None:
    from madang.blocks.identity.testing import sign_in

    sign_in(client, operator)
    actions.note_restore(name="x", entries=0, lacks=0, erased=0)
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [{**each, "at": each["at"] - 3600} for each in records]
    session.save()
    answer = client.get(reverse("operations:rotate_key", args=["ledger.subject"]))
    assert answer.status_code == 302
    assert "/step-up/" in answer["Location"]


def test_a_gap_is_accepted_with_a_reason_and_only_when_there_is_one(keys: None, desk: Client) -> None:
    address = reverse("operations:gap")
    assert desk.post(address, {"reason": ""}).status_code == 422
    assert desk.post(address, {"reason": "nothing is lacking"}).status_code == 422


def test_a_backup_and_the_demo_mark_are_on_record(db: None) -> None:
    now = timezone.now()
    actions.note_backup(name="n", finished_at=now, entries=1, lacks=0, size=10, keys_until=now)
    actions.mark_demo()
    actions.mark_demo()
    assert Backup.objects.count() == 1 == DemoMark.objects.count()
    assert recorded("operations.backup.made") == [{"name": "n", "entries": 1, "lacks": 0, "size": 10}]
    assert len(recorded("operations.demo.loaded")) == 1
