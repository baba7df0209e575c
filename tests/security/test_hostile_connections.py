"""The real server against clients that are slow, rude or wrong."""

from __future__ import annotations

import http.client
import json
import re
import socket
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest

from tests.journeys.conftest import House, start

MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """A running site that waits three seconds for what a request brings."""
    with tempfile.TemporaryDirectory(prefix="madang-hostile-") as folder:
        running = start(Path(folder) / "var", Path(folder) / "up.log", MADANG_BODY_SECONDS="3")
        yield running
        running.stop()


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


def answer_of(connection: socket.socket) -> bytes:
    """Return all that the server says until it closes the connection; fails when it leaves it open."""
    connection.settimeout(30)
    found = b""
    with suppress(ConnectionResetError):
        while part := connection.recv(65_536):
            found += part
    return found


def web_processes(house: House) -> list[Path]:
    """The processes that serve this site's pages, as folders of ``/proc``."""
    mark = f"MADANG_HOME={house.home}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if b"granian" in (folder / "cmdline").read_bytes() and mark in (folder / "environ").read_bytes():
                found.append(folder)
    assert found
    return found


def memory(processes: list[Path]) -> int:
    """Bytes of memory that these processes ever took at most."""
    peaks = [re.search(r"VmHWM:\s+(\d+) kB", (folder / "status").read_text()) for folder in processes]
    return sum(int(peak[1]) * 1024 for peak in peaks if peak)


def temporary_files(processes: list[Path]) -> int:
    """Bytes of the files without a name that these processes hold open."""
    held = 0
    for file in (each for folder in processes for each in (folder / "fd").iterdir()):
        with suppress(OSError):
            target = str(file.readlink())
            if target.startswith("/") and target.endswith(" (deleted)"):
                held += file.stat().st_size
    return held


def test_a_huge_body_is_refused_by_its_declared_length_alone(address: tuple[str, int]) -> None:
    with closing(socket.create_connection(address, timeout=30)) as connection:
        connection.sendall(
            b"POST /ui/display HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000000\r\n\r\nlanguage="
        )
        answer = answer_of(connection).decode()
    assert answer.startswith("HTTP/1.1 413 ")
    assert "connection: close" in answer.lower()
    assert "content-security-policy" in answer.lower()
    assert "보낸 내용이 너무 큽니다" in answer


def test_a_program_with_a_huge_body_reads_a_problem(address: tuple[str, int]) -> None:
    with closing(http.client.HTTPConnection(*address, timeout=30)) as connection:
        connection.putrequest("POST", "/api/v1/listings")
        connection.putheader("Content-Type", "application/json")
        connection.putheader("Content-Length", "13000000")
        connection.endheaders()
        answer = connection.getresponse()
        assert answer.status == 413
        assert answer.headers["Content-Type"] == "application/problem+json"
        problem = json.loads(answer.read())
        assert problem["type"] == "urn:madang:problem:too-large"
        assert "크기를 넘어" in problem["detail"]
        assert "larger than can be taken" in problem["detail"]


def test_a_browser_that_sends_too_much_comes_to_read_why(address: tuple[str, int]) -> None:
    """Browsers read the answer only when they have sent everything."""
    sent = b"a" * (20 * MEGABYTE)
    with closing(socket.create_connection(address, timeout=30)) as connection:
        connection.sendall(
            b"POST /ui/display HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % len(sent)
        )
        connection.sendall(sent)
        assert answer_of(connection).startswith(b"HTTP/1.1 413 ")


def test_a_body_without_length_fills_neither_memory_nor_disk(house: House, address: tuple[str, int]) -> None:
    processes = web_processes(house)
    before, most = memory(processes), 0
    piece = b"%x\r\n%s\r\n" % (MEGABYTE, b"a" * MEGABYTE)
    with ExitStack() as stack:
        connections = [
            stack.enter_context(closing(socket.create_connection(address, timeout=30))) for _ in range(4)
        ]
        for connection in connections:
            connection.sendall(
                b"POST /ui/display HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
            )
        for _ in range(100):
            for connection in connections:
                with suppress(OSError):  # closed at last
                    connection.sendall(piece)
            most = max(most, temporary_files(processes))
        for connection in connections:
            assert answer_of(connection)[:13] in {b"HTTP/1.1 413 ", b""}
    assert most <= 4 * 13 * MEGABYTE, "the disk took what nobody will read"
    assert memory(processes) - before < 60 * MEGABYTE


def test_a_body_that_comes_too_slowly_is_sent_away(address: tuple[str, int]) -> None:
    started = time.monotonic()
    with closing(socket.create_connection(address, timeout=30)) as connection:
        connection.sendall(b"POST /ui/display HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n")
        connection.settimeout(0.2)
        answer = b""
        while not answer and time.monotonic() - started < 60:
            try:
                connection.sendall(b"a")
                answer = connection.recv(65_536)
            except TimeoutError:
                continue
            except OSError:
                break
        answer += answer_of(connection)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert "보낸 내용이 제때 오지 않았습니다" in answer.decode(errors="replace")


def test_a_body_of_permitted_size_is_taken(address: tuple[str, int]) -> None:
    """Beside the refusals: five megabytes reach the view, which then asks for a key."""
    with closing(socket.create_connection(address, timeout=30)) as connection:
        sent = b"{" + b" " * (5 * MEGABYTE - 2) + b"}"
        connection.sendall(
            b"POST /api/v1/listings HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(sent)
        )
        connection.sendall(sent)
        assert answer_of(connection).startswith(b"HTTP/1.1 401 ")


def test_a_body_that_cannot_be_read_is_answered_with_a_sentence(address: tuple[str, int]) -> None:
    """Extensions of chunks beyond 16 kB end the reading of the body."""
    with closing(socket.create_connection(address, timeout=30)) as connection:
        connection.sendall(
            b"POST /ui/display HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"5;" + b"a" * 200_000 + b"\r\nhello\r\n0\r\n\r\n"
        )
        answer = answer_of(connection).decode()
    assert answer.startswith("HTTP/1.1 400 ")
    assert "읽을 수 없어" in answer
    assert "content-security-policy" in answer.lower()


@pytest.mark.parametrize("letters", [3_400, 7_000])
def test_a_search_of_a_whole_page_of_text_is_answered_by_the_search_page(
    address: tuple[str, int], letters: int
) -> None:
    """More than 64 kB of address is refused by the HTTP library before anything of ours; a proxy does so at 8 kB."""
    asked = urllib.parse.quote("월세" * (letters // 2)).encode()
    with closing(socket.create_connection(address, timeout=30)) as connection:
        connection.sendall(
            b"GET /search/?q=" + asked + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        )
        answer = answer_of(connection).decode(errors="replace")
    assert answer.startswith("HTTP/1.1 200 ")
    assert "찾는 말이 너무 길어 앞부분만 찾았습니다" in answer
