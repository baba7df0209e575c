"""A site of real processes on the test's database and a fresh home, and the promises it has to keep."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from django.db import connection
from madang_verify.audit import audit_log
from madang_verify.checkpoint import Checkpoint
from madang_verify.note import open_note
from madang_verify.source import open_source

from madang.blocks.ledger import following, queries
from madang.blocks.ledger.models import Detail, Entry, LogState, Outbox

FORKING = Path(__file__).with_name("forking.py")


def database_url() -> str:
    """Return the address of the test's own database."""
    known = connection.settings_dict
    user, password, name = (quote(known[key], safe="") for key in ("USER", "PASSWORD", "NAME"))
    place = f"?host={quote(known['HOST'], safe='')}"
    return f"postgresql://{user}:{password}@/{name}{place}" + (
        f"&port={known['PORT']}" if known["PORT"] else ""
    )


class Forks:
    """The program that forks the processes of all sites of a test module."""

    def __init__(self, output: Path) -> None:
        self._path = output
        self._output = output.open("wb")
        self._program = subprocess.Popen(
            [sys.executable, str(FORKING)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._output,
            env={**os.environ, "DATABASE_URL": database_url()},
            text=True,
            bufsize=1,
        )
        assert self._answer() == "ready"

    def ask(self, command: str) -> str:
        assert self._program.stdin is not None
        self._program.stdin.write(f"{command}\n")
        return self._answer()

    def _answer(self) -> str:
        assert self._program.stdout is not None
        while (line := self._program.stdout.readline().strip()).startswith("{"):
            continue  # what is logged
        assert line, self._path.read_text()
        return line

    def close(self) -> None:
        self._program.communicate(timeout=20)
        self._output.close()


class Site:
    """Sequencers and writers as processes of their own.

    Attributes:
        checkpoints: every signed checkpoint seen so far.
    """

    def __init__(self, home: Path, forks: Forks) -> None:
        self.home = home
        self.log = home / "log"
        self.checkpoints: dict[bytes, None] = {}
        self._forks = forks
        self._running: set[int] = set()
        self._acknowledged = home / "acknowledged"
        self._acknowledged.touch()
        connection.close()  # gives back a sequencer's lock that an earlier test took on it

    def start_sequencer(self, *, listening: bool = False) -> int:
        """Start a sequencer, maybe with the room ``listening`` moved in; return its process id."""
        return self._start("sequencer listening" if listening else "sequencer")

    def start_worker(self) -> int:
        """Start a worker, with the room ``listening`` moved in; return its process id."""
        return self._start("worker listening")

    def start_writer(self, longest: float = 0.0) -> int:
        """Start a writer of acts, each transaction up to ``longest`` seconds long; return its process id."""
        return self._start(f"writer {self._acknowledged} {longest}")

    def kill(self, pid: int) -> None:
        """Kill a process without warning and wait until it is gone."""
        self.look()
        os.kill(pid, signal.SIGKILL)
        assert self._forks.ask(f"- wait {pid}") == "ended"
        self._running.discard(pid)
        self.look()

    def close(self) -> None:
        """End all processes of this site."""
        for pid in list(self._running):
            self.kill(pid)

    def _start(self, work: str) -> int:
        pid = int(self._forks.ask(f"{self.home} {work}"))
        self._running.add(pid)
        return pid

    def look(self) -> None:
        """Keep the newest checkpoint, to be proved a beginning of the final log."""
        if (path := self.log / "checkpoint").exists():
            self.checkpoints[path.read_bytes()] = None

    def acknowledged(self) -> list[uuid.UUID]:
        """Return the acts whose commit returned, in whatever order. A line cut by a kill does not count."""
        lines = self._acknowledged.read_text().splitlines()
        return [uuid.UUID(line) for line in lines if len(line) == 36]

    def size(self) -> int:
        """Return how many entries the log holds."""
        return queries.log_reader().size()

    def settle(self) -> None:
        """Wait until every committed act is logged."""
        wait_until(lambda: not Outbox.objects.exists(), "the outbox to be empty")

    def assert_one_history(self) -> None:
        """Assert what must hold after whatever happened, once all is settled.

        Every acknowledged act is in the log, none is there twice, none that was given up; the database's index
        equals the log; the log proves itself and every checkpoint ever seen.
        """
        self.look()
        reader = queries.log_reader()
        checkpoint = reader.checkpoint()
        audit = audit_log(open_source(str(self.log)), checkpoint, madang_entries=True)
        assert audit.sound, audit.findings
        assert audit.foreign == [], audit.foreign
        logged = following.read(reader, 0, checkpoint.size, checkpoint.size)
        ids = [entry.id for entry in logged]
        assert len(set(ids)) == len(ids)
        assert set(self.acknowledged()) <= set(ids)
        assert set(ids) == set(Detail.objects.values_list("id", flat=True)), (
            "committed is logged, and no more"
        )
        indexed = Entry.objects.order_by("index").values_list(
            "index", "id", "type", "subject", "organisation", "role", "lost"
        )
        assert [(*row[:3], row[3] and bytes(row[3]), *row[4:]) for row in indexed] == [
            (each.index, each.id, each.type, each.subject, each.organisation, each.role, False)
            for each in logged
        ]
        state = LogState.objects.get()
        assert (state.size, bytes(state.root or b"")) == (checkpoint.size, checkpoint.root)
        assert state.conflict == ""
        keys = reader.identity.verifier_keys()
        for signed in self.checkpoints:
            seen = Checkpoint.parse(open_note(signed, keys).text)
            assert reader.root_at(seen.size, checkpoint.size) == seen.root


def wait_until(holds: Callable[[], bool], what: str, seconds: float = 90) -> None:
    """Wait until ``holds()``; fail after a time that only a stall can reach."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"waited {seconds} s for {what}"
        time.sleep(0.005)


def kill_at_random_moments(site: Site, times: int, chance: random.Random) -> int:
    """Kill sequencer and writers again and again while acts are written; return how many kills hit a log
    that grew since the sequencer's last start."""
    sequencer = site.start_sequencer()
    writers = [site.start_writer(), site.start_writer(0.004)]
    at_work = 0
    for _ in range(times):
        before = site.size()
        if chance.random() < 0.7:
            wait_until(lambda before=before: site.size() > before, "the log to grow")  # type: ignore[misc]
            time.sleep(chance.uniform(0, 0.02))
        else:
            time.sleep(chance.uniform(0, 0.1))
        at_work += site.size() > before
        if chance.random() < 0.3:
            victim = chance.randrange(len(writers))
            site.kill(writers[victim])
            writers[victim] = site.start_writer(chance.choice([0, 0.004]))
        site.kill(sequencer)
        sequencer = site.start_sequencer()
    for writer in writers:
        site.kill(writer)
    site.settle()
    site.kill(sequencer)
    return at_work
