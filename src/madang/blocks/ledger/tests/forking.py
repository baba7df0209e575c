"""A program that forks sequencers and writers of acts on demand, so that tests can kill them by the hundred.

It reads a command a line and answers a line: ``HOME sequencer``, ``HOME worker`` and ``HOME writer FILE SECONDS``
with the new process's id, ``- wait PID`` with ``ended`` once a killed one is gone. With ``listening`` behind it the
process has the room of that name. When its input ends all its children end.

A writer records acts one after the other, each in a transaction that lasts up to SECONDS, gives some of them
up, and adds the id of each act to FILE when its commit has returned: those are the acknowledged ones.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

import django


def write_acts(acknowledged: Path, longest: float) -> None:
    from django.db import transaction

    from madang.blocks.ledger import Actor, record

    chance = random.Random(os.getpid())
    actor = Actor(organisation="haneul-city", role="clerk", pseudonym=str(os.getpid()))
    file = os.open(acknowledged, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    number = 0
    while True:
        number += 1
        subject = chance.choice([None, f"person:{chance.randrange(5)}"])
        try:
            with transaction.atomic():
                act = record(
                    "test.thing.done",
                    actor=actor,
                    subject=subject,
                    detail={"number": number},
                    purpose="operate",
                    basis="시험법 제1조",
                )
                time.sleep(chance.uniform(0, longest))
                if chance.random() < 0.1:
                    raise ZeroDivisionError
        except ZeroDivisionError:
            continue
        os.write(file, f"{act}\n".encode())


def run_worker() -> None:
    from procrastinate.contrib.django import app as queue

    worker = queue.with_connector(queue.connector.get_worker_connector())
    worker.run_worker(wait=True, concurrency=4, listen_notify=True, delete_jobs="successful")


def fork(work: list[str]) -> int:
    pid = os.fork()
    if pid:
        return pid
    from django.conf import settings

    try:
        settings.ENVIRONMENT = replace(settings.ENVIRONMENT, home=Path(work[0]))
        if "listening" in work:
            from madang.blocks.ledger.tests.listening import move_in

            move_in()
        if work[1] == "sequencer":
            from madang.blocks.ledger.running import run_sequencer

            run_sequencer(lambda: os.getppid() == 1)
        elif work[1] == "worker":
            run_worker()
        else:
            write_acts(Path(work[2]), float(work[3]))
    finally:
        os._exit(1)


def main() -> None:
    django.setup()
    from madang.blocks.ledger import running  # noqa: F401 - imported once, before the forks

    children = set()
    print("ready", flush=True)
    for line in sys.stdin:
        work = line.split()
        if work[1] == "wait":
            os.waitpid(int(work[2]), 0)
            children.discard(int(work[2]))
            print("ended", flush=True)
        else:
            children.add(pid := fork(work))
            print(pid, flush=True)
    for pid in children:
        os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
