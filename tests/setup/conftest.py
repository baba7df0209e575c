"""Accounts for tests of the embedded services: what root does, what an ordinary user does."""

from __future__ import annotations

import os
import pwd
import shutil
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


def run_as(uid: int, gid: int, work: Callable[[], None]) -> None:
    """Run the work in a forked process of another account; fails with that process's traceback."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(read_end)
            os.setgroups([])
            os.setgid(gid)
            os.setuid(uid)
            work()
            code = 0
        except BaseException:
            os.write(write_end, traceback.format_exc().encode()[-60_000:])
        finally:
            os._exit(code)
    os.close(write_end)
    with os.fdopen(read_end, "rb") as pipe:
        report = pipe.read().decode()
    _pid, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0, report


def living_processes() -> dict[int, str]:
    """Process ids and command lines of all processes that are not merely waiting to be reaped."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state = (folder / "stat").read_text(errors="replace").rsplit(")", 1)[1].split()[0]
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if state != "Z":
            found[int(folder.name)] = command
    return found


@pytest.fixture
def as_ordinary_user() -> Iterator[Callable[[Callable[[Path], None]], None]]:
    """Run work, given a folder of its own, as a user who is not root."""
    folder = Path(tempfile.mkdtemp(prefix="madang-user-"))

    def run(work: Callable[[Path], None]) -> None:
        if os.geteuid() != 0:
            work(folder)
            return
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        run_as(nobody.pw_uid, nobody.pw_gid, lambda: work(folder))

    yield run
    shutil.rmtree(folder)


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="proves what root does")
needs_proc = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="looks at processes through /proc")
