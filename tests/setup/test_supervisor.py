"""``madang up``: keeps its processes running, says what is wrong, and leaves nothing behind."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from madang.config.environment import Environment
from madang.config.postgres import EmbeddedPostgres, temporary_server
from madang.config.supervisor import site_processes
from tests.setup.conftest import living_processes, needs_proc

PATIENCE = 90.0  # seconds: what is awaited takes a few, unless the machine has much else to do
WEB = """
import http.server, os, subprocess, sys
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b"alive")
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])  # a process of a process
print("serving", flush=True)
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["MADANG_PORT"])), Page).serve_forever()
"""
IDLE = "import time; print('idle', flush=True); time.sleep(600)"
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print('stubborn', flush=True)
time.sleep(600)
"""

LAUNCH = """
import sys
from madang.config.environment import ConfigurationError, read_environment
from madang.config.processes import ProcessSpec
from madang.config.supervisor import answers, up
env = read_environment()
python = (sys.executable, "-c")
processes = [
    ProcessSpec(
        "web", (*python, {web!r}), ready=lambda: answers(env.port, patience={patience}), probe_every={probe_every}
    )
]
processes += [
    ProcessSpec(name, (*python, code), stage=1, grace=1.0) for name, code in {others!r}.items()
]
try:
    sys.exit(up(env, processes=processes))
except ConfigurationError as error:
    print(error, flush=True)
    sys.exit(2)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """A supervisor in a process of its own, its home and what it said."""

    def __init__(
        self,
        home: Path,
        port: int,
        url: str | None,
        others: dict[str, str],
        web: str = WEB,
        patience: float = 5.0,
        probe_every: float | None = None,
        settings: dict[str, str] | None = None,
    ) -> None:
        self.home = home
        self.port = port
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("MADANG_", "DATABASE_", "PYTEST_"))
        }
        environment |= {"MADANG_HOME": str(home), "MADANG_PORT": str(port), **(settings or {})}
        if url:
            environment["DATABASE_URL"] = url
        launch = LAUNCH.format(web=web, others=others, patience=patience, probe_every=probe_every)
        self.process = subprocess.Popen(
            [sys.executable, "-c", launch],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said = ""
        self._reader = threading.Thread(target=self._listen)
        self._reader.start()

    def _listen(self) -> None:
        for line in self.process.stdout:
            self.said += line

    def until(self, met: Callable[[], object], seconds: float = PATIENCE) -> None:
        deadline = time.monotonic() + seconds
        while not met():
            assert time.monotonic() < deadline, f"waited in vain; it said:\n{self.said}"
            assert self.process.poll() is None, f"it ended; it said:\n{self.said}"
            time.sleep(0.02)

    def until_said(self, words: str, seconds: float = PATIENCE) -> None:
        self.until(lambda: words in self.said, seconds)

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        self._reader.join()
        return code

    def own(self) -> dict[int, str]:
        """Living processes that belong to this home: by their environment or by their command."""
        found = {}
        for pid, command in living_processes().items():
            with contextlib.suppress(OSError):
                marked = (
                    f"MADANG_SUPERVISED={self.home}".encode() in Path(f"/proc/{pid}/environ").read_bytes()
                )
                if marked or str(self.home) in command or self._postgres(pid):
                    found[pid] = command
        return found

    def _postgres(self, pid: int) -> bool:
        try:
            return Path(f"/proc/{pid}/cwd").resolve() == (self.home / "postgres" / "data").resolve()
        except OSError:
            return False


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database whose preparation does not matter to these tests: the table of stamps says it is done."""
    with temporary_server(tmp_path_factory.mktemp("db") / "postgres") as server:
        yield server.url()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Site]]:
    sites: list[Site] = []

    def launch(**options: object) -> Site:
        arguments = {"home": tmp_path / "home", "port": free_port(), "url": None, "others": {}, **options}
        mark_as_prepared(arguments["home"], arguments["url"])
        sites.append(Site(**arguments))
        return sites[-1]

    yield launch
    for site in sites:
        if site.process.poll() is None:
            site.end(signal.SIGKILL)
        for pid in site.own():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def mark_as_prepared(home: Path, url: str | None) -> None:
    """Leave the stamps that a finished preparation leaves: no room's tables are needed here."""
    import json

    from madang.config import preparation

    home.mkdir(parents=True, exist_ok=True)
    (home / "static").mkdir(exist_ok=True)
    server = EmbeddedPostgres(home / "postgres")
    if url is None:
        server.start()
        server.ensure_database()
    state = preparation.look_at_database(url or server.url())
    server.stop()
    stamps = {
        "tables": [preparation._migrations_stamp(), state.migrations],
        "static": preparation._static_stamp(),
        "demo": preparation._demo_stamp(state),
    }
    (home / "stamps.json").write_text(json.dumps(stamps))


@needs_proc
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_everything_and_leaves_no_process(
    start: Callable[..., Site], number: signal.Signals
) -> None:
    site = start(others={"worker": IDLE, "sequencer": STUBBORN})
    site.until_said("Madang is open")
    site.until(lambda: len([c for c in site.own().values() if "postgres" not in c]) >= 4)
    assert any("postgres" in command for command in site.own().values())
    assert "Stopp" not in site.said
    assert site.end(number) == 0
    assert site.own() == {}
    assert f"http://localhost:{site.port}/" in site.said
    site.until_said("껐습니다. / Stopped.")
    assert "끕니다" in site.said and "Stopping" in site.said


@needs_proc
def test_a_killed_process_is_started_again_and_its_own_processes_do_not_stay(
    start: Callable[..., Site], prepared: str
) -> None:
    site = start(url=prepared, others={"worker": IDLE})
    site.until_said("Madang is open")
    web = next(pid for pid, command in site.own().items() if "ThreadingHTTPServer" in command)
    grandchild = int(Path(f"/proc/{web}/task/{web}/children").read_text().split()[0])
    assert grandchild in living_processes()
    os.kill(web, signal.SIGKILL)
    site.until_said("web 꺼짐")
    assert "signal 9" in site.said
    site.until(lambda: (site.home / "logs" / "web.log").read_text().count("serving") == 2)
    assert web not in living_processes()
    assert grandchild not in living_processes()
    site.end(signal.SIGTERM)
    assert site.own() == {}


def test_a_process_that_keeps_ending_is_tried_less_and_less_often(
    start: Callable[..., Site], prepared: str
) -> None:
    site = start(url=prepared, others={"worker": "raise SystemExit('no queue today')"})
    site.until_said("again in 2 s")
    waits = [float(seconds) for seconds in re.findall(r"again in ([\d.]+) s", site.said)]
    assert waits == [0.5, 1.0, 2.0]
    assert "no queue today" in site.said
    site.end(signal.SIGTERM)


def test_a_process_that_refuses_to_start_ends_the_site_with_its_reason(
    start: Callable[..., Site], prepared: str
) -> None:
    site = start(url=prepared, others={"worker": "print('MADANG_KEY is missing'); raise SystemExit(2)"})
    assert site.process.wait(PATIENCE) == 2
    site._reader.join()
    assert "MADANG_KEY is missing" in site.said
    assert site.own() == {}


@needs_proc
def test_a_killed_supervisor_leaves_nothing_and_the_next_start_works(
    start: Callable[..., Site], tmp_path: Path
) -> None:
    site = start(others={"worker": STUBBORN})
    site.until_said("Madang is open")
    site.until(lambda: "stubborn" in (site.home / "logs" / "worker.log").read_text())
    site.process.kill()
    site.process.wait()
    again = start(home=site.home, port=site.port, others={"worker": IDLE})
    again.until_said("Madang is open")
    stubborn = [command for command in again.own().values() if "SIG_IGN" in command]
    assert stubborn == []
    assert again.end(signal.SIGTERM) == 0
    assert again.own() == {}


@needs_proc
def test_the_database_is_started_again_when_it_dies(start: Callable[..., Site]) -> None:
    site = start()
    site.until_said("Madang is open")
    server = EmbeddedPostgres(site.home / "postgres")
    first = int((server.data / "postmaster.pid").read_text().split()[0])
    os.kill(first, signal.SIGKILL)
    site.until_said("The database ended")

    def reachable() -> bool:
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(server.url()):
            return True
        return False

    site.until(reachable)
    assert site.end(signal.SIGTERM) == 0
    assert site.own() == {}


def test_a_second_supervisor_says_where_the_first_one_is(start: Callable[..., Site], prepared: str) -> None:
    first = start(url=prepared)
    first.until_said("Madang is open")
    second = Site(first.home, free_port(), prepared, {})
    assert second.process.wait(PATIENCE) == 2
    second._reader.join()
    assert f"http://localhost:{first.port}" in second.said
    assert f"process {first.process.pid}" in second.said
    first.end(signal.SIGTERM)


def test_a_port_in_use_is_named_with_a_free_one(start: Callable[..., Site], prepared: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        site = start(url=prepared, port=port)
        assert site.process.wait(PATIENCE) == 2
        site._reader.join()
        assert f"Port {port} is in use" in site.said
        proposed = int(re.search(r"MADANG_PORT=(\d+) make run", site.said).group(1))
        with socket.socket() as free:
            free.bind(("127.0.0.1", proposed))


@needs_proc
def test_a_process_that_hangs_is_killed_and_started_again(start: Callable[..., Site], prepared: str) -> None:
    site = start(url=prepared, patience=1.0, probe_every=0.2)
    site.until_said("Madang is open")
    web = next(pid for pid, command in site.own().items() if "ThreadingHTTPServer" in command)
    os.kill(web, signal.SIGSTOP)
    site.until_said("does not answer any more")
    site.until(lambda: (site.home / "logs" / "web.log").read_text().count("serving") == 2)
    assert web not in living_processes()
    from madang.config.supervisor import answers

    site.until(lambda: answers(site.port))
    site.end(signal.SIGTERM)
    assert site.own() == {}


def test_a_process_that_answers_late_now_and_then_is_left_alone(
    start: Callable[..., Site], prepared: str
) -> None:
    every_third = WEB.replace(
        "        self.send_response(200)",
        "        Page.asked = getattr(Page, 'asked', 0) + 1\n"
        "        if Page.asked % 3: print('late', flush=True); __import__('time').sleep(2)\n"
        "        self.send_response(200)",
    )
    site = start(url=prepared, web=every_third, patience=1.0, probe_every=0.2)
    site.until_said("Madang is open")
    site.until(lambda: (site.home / "logs" / "web.log").read_text().count("late") >= 8)
    assert "does not answer any more" not in site.said
    site.end(signal.SIGTERM)


@pytest.mark.parametrize("number", [1, 2, 4])
def test_logs_go_to_files_that_do_not_grow_for_ever(tmp_path: Path, number: int) -> None:
    from madang.config.processes import LogFile

    size = 100_000
    log = LogFile(tmp_path / "web.log", size=size, number=number)
    for line in range(6000):
        log.write(b"%099d\n" % line)
    log.close()
    files = [
        path
        for path in (tmp_path / "web.log", *(tmp_path / f"web.log.{age}" for age in range(1, 9)))
        if path.exists()
    ]
    assert len(files) == number == len(list(tmp_path.iterdir()))
    assert max(path.stat().st_size for path in files) <= size + 100
    kept = b"".join(path.read_bytes() for path in reversed(files)).split()
    assert [int(line) for line in kept] == list(range(6000 - len(kept), 6000)), "the newest lines, in order"


def test_size_and_number_of_log_files_are_settings(start: Callable[..., Site], prepared: str) -> None:
    talker = "for number in range(40): print('x' * 65_000, flush=True)\nimport time; time.sleep(600)"
    site = start(
        url=prepared, others={"worker": talker}, settings={"MADANG_LOG_SIZE": "1", "MADANG_LOG_FILES": "3"}
    )
    site.until(lambda: (site.home / "logs" / "worker.log.2").exists())
    site.end(signal.SIGTERM)
    assert sorted(path.name for path in (site.home / "logs").glob("worker*")) == [
        "worker.log",
        "worker.log.1",
        "worker.log.2",
    ]


def test_no_file_of_the_folder_it_is_started_in_is_taken_for_a_module(tmp_path: Path) -> None:
    """Somebody may have put one there, and the site would run it with all its rights."""
    for name in ("granian", "madang", "enum"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('taken over')")
    environment = Environment(
        home=tmp_path / "home", mode="demo", port=0, database_url="postgresql://nobody@127.0.0.1:1/none"
    )
    for process in site_processes(environment):
        done = subprocess.run(
            [*process.argv, "--help"], cwd=tmp_path, capture_output=True, text=True, timeout=60
        )
        assert "taken over" not in done.stdout + done.stderr, process.name
