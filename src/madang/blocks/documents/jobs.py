"""Queued and nightly work of documents; safe to run twice."""

from __future__ import annotations

from procrastinate.contrib.django import app

from madang.blocks.documents import actions


@app.task(name="documents.look_at", queue="documents")
def look_at(blob: int) -> None:
    """Scan a file, read its words, draw its pictures."""
    actions.look_at(blob)


@app.periodic(cron="*/30 * * * *")
@app.task(name="documents.scan_again", queueing_lock="documents.scan_again", queue="documents")
def scan_again(timestamp: int) -> None:
    """Scan what came while there was no scanner."""
    actions.scan_again()


@app.periodic(cron="40 3 * * *")
@app.task(name="documents.expire", queueing_lock="documents.expire", queue="documents")
def expire(timestamp: int) -> None:
    """Delete what need not be kept any longer, and bytes that nobody has."""
    actions.expire()
    actions.sweep()
