"""Queued work of the ledger: delivering events."""

from __future__ import annotations

from procrastinate.contrib.django import app

from madang.blocks.ledger import dispatch
from madang.blocks.ledger.models import Delivery


@app.task(name="ledger.deliver", queue="events")
def deliver(listener: str) -> None:
    """Hear what is due for one listener; safe to run twice."""
    dispatch.deliver_due(listener)


@app.periodic(cron="* * * * * */5")
@app.task(name="ledger.deliver_again", queue="events", queueing_lock="ledger.deliver_again")
def deliver_again(timestamp: int) -> None:
    """Hear deliveries whose time to be tried again has come."""
    for listener in Delivery.objects.filter(state=Delivery.PENDING).values_list("listener", flat=True).distinct():
        dispatch.deliver_due(listener)
