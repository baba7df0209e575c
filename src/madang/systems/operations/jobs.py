"""Scheduled work of the operator's room."""

from __future__ import annotations

import structlog
from procrastinate.contrib.django import app

from madang.systems.operations import actions

log = structlog.get_logger(__name__)


@app.periodic(cron="* * * * *")
@app.task(
    name="operations.retry_stalled_jobs", queue="operations", queueing_lock="operations.retry_stalled_jobs"
)
def retry_stalled_jobs(timestamp: int) -> None:
    """Put jobs back whose worker was killed in the middle of them; safe to run twice."""
    actions.retry_stalled_jobs()


@app.periodic(cron="17 3 * * *")
@app.task(
    name="operations.renew_subject_key", queue="operations", queueing_lock="operations.renew_subject_key"
)
def renew_subject_key(timestamp: int) -> None:
    """Every night: a new wrapping key when it is old, all wrapped anew, old ones destroyed; safe to run twice."""
    done = actions.renew_subject_key()
    if done is not None:
        log.info(
            "subject_key.renewed", rotated=done.rotated, rewrapped=done.rewrapped, destroyed=done.destroyed
        )
