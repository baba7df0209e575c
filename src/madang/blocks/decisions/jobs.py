"""Queued work of rules: asking the whole demo city what a change does to it."""

from __future__ import annotations

from procrastinate.contrib.django import app

from madang.blocks.decisions.actions import counting as counts


@app.task(name="decisions.count_city", queue="counts", lock="decisions.count_city")
def count_city(counting: int) -> None:
    """Count one question, one after the other; safe to run twice."""
    counts.count(counting)
