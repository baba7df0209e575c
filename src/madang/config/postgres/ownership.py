"""Who works on a cluster: one owner at a time, and no server of an earlier owner beside it.

Two locks that the kernel frees when their holders die, however they die: ``owner.lock`` is held by the
process that started the server, ``server.lock`` is inherited by the server and all its processes.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from madang.config.environment import ConfigurationError


class ServerInUseError(ConfigurationError):
    """Another process owns this cluster at the moment."""


@dataclass(frozen=True)
class PidFile:
    """What a server wrote of itself into ``postmaster.pid``; it may be dead by now.

    Attributes:
        pid: its process id, None when there is no such file.
        word: ``starting``, ``ready`` or ``stopping``.
    """

    pid: int | None
    word: str

    @classmethod
    def read(cls, data: Path) -> PidFile:
        try:
            lines = (data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
            return cls(int(lines[0]), lines[7].strip() if len(lines) > 7 else "starting")
        except (OSError, ValueError, IndexError):
            return cls(None, "")

    @property
    def alive(self) -> bool:
        """Whether a living PostgreSQL has this number; of another cluster perhaps."""
        if self.pid is None:
            return False
        if not Path("/proc/self").exists():
            with contextlib.suppress(PermissionError):
                try:
                    os.kill(self.pid, 0)
                except ProcessLookupError:
                    return False
            return True
        try:
            name, state = Path(f"/proc/{self.pid}/stat").read_text(errors="replace").rsplit(")", 1)
        except OSError:
            return False
        # A container whose first process reaps nobody keeps the dead (Z) in the list.
        return name.endswith("(postgres") and state.split()[0] != "Z"

    def works_in(self, data: Path) -> bool:
        try:
            return self.alive and Path(f"/proc/{self.pid}/cwd").samefile(data)
        except OSError:
            return False


def take_ownership(folder: Path) -> int:
    """Return the open lock that makes this process the owner; raises ServerInUseError."""
    lock = _open_lock(folder / "owner.lock")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(lock, 20, 0).decode(errors="replace").strip() or "?"
        os.close(lock)
        raise ServerInUseError(
            f"Another Madang (process {holder}) runs on {folder.parent}. "
            "Stop it first, or set MADANG_HOME to another folder."
        ) from None
    os.ftruncate(lock, 0)
    os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
    return lock


@contextmanager
def sole_server(folder: Path, data: Path, timeout: float) -> Iterator[int]:
    """Yield the lock for the server to inherit, once no process of an earlier server lives.

    Asks an orphan to stop and waits for it ``timeout`` seconds; raises ServerInUseError after that.
    """
    lock = _open_lock(folder / "server.lock")
    try:
        if not _try(lock):
            orphan = PidFile.read(data)
            if orphan.pid is not None and orphan.alive:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(orphan.pid, signal.SIGINT)
            deadline = time.monotonic() + timeout
            while not _try(lock):
                if time.monotonic() > deadline:
                    raise ServerInUseError(
                        f"A PostgreSQL of an earlier run still works on {data} and does not end. "
                        f"End it: kill -INT $(head -1 {data / 'postmaster.pid'})"
                    )
                time.sleep(0.05)
        _forget_dead_server(data)
        yield lock
    finally:
        os.close(lock)


def _open_lock(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _try(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _forget_dead_server(data: Path) -> None:
    """Remove the pid file of a killed server: its number may belong to somebody else by now."""
    left = PidFile.read(data)
    if left.works_in(data):
        raise ServerInUseError(
            f"A PostgreSQL that Madang did not start works on {data}. End it: kill -INT {left.pid}"
        )
    (data / "postmaster.pid").unlink(missing_ok=True)
