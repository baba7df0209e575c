"""Readers of answers: how long one may take over a piece, and how many may make us wait at once.

Granian takes a piece of an answer only when there is room for it, so a reader who does not read holds the answer in
our memory. Both bounds let go of it. The connection itself, with what the system has buffered, is beyond us: a
proxy in front ends it (``docs/runbook.md``).
"""

from __future__ import annotations

import asyncio

from django.core.exceptions import RequestAborted

from madang.config.bodies import Message, Send

MOST = 200
"""Readers who make one process wait at once; when there are more, who has made it wait longest is let go."""


class Readers:
    """The readers that one process waits for now. Used by its event loop alone.

    Args:
        seconds: in which there has to be room for the next piece (64 KiB at most).
        most: readers waited for at once.
    """

    def __init__(self, *, seconds: float, most: int = MOST) -> None:
        self._seconds = seconds
        self._most = most
        self._awaited: dict[asyncio.Timeout, None] = {}  # who has made us wait longest comes first

    def patient(self, send: Send) -> Send:
        """Return a ``send`` that raises RequestAborted when the reader is let go."""

        async def send_in_time(message: Message) -> None:
            try:
                async with asyncio.timeout(self._seconds) as time:
                    self._awaited[time] = None
                    if len(self._awaited) > self._most:
                        self._let_go(next(iter(self._awaited)))
                    try:
                        await send(message)
                    finally:
                        self._awaited.pop(time, None)
            except TimeoutError:
                raise RequestAborted from None

        return send_in_time

    def _let_go(self, time: asyncio.Timeout) -> None:
        del self._awaited[time]
        time.reschedule(asyncio.get_running_loop().time())
