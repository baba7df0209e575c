"""A ledger at work in real processes, and the promise that must hold whatever is done to them."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection, transaction
from madang_verify.audit import audit_log
from madang_verify.checkpoint import Checkpoint
from madang_verify.source import DirectorySource

from madang.blocks.ledger import Actor, following, queries, record
from madang.blocks.ledger.models import Entry, Outbox
from madang.blocks.ledger.sequencer import ADVISORY_LOCK

CLERK = Actor(organisation="haneul-city", role="clerk", pseudonym="4711")
_PATIENCE = 30.0


def environment() -> dict[str, str]:
    """Return the environment in which a process finds this test's database, keys and log."""
    at: dict[str, Any] = connection.settings_dict
    place = urlencode({"host": at["HOST"], "port": at["PORT"]})
    return os.environ | {
        "DATABASE_URL": f"postgresql://{at['USER']}:{quote(at['PASSWORD'])}@/{quote(at['NAME'])}?{place}",
        "MADANG_HOME": str(settings.ENVIRONMENT.home),
        "MADANG_ENV": "demo",
    }


def start_sequencer() -> subprocess.Popen[bytes]:
    """Start ``madang sequencer`` as a process of its own."""
    command = [str(Path(sys.executable).with_name("madang")), "sequencer"]
    silent = subprocess.DEVNULL
    return subprocess.Popen(command, env=environment(), stdin=silent, stdout=silent, stderr=silent)


@contextmanager
def sequencers(count: int = 1) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Yield running sequencers; whatever stands in the list at the end is killed."""
    running = [start_sequencer() for _number in range(count)]
    try:
        yield running
    finally:
        for process in running:
            process.kill()
            process.wait()


def write_act(number: int, pause: float = 0.0) -> uuid.UUID:
    """Commit one act, its transaction open for ``pause`` seconds after it took its place in the outbox."""
    with transaction.atomic():
        identifier = record(
            "test.thing.done",
            actor=CLERK,
            subject=f"person:{number % 7}",
            detail={"number": number},
            purpose="test",
            basis="시험법 제1조",
        )
        time.sleep(pause)
    return identifier


class Writers:
    """Threads that commit acts, one after the other, until they are told to stop.

    Attributes:
        acknowledged: acts whose transaction has committed.
    """

    def __init__(self, count: int, pause: Callable[[], float], rest: float = 0.002) -> None:
        self.acknowledged: list[uuid.UUID] = []
        self.failed: list[BaseException] = []
        self._pause, self._rest = pause, rest
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._write) for _number in range(count)]

    def __enter__(self) -> Writers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()
        assert not self.failed, self.failed

    def _write(self) -> None:
        try:
            while not self._stop.is_set():
                self.acknowledged.append(write_act(len(self.acknowledged), self._pause()))
                time.sleep(self._rest)
        except BaseException as error:
            self.failed.append(error)
        finally:
            connection.close()


def until(reached: Callable[[], bool], what: str) -> None:
    """Wait until something is so; fails after half a minute."""
    end = time.monotonic() + _PATIENCE
    while not reached():
        assert time.monotonic() < end, f"not within {_PATIENCE:.0f} s: {what}"
        time.sleep(0.005)


def until_log_grows(entries: int = 1) -> None:
    """Wait until a sequencer has logged something that was not logged when this was called."""
    size = queries.log_reader().size()
    until(lambda: queries.log_reader().size() >= size + entries, "the log grows")


def until_all_logged() -> None:
    """Wait until the outbox is empty."""
    until(lambda: not Outbox.objects.exists(), "all acts are logged")


def sequencing_backend() -> int | None:
    """Return the process id of the database connection that holds the sequencer's lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
            " WHERE d.datname = current_database() AND l.locktype = 'advisory' AND l.classid = 0"
            " AND l.objid = %s AND l.granted",
            [ADVISORY_LOCK],
        )
        rows = cursor.fetchall()
    assert len(rows) <= 1, "two connections hold the sequencer's lock"
    return rows[0][0] if rows else None


class History:
    """The checkpoints seen so far, and the promise that each look at the log must keep.

    Every checkpoint ever seen stays a prefix, the log's files add up to its root, no act stands in it twice,
    and the database knows nothing that the log does not hold at that very place.
    """

    def __init__(self) -> None:
        self.seen: list[Checkpoint] = []

    def look(self) -> None:
        """Check the promise while acts may still be waiting; no sequencer may be running."""
        reader = queries.log_reader()
        now = reader.checkpoint()
        audit = audit_log(DirectorySource(reader.folder), now, madang_entries=True)
        assert audit.sound, [finding.sentence("en") for finding in audit.findings]
        for past in self.seen:
            assert past.size <= now.size
            assert reader.root_at(past.size, now.size) == past.root
        self.seen.append(now)
        logged = following.read(reader, 0, now.size, now.size)
        twice = [identifier for identifier, count in Counter(e.id for e in logged).items() if count > 1]
        assert not twice
        place = {entry.index: entry.id for entry in logged}
        known = list(Entry.objects.order_by("index").values_list("index", "id"))
        assert known == [(index, place.get(index)) for index in range(len(known))]
        state = following.state()
        assert state.size == len(known)
        assert state.root == reader.root_at(state.size, now.size)

    def complete(self, acknowledged: list[uuid.UUID]) -> None:
        """Check that every acknowledged act is logged exactly once, when nothing waits any more."""
        self.look()
        size = self.seen[-1].size
        logged = {entry.id for entry in following.read(queries.log_reader(), 0, size, size)}
        assert not set(acknowledged) - logged, "acknowledged acts are missing from the log"
        assert Entry.objects.count() == size
        assert not Entry.objects.filter(lost=True).exists()
