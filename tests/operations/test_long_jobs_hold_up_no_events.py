"""The worker: however many long jobs it does, what listens to the ledger hears its events."""

from __future__ import annotations

from collections.abc import Callable

from tests.operations.site import Site

# More long jobs at once than Python keeps threads for by itself, and as many again that wait.
WORK = """
import threading, time
from procrastinate.contrib.django import app
from madang.config.read_only_worker import run_worker

JOBS = (os.cpu_count() or 1) + 5
heard, end, started = threading.Event(), time.monotonic() + 40, []

@app.task(name="test.long", queue="default")
def long_job():
    started.append(1)
    heard.wait(max(0, end - time.monotonic()))

@app.task(name="test.hear", queue="events")
def hear():
    if time.monotonic() < end:  # afterwards the long jobs are over and anybody can
        heard.set()

for _ in range(2 * JOBS):
    long_job.defer()

def event():
    while len(started) < JOBS and time.monotonic() < end:
        time.sleep(0.01)
    hear.defer()

threading.Thread(target=event, daemon=True).start()
run_worker(lambda: heard.is_set() or time.monotonic() > end, jobs=JOBS, events=1)
answer(heard.is_set())
"""


def test_events_are_delivered_while_every_other_place_is_taken(new_site: Callable[..., Site]) -> None:
    site = new_site()
    site.start_database()
    assert site.run(WORK) is True
