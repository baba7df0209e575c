"""``madang up``: one command that brings a whole site up, keeps it up and takes it down without a trace."""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import os
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from madang.config import preflight, preparation
from madang.config.environment import ConfigurationError, Environment
from madang.config.postgres import EmbeddedPostgres, embedded_server
from madang.config.postgres.account import die_with_parent
from madang.config.processes import LogFile, ProcessSpec, ProcessTable, is_alive
from madang.config.production import address, web_environment
from madang.config.web import listening_host, web_command

MARK = "MADANG_SUPERVISED"  # every process of a site carries its home in this variable
RESTART_DATABASE_AFTER = 1.0  # seconds
PROBE_EVERY = 10.0  # seconds, and as long is an answer waited for


def site_processes(env: Environment) -> list[ProcessSpec]:
    """Return the table of processes that make up a site on one machine."""
    command = (sys.executable, "-P", "-m", "madang.cli")
    return [
        ProcessSpec(
            "web",
            web_command(env),
            ready=lambda: answers(env.port, tls=env.tls_certificate is not None),
            probe_every=PROBE_EVERY,
            stage=0,
        ),
        ProcessSpec("sequencer", (*command, "sequencer"), stage=1),
        ProcessSpec("worker", (*command, "worker"), stage=1, grace=15.0),
        ProcessSpec("indexer", (*command, "indexer"), stage=1),
    ]


def answers(port: int, *, tls: bool = False, patience: float = PROBE_EVERY) -> bool:
    """Whether the web process answers within ``patience`` seconds; also when it answers that it is not well."""
    connection = http.client.HTTPConnection(listening_host(), port, timeout=patience)
    if tls:  # its certificate names the site, not this machine, and nothing is told to it
        unverified = ssl.create_default_context()
        unverified.check_hostname, unverified.verify_mode = False, ssl.CERT_NONE
        connection = http.client.HTTPSConnection(listening_host(), port, timeout=patience, context=unverified)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def up(env: Environment, *, foreground: bool = False, processes: Sequence[ProcessSpec] | None = None) -> int:
    """Bring the site up and stay until SIGTERM or Ctrl-C; return the exit code.

    Args:
        env: the installation.
        foreground: also write the processes' logs to the terminal; they always go to ``logs/``.
        processes: other processes than ``site_processes`` (tests, a node of one kind only).

    Raises ConfigurationError, with the remedy, when something is missing, full, closed or in use.
    """
    began = time.monotonic()
    preflight.refuse_old_python()
    preflight.refuse_unusable_home(env.home)
    with _sole_supervisor(env), _until_signal() as told:
        code = _run(env, told, began, foreground=foreground, processes=processes)
        if told.stopping:
            say("껐습니다. / Stopped.")
        return code


def _run(
    env: Environment, told: _Told, began: float, *, foreground: bool, processes: Sequence[ProcessSpec] | None
) -> int:
    _end_left_overs(env)
    preflight.refuse_port_in_use(env.port, listening_host())
    if processes is None:
        preflight.refuse_missing_build()
    with _database(env) as server:
        url = env.database_url or embedded_server(env).url()
        _prepare(env, url, told)
        if told.stopping:
            return 0
        table = ProcessTable(
            site_processes(env) if processes is None else processes,
            logs=env.home / "logs",
            environment=_surroundings(env),
            say=say,
            echo=(lambda name, line: say(f"{name:>9} | {line}")) if foreground else None,
            log_size=env.log_size,
            log_files=env.log_files,
        )
        told.call(table.stop)
        return table.run(
            each_round=lambda: _keep_database(server),
            when_ready=lambda: _greet(env, time.monotonic() - began),
        )


def say(sentence: str) -> None:
    with contextlib.suppress(BrokenPipeError):
        print(sentence, flush=True)


class _Told:
    """Whether a signal asked us to end, and whom to tell."""

    def __init__(self) -> None:
        self.stopping = False
        self._listeners: list[Callable[[], None]] = []

    def call(self, listener: Callable[[], None]) -> None:
        self._listeners.append(listener)
        if self.stopping:
            listener()

    def tell(self, *_signal: object) -> None:
        self.stopping = True
        for listener in self._listeners:
            listener()


@contextmanager
def _until_signal() -> Iterator[_Told]:
    told = _Told()
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    before = {number: signal.signal(number, told.tell) for number in numbers}
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _sole_supervisor(env: Environment) -> Iterator[None]:
    lock = os.open(env.home / "supervisor.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid, _, port = os.pread(lock, 40, 0).decode(errors="replace").partition(" ")
            raise ConfigurationError(
                f"이미 켜져 있습니다: http://localhost:{port.strip()} / Madang already runs on {env.home} "
                f"(process {pid}). Stop it first, or set MADANG_HOME and MADANG_PORT for a second site."
            ) from None
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"{os.getpid()} {env.port}\n".encode(), 0)
        yield
    finally:
        os.close(lock)


@contextmanager
def _database(env: Environment) -> Iterator[EmbeddedPostgres | None]:
    """Yield the running embedded server, or None when an outside one is used."""
    if env.database_url:
        yield None
        return
    server = embedded_server(env)
    if server.status() == "absent":
        say("데이터베이스를 만듭니다 / making the database …")
    server.start()
    try:
        server.ensure_database()
        yield server
    finally:
        server.stop()


def _keep_database(server: EmbeddedPostgres | None) -> None:
    """Start the embedded server again when it died; the other processes reconnect by themselves."""
    if server is None or server.exited() is None:
        return
    say(f"데이터베이스가 꺼져 다시 켭니다. / The database ended; starting it again. → {server.log}")
    server.stop()
    time.sleep(RESTART_DATABASE_AFTER)
    try:
        server.start()
    except ConfigurationError as error:
        say(str(error))


def _prepare(env: Environment, url: str, told: _Told) -> None:
    steps = preparation.due(env, preparation.look_at_database(url))
    if env.production and "tables" not in steps:
        steps.append("tables")  # importing the settings is what refuses an unready production site
    if not steps:
        return
    (env.home / "logs").mkdir(mode=0o700, exist_ok=True)
    log = LogFile(env.home / "logs" / "preparation.log", size=env.log_size, number=env.log_files)
    last: list[str] = []
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "madang.config.preparation", *steps],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=_surroundings(env),
        start_new_session=True,
        preexec_fn=die_with_parent(signal.SIGTERM),
    )
    told.call(process.terminate)
    assert process.stdout is not None
    for raw in process.stdout:
        log.write(raw)
        line = raw.decode(errors="replace").rstrip()
        last = [*last[-4:], line]
        if not line.startswith("{"):  # log lines are for the log
            say(line)
    log.close()
    if process.wait() != 0 and not told.stopping:
        raise ConfigurationError(
            "준비하지 못했습니다. / The site could not be prepared: "
            f"{last[-1] if last else 'it said nothing'} (→ {env.home / 'logs' / 'preparation.log'})"
        )


def _surroundings(env: Environment) -> dict[str, str]:
    return {
        **os.environ,
        MARK: str(env.home),
        "MADANG_HOME": str(env.home),
        "MADANG_ENV": env.mode,
        "MADANG_PORT": str(env.port),
        "DJANGO_SETTINGS_MODULE": "madang.config.settings",
        "PYTHONUNBUFFERED": "1",
        "PYTHONSAFEPATH": "1",  # no file of the folder we were started in is taken for a module
        **web_environment(env),
    }


def _end_left_overs(env: Environment) -> None:
    """End processes of a supervisor that was killed; we hold its lock, so nobody else's can be meant."""
    mark = f"{MARK}={env.home}".encode()
    left = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                left.append(int(folder.name))
    left = [pid for pid in left if pid not in {os.getpid(), os.getppid()}]
    for number, seconds in ((signal.SIGTERM, 5.0), (signal.SIGKILL, 2.0)):
        for pid in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, number)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and any(map(is_alive, left)):
            time.sleep(0.02)


def _greet(env: Environment, seconds: float) -> None:
    say(f"\n마당이 열렸습니다 / Madang is open ({seconds:.1f} s):  {address(env)}")
    rows = [] if env.production else preparation.sign_ins(env)
    doors = {
        "시민 / citizens": (f"{address(env)}identity/sign-in/", ""),
        "직원 / officials": (
            f"{address(env)}identity/office/sign-in/",
            "여섯 자리 숫자 / and six digits: .venv/bin/madang demo code NAME",
        ),
    }
    if rows:
        say("\n시연용 로그인, 시연에서만 / demo sign-ins, in demo mode only")
    for who, (door, note) in doors.items():
        theirs = [row for row in rows if (row[0] == "citizen") == ("citizens" in who)]
        if theirs:
            say(f"\n{who}: {door}")
            say(f"  비밀번호 / password: {theirs[0][2]}")
            if note:
                say(f"  {note}")
            width = max(len(name) for _role, name, _password in theirs)
            for role, name, _password in theirs:
                say(f"  {name:<{width}}" + ("" if role == "citizen" else f"  {role}"))
    say(f"\n기록 / logs: {env.home / 'logs'}    끄기 / stop: Ctrl-C\n")
