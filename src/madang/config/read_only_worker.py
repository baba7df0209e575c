"""The worker, resting while read-only mode holds: what it does changes the database too."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from asgiref.sync import sync_to_async
from django.db import DatabaseError, connection
from procrastinate.contrib.django import app as queue

from madang.systems.operations.queries.standing import read_only

LOOK_EVERY = 1.0  # seconds

log = structlog.get_logger(__name__)


def run_worker(stopping: Callable[[], bool], *, concurrency: int = 4) -> None:
    """Do queued and scheduled work until told to stop; begin none while nothing may be changed.

    Jobs that run when read-only mode begins are let finish.
    """
    asyncio.run(_run(stopping, concurrency))


async def _run(stopping: Callable[[], bool], concurrency: int) -> None:
    resting = False
    while not stopping():
        if await _must_rest():
            if not resting:
                log.info("worker.resting", reason="read-only")
            resting = True
            await asyncio.sleep(LOOK_EVERY)
            continue
        resting = False
        await _work_until(stopping, concurrency)


async def _work_until(stopping: Callable[[], bool], concurrency: int) -> None:
    """Run one worker until told to stop or until read-only mode begins."""
    connector = queue.connector.get_worker_connector()  # type: ignore[attr-defined]
    async with queue.with_connector(connector).open_async() as app:
        worker = asyncio.create_task(
            app.run_worker_async(
                wait=True,
                concurrency=concurrency,
                listen_notify=True,
                delete_jobs="successful",
                install_signal_handlers=False,
                worker_middleware=[_numbered],
            )
        )
        while not worker.done() and not stopping() and not await _must_rest():
            await asyncio.wait([worker], timeout=LOOK_EVERY)
        worker.cancel()  # no new job; those that run come to their end
        with contextlib.suppress(asyncio.CancelledError):
            await worker


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
