"""Queued work of the ledger: delivering events."""

from __future__ import annotations

from django.db import transaction
from procrastinate.contrib.django import app

from madang.blocks.ledger import dispatch


@app.task(name="ledger.deliver", queue="events")
def deliver(listener: str) -> None:
    """Hear what is due for one listener; safe to run twice and at once."""
    dispatch.deliver_due(listener)


@app.periodic(cron="* * * * * */5")
@app.task(name="ledger.deliver_again", queue="events", queueing_lock="ledger.deliver_again")
def deliver_again(timestamp: int) -> None:
    """Wake the listeners whose deliveries are due: tried again, or left by a worker that was killed."""
    for listener in dispatch.overdue():
        with transaction.atomic():
            dispatch.wake([listener])
