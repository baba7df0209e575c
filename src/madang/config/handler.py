"""How a request is answered: in one thread from its first middleware to its last byte of content.

Django's own ASGI handler changes threads several times for each request, because our views and middlewares are
synchronous, and starts a new thread for each: on pages as light as ours that is the greater part of the work.
Here a fixed number of threads waits for requests. Reading a request and sending its answer stay with the event loop, so a
slow reader holds no thread; streamed answers and notice of readers who went away work as in Django.
What a request brings is read within bounds (``bodies``), whatever view it is for, and who does not read the answer is let
go (``readers``).
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from asgiref.sync import ThreadSensitiveContext
from django.conf import settings
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

from madang.config.bodies import Bodies, Body, BodyLost, Receive, Scope, Send, lingering, refusal
from madang.config.readers import Readers

THREADS = 20
"""Requests answered at once; more of them wait. As many as there are database connections (``asgi``)."""
LONGEST_QUEUE = 200
"""Requests that wait at most; who comes then is told to come again, at once."""
HEALTH = "/healthz"
"""Never queues behind pages: a supervisor that gets no answer would end a process that is only busy."""
BUSY = "지금 찾는 사람이 많습니다. 잠시 뒤에 다시 해 주세요. / The site is busy. Please try again in a moment.\n".encode()
UNREADABLE = (
    "보낸 내용을 끝까지 읽을 수 없어 처리하지 않았습니다. 바뀐 것은 없습니다. / What was sent could not be read to its "
    "end, so nothing was done and nothing was changed.\n"
).encode()


class ThreadHandler(ASGIHandler):
    """An ASGI application for synchronous middlewares and views; asynchronous views work too, no faster.

    Attributes:
        held: requests that are being answered or wait for it.
    """

    def __init__(self) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="request")
        self._health = ThreadPoolExecutor(1, thread_name_prefix="health")
        self.held = 0
        self._bodies = Bodies(
            limit=settings.ENVIRONMENT.body_limit, seconds=settings.ENVIRONMENT.body_seconds
        )
        self._readers = Readers(seconds=settings.ENVIRONMENT.send_seconds)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise ValueError(f"Only HTTP is served here, not {scope['type']}.")
        if self.held >= THREADS + LONGEST_QUEUE and scope["path"] != HEALTH:
            await _say(send, 503, BUSY, (b"retry-after", b"5"))
            return
        try:
            send = self._readers.patient(send)
            async with self._bodies.read(scope, receive) as body:
                response = await self._answered(scope, body)
                if response.streaming:
                    await self._stream(response, receive, send)
                else:
                    await self.send_response(response, lingering(receive, send) if body.refused else send)
        except BodyLost:
            # Whoever is still there reads why; it is not told apart from somebody who left.
            with suppress(RequestAborted):
                await _say(send, 400, UNREADABLE, (b"connection", b"close"))
        except RequestAborted:
            return

    def close(self) -> None:
        """Let the threads go, once they have answered."""
        self._threads.shutdown()
        self._health.shutdown()

    async def _answered(self, scope: Scope, body: Body) -> Any:
        if scope["path"] == HEALTH:
            return await _in(self._health, self._answer, scope, body)
        self.held += 1
        try:
            return await _in(self._threads, self._answer, scope, body)
        finally:
            self.held -= 1

    def _get_response(self, request: HttpRequest) -> HttpResponseBase:
        """Answer inside of all middlewares; a request whose body was refused comes to no view."""
        refused: int | None = getattr(request, "body_refused", None)
        if refused is not None:
            return refusal(request, refused)
        found: HttpResponseBase = super()._get_response(request)  # type: ignore[misc]  # not in the stubs
        return found

    def _answer(self, scope: Scope, body: Body) -> Any:
        """Return the whole answer, or the head of a streamed one; the latter is still open."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        request, refused_head = self.create_request(scope, body.content)
        if request is not None and body.refused:
            request.body_refused = body.refused  # type: ignore[attr-defined]
        response: Any = refused_head if request is None else self.get_response(request)
        response._handler_class = self.__class__
        if body.refused:
            response.headers.pop(
                "Content-Length", None
            )  # by it the server would know the end before we say so
            if scope.get("http_version", "1.1").startswith("1"):
                response["Connection"] = "close"  # what may still come is no request
        if isinstance(response, FileResponse):
            response.block_size = self.chunk_size
        if not response.streaming:
            response.close()
        return response

    async def _stream(self, response: HttpResponseBase, receive: Receive, send: Send) -> None:
        """Send until the end, or until the reader has gone."""

        async def whole() -> None:
            async with ThreadSensitiveContext():  # what the stream does in threads keeps to one of its own
                await self.send_response(response, send)

        sending = asyncio.ensure_future(whole())
        leaving = asyncio.ensure_future(self.listen_for_disconnect(receive))
        try:
            await asyncio.wait([sending, leaving], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sending, leaving):
                task.cancel()
            with suppress(asyncio.CancelledError, RequestAborted):
                await leaving
            try:
                with suppress(asyncio.CancelledError):
                    await sending
            finally:
                await _in(self._threads, response.close)


async def _in(threads: ThreadPoolExecutor, work: Callable[..., Any], *arguments: object) -> Any:
    """Run in one of the threads, in a context of its own: nothing is left there for the next request."""
    context = contextvars.copy_context()
    return await asyncio.get_running_loop().run_in_executor(threads, context.run, work, *arguments)


async def _say(send: Send, status: int, text: bytes, *more: tuple[bytes, bytes]) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(text)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"content-security-policy", b"default-src 'none'"),
        *more,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text})
