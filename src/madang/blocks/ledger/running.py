"""The sequencer as a process: lock, recover, log, stand by again when something breaks."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from madang.blocks.ledger.errors import LedgerError, LogLocked
from madang.blocks.ledger.log import LogWriter
from madang.blocks.ledger.queries import log_identity
from madang.blocks.ledger.sequencer import Sequencer, wait_for_lock

_PAUSE = 1.0

log = structlog.get_logger(__name__)


def run_sequencer(stopping: Callable[[], bool]) -> None:
    """Run until told to stop. Lost database, full disk or a held lock are waited out, never worked around.

    A conflict of history is no passing fault: the sequencer says so and stays up without writing, so that
    ``/readyz`` and the operator's page tell it and lodging goes on.
    """
    while not stopping():
        try:
            _run_once(stopping)
        except (DatabaseError, OSError, LogLocked) as error:
            log.warning("sequencer.waiting", error=f"{type(error).__name__}: {error}")
            time.sleep(_PAUSE)
        except LedgerError as error:
            log.error("sequencer.stopped", error=str(error))
            while not stopping():
                time.sleep(_PAUSE)
        finally:
            connection.close()


def _run_once(stopping: Callable[[], bool]) -> None:
    if not wait_for_lock(stopping):
        return
    writer = LogWriter(settings.ENVIRONMENT.log, log_identity())
    try:
        sequencer = Sequencer(writer, now=timezone.now)
        completed = sequencer.start()
        log.info("sequencer.started", size=writer.size, completed=completed)
        sequencer.run(stopping)
    finally:
        writer.close()
