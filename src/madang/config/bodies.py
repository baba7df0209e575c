"""What a request brings with it, read within bounds: so many bytes, in so many seconds.

Bounds are kept while reading: nobody can fill memory or disk before the first middleware has looked at anything.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

from django.core.exceptions import RequestAborted
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from madang.blocks.api.problems import problem_response
from madang.blocks.ui.errors import error_page, service_unavailable, wants_json

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

IN_MEMORY = 256 * 1024  # bytes of one body; what goes beyond lies in a temporary file
TOGETHER = 40  # so many of the largest bodies are kept at once, or more smaller ones
LINGER = 2.0  # seconds in which a refused sender is listened to, so that it comes to read the answer
RETRY_AFTER = 10  # seconds
TOO_LARGE, TOO_SLOW, TOO_MUCH_AT_ONCE = 413, 408, 503


class BodyLost(RequestAborted):
    """The body ended before its end: its sender left, or sent what the server cannot read."""


@dataclass
class Body:
    """What came. ``refused`` is the status to answer with when it was too much or too slow; nothing is kept then."""

    content: IO[bytes]
    size: int = 0
    refused: int | None = None


class Bodies:
    """The bodies that one process holds now. Used by its event loop alone.

    Args:
        limit: bytes of one body.
        seconds: from its first byte to its last.
    """

    def __init__(self, *, limit: int, seconds: float) -> None:
        self._limit = limit
        self._seconds = seconds
        self._held = 0

    @asynccontextmanager
    async def read(self, scope: Scope, receive: Receive) -> AsyncIterator[Body]:
        """Yield the request's body, and let go of it afterwards. Raises BodyLost when it does not come to its end."""
        body = Body(BytesIO())
        try:
            if _declared(scope) > self._limit:
                body.refused = TOO_LARGE
            else:
                try:
                    async with asyncio.timeout(self._seconds):
                        await self._fill(body, receive)
                except TimeoutError:
                    body.refused = TOO_SLOW
            if body.refused:
                self._let_go(body)
            yield body
        finally:
            self._let_go(body)

    async def _fill(self, body: Body, receive: Receive) -> None:
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise BodyLost
            piece: bytes = message.get("body", b"")
            if body.size + len(piece) > self._limit:
                body.refused = TOO_LARGE
            elif self._held + len(piece) > self._limit * TOGETHER:
                body.refused = TOO_MUCH_AT_ONCE
            if body.refused:
                return
            if body.size <= IN_MEMORY < body.size + len(piece):
                in_memory, body.content = body.content, tempfile.TemporaryFile()  # noqa: SIM115
                in_memory.seek(0)
                body.content.write(in_memory.read())
            body.content.write(piece)
            body.size += len(piece)
            self._held += len(piece)
            more = message.get("more_body", False)
        body.content.seek(0)

    def _let_go(self, body: Body) -> None:
        body.content.close()
        self._held -= body.size
        body.content, body.size = BytesIO(), 0


def _declared(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else 0
    return 0


_REFUSALS = {
    TOO_LARGE: ("too-large", _("보낸 내용이 한 번에 받을 수 있는 크기를 넘어 처리하지 않았습니다.")),
    TOO_SLOW: ("too-slow", _("보낸 내용이 제때 다 오지 않아 처리하지 않았습니다.")),
    TOO_MUCH_AT_ONCE: ("unavailable", _("지금 들어오는 것이 너무 많아 더 받지 못합니다.")),
}


def refusal(request: HttpRequest, status: int) -> HttpResponse:
    """Return the page, or problem details, for somebody whose body was refused."""
    code, sentence = _REFUSALS[status]
    if wants_json(request):
        answer = problem_response(request, status, code, _in_both_languages(sentence))
    elif status == TOO_MUCH_AT_ONCE:
        answer = service_unavailable(request, sentence)
    else:
        answer = error_page(request, status, reason=sentence, bare=True)
    if status == TOO_MUCH_AT_ONCE:
        answer["Retry-After"] = str(RETRY_AFTER)
    return answer


def _in_both_languages(sentence: object) -> str:
    with override("ko"):
        korean = str(sentence)
    with override("en"):
        return f"{korean} / {sentence}"


def lingering(receive: Receive, send: Send) -> Send:
    """Return a ``send`` that, before the answer's end, listens on for a while and throws away what comes.

    Many a sender reads only when it has sent everything: closing at once would leave it with a broken
    connection and without the reason.
    """

    async def send_slowly(message: Message) -> None:
        if message["type"] == "http.response.body" and not message.get("more_body"):
            await send({**message, "more_body": True})
            with suppress(TimeoutError):
                async with asyncio.timeout(LINGER):
                    while (await receive()).get("more_body"):
                        pass
            message = {"type": "http.response.body", "body": b"", "more_body": False}
        await send(message)

    return send_slowly
