"""Scheduled work of the operator's room."""

from __future__ import annotations

from procrastinate.contrib.django import app

from madang.systems.operations import actions


@app.periodic(cron="* * * * *")
@app.task(
    name="operations.retry_stalled_jobs", queue="operations", queueing_lock="operations.retry_stalled_jobs"
)
def retry_stalled_jobs(timestamp: int) -> None:
    """Put jobs back whose worker was killed in the middle of them; safe to run twice."""
    actions.retry_stalled_jobs()
