"""How fast is the ledger: the log alone, its audit, and the whole way from an act's commit to its receipt?

Doors, all function calls in one process unless said otherwise:

- ``burst``: ``LogWriter.append`` in batches of 2,048, each fsynced with a signed checkpoint, beside raw write +
  fsync of the same entries' bytes in the same batches to one file (``peer``, rounds taken in turn, median).
- ``paced``: 10,000 entries arrive a second; from an entry's arrival to the return of the append that made it
  durable.
- ``verify``: ``madang_verify.audit.audit_log`` over the burst's log: every entry, every hash.
- ``drain``: ``Sequencer.step`` over a full outbox in PostgreSQL (fsync on) until it is empty: log, index, state.
- ``acts``: 1,000 acts a second from 4 processes, the sequencer in one more, PostgreSQL with fsync; from the
  return of an act's commit to the notification that it is indexed, when its receipt can be had.

Data: distinct entries of the usual size. State: fresh folders, fresh database. The load runs on the same
machine. pymerkle (GPL, a process and an environment of its own) is reported where it can be installed.

    .venv/bin/python bench/ledger.py [--quick]
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import resource
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from madang.config.postgres import temporary_server

BATCH = 2048
PACE = 10_000
ACTS_PACE = 1_000
WRITERS = 4
LOOK_SECONDS = 0.005

PYMERKLE = """
import sys, time
from pymerkle import SqliteTree
tree = SqliteTree(sys.argv[1], algorithm="sha256")
end, count = time.perf_counter() + 2, 0
start = time.perf_counter()
while time.perf_counter() < end:
    tree.append_entry(b"%0400d" % count)
    count += 1
print(count / (time.perf_counter() - start))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="smaller sizes, under 50 s")
    quick = parser.parse_args().quick
    sys.path.remove(str(Path(__file__).resolve().parent))  # bench/rules.py would hide the library "rules"
    begun = time.perf_counter()
    with (
        tempfile.TemporaryDirectory(prefix="madang-bench-") as home,
        temporary_server(Path(home) / "db", fsync=True) as server,
    ):
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "madang.config.settings",
            "MADANG_HOME": home,
            "MADANG_ENV": "demo",
            "DATABASE_URL": server.url(),
        }
        import django

        django.setup()
        figures = measure(Path(home), quick)
    figures["seconds"] = round(time.perf_counter() - begun, 1)
    print(json.dumps(figures, ensure_ascii=False))


def measure(home: Path, quick: bool) -> dict[str, Any]:
    """Return all figures."""
    batches = 20 if quick else 250
    rows = made_entries(batches * BATCH)
    ours, raw, audited = burst(home, [rows[at : at + BATCH] for at in range(0, len(rows), BATCH)])
    say("burst", ours=ours, raw=raw, verify=audited)
    pace = paced(home, rows, 5 if quick else 60)
    say("paced", **pace)
    drained = drain(home, 5_000 if quick else 100_000)
    say("drain", **drained)
    acts = flow(2 if quick else 60)
    say("acts", **acts)
    return {
        "question": "entries a second made durable in the log, beside raw write + fsync of the same bytes",
        "ours": ours,
        "peer": raw,
        "unit": "entries/s",
        "ratio": round(ours / raw, 3),
        "verify_entries_per_s": audited,
        "paced": pace,
        "drain": drained,
        "acts": acts,
        "pymerkle": pymerkle(home),
        "rows": len(rows),
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "cores": os.cpu_count(),
        "load_at_end": round(os.getloadavg()[0], 1),
        "versions": {"python": platform.python_version(), "cryptography": version("cryptography")},
    }


def say(name: str, **figures: Any) -> None:
    print(name, json.dumps(figures), flush=True)


def made_entries(count: int) -> list[bytes]:
    """Return distinct entries as the sequencer writes them."""
    from django.utils import timezone

    from madang.blocks.ledger import Actor
    from madang.blocks.ledger.entry import microseconds, payload, with_logged_at

    actor, now = Actor("haneul-city", "clerk", "4711"), timezone.now()
    return [
        with_logged_at(
            payload(
                id=uuid.UUID(int=number),
                type="bench.thing.done",
                actor=actor,
                subject=number.to_bytes(32, "big"),
                purpose="operate",
                basis="시험법 제1조",
                detail=number.to_bytes(32, "little"),
                happened_at=now,
            ),
            microseconds(now),
        )
        for number in range(count)
    ]


def burst(home: Path, batches: list[list[bytes]]) -> tuple[int, int, int]:
    """Return entries a second of our log, of raw writing, and of an audit."""
    from madang_verify.audit import audit_log
    from madang_verify.source import DirectorySource

    from madang.blocks.ledger import queries
    from madang.blocks.ledger.log import LogWriter

    joined = [b"".join(batch) for batch in batches]
    ours, raw = [], []
    count = sum(map(len, batches))
    for turn in range(3):
        folder = home / f"burst-{turn}"
        writer = LogWriter(folder, queries.log_identity())
        ours.append(count / timed(lambda writer=writer: [writer.append(batch) for batch in batches]))  # type: ignore[misc]
        writer.close()
        raw.append(count / timed(lambda turn=turn: write_raw(home / f"raw-{turn}", joined)))  # type: ignore[misc]
    started = time.perf_counter()
    audit = audit_log(DirectorySource(folder), writer.reader.checkpoint())
    spent = time.perf_counter() - started
    if not audit.sound or audit.entries != count:
        raise SystemExit(f"the audit of our own log failed: {audit.findings}")
    return round(median(ours)), round(median(raw)), round(count / spent)


def write_raw(path: Path, parts: list[bytes]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    for part in parts:
        os.write(descriptor, part)
        os.fsync(descriptor)
    os.close(descriptor)


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def paced(home: Path, rows: list[bytes], seconds: int) -> dict[str, Any]:
    """Return how long entries wait that arrive evenly, from arrival to durable."""
    from madang.blocks.ledger import queries
    from madang.blocks.ledger.log import LogWriter

    writer = LogWriter(home / "paced", queries.log_identity())
    total, done, waits = PACE * seconds, 0, []
    started, processor = time.perf_counter(), time.process_time()
    while done < total:
        arrived = min(total, int((time.perf_counter() - started) * PACE))
        if arrived == done:
            time.sleep(LOOK_SECONDS)
            continue
        upto = min(arrived, done + BATCH)
        writer.append([rows[number % len(rows)] for number in range(done, upto)])
        now = time.perf_counter() - started
        waits += [now - number / PACE for number in range(done, upto)]
        done = upto
    core = (time.process_time() - processor) / (time.perf_counter() - started)
    writer.close()
    return {**percentiles(waits), "entries_per_s": PACE, "for_s": seconds, "core_share": round(core, 2)}


def percentiles(seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    picked = {"p50_ms": 0.5, "p95_ms": 0.95, "p99_ms": 0.99, "max_ms": 1.0}
    return {
        name: round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)
        for name, share in picked.items()
    }


def drain(home: Path, count: int) -> dict[str, Any]:
    """Return how fast a full outbox goes the whole way into log and index."""
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.utils import timezone

    from madang.blocks.ledger import queries
    from madang.blocks.ledger.log import LogWriter
    from madang.blocks.ledger.models import Entry
    from madang.blocks.ledger.sequencer import Sequencer, try_lock

    call_command("migrate", interactive=False, verbosity=0)
    for _chunk in range(count // 1000):
        with transaction.atomic():
            for number in range(1000):
                write_act(number)
    writer = LogWriter(home / "log", queries.log_identity())
    if not try_lock():
        raise SystemExit("the sequencer's lock is held in a fresh database")
    sequencer = Sequencer(writer, now=timezone.now)
    sequencer.start()
    started, logged = time.perf_counter(), 0
    while moved := sequencer.step():
        logged += moved
    spent = time.perf_counter() - started
    writer.close()
    if not count <= logged == Entry.objects.count():
        raise SystemExit(f"{count} acts were written, {logged} logged, {Entry.objects.count()} indexed")
    connection.close()
    return {"entries": logged, "entries_per_s": round(logged / spent)}


def write_act(number: int) -> uuid.UUID:
    from madang.blocks.ledger import Actor, record

    return record(
        "bench.thing.done",
        actor=Actor("haneul-city", "clerk", "4711"),
        subject=f"person:{number % 1000}",
        detail={"number": number},
        purpose="operate",
        basis="시험법 제1조",
    )


def flow(seconds: int) -> dict[str, Any]:
    """Return how long acts wait from their commit until their receipts can be had."""
    from django.db import connection

    from madang.blocks.ledger import queries
    from madang.blocks.ledger.models import Entry

    before = Entry.objects.count()
    context = multiprocessing.get_context("spawn")
    told, results = context.Event(), context.Queue()
    sequencer = context.Process(target=sequence, args=(told,))
    sequencer.start()
    seen: list[tuple[int, float]] = []
    listening, heard = threading.Event(), threading.Event()
    listener = threading.Thread(target=listen, args=(seen, listening, heard))
    listener.start()
    listening.wait()
    ready = context.Barrier(WRITERS)  # the clock runs when all processes have started
    writers = [
        context.Process(target=write_paced, args=(number, ready, seconds, results))
        for number in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    committed = dict(pair for _writer in writers for pair in results.get(timeout=seconds + 120))
    end = time.monotonic() + 60
    while queries.waiting() and time.monotonic() < end:
        time.sleep(0.1)
    time.sleep(0.3)
    heard.set()
    told.set()
    for process in (*writers, sequencer):
        process.join(30)
    listener.join()
    index = dict(Entry.objects.filter(index__gte=before).values_list("index", "id"))
    waits, place, size = [], 0, before
    ordered = sorted(seen)
    for number in range(before, before + len(index)):
        while place < len(ordered) and size <= number:
            size, moment = ordered[place]
            place += 1
        waits.append(moment - committed[index[number]])
    for identifier in list(committed)[:: max(1, len(committed) // 100)]:
        queries.receipt(identifier)  # verified before it is given out
    spent = max(committed.values()) - min(committed.values())
    connection.close()
    return {
        **percentiles(waits),
        "acts": len(committed),
        "missing": len(committed.keys() - index.values()),
        "acts_per_s": round(len(committed) / spent),
        "for_s": seconds,
    }


def sequence(told: Any) -> None:
    """Be the sequencer, in a process of its own."""
    import django

    django.setup()
    from madang.blocks.ledger.running import run_sequencer

    run_sequencer(told.is_set)


def listen(seen: list[tuple[int, float]], listening: threading.Event, stop: threading.Event) -> None:
    """Note when which size of the log is indexed."""
    from django.db import connection

    from madang.blocks.ledger.following import LOGGED_CHANNEL

    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {LOGGED_CHANNEL}")
    listening.set()
    while not stop.is_set():
        for notice in connection.connection.notifies(timeout=0.2):
            seen.append((int(notice.payload), time.time()))
    connection.close()


def write_paced(number: int, ready: Any, seconds: int, results: Any) -> None:
    """Commit this writer's share of acts, each at its time; tell (id, time of commit)."""
    import django

    django.setup()
    from django.db import connection, transaction

    with transaction.atomic():  # connect before the clock runs
        connection.ensure_connection()
    ready.wait()
    start = time.time()
    done = []
    for turn in range(number, ACTS_PACE * seconds, WRITERS):
        time.sleep(max(0.0, start + turn / ACTS_PACE - time.time()))
        with transaction.atomic():
            identifier = write_act(turn)
        done.append((identifier, time.time()))
    results.put(done)


def pymerkle(home: Path) -> Any:
    """Return its single appends a second, or ``absent``."""
    place = home / "pymerkle"
    try:
        subprocess.run(
            [sys.executable, "-m", "uv", "pip", "install", "-q", "--target", place, "pymerkle==7.0.0"],
            check=True,
            capture_output=True,
            timeout=10,
        )
        found = subprocess.run(
            [sys.executable, "-c", PYMERKLE, str(home / "pymerkle.db")],
            check=True,
            capture_output=True,
            timeout=15,
            env={**os.environ, "PYTHONPATH": str(place)},
        )
    except (subprocess.SubprocessError, OSError):
        return "absent"
    return {"single_appends_per_s": round(float(found.stdout))}


if __name__ == "__main__":
    main()
