"""A table of processes kept running: started in stages, restarted when they end, stopped without a trace."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from madang.config.postgres.account import die_with_parent

REFUSES = 2  # exit code of a process that will not start however often it is tried: its last words say why
SHORTEST_WAIT = 0.5  # seconds before the first restart; doubled each time
LONGEST_WAIT = 30.0
STEADY = 60.0  # seconds after which a process counts as well again
STAGE_PATIENCE = 5.0  # seconds that a stage waits for the one before it
PROBE_MISSES = 3  # in a row, until a process that does not answer is killed and started again


@dataclass(frozen=True)
class ProcessSpec:
    """One process of the site.

    Attributes:
        name: as people read it and as its log file is called.
        argv: the command.
        ready: returns True once the process does its work; None when running is enough. Called in a thread.
        probe_every: seconds after which ``ready`` is asked again, all the time; None for never. A process that
            was ready and then says no three times in a row hangs: it is killed and started again.
        stage: processes of a stage start when those of the stage before are ready, or after a few seconds.
        grace: seconds between SIGTERM and SIGKILL when it is stopped.
    """

    name: str
    argv: tuple[str, ...]
    ready: Callable[[], bool] | None = None
    probe_every: float | None = None
    stage: int = 0
    grace: float = 10.0


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that is dead and merely not yet reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(errors="replace").rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


class LogFile:
    """A file that is moved aside when it is full, so that logs never fill the disk.

    Args:
        path: the file; older ones lie beside it as ``NAME.1`` (the last one), ``NAME.2`` …
        size: bytes after which it is full.
        number: files kept, this one among them.
    """

    def __init__(self, path: Path, *, size: int, number: int) -> None:
        self.path = path
        self._size = size
        self._number = number
        self._file = path.open("ab")

    def write(self, line: bytes) -> None:
        with contextlib.suppress(
            OSError
        ):  # a full disk must not stop the site: the line is lost, not the act
            self._file.write(line)
            self._file.flush()
            if self._file.tell() > self._size:
                self._file.close()
                self._move_aside()
                self._file = self.path.open("ab")

    def _move_aside(self) -> None:
        files = [
            self.path,
            *(self.path.with_name(f"{self.path.name}.{age}") for age in range(1, self._number)),
        ]
        for older, newer in zip(files[:0:-1], files[-2::-1], strict=True):
            if newer.exists():
                newer.replace(older)
        if self._number == 1:
            self.path.unlink()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._file.close()


@dataclass
class Child:
    """One process of the table and what became of it."""

    spec: ProcessSpec
    log: LogFile
    process: subprocess.Popen[bytes] | None = None
    ready: bool = False
    hangs: bool = False
    started_at: float = 0.0
    starts_at: float | None = None  # when it is to be started, None when it is not
    wait: float = SHORTEST_WAIT
    unfinished: bytes = b""
    last_words: list[str] = field(default_factory=list)

    @property
    def running(self) -> bool:
        return self.process is not None


class ProcessTable:
    """Runs all processes of the table in one loop of the thread that calls ``run``.

    Args:
        specs: the processes.
        logs: folder of their log files.
        environment: their environment variables.
        say: tells people one sentence.
        echo: writes one line of a process's log for people to follow, or None.
        log_size, log_files: bytes of one log file, and how many are kept a process.
    """

    def __init__(
        self,
        specs: Sequence[ProcessSpec],
        *,
        logs: Path,
        environment: Mapping[str, str],
        say: Callable[[str], None],
        echo: Callable[[str, str], None] | None = None,
        log_size: int = 10 * 1024 * 1024,
        log_files: int = 2,
    ) -> None:
        logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._children = [
            Child(spec, LogFile(logs / f"{spec.name}.log", size=log_size, number=log_files)) for spec in specs
        ]
        self._environment = dict(environment)
        self._say = say
        self._echo = echo
        self._selector = selectors.DefaultSelector()
        self._bell, self._rope = socket.socketpair()  # wakes the loop from other threads and from signals
        self._bell.setblocking(False)
        self._rope.setblocking(False)
        self._selector.register(self._bell, selectors.EVENT_READ)
        self._stopping = False
        self._hurry = False
        self._failed: Child | None = None
        self._stage_since = 0.0

    def stop(self) -> None:
        """Ask the loop to end, a second time to end without grace. For signal handlers and other threads."""
        self._hurry = self._stopping
        self._stopping = True
        self._ring()

    def run(self, *, each_round: Callable[[], None], when_ready: Callable[[], None]) -> int:
        """Keep the processes running until ``stop``; return the exit code for the whole.

        ``each_round`` is called at least once a second, ``when_ready`` once, when every process of the
        first stage is ready. Returns 0, or 2 when a process refused to start (exit code 2).
        """
        told = False
        self._begin_stage(0)
        try:
            while not self._stopping:
                for key, _events in self._selector.select(self._patience()):
                    self._read(key)
                self._kill_hanging()
                self._reap()
                self._start_due()
                self._advance()
                if not told and all(child.ready for child in self._children if child.spec.stage == 0):
                    told = True
                    when_ready()
                each_round()
        finally:
            if self._failed is None:
                self._say(
                    "끕니다. 다시 누르면 기다리지 않고 끕니다 … / Stopping; once more stops without waiting …"
                )
            self._stop_all()
        if self._failed is not None:
            for line in self._failed.last_words[-3:]:
                self._say(line)
            return REFUSES
        return 0

    def _patience(self) -> float:
        now = time.monotonic()
        due = [child.starts_at - now for child in self._children if child.starts_at is not None]
        return min(1.0, *(max(0.0, seconds) for seconds in due)) if due else 1.0

    def _begin_stage(self, stage: int) -> None:
        self._stage_since = time.monotonic()
        for child in self._children:
            if child.spec.stage == stage and not child.running:
                child.starts_at = self._stage_since

    def _advance(self) -> None:
        """Begin the next stage when the one before is ready or took too long."""
        begun = [child for child in self._children if child.running or child.starts_at is not None]
        stage = max((child.spec.stage for child in begun), default=-1)
        later = sorted({child.spec.stage for child in self._children if child.spec.stage > stage})
        if not later:
            return
        if all(child.ready for child in begun) or time.monotonic() - self._stage_since > STAGE_PATIENCE:
            self._begin_stage(later[0])

    def _start_due(self) -> None:
        for child in self._children:
            if child.starts_at is not None and child.starts_at <= time.monotonic():
                child.starts_at = None
                self._start(child)

    def _start(self, child: Child) -> None:
        child.process = process = subprocess.Popen(
            child.spec.argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self._environment,
            start_new_session=True,  # Ctrl-C reaches the supervisor alone, which stops them in order
            preexec_fn=die_with_parent(signal.SIGTERM),
        )
        assert process.stdout is not None
        os.set_blocking(process.stdout.fileno(), False)
        self._selector.register(process.stdout, selectors.EVENT_READ, child)
        child.started_at = time.monotonic()
        child.ready = child.spec.ready is None
        if child.spec.ready is not None:
            threading.Thread(target=self._watch, args=(child, process), daemon=True).start()

    def _watch(self, child: Child, process: subprocess.Popen[bytes]) -> None:
        """Wait until the process is ready, then see to it that it stays so."""
        assert child.spec.ready is not None

        def ours() -> bool:
            return child.process is process and not self._stopping

        while ours() and not child.spec.ready():
            time.sleep(0.05)
        if not ours():
            return
        child.ready = True
        self._ring()
        misses, asked = 0, time.monotonic()
        while child.spec.probe_every is not None and ours():
            time.sleep(max(0.0, asked + child.spec.probe_every - time.monotonic()))
            asked = time.monotonic()
            misses = 0 if child.spec.ready() else misses + 1
            if misses >= PROBE_MISSES and ours():
                child.hangs = True
                self._ring()
                return

    def _kill_hanging(self) -> None:
        for child in self._children:
            if child.hangs and child.process is not None and child.process.poll() is None:
                self._say(
                    f"{child.spec.name}: 응답이 없어 강제로 끄고 다시 켭니다. / "
                    "does not answer any more; killing it and starting it again."
                )
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(child.process.pid, signal.SIGKILL)
                child.process.wait()

    def _ring(self) -> None:
        with contextlib.suppress(OSError):
            self._rope.send(b".")

    def _read(self, key: selectors.SelectorKey) -> None:
        if key.data is None:
            with contextlib.suppress(BlockingIOError):
                self._bell.recv(4096)
            return
        self._drain(key.data)

    def _drain(self, child: Child) -> None:
        """Take what the process wrote, line by line, to its log file and to whoever listens."""
        if child.process is None or child.process.stdout is None:
            return
        with contextlib.suppress(BlockingIOError):
            while True:
                piece = os.read(child.process.stdout.fileno(), 65536)
                if not piece:
                    self._ignore(child.process)
                    return
                *lines, child.unfinished = (child.unfinished + piece).split(b"\n")
                for line in lines:
                    self._record(child, line)
                if len(child.unfinished) > 65536:
                    self._record(child, child.unfinished)
                    child.unfinished = b""

    def _ignore(self, process: subprocess.Popen[bytes]) -> None:
        """Listen no more: a closed pipe would wake the loop for ever."""
        with contextlib.suppress(KeyError):
            self._selector.unregister(process.stdout)  # type: ignore[arg-type]

    def _record(self, child: Child, line: bytes) -> None:
        child.log.write(line + b"\n")
        text = line.decode(errors="replace")
        child.last_words = [*child.last_words[-9:], text]
        if self._echo is not None:
            self._echo(child.spec.name, text)

    def _reap(self) -> None:
        for child in self._children:
            if child.process is None or (code := child.process.poll()) is None:
                continue
            lived = time.monotonic() - child.started_at
            self._clear(child)
            if code == REFUSES:
                self._failed, self._stopping = child, True
                self._say(f"{child.spec.name}: 설정 때문에 켤 수 없습니다. / refuses to start:")
                continue
            if lived > STEADY:
                child.wait = SHORTEST_WAIT
            how = f"신호 / signal {-code}" if code < 0 else f"코드 / exit code {code}"
            said = next((f": {line.strip()}" for line in reversed(child.last_words) if line.strip()), "")
            self._say(
                f"{child.spec.name} 꺼짐({how}), {child.wait:g}초 뒤 다시 켭니다. / "
                f"ended; starting it again in {child.wait:g} s{said} (→ {child.log.path})"
            )
            child.starts_at = time.monotonic() + child.wait
            child.wait = min(child.wait * 2, LONGEST_WAIT)

    def _clear(self, child: Child) -> None:
        """Take leave of an ended process: its last lines, and whatever it started and left behind."""
        process = child.process
        assert process is not None and process.stdout is not None
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        self._drain(child)
        if child.unfinished:
            self._record(child, child.unfinished)
            child.unfinished = b""
        self._ignore(process)
        process.stdout.close()
        child.process = None
        child.ready = child.hangs = False

    def _stop_all(self) -> None:
        """Stop stage by stage, the first stage (who takes requests) first."""
        try:
            for stage in sorted({child.spec.stage for child in self._children}):
                running = [child for child in self._children if child.running and child.spec.stage == stage]
                for child in running:
                    assert child.process is not None
                    child.process.send_signal(signal.SIGTERM)
                begun = time.monotonic()
                for child in running:
                    assert child.process is not None
                    while child.process.poll() is None and not self._hurry:
                        if time.monotonic() - begun > child.spec.grace:
                            break
                        self._drain(child)
                        time.sleep(0.01)
                    if child.process.poll() is None:
                        self._say(
                            f"{child.spec.name}: 응답이 없어 강제로 끕니다. / does not end; killing it."
                        )
                        os.killpg(child.process.pid, signal.SIGKILL)
                        child.process.wait()
                    self._clear(child)
        finally:
            for child in self._children:
                child.log.close()
            self._selector.close()
            self._bell.close()
            self._rope.close()
