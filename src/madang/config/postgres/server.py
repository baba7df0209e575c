"""One embedded PostgreSQL: its server process, its socket and its roles."""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, urlencode

from madang.config.environment import ConfigurationError
from madang.config.keys import private_folder, read_or_create_secret, read_secret
from madang.config.postgres.account import (
    Account,
    credentials,
    current_account,
    die_with_parent,
    reachable,
    server_account,
)
from madang.config.postgres.binaries import binaries, binaries_for_account
from madang.config.postgres.cluster import (
    SUPERUSER,
    SUPERUSER_PASSWORD,
    bare_environment,
    explain,
    make_cluster_once,
    new_password,
)
from madang.config.postgres.ownership import PidFile, sole_server, take_ownership

if TYPE_CHECKING:
    from psycopg import Connection

Status = Literal["absent", "stopped", "starting", "running", "stopping"]

PORT = 5432  # only a part of the socket's file name: the server listens on no network address
SOCKET = f".s.PGSQL.{PORT}"
ROLE = "madang"
LONGEST_SOCKET_PATH = 103  # bytes; Linux allows 107, macOS 103
LARGEST_LOG = 10 * 1024 * 1024  # bytes

_DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
_FORGETFUL = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


class EmbeddedPostgres:
    """The PostgreSQL cluster in one folder.

    Attributes:
        folder: holds ``data``, ``socket`` (0700), the passwords (0600), the locks and ``server.log``.
        fsync: False makes a crash of the machine lose everything; for throw-away servers of tests only.
        program_cache: where programs out of the server account's reach are copied, see ``binaries``.
    """

    def __init__(self, folder: Path, *, fsync: bool = True, program_cache: Path | None = None) -> None:
        self.folder = folder
        self.fsync = fsync
        self.program_cache = program_cache
        self._process: subprocess.Popen[bytes] | None = None
        self._ownership: int | None = None
        self._log_start = 0

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
        if len(os.fsencode(usual / SOCKET)) <= LONGEST_SOCKET_PATH:
            return usual
        # Not below TMPDIR or XDG_RUNTIME_DIR: every process must find the same place whatever those say.
        name = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path("/tmp") / f"madang-{name}"  # noqa: S108 - made 0700, its owner checked

    @property
    def pid(self) -> int | None:
        """Process id of the server that we started."""
        return self._process.pid if self._process else None

    def url(self, database: str = ROLE) -> str:
        """Return the connection URL of the application's role, making its password when absent."""
        password = read_or_create_secret(self.folder / "password", new_password)
        query = urlencode({"host": str(self.socket_folder), "port": PORT})
        return f"postgresql://{ROLE}:{quote(password)}@/{quote(database)}?{query}"

    def status(self) -> Status:
        """Return what the server says of itself; a file left by a dead server is not believed."""
        if not self.data.is_dir():
            return "absent"
        left = PidFile.read(self.data)
        if not left.alive:
            return "stopped"
        if left.word == "ready":
            return "running"
        return "stopping" if left.word == "stopping" else "starting"

    def exited(self) -> int | None:
        """Return the exit code of a server that we started and that has ended by itself, else None."""
        return self._process.poll() if self._process else None

    def start(self, timeout: float = 60.0) -> None:
        """Start the server, making the cluster first when there is none; return when it answers.

        Recovers from a killed server. Raises ServerInUseError when another process owns the cluster and
        ConfigurationError, with the remedy, when it cannot start within ``timeout`` seconds.
        """
        if self._process is not None:
            return
        try:
            private_folder(self.folder)
            server_account(self.data)  # refuses data of an account that we cannot become
            self._ownership = take_ownership(self.folder)
            try:
                with sole_server(self.folder, self.data, timeout) as lock:
                    make_cluster_once(self.folder, self._programs_for, fsync=self.fsync)
                    self._launch(lock)
                self._await_ready(timeout)
                self._ensure_role()
            except BaseException:
                self.stop()
                raise
        except OSError as error:
            raise ConfigurationError(
                f"The embedded PostgreSQL in {self.folder} cannot start: {error.strerror or error}. "
                "Free some space, give the folder to the account that runs Madang, "
                "or set MADANG_HOME to another folder."
            ) from error

    def stop(self, timeout: float = 60.0) -> None:
        """Shut down at once, rolling back what runs; after ``timeout`` seconds without a final checkpoint."""
        process, self._process = self._process, None
        if process is not None:
            patience = {signal.SIGINT: timeout, signal.SIGQUIT: 10.0, signal.SIGKILL: 10.0}
            for request, seconds in patience.items():
                process.send_signal(request)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(seconds)
                    break
            if self.socket_folder.parent != self.folder:
                with contextlib.suppress(OSError):
                    self.socket_folder.rmdir()
        if self._ownership is not None:
            os.close(self._ownership)
            self._ownership = None

    def ensure_database(self, name: str = ROLE) -> None:
        """Make the database, owned by the application's role, unless it is there."""
        from psycopg import sql

        with self.superuser() as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                return
            statement = sql.SQL("CREATE DATABASE {} OWNER {}")
            connection.execute(statement.format(sql.Identifier(name), sql.Identifier(ROLE)))

    @contextmanager
    def superuser(self, database: str = "postgres") -> Iterator[Connection]:
        """Yield an autocommit connection of the cluster's superuser; the application never uses it."""
        import psycopg

        with psycopg.connect(
            host=str(self.socket_folder),
            port=PORT,
            user=SUPERUSER,
            password=read_secret(self.folder / SUPERUSER_PASSWORD),
            dbname=database,
            autocommit=True,
            connect_timeout=10,
        ) as connection:
            yield connection

    def _programs_for(self, account: Account) -> Path:
        if account == current_account():
            return binaries()
        return binaries_for_account(account.uid, account.gid, self.program_cache)

    def _launch(self, lock: int) -> None:
        account = server_account(self.data)
        programs = self._programs_for(account)
        self._prepare_socket_folder(account)
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        with (
            reachable(self.data, account) as (data, data_descriptors),
            reachable(self.socket_folder, account) as (socket, socket_descriptors),
            self.log.open("ab") as log,
        ):
            self._log_start = log.tell()
            settings = {
                "listen_addresses": "",
                "port": str(PORT),
                "unix_socket_directories": f'"{socket}"',
                "unix_socket_permissions": "0700",
                "password_encryption": "scram-sha-256",
                # An ERROR line quotes what somebody typed, and its statement; we log errors ourselves, without.
                "log_min_messages": "log",
                **(_DURABLE if self.fsync else _FORGETFUL),
            }
            options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
            self._process = subprocess.Popen(
                [str(programs / "postgres"), "-D", data, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=bare_environment(),
                start_new_session=True,  # Ctrl-C reaches the supervisor alone, which stops us last
                pass_fds=(*data_descriptors, *socket_descriptors, lock),
                preexec_fn=die_with_parent(signal.SIGINT),
                **credentials(account),
            )

    def _prepare_socket_folder(self, account: Account) -> None:
        folder = self.socket_folder
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            os.chown(folder, account.uid, account.gid)
        if folder.is_symlink() or not account.owns(folder):
            raise ConfigurationError(
                f"The folder {folder}, where the database socket belongs, is somebody else's. Remove it, "
                "or set MADANG_HOME to a shorter path so that the socket lies there."
            )
        folder.chmod(0o700)
        for left_over in (folder / SOCKET, folder / f"{SOCKET}.lock"):
            left_over.unlink(missing_ok=True)  # we hold the lock: no server of ours listens on it

    def _await_ready(self, timeout: float) -> None:
        deadline = time.monotonic() + timeout
        while PidFile.read(self.data) != PidFile(self.pid, "ready"):
            if self.exited() is not None:
                raise ConfigurationError(explain(self._said(), self.folder))
            if time.monotonic() > deadline:
                raise ConfigurationError(
                    f"The embedded PostgreSQL was not ready within {timeout:.0f} seconds; see {self.log}."
                )
            time.sleep(0.01)

    def _said(self) -> str:
        """What the server wrote to its log since this start."""
        with self.log.open("rb") as file:
            file.seek(self._log_start)
            return file.read(20_000).decode(errors="replace")

    def _ensure_role(self) -> None:
        """Give the application its role and set its password to the one on disk, which may be younger."""
        from psycopg import sql

        password = read_or_create_secret(self.folder / "password", new_password)
        role = sql.Identifier(ROLE)
        with self.superuser() as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(role))
                connection.execute(sql.SQL("GRANT pg_monitor TO {}").format(role))
            # Hashed here, so that the password itself can never stand in the server's log.
            verifier = connection.pgconn.encrypt_password(password.encode(), ROLE.encode(), b"scram-sha-256")
            statement = sql.SQL("ALTER ROLE {} PASSWORD {}")
            connection.execute(statement.format(role, sql.Literal(verifier.decode())))
