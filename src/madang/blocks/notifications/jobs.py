"""Queued and regular work of notices; safe to run twice."""

from __future__ import annotations

from procrastinate.contrib.django import app

from madang.blocks.notifications import actions


@app.task(name="notifications.bring", queue="notifications")
def bring(delivery: int) -> None:
    """Bring one notice by one way."""
    actions.bring(delivery)


@app.periodic(cron="* * * * *")
@app.task(name="notifications.bring_due", queue="notifications", queueing_lock="notifications.bring_due")
def bring_due(timestamp: int) -> None:
    """Bring what waited for the morning or for another try, and what a killed worker left."""
    actions.bring_due()


@app.periodic(cron="20 4 * * *")
@app.task(name="notifications.throw_away", queue="notifications", queueing_lock="notifications.throw_away")
def throw_away(timestamp: int) -> None:
    """Delete what the catcher caught a month ago."""
    actions.throw_away()
