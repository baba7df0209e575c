"""A sequencer that a test steps by hand, on the test's own connection."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from django.utils import timezone

from madang.blocks.ledger import queries
from madang.blocks.ledger.log import LogWriter
from madang.blocks.ledger.sequencer import ADVISORY_LOCK, Sequencer, try_lock


@contextmanager
def sequencer_by_hand(folder: Path) -> Iterator[Sequencer]:
    """Yield a started sequencer over the log in ``folder``; its lock is given back at the end.

    A lock left on a connection that outlives the test would be in the way of every later test of this database.
    """
    assert try_lock(), "another connection to this database still holds the sequencer's lock"
    writer = None
    try:
        writer = LogWriter(folder, queries.log_identity())
        sequencer = Sequencer(writer, now=timezone.now)
        sequencer.start()
        yield sequencer
    finally:
        if writer is not None:
            writer.close()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])


def log_everything(folder: Path) -> None:
    """Write everything recorded so far to the log in ``folder``, so that there are receipts."""
    with sequencer_by_hand(folder) as sequencer:
        while sequencer.step():
            pass
