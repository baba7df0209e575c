"""One embedded PostgreSQL: its cluster, its server process and who may own it."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql

from madang.config.environment import ConfigurationError
from madang.config.keys import private_folder, read_or_create_secret, read_secret
from madang.config.postgres.account import (
    Account,
    current_account,
    die_with_parent,
    give,
    naming_account,
    reachable,
    server_account,
)
from madang.config.postgres.binaries import binaries, binaries_for_account

Status = Literal["absent", "stopped", "starting", "running", "stopping"]

PORT = 5432  # only a part of the socket's file name: the server listens on no network address
SUPERUSER = "postgres"
ROLE = "madang"
LONGEST_SOCKET_PATH = 103  # bytes; Linux allows 107, macOS 103
LARGEST_LOG = 10 * 1024 * 1024  # bytes

# Written once into the cluster's postgresql.conf: the operator may tune them there.
_TUNABLE = {
    "shared_buffers": "128MB",
    "max_connections": "100",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "jit": "off",
    "log_line_prefix": "%m [%p] ",
    "log_timezone": "UTC",
    "timezone": "UTC",
}
_DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
_FORGETFUL = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


class ServerInUse(ConfigurationError):
    """Another process owns this cluster at the moment."""


class EmbeddedPostgres:
    """The PostgreSQL cluster in one folder.

    Attributes:
        folder: holds ``data``, ``socket`` (0700), the passwords (0600), the locks and ``server.log``.
        fsync: False makes a crash of the machine lose everything; for throw-away servers of tests only.
    """

    def __init__(self, folder: Path, *, fsync: bool = True) -> None:
        self.folder = folder
        self.fsync = fsync
        self._process: subprocess.Popen[bytes] | None = None
        self._owner_lock: int | None = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def socket_folder(self) -> Path:
        """Folder of the unix socket; elsewhere when the path here is longer than the kernel allows."""
        usual = self.folder / "socket"
        if len(os.fsencode(usual / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET_PATH:
            return usual
        # Not below TMPDIR or XDG_RUNTIME_DIR: every process must find the same place in any surroundings.
        name = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path("/tmp") / f"madang-{name}"  # noqa: S108 - made 0700 and its owner checked

    def url(self, database: str = ROLE) -> str:
        """Return the connection URL of the application's role, making its password when absent."""
        password = read_or_create_secret(self.folder / "password", _new_password)
        query = urlencode({"host": str(self.socket_folder), "port": PORT})
        return f"postgresql://{ROLE}:{quote(password)}@/{quote(database)}?{query}"

    def status(self) -> Status:
        """Return what the server says of itself in ``postmaster.pid``, trusting no stale file."""
        if not self.data.is_dir():
            return "absent"
        pid, word = self._postmaster()
        if pid is None or not _alive(pid):
            return "stopped"
        return "running" if word == "ready" else "stopping" if word == "stopping" else "starting"

    def start(self, timeout: float = 60.0) -> None:
        """Start the server, making the cluster first when there is none; return when it answers.

        Recovers from a killed server. Raises ServerInUse when another process owns the cluster and
        ConfigurationError, with the remedy, when it cannot start within ``timeout`` seconds.
        """
        if self._process is not None:
            return
        try:
            private_folder(self.folder)
            self._owner_lock = self._own()
            try:
                with self._server_lock(timeout) as server_lock:
                    self._make_cluster_once()
                    self._forget_dead_server()
                    self._launch(server_lock)
                self._await_ready(timeout)
                self._ensure_role()
            except BaseException:
                self.stop()
                raise
        except OSError as error:
            raise ConfigurationError(
                f"The embedded PostgreSQL in {self.folder} cannot start: {error.strerror or error}. Free some space "
                "or give the folder to the account that runs Madang, or set MADANG_HOME to another folder."
            ) from error

    def stop(self, timeout: float = 60.0) -> None:
        """Shut down at once, rolling back what runs; after ``timeout`` seconds without a final checkpoint."""
        process, self._process = self._process, None
        if process is not None:
            for request, patience in ((signal.SIGINT, timeout), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0)):
                process.send_signal(request)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(patience)
                    break
        if self._owner_lock is not None:
            os.close(self._owner_lock)
            self._owner_lock = None

    def exited(self) -> int | None:
        """Return the exit code of a server that we started and that has ended by itself, else None."""
        return self._process.poll() if self._process else None

    @property
    def pid(self) -> int | None:
        """Process id of the server that we started."""
        return self._process.pid if self._process else None

    def ensure_database(self, name: str = ROLE) -> None:
        """Make the database, owned by the application's role, unless it is there."""
        with self.superuser() as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            if not found:
                statement = sql.SQL("CREATE DATABASE {} OWNER {}")
                connection.execute(statement.format(sql.Identifier(name), sql.Identifier(ROLE)))

    @contextmanager
    def superuser(self, database: str = "postgres") -> Iterator[psycopg.Connection]:
        """Yield an autocommit connection of the cluster's superuser; the application never uses it."""
        with psycopg.connect(
            host=str(self.socket_folder),
            port=PORT,
            user=SUPERUSER,
            password=read_secret(self.folder / "superuser.password"),
            dbname=database,
            autocommit=True,
            connect_timeout=10,
        ) as connection:
            yield connection

    # -- ownership ---------------------------------------------------------------------------------

    def _own(self) -> int:
        """Lock out other owners. The kernel frees the lock when we die, however we die."""
        lock = os.open(self.folder / "owner.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(lock, 20, 0).decode(errors="replace").strip() or "?"
            os.close(lock)
            raise ServerInUse(
                f"Another Madang (process {holder}) runs on {self.folder.parent}. "
                "Stop it first, or set MADANG_HOME to another folder."
            ) from None
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
        return lock

    @contextmanager
    def _server_lock(self, timeout: float) -> Iterator[int]:
        """Yield a lock that every process of the server inherits: free means that none of an old one lives."""
        lock = os.open(self.folder / "server.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            deadline = time.monotonic() + timeout
            asked = False
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > deadline:
                        raise ServerInUse(
                            f"A PostgreSQL of an earlier run still works on {self.data} and does not end. "
                            f"Look at {self.log} and end it: kill -INT $(head -1 {self.data / 'postmaster.pid'})"
                        ) from None
                    if not asked:
                        self._ask_orphan_to_stop()
                        asked = True
                    time.sleep(0.05)
            yield lock
        finally:
            os.close(lock)

    def _ask_orphan_to_stop(self) -> None:
        pid, _word = self._postmaster()
        if pid is not None and _is_postgres(pid):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGINT)

    def _forget_dead_server(self) -> None:
        """Remove the pid file of a killed server: its number may belong to somebody else by now."""
        pid, _word = self._postmaster()
        if pid is None:
            return
        if _is_postgres(pid) and _works_in(pid, self.data):
            raise ServerInUse(
                f"A PostgreSQL that Madang did not start (process {pid}) works on {self.data}. End it: kill -INT {pid}"
            )
        (self.data / "postmaster.pid").unlink()

    def _postmaster(self) -> tuple[int | None, str]:
        try:
            lines = (self.data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
            return int(lines[0]), lines[7].strip() if len(lines) > 7 else ""
        except (OSError, ValueError, IndexError):
            return None, ""

    # -- cluster and process -----------------------------------------------------------------------

    def _make_cluster_once(self) -> None:
        """Run initdb in a draft folder and move the whole in place: a half-made cluster never counts."""
        if self.data.is_dir():
            if not (self.folder / "superuser.password").exists():
                raise ConfigurationError(
                    f"The database password {self.folder / 'superuser.password'} is missing. Restore it from your "
                    "backup, or restore the whole backup into an empty MADANG_HOME."
                )
            return
        for left_over in self.folder.glob(".data-*"):
            shutil.rmtree(left_over)
        password = read_or_create_secret(self.folder / "superuser.password", _new_password)
        owner = server_account(self.data)
        builder = current_account() if owner == current_account() else naming_account()
        draft = self.folder / f".data-{secrets.token_hex(4)}"
        draft.mkdir(mode=0o700)
        give(draft, builder)
        programs = _programs_for(builder)
        read_end, write_end = os.pipe()
        with reachable(draft, builder) as (name, descriptors):
            os.fchown(read_end, builder.uid, builder.gid)
            os.write(write_end, password.encode() + b"\n")
            os.close(write_end)
            command = [
                str(programs / "initdb"), f"--pgdata={name}", f"--username={SUPERUSER}", f"--pwfile=/dev/fd/{read_end}",
                "--auth-local=scram-sha-256", "--auth-host=scram-sha-256", "--data-checksums", "--encoding=UTF8",
                "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions",
                *([] if self.fsync else ["--no-sync"]),
                *(f"--set={key}={value}" for key, value in _TUNABLE.items()),
            ]  # fmt: skip
            made = subprocess.run(
                command,
                capture_output=True,
                stdin=subprocess.DEVNULL,
                cwd="/",
                env=_surroundings(),
                pass_fds=(*descriptors, read_end),
                **_become(builder),
            )
        os.close(read_end)
        if made.returncode != 0:
            shutil.rmtree(draft, ignore_errors=True)
            raise ConfigurationError(_explain(made.stderr.decode(errors="replace"), self.folder))
        give(draft, owner)
        draft.rename(self.data)
        _sync_folder(self.folder)

    def _launch(self, server_lock: int) -> None:
        account = server_account(self.data)
        programs = _programs_for(account)
        self._prepare_socket_folder(account)
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        with (
            reachable(self.data, account) as (data, data_descriptors),
            reachable(self.socket_folder, account) as (socket, socket_descriptors),
            self.log.open("ab") as log,
        ):
            settings = {
                "listen_addresses": "",
                "port": str(PORT),
                "unix_socket_directories": f'"{socket}"',
                "unix_socket_permissions": "0700",
                "password_encryption": "scram-sha-256",
                **(_DURABLE if self.fsync else _FORGETFUL),
            }
            self._process = subprocess.Popen(
                [str(programs / "postgres"), "-D", data]
                + [part for key, value in settings.items() for part in ("-c", f"{key}={value}")],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=_surroundings(),
                start_new_session=True,  # Ctrl-C reaches the supervisor alone, which stops us last
                pass_fds=(*data_descriptors, *socket_descriptors, server_lock),
                preexec_fn=die_with_parent(signal.SIGINT),  # noqa: PLW1509
                **_become(account),
            )

    def _prepare_socket_folder(self, account: Account) -> None:
        folder = self.socket_folder
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            os.chown(folder, account.uid, account.gid)
        if folder.is_symlink() or not account.owns(folder):
            raise ConfigurationError(
                f"The folder {folder}, where the database socket belongs, is somebody else's. Remove it, or set "
                "MADANG_HOME to a shorter path so that the socket lies there."
            )
        folder.chmod(0o700)
        for left_over in (folder / f".s.PGSQL.{PORT}", folder / f".s.PGSQL.{PORT}.lock"):
            left_over.unlink(missing_ok=True)  # we hold the lock: no server of ours listens on it

    def _await_ready(self, timeout: float) -> None:
        assert self._process is not None
        deadline = time.monotonic() + timeout
        while True:
            pid, word = self._postmaster()
            if pid == self._process.pid and word == "ready":
                return
            if self._process.poll() is not None:
                raise ConfigurationError(_explain(_tail(self.log), self.folder))
            if time.monotonic() > deadline:
                raise ConfigurationError(
                    f"The embedded PostgreSQL was not ready within {timeout:.0f} seconds; see {self.log}."
                )
            time.sleep(0.01)

    def _ensure_role(self) -> None:
        """Give the application its role and set its password to the one on disk, which may be younger."""
        password = read_or_create_secret(self.folder / "password", _new_password)
        role = sql.Identifier(ROLE)
        with self.superuser() as connection:
            verifier = connection.pgconn.encrypt_password(password.encode(), ROLE.encode(), b"scram-sha-256")
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone()
            if not known:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(role))
                connection.execute(sql.SQL("GRANT pg_monitor TO {}").format(role))
            connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(verifier.decode())))


def _new_password() -> str:
    return secrets.token_urlsafe(32)


def _programs_for(account: Account) -> Path:
    return binaries() if account == current_account() else binaries_for_account(account.uid, account.gid)


def _become(account: Account) -> dict[str, object]:
    if account == current_account():
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def _surroundings() -> dict[str, str]:
    """The server inherits nothing: PG* and locale variables of a shell must not reach it."""
    return {"PATH": os.defpath, "LC_ALL": "C"}


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_postgres(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip() == "postgres"
    except OSError:
        return not Path("/proc/self").exists() and _alive(pid)


def _works_in(pid: int, folder: Path) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").samefile(folder)
    except OSError:
        return False


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _tail(log: Path, size: int = 2000) -> str:
    with contextlib.suppress(OSError), log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - size))
        return file.read().decode(errors="replace")
    return ""


def _explain(output: str, folder: Path) -> str:
    if "No space left on device" in output or "Disk quota exceeded" in output:
        return f"The disk that holds {folder} is full. Free at least 1 GB, or set MADANG_HOME to another disk."
    if "could not map anonymous shared memory" in output or "Cannot allocate memory" in output:
        return "PostgreSQL found too little memory (it takes some 200 MB). End other programs, or set DATABASE_URL."
    lines = [line for line in output.splitlines() if "FATAL" in line or "error:" in line] or output.splitlines()[-3:]
    return f"The embedded PostgreSQL in {folder} did not start: {' / '.join(lines) or 'it said nothing'}"
