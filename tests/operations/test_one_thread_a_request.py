"""What answers requests (``madang.config.handler``): one thread for each, streams and failures as in Django."""

from __future__ import annotations

import asyncio
import threading
import time
import types
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path
from django.utils import translation

from madang.config.handler import THREADS, ThreadHandler

Message = Mapping[str, Any]
ended: list[str] = []


def threads(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{threading.current_thread().name} {request.seen_in}")  # type: ignore[attr-defined]


def language(request: HttpRequest) -> HttpResponse:
    before = translation.get_language()
    translation.activate("fr")
    return HttpResponse(before)


def broken(request: HttpRequest) -> HttpResponse:
    raise ValueError("not for readers")


held = threading.Event()


def held_up(request: HttpRequest) -> HttpResponse:
    held.wait(20)
    return HttpResponse("at last")


def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("alive")


def body(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{request.method} {len(request.body)}")


async def asynchronous(request: HttpRequest) -> HttpResponse:
    await asyncio.sleep(0)
    return HttpResponse("awaited")


def counted(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(iter(["one ", "two"]))


async def _endless() -> AsyncIterator[str]:
    try:
        while True:
            yield "more "
            await asyncio.sleep(0.01)
    finally:
        ended.append("endless")


def endless(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(_endless())


def marking(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        request.seen_in = threading.current_thread().name  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


urls = types.ModuleType("urls")
urls.urlpatterns = [  # type: ignore[attr-defined]
    path(f"{view.__name__}/", view)
    for view in (threads, language, broken, held_up, body, asynchronous, counted, endless)
] + [path("healthz", healthz)]
urls.handler500 = lambda request: HttpResponse("sorry", status=500)  # type: ignore[attr-defined]


@pytest.fixture
def handler(settings: Any) -> Iterator[ThreadHandler]:
    settings.ROOT_URLCONF = urls
    settings.MIDDLEWARE = [f"{__name__}.marking"]
    made = ThreadHandler()
    yield made
    made.close()


def ask(
    handler: ThreadHandler, address: str, *, sent: bytes = b"", leave_after: int = 1 << 30
) -> tuple[int, str]:
    """Return status and content; the reader goes away after so many messages."""
    messages: list[Message] = []

    async def run() -> None:
        gone = asyncio.Event()
        asked = iter([{"type": "http.request", "body": sent, "more_body": False}])

        async def receive() -> Message:
            for message in asked:
                return message
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            messages.append(message)
            if len(messages) >= leave_after:
                gone.set()

        scope = {
            "type": "http",
            "method": "POST" if sent else "GET",
            "path": address,
            "query_string": b"",
            "headers": [(b"host", b"localhost"), (b"content-length", str(len(sent)).encode())],
        }
        answered: Awaitable[None] = handler(scope, receive, send)
        await asyncio.wait_for(answered, 30)

    asyncio.run(run())
    content = b"".join(each.get("body", b"") for each in messages[1:])
    return messages[0]["status"], content.decode()


def test_middlewares_and_view_run_in_one_thread(handler: ThreadHandler) -> None:
    status, content = ask(handler, "/threads/")
    view, middleware = content.split()
    assert (status, view) == (200, middleware)
    assert view.startswith("request")


def test_nothing_of_a_request_is_left_for_the_next_one_in_its_thread(handler: ThreadHandler) -> None:
    assert {ask(handler, "/language/")[1] for _ in range(30)} == {"ko"}


def test_a_view_that_fails_gets_the_error_page_and_the_next_request_an_answer(handler: ThreadHandler) -> None:
    assert ask(handler, "/broken/") == (500, "sorry")
    assert ask(handler, "/threads/")[0] == 200


def test_health_is_answered_while_every_thread_is_busy_and_the_queue_has_an_end(
    handler: ThreadHandler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{ThreadHandler.__module__}.LONGEST_QUEUE", 2)
    held.clear()
    waiting = [threading.Thread(target=ask, args=(handler, "/held_up/")) for _ in range(THREADS + 2)]
    for each in waiting:
        each.start()
    try:
        end = time.monotonic() + 10
        while handler.held < THREADS + 2 and time.monotonic() < end:
            time.sleep(0.01)
        assert ask(handler, "/healthz") == (200, "alive")
        status, content = ask(handler, "/threads/")
        assert status == 503 and "try again" in content
    finally:
        held.set()
        for each in waiting:
            each.join()
    assert ask(handler, "/threads/")[0] == 200


def test_a_body_is_read(handler: ThreadHandler) -> None:
    assert ask(handler, "/body/", sent=b"x" * 70_000) == (200, "POST 70000")


def test_asynchronous_views_are_awaited(handler: ThreadHandler) -> None:
    assert ask(handler, "/asynchronous/") == (200, "awaited")


def test_streams_are_sent_whole(handler: ThreadHandler) -> None:
    assert ask(handler, "/counted/") == (200, "one two")


def test_a_stream_ends_when_its_reader_goes(handler: ThreadHandler) -> None:
    ended.clear()
    status, content = ask(handler, "/endless/", leave_after=4)
    assert status == 200
    assert content.startswith("more more ")
    assert ended == ["endless"]
