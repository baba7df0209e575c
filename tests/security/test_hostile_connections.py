"""The real server against clients that are slow, rude or wrong."""

from __future__ import annotations

import socket
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest

from tests.journeys.conftest import House
from tests.journeys.conftest import house as house


@pytest.fixture
def address(house: House) -> tuple[str, int]:
    parts = urllib.parse.urlsplit(house.url)
    assert parts.hostname is not None and parts.port is not None
    return parts.hostname, parts.port


def raw(address: tuple[str, int], request: bytes, seconds: float = 5) -> bytes:
    """Send bytes and return what comes back until the server closes or time is up."""
    with closing(socket.create_connection(address, timeout=seconds)) as connection:
        connection.sendall(request)
        found = b""
        try:
            while part := connection.recv(65_536):
                found += part
                if b"\r\n\r\n" in found:
                    break
        except (TimeoutError, ConnectionResetError):
            pass
        return found


@pytest.fixture
def slow_readers(address: tuple[str, int]) -> Iterator[None]:
    """Sixty clients that begin a request and never finish it."""
    with ExitStack() as stack:
        for number in range(60):
            connection = stack.enter_context(closing(socket.create_connection(address, timeout=5)))
            connection.sendall(
                b"POST /ui/display HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\nX-%d: " % number
            )
        yield


def test_slow_clients_do_not_stop_the_others(house: House, slow_readers: None) -> None:
    started = time.monotonic()
    for _attempt in range(5):
        with urllib.request.urlopen(f"{house.url}/healthz", timeout=9) as answer:
            assert answer.status == 200
    assert time.monotonic() - started < 9, "they waited until the slow ones were sent away, after ten seconds"


@pytest.mark.parametrize(
    "request_",
    [
        b"GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\nGET /x",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 1_000_000 + b"\r\n\r\n",
        b"GET /%ff%fe%00 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    ],
)
def test_nonsense_is_answered_or_closed_and_the_site_lives(
    house: House, address: tuple[str, int], request_: bytes
) -> None:
    answer = raw(address, request_)
    assert b" 500 " not in answer.split(b"\r\n", 1)[0]
    with urllib.request.urlopen(f"{house.url}/healthz", timeout=60) as alive:
        assert alive.status == 200
