"""Killed, doubled, cut off and out of space: no acknowledged act is lost, and there is one history."""

from __future__ import annotations

import errno
import os
import random
import resource
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from madang.blocks.ledger import queries
from madang.blocks.ledger.errors import LogDamaged
from madang.blocks.ledger.log import LogWriter
from madang.blocks.ledger.models import LogState, Outbox
from madang.blocks.ledger.sequencer import Sequencer
from madang.blocks.ledger.tests.processes import (
    History,
    Writers,
    environment,
    sequencers,
    sequencing_backend,
    start_sequencer,
    until,
    until_all_logged,
    until_log_grows,
    write_act,
)

pytestmark = pytest.mark.usefixtures("log_folder", "transactional_db")


def kill_at_random_moments(times: int, seed: int) -> None:
    chance = random.Random(seed)
    history = History()
    with Writers(2, lambda: 0.0) as writers, sequencers() as running:
        for _kill in range(times):
            until_log_grows()
            time.sleep(chance.uniform(0, 0.2))
            running[0].send_signal(signal.SIGKILL)
            running[0].wait()
            until(lambda: sequencing_backend() is None, "the killed sequencer's lock is free")
            history.look()
            running[0] = start_sequencer()
        until_log_grows()
        writers.__exit__()
        until_all_logged()
        running[0].terminate()
        assert running[0].wait(10) == 0
    assert len({seen.size for seen in history.seen}) == times
    history.complete(writers.acknowledged)


def test_a_sequencer_killed_at_ten_moments_loses_nothing() -> None:
    kill_at_random_moments(10, seed=3)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_sequencer_killed_at_two_hundred_moments_loses_nothing() -> None:
    kill_at_random_moments(200, seed=200)


WRITER = """
import django
django.setup()
from madang.blocks.ledger.tests.processes import write_act
for number in range(10**6):
    print(write_act(number), flush=True)
"""


def test_what_a_killed_writer_acknowledged_is_logged() -> None:
    chance = random.Random(5)
    acknowledged: list[uuid.UUID] = []
    with sequencers():
        for _kill in range(3):
            writer = subprocess.Popen(
                [sys.executable, "-c", WRITER], env=environment(), stdout=subprocess.PIPE, text=True
            )
            assert writer.stdout
            acknowledged.append(uuid.UUID(writer.stdout.readline().strip()))
            time.sleep(chance.uniform(0, 0.3))
            writer.kill()
            # The last line may be cut off: what was not said whole was not acknowledged.
            lines = writer.stdout.read().splitlines(keepends=True)
            writer.wait()
            acknowledged += [uuid.UUID(line.strip()) for line in lines if line.endswith("\n")]
        until_all_logged()
    until(lambda: sequencing_backend() is None, "the sequencer's lock is free")
    assert len(acknowledged) > 3
    History().complete(acknowledged)


def test_of_two_sequencers_one_works_and_the_other_takes_over_when_it_dies() -> None:
    with Writers(2, lambda: 0.0) as writers, sequencers(2) as running:
        until_log_grows()
        first = sequencing_backend()
        time.sleep(0.7)  # long enough for the second to have asked for the lock
        assert sequencing_backend() == first
        # Whichever of them works: the one that is not killed goes on.
        running[0].kill()
        until_log_grows()
        running.append(start_sequencer())
        running[1].kill()
        until_log_grows()
        writers.__exit__()
        until_all_logged()
    until(lambda: sequencing_backend() is None, "the sequencers' lock is free")
    History().complete(writers.acknowledged)


def test_a_sequencer_whose_connection_is_cut_gives_way_to_the_other_and_nothing_forks() -> None:
    with Writers(2, lambda: 0.0) as writers, sequencers(2):
        for _cut in range(3):
            until_log_grows()
            cut = sequencing_backend()
            assert cut is not None
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s)", [cut])
            until(lambda cut=cut: sequencing_backend() not in (None, cut), "a sequencer works again")  # type: ignore[misc]
            until_log_grows()
        writers.__exit__()
        until_all_logged()
    until(lambda: sequencing_backend() is None, "the sequencers' lock is free")
    History().complete(writers.acknowledged)


def test_late_commits_of_slow_transactions_are_not_skipped() -> None:
    chance = random.Random(4)
    with sequencers():
        # Held open at random, so that later places in the outbox commit before earlier ones.
        with Writers(4, lambda: chance.choice((0.0, 0.0, 0.05, 0.3))) as writers:
            until_log_grows(200)
        until_all_logged()
    until(lambda: sequencing_backend() is None, "the sequencer's lock is free")
    History().complete(writers.acknowledged)


def test_a_disk_without_room_is_told_and_the_log_goes_on_when_there_is_room_again() -> None:
    acknowledged = []
    history = History()
    with sequencers() as running:
        acknowledged.append(write_act(0))
        until_all_logged()
        # No file may grow beyond some bytes: the bundle is cut off in its middle, as on a full disk.
        resource.prlimit(running[0].pid, resource.RLIMIT_FSIZE, (700, resource.RLIM_INFINITY))
        acknowledged += [write_act(number) for number in range(1, 30)]
        until(lambda: LogState.objects.filter(trouble="disk").exists(), "the trouble is told")
        assert queries.log_reader().size() == 1
        assert "디스크" in (queries.sequencer_health() or "")
        unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.prlimit(running[0].pid, resource.RLIMIT_FSIZE, unlimited)
        until_all_logged()
        until(lambda: queries.sequencer_health() is None, "the trouble is over")
    until(lambda: sequencing_backend() is None, "the sequencer's lock is free")
    history.complete(acknowledged)


@pytest.mark.parametrize("failing", range(1, 5))
def test_a_disk_that_fills_at_any_write_of_an_append_leaves_one_history(
    sequencer: Sequencer, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    acknowledged = [write_act(number) for number in range(300)]
    sequencer.step()
    acknowledged += [write_act(number) for number in range(20)]
    calls = 0
    write = os.write

    def full(descriptor: int, data: Any) -> int:
        nonlocal calls
        calls += 1
        if calls == failing:
            write(descriptor, bytes(data)[: len(data) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(descriptor, data)

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        if failing <= 4:  # bundle, tile, tile above, checkpoint
            with pytest.raises(OSError, match="space"):
                sequencer.step()
    assert queries.log_reader().size() == 300
    assert Outbox.objects.count() == 20
    with_room(sequencer)
    History().complete(acknowledged)


def with_room(stopped: Sequencer) -> None:
    """Begin again after a failed append, as the process does, and log what waits."""
    folder = queries.log_reader().folder
    stopped._writer.close()
    writer = LogWriter(folder, queries.log_identity())
    try:
        again = Sequencer(writer, now=timezone.now)
        assert again.start() == 0
        while again.step():
            pass
    finally:
        writer.close()


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5])


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def test_torn_files_beyond_the_checkpoint_are_not_believed(sequencer: Sequencer, log_folder: Path) -> None:
    acknowledged = [write_act(number) for number in range(10)]
    sequencer.step()
    for name in ("tile/entries/000.p/12", "tile/0/000.p/12", "tile/entries/001", "tile/0/001.p/3"):
        path = log_folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(os.urandom(100))
    acknowledged += [write_act(number) for number in range(2)]
    with_room(sequencer)
    History().complete(acknowledged)
    assert not (log_folder / "tile/entries/001").exists()


@pytest.mark.parametrize("harm", [cut_off, flip])
@pytest.mark.parametrize("name", ["tile/entries/001.p/44", "tile/0/001.p/44", "tile/1/000.p/1", "checkpoint"])
def test_a_harmed_file_that_the_checkpoint_covers_stops_the_sequencer(
    sequencer: Sequencer, log_folder: Path, harm: Callable[[Path], None], name: str
) -> None:
    for number in range(300):
        write_act(number)
    sequencer.step()
    sequencer._writer.close()
    harm(log_folder / name)
    with pytest.raises(LogDamaged):
        LogWriter(log_folder, queries.log_identity())


def test_an_altered_byte_deep_in_the_log_is_named_by_the_verifier(
    sequencer: Sequencer, log_folder: Path
) -> None:
    for number in range(300):
        write_act(number)
    sequencer.step()
    flip(log_folder / "tile/entries/000")
    key = queries.log_identity().vkeys()[0]
    verify = Path(sys.executable).with_name("madang-verify")
    found = subprocess.run(
        [verify, "log", str(log_folder), "--key", key], capture_output=True, text=True, check=False
    )
    assert found.returncode == 1, found
    assert "tile/entries/000" in found.stdout + found.stderr
