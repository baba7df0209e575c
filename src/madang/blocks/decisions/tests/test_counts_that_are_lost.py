"""A count whose worker is killed is begun again, then given up; one that is lost blocks nobody; none runs beyond its time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from madang.blocks.decisions import actions, populations
from madang.blocks.decisions.actions import counting
from madang.blocks.decisions.demo.load import RENT_CHANGE, elders_from_70, rent_up_to_75_percent, source_of
from madang.blocks.decisions.errors import NotNow
from madang.blocks.decisions.jobs import count_city
from madang.blocks.decisions.models import Counting, DecisionModel
from madang.blocks.decisions.queries.counted import Question
from madang.blocks.identity.models import Account

from .conftest import proposed

WORKER = """
import sys, django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[2]
django.setup()
from madang.blocks.decisions.jobs import count_city
count_city(counting=int(sys.argv[1]))
"""
DAY = date(2027, 7, 1)
LOST = {"재발급 사유": "분실", "기초생활 수급": False, "재난 피해": False}


@pytest.fixture(autouse=True)
def no_large_city(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(populations, "WHOLE", 3_000)


@pytest.fixture(autouse=True)
def no_jobs_of_other_tests(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


def killed_while_counting(row: Counting) -> None:
    """Begin a count in a process of its own and kill it once it is at work."""
    name = connection.settings_dict["NAME"]
    worker = subprocess.Popen([sys.executable, "-c", WORKER, str(row.pk), name], env=os.environ.copy())
    try:
        until = time.monotonic() + 60
        tries = row.tries
        while time.monotonic() < until and worker.poll() is None:
            row.refresh_from_db()
            if row.state == "counting" and row.tries > tries:
                break
            time.sleep(0.02)
        assert worker.poll() is None, "it was killed in the middle"
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    row.refresh_from_db()
    assert (row.state, row.tries) == ("counting", tries + 1)


@pytest.mark.django_db(transaction=True)
def test_a_count_whose_worker_is_killed_is_begun_again_and_at_last_given_up(
    rent: DecisionModel, drafter: Account
) -> None:
    row = proposed(rent, drafter, rent_up_to_75_percent(), RENT_CHANGE).countings.get()
    killed_while_counting(row)
    count_city(counting=row.pk)  # as the house does with jobs of dead workers
    row.refresh_from_db()
    assert (row.state, row.tries, row.result["people"]) == ("done", 2, 3_000)

    Counting.objects.filter(pk=row.pk).update(state="counting", result=None, tries=counting.MOST_TRIES - 1)
    row.refresh_from_db()
    killed_while_counting(row)
    count_city(counting=row.pk)
    row.refresh_from_db()
    assert row.state == "failed"
    assert "여러 번 멈추었습니다" in row.fault["ko"] and "several times" in row.fault["en"]
    again = actions.ask_the_city(drafter, Question(row.before, row.after, row.day, row.assumed))
    assert (again.pk, again.state, again.tries) == (row.pk, "waiting", 0)


def questions(fee: DecisionModel, drafter: Account) -> list[Question]:
    one, other = fee.versions.get(number=1), actions.draft(drafter, fee, xml=elders_from_70(), note_="개정")
    return [
        Question(one, other, DAY + timedelta(days=each), {}) for each in range(counting.MOST_OF_A_BODY + 1)
    ]


def test_lost_counts_free_their_places_and_those_that_wait_keep_them(
    fee: DecisionModel, drafter: Account
) -> None:
    *asked, more = questions(fee, drafter)
    rows = [actions.ask_the_city(drafter, each) for each in asked]
    # All wait, however long, for their jobs are there.
    Counting.objects.update(asked_at=timezone.now() - timedelta(hours=5))
    with pytest.raises(NotNow):
        actions.ask_the_city(drafter, more)

    # One was begun and its worker has been silent since: its place is free, and it is asked for anew by whoever wants it.
    Counting.objects.filter(pk=rows[0].pk).update(
        state="counting", seen_at=timezone.now() - counting.SILENT_AFTER - timedelta(seconds=1)
    )
    assert actions.ask_the_city(drafter, more).state == "waiting"
    with pytest.raises(NotNow):
        actions.ask_the_city(drafter, asked[0])

    # All jobs are gone: nobody will count, so nobody is kept waiting.
    ProcrastinateJob.objects.filter(task_name=counting.TASK).delete()
    again = actions.ask_the_city(drafter, asked[0])
    assert (again.pk, again.state) == (rows[0].pk, "waiting")
    assert ProcrastinateJob.objects.filter(task_name=counting.TASK).count() == 1


def test_one_that_is_at_work_is_not_lost(fee: DecisionModel, drafter: Account) -> None:
    question, *_rest = questions(fee, drafter)
    row = actions.ask_the_city(drafter, question)
    Counting.objects.filter(pk=row.pk).update(state="counting", seen_at=timezone.now(), tries=1)
    ProcrastinateJob.objects.filter(task_name=counting.TASK).delete()
    again = actions.ask_the_city(drafter, question)
    assert (again.state, again.tries) == ("counting", 1)


def test_the_clock_is_looked_at_for_each_question_to_the_engine(
    fee: DecisionModel, drafter: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = source_of(fee.key).replace(
        b"<text>5000</text>",
        "<text>5000 + count(for i in 1..90000 return string(i + 나이)) * 0</text>".encode(),
    )
    version = actions.draft(drafter, fee, xml=slow, note_="개정")
    actions.propose(drafter, version, valid_from=DAY, assumed=LOST)
    row = version.countings.get()
    monkeypatch.setattr(counting, "MOST_SECONDS", 0.5)
    populations.city(3_000)
    began = time.monotonic()
    count_city(counting=row.pk)
    row.refresh_from_db()
    assert row.state == "failed" and row.fault, "some ninety ages, each of them slow, in one part of the city"
    assert time.monotonic() - began < 2.0
    later: Any = Counting.objects.get(pk=row.pk)
    assert later.seen_at is not None
