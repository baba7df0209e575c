"""Granian with our patience (``madang.config.readers``) against clients that ask for much and read nothing."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import pytest

MEGABYTE = 1024 * 1024


@dataclass
class Server:
    port: int
    process: subprocess.Popen[bytes]

    def ended(self) -> tuple[int, int]:
        """How many answers were let go, and how many were read to their end."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/ended", timeout=10) as answer:
            let_go, read = answer.read().split()
        return int(let_go), int(read)

    def memory(self) -> int:
        """Bytes of memory that the server and its worker ever took at most."""
        pids = [self.process.pid]
        children = Path(f"/proc/{pids[0]}/task/{pids[0]}/children").read_text().split()
        found = 0
        for pid in [*pids, *map(int, children)]:
            peak = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
            found += int(peak[1]) * 1024 if peak else 0
        return found


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    running: list[subprocess.Popen[bytes]] = []

    def start(*, patience: float, most: int) -> Server:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [sys.executable, "-m", "granian", "tests.security.large_answer:application"]
        command += ["--interface", "asgi", "--no-ws", "--port", str(port), "--log-level", "warning"]
        more = {"PATIENCE": str(patience), "MOST": str(most)}
        running.append(subprocess.Popen(command, env={**os.environ, **more}))
        server = Server(port, running[-1])
        for _attempt in range(200):
            try:
                server.ended()
            except OSError:
                time.sleep(0.1)
            else:
                return server
        raise AssertionError("it did not start")

    yield start
    for process in running:
        process.terminate()
        process.wait(20)


def ask(stack: ExitStack, server: Server, readers: int) -> list[socket.socket]:
    found = []
    for _ in range(readers):
        connection = stack.enter_context(closing(socket.create_connection(("127.0.0.1", server.port), 10)))
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        found.append(connection)
    return found


def until(condition: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.1)
    return condition()


def read_all(connection: socket.socket) -> int:
    total = 0
    while piece := connection.recv(MEGABYTE):
        total += len(piece)
    return total


def test_who_does_not_read_is_let_go_and_had_little_of_it_in_our_memory(serve: Callable[..., Server]) -> None:
    server = serve(patience=1, most=100)
    before = server.memory()
    with ExitStack() as stack:
        connections = ask(stack, server, 20)
        assert until(lambda: server.ended() == (20, 0))
        assert server.memory() - before < 20 * MEGABYTE, "the answers, 50 MB each, waited in memory"
        assert read_all(connections[0]) < 50 * MEGABYTE, "the connection ends where the answer does"


def test_who_reads_gets_everything_beside_them(serve: Callable[..., Server]) -> None:
    server = serve(patience=30, most=100)
    with ExitStack() as stack:
        ask(stack, server, 20)
        (reader,) = ask(stack, server, 1)
        assert read_all(reader) > 50 * MEGABYTE
        assert server.ended() == (0, 1)


def test_when_too_many_make_us_wait_the_longest_is_let_go(serve: Callable[..., Server]) -> None:
    server = serve(patience=30, most=10)
    with ExitStack() as stack:
        ask(stack, server, 25)
        assert until(lambda: server.ended()[0] >= 15, 10)
        time.sleep(0.5)
        assert server.ended() == (15, 0)
        (reader,) = ask(stack, server, 1)
        assert read_all(reader) > 50 * MEGABYTE, "who reads is never the one who has made us wait longest"
