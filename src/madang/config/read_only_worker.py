"""The worker, resting while read-only mode holds: what it does changes the database too.

One process, two workers of the queue: one takes every job, the other only deliveries of events, so that long
jobs, however many, hold up nothing that listens to the ledger.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog
from asgiref.sync import sync_to_async
from django.db import DatabaseError, connection
from procrastinate.contrib.django import app as queue

from madang.systems.operations.queries.standing import read_only

LOOK_EVERY = 1.0  # seconds
EVENTS = "events"  # the queue of ``blocks.ledger.jobs``

log = structlog.get_logger(__name__)


def run_worker(stopping: Callable[[], bool], *, jobs: int = 4, events: int = 2) -> None:
    """Do queued and scheduled work until told to stop; begin none while nothing may be changed.

    Jobs that run when read-only mode begins are let finish.

    Args:
        stopping: whether it was told.
        jobs: so many at once, of every queue.
        events: so many deliveries of events at once besides.
    """
    asyncio.run(_run(stopping, jobs, events))


async def _run(stopping: Callable[[], bool], jobs: int, events: int) -> None:
    # A job occupies a thread. Python would keep as many as the machine has cores and a few, and let the rest wait.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(jobs + events + 2, "job"))
    resting = False
    while not stopping():
        if await _must_rest():
            if not resting:
                log.info("worker.resting", reason="read-only")
            resting = True
            await asyncio.sleep(LOOK_EVERY)
            continue
        resting = False
        await _work_until(stopping, jobs, events)


async def _work_until(stopping: Callable[[], bool], jobs: int, events: int) -> None:
    """Run both workers until told to stop or until read-only mode begins."""
    connector = queue.connector.get_worker_connector()  # type: ignore[attr-defined]
    async with queue.with_connector(connector).open_async() as app:
        workers = [
            asyncio.create_task(_work(app, queues=None, concurrency=jobs)),
            asyncio.create_task(_work(app, queues=[EVENTS], concurrency=events)),
        ]
        while not any(worker.done() for worker in workers) and not stopping() and not await _must_rest():
            await asyncio.wait(workers, timeout=LOOK_EVERY, return_when=asyncio.FIRST_COMPLETED)
        for worker in workers:
            worker.cancel()  # no new job; those that run come to their end
        for ended in await asyncio.gather(*workers, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended


async def _work(app: Any, **options: Any) -> None:
    await app.run_worker_async(
        wait=True,
        listen_notify=True,
        delete_jobs="successful",
        install_signal_handlers=False,
        worker_middleware=[_numbered],
        **options,
    )


async def _numbered(call_next: Callable[[], Awaitable[Any]], context: Any, _worker: Any) -> Any:
    """Let every log line of a job carry its number."""
    with structlog.contextvars.bound_contextvars(job=context.job.id, task=context.job.task_name):
        return await call_next()


async def _must_rest() -> bool:
    # Not in the thread of the jobs: one that takes long would keep us from looking.
    return await sync_to_async(_is_read_only, thread_sensitive=False)()


def _is_read_only() -> bool:
    try:
        return read_only() is not None
    except DatabaseError:
        return False  # the worker itself waits for the database
    finally:
        connection.close()
