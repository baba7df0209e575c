"""As whom the embedded PostgreSQL runs and how it reaches its folders.

PostgreSQL refuses to run as root. When Madang does, the server gets an account of its own: a number
that no person and no other service has, so that nobody else's process can touch its files and it can
read neither the keys nor anything else of root's. Its folders are handed over as open directories
(``/proc/self/fd/N``), which needs no permission on the folders above them; so none is ever opened wider.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import pwd
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from madang.config.environment import ConfigurationError

# Neither Debian's ordinary accounts nor systemd's dynamic ones live here (systemd.io/UIDS-GIDS).
FIRST_FREE_NUMBER = 60578
LAST_FREE_NUMBER = 61183


@dataclass(frozen=True)
class Account:
    """A user and a group by number; the user need not have a name."""

    uid: int
    gid: int

    def owns(self, path: Path) -> bool:
        return path.lstat().st_uid == self.uid


def current_account() -> Account:
    return Account(os.geteuid(), os.getegid())


def server_account(data: Path) -> Account:
    """Return the account of the server: our own, or, when we are root, the owner of its data.

    Raises ConfigurationError when the data belong to an account that we cannot become.
    """
    mine = current_account()
    if data.is_dir():
        found = data.stat()
        if mine.uid not in {0, found.st_uid}:
            raise ConfigurationError(
                f"The database in {data} belongs to the account number {found.st_uid}: Madang was started as "
                "root before. Start it with sudo again, or set MADANG_HOME to a folder of your own."
            )
        if found.st_uid != 0:
            return Account(found.st_uid, found.st_gid) if mine.uid == 0 else mine
    if mine.uid != 0:
        return mine
    return _unused_account(str(data))


def naming_account() -> Account:
    """Return an account that has a name: ``initdb``, unlike the server, insists on one."""
    for name in ("nobody", "postgres", "daemon"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(entry.pw_uid, entry.pw_gid)
    raise ConfigurationError(
        "PostgreSQL does not run as root and this machine has no account `nobody`. "
        "Start Madang as a normal user, or set DATABASE_URL to an outside server."
    )


def _unused_account(seed: str) -> Account:
    span = LAST_FREE_NUMBER - FIRST_FREE_NUMBER + 1
    start = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4], "big")
    taken = {entry.pw_uid for entry in pwd.getpwall()}
    for step in range(span):
        number = FIRST_FREE_NUMBER + (start + step) % span
        if number not in taken:
            return Account(number, number)
    raise ConfigurationError("No account number is free for PostgreSQL. Start Madang as a normal user.")


class Credentials(TypedDict):
    """Arguments of ``subprocess`` that say as whom the child runs."""

    user: int | None
    group: int | None
    extra_groups: list[int] | None


def credentials(account: Account) -> Credentials:
    if account == current_account():
        return Credentials(user=None, group=None, extra_groups=None)
    return Credentials(user=account.uid, group=account.gid, extra_groups=[])


def give(path: Path, account: Account) -> None:
    """Hand a folder and all in it to the account."""
    for folder, _folders, files in os.walk(path):
        os.chown(folder, account.uid, account.gid)
        for name in files:
            os.chown(Path(folder) / name, account.uid, account.gid, follow_symlinks=False)


@contextmanager
def reachable(path: Path, account: Account) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield the name under which the account reaches the folder, and the descriptors to pass on for it."""
    if account == current_account():
        yield str(path), ()
        return
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{descriptor}", (descriptor,)
    finally:
        os.close(descriptor)


def die_with_parent(with_signal: signal.Signals) -> Callable[[], None]:
    """Return what a child runs before exec so that the kernel signals it when its parent dies (Linux only).

    The parent is the thread that started the child, so children are started by a thread that stays.
    """
    if not sys.platform.startswith("linux"):
        return lambda: None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()
    number = int(with_signal)

    def arrange() -> None:
        prctl(1, number, 0, 0, 0)  # PR_SET_PDEATHSIG, see prctl(2)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return arrange
