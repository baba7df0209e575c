"""Logs behind a web address: a real server on this machine, well and badly behaved."""

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from madang_verify.audit import audit_log
from madang_verify.cli import main
from madang_verify.errors import InputError
from madang_verify.source import HttpSource
from tiny_log import LOG, Tree, entries, sign, tiles, write_log

TREE = Tree(entries(5_000, size=60))
CHECKPOINT = TREE.checkpoint()


class Server:
    """Hands out a folder; `answer` may be replaced to misbehave."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []
        self.answer: Callable[[BaseHTTPRequestHandler, str], bool] = lambda handler, path: False
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.removeprefix("/log/")
                outer.asked.append(path)
                try:
                    if not outer.answer(self, path):
                        outer.serve(self, path)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def log_message(self, *arguments: object) -> None:
                """Keep silent."""

        class Listener(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64  # the default of 5 makes eight fetchers wait for a second

        self._server = Listener(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/log"

    def serve(self, handler: BaseHTTPRequestHandler, path: str) -> None:
        file = self.folder / path
        if file.is_file():
            send(handler, 200, file.read_bytes())
        else:
            send(handler, 404, b"not here")

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> bool:
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)
    return True


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    write_log(tmp_path, TREE)
    running = Server(tmp_path)
    yield running
    running.close()


def test_a_log_is_audited_over_http(server, capsys):
    assert main(["log", server.url + "/", "--key", LOG.vkey, "--lang", "en"]) == 0
    assert "All 5000 entries" in capsys.readouterr().out
    assert sorted(server.asked) == sorted(["checkpoint", *tiles(TREE, 5_000)]), "each file once, and no other"


def test_an_altered_byte_is_named_over_http(server, capsys):
    file = server.folder / "tile/entries/007"
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    assert main(["log", server.url, "--key", LOG.vkey, "--lang", "en"]) == 1
    assert "In the file tile/entries/007 entry 2047 was altered" in capsys.readouterr().out


def test_consistency_is_derived_over_http_from_few_tiles(server, tmp_path, capsys):
    for name, size in (("old", 1_234), ("new", 5_000)):
        (tmp_path / name).write_bytes(sign(TREE.checkpoint(size)))
    arguments = ["consistency", str(tmp_path / "old"), str(tmp_path / "new"), "--log", server.url]
    assert main([*arguments, "--key", LOG.vkey]) == 0
    assert len(server.asked) <= 4


def test_full_tiles_stand_in_for_partial_ones_that_are_gone(server):
    later = Tree([*TREE.entries, *entries(120)])
    for path, content in tiles(later, 5_120).items():
        (server.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (server.folder / path).write_bytes(content)
    (server.folder / "tile/0/019.p/136").unlink()
    (server.folder / "tile/entries/019.p/136").unlink()
    assert audit_log(HttpSource(server.url), CHECKPOINT).sound
    assert {"tile/0/019.p/136", "tile/0/019"} <= set(server.asked)


@pytest.mark.parametrize("status", [403, 404, 410])
def test_files_that_are_not_handed_out_are_missing(server, status):
    server.answer = lambda handler, path: path == "tile/0/003" and send(handler, status, b"")
    (finding,) = audit_log(HttpSource(server.url), CHECKPOINT).findings
    assert (finding.code, finding.path) == ("file-missing", "tile/0/003")


def test_gzip_without_being_asked_is_understood(server):
    def answer(handler, path):
        return send(handler, 200, gzip.compress((server.folder / path).read_bytes()), Content_Encoding="gzip")

    server.answer = answer
    assert audit_log(HttpSource(server.url), CHECKPOINT).sound


def test_a_gzip_bomb_stops_at_the_limit(server):
    bomb = gzip.compress(bytes(100_000_000), 6)
    server.answer = lambda handler, path: send(handler, 200, bomb, Content_Encoding="gzip")
    found = HttpSource(server.url).read("checkpoint", 1_000)
    assert found == bytes(1_001)


def test_an_endless_answer_stops_at_the_limit(server):
    def endless(handler, path):
        handler.send_response(200)
        handler.end_headers()
        for _ in range(10_000):
            handler.wfile.write(b"x" * 65_536)
        return True

    server.answer = endless
    assert len(HttpSource(server.url).read("tile/0/000", 8_192)) == 8_193


def reason(server: Server, path: str = "checkpoint", **options: float) -> str:
    source = HttpSource(server.url, **{"attempts": 1, "timeout": 1, "deadline": 1} | options)
    with pytest.raises(InputError) as caught:
        source.read(path, 100_000)
    return caught.value.code


def test_a_silent_server_times_out(server):
    stop = threading.Event()
    server.answer = lambda handler, path: stop.wait(10)
    begun = time.monotonic()
    assert reason(server, timeout=0.3) == "unreachable"
    assert time.monotonic() - begun < 5
    stop.set()


def test_a_server_that_drips_is_given_up(server):
    stop = threading.Event()

    def drip(handler, path):
        handler.send_response(200)
        handler.end_headers()
        while not stop.wait(0.05):
            handler.wfile.write(b"x")
        return True

    server.answer = drip
    assert reason(server, deadline=0.4) == "unreachable"
    stop.set()


def test_bad_answers_say_what_they_are(server):
    server.answer = lambda handler, path: send(handler, 500, b"")
    assert reason(server) == "http-status"
    server.answer = lambda handler, path: send(handler, 418, b"")
    assert reason(server, attempts=3) == "http-status"
    server.answer = lambda handler, path: send(handler, 200, b"", Content_Encoding="br")
    assert reason(server) == "http-encoding"
    server.answer = lambda handler, path: send(handler, 200, b"no gzip", Content_Encoding="gzip")
    assert reason(server) == "unreachable"
    server.answer = lambda handler, path: send(handler, 302, b"", Location="file:///etc/passwd")
    assert reason(server) in ("http-status", "unreachable")
    server.answer = lambda handler, path: send(handler, 302, b"", Location=server.url + "/checkpoint")
    assert reason(server) == "http-status"


def test_a_passing_fault_is_tried_again(server):
    failures = iter([True])
    server.answer = lambda handler, path: next(failures, False) and send(handler, 503, b"")
    assert HttpSource(server.url).read("checkpoint", 10_000) == (server.folder / "checkpoint").read_bytes()
    assert server.asked == ["checkpoint", "checkpoint"]


def test_nobody_there_is_no_verdict():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(InputError) as caught:
        HttpSource(url, attempts=1).read("checkpoint", 10)
    assert caught.value.code == "unreachable"


def test_a_cut_answer_is_not_taken_for_the_file(server):
    def cut(handler, path):
        handler.send_response(200)
        handler.send_header("Content-Length", "8192")
        handler.end_headers()
        handler.wfile.write(b"x" * 100)
        handler.close_connection = True
        return True

    server.answer = cut
    assert reason(server, "tile/0/000") == "unreachable"
