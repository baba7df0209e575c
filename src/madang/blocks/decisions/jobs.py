"""Work of rules: the whole demo city asked what a change does to it; what comes into force told on its day."""

from __future__ import annotations

from procrastinate.contrib.django import app

from madang.blocks.decisions.actions import counting as counts
from madang.blocks.decisions.actions import turning


@app.task(name="decisions.count_city", queue="counts", lock="decisions.count_city")
def count_city(counting: int) -> None:
    """Count one question, one after the other; safe to run twice."""
    counts.count(counting)


@app.periodic(cron="7 * * * *")
@app.task(name="decisions.tell_turns", queueing_lock="decisions.tell_turns")
def tell_turns(timestamp: int) -> None:
    """Every hour, so that a day begins within its first one, wherever the clock of the machine stands; safe to run twice."""
    turning.tell_turns()
