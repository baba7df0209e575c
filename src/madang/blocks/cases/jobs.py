"""Work of cases: kept deadlines brought up to date after all clocks were stopped or let run again."""

from __future__ import annotations

from procrastinate.contrib.django import app

from madang.blocks.cases.actions import suspending


@app.task(name="cases.recount_deadlines", lock="cases.recount_deadlines")
def recount_deadlines() -> None:
    """Safe to run twice: it counts from what stands."""
    suspending.recount()
