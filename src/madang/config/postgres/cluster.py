"""How a cluster is made: by ``initdb``, with passwords from the first moment, whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from madang.config.environment import ConfigurationError
from madang.config.keys import read_or_create_secret, sync_folder
from madang.config.postgres.account import (
    Account,
    credentials,
    current_account,
    give,
    naming_account,
    reachable,
    server_account,
)

SUPERUSER = "postgres"
SUPERUSER_PASSWORD = "superuser.password"  # noqa: S105 - a file name

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


def new_password() -> str:
    return secrets.token_urlsafe(32)


def bare_environment() -> dict[str, str]:
    """The server inherits nothing: PG* and locale variables of a shell must not reach it."""
    return {"PATH": os.defpath, "LC_ALL": "C"}


def make_cluster_once(folder: Path, programs_for: Callable[[Account], Path], *, fsync: bool) -> None:
    """Make ``folder/data`` unless it is there, in a draft that is moved in place when it is whole.

    Raises ConfigurationError when initdb fails or when a cluster has lost its superuser's password.
    """
    data = folder / "data"
    if data.is_dir():
        if not (folder / SUPERUSER_PASSWORD).exists():
            raise ConfigurationError(
                f"The database password {folder / SUPERUSER_PASSWORD} is missing. "
                "Restore it from your backup, or restore the whole backup into an empty MADANG_HOME."
            )
        return
    for left_over in folder.glob(".data-*"):
        shutil.rmtree(left_over)
    password = read_or_create_secret(folder / SUPERUSER_PASSWORD, new_password)
    owner = server_account(data)
    builder = owner if owner == current_account() else naming_account()
    draft = folder / f".data-{secrets.token_hex(4)}"
    draft.mkdir(mode=0o700)
    give(draft, builder)
    made = _initdb(draft, builder, programs_for(builder), password, fsync=fsync)
    if made.returncode != 0:
        shutil.rmtree(draft, ignore_errors=True)
        raise ConfigurationError(explain(made.stderr.decode(errors="replace"), folder))
    give(draft, owner)
    draft.rename(data)
    sync_folder(folder)


def _initdb(
    draft: Path, builder: Account, programs: Path, password: str, *, fsync: bool
) -> subprocess.CompletedProcess[bytes]:
    password_pipe, entrance = os.pipe()  # the password goes through no file that the builder could keep
    try:
        os.fchown(password_pipe, builder.uid, builder.gid)
        os.write(entrance, password.encode() + b"\n")
        os.close(entrance)
        with reachable(draft, builder) as (name, descriptors):
            options = {
                "pgdata": name,
                "username": SUPERUSER,
                "pwfile": f"/dev/fd/{password_pipe}",
                "auth-local": "scram-sha-256",
                "auth-host": "scram-sha-256",
                "encoding": "UTF8",
                "locale": "C",
                "locale-provider": "builtin",
                "builtin-locale": "C.UTF-8",
            }
            switches = ["--data-checksums", "--no-instructions"] + ([] if fsync else ["--no-sync"])
            return subprocess.run(
                [
                    str(programs / "initdb"),
                    *(f"--{name}={value}" for name, value in options.items()),
                    *switches,
                    *(f"--set={name}={value}" for name, value in _TUNABLE.items()),
                ],
                capture_output=True,
                stdin=subprocess.DEVNULL,
                cwd="/",
                env=bare_environment(),
                pass_fds=(*descriptors, password_pipe),
                **credentials(builder),
            )
    finally:
        os.close(password_pipe)


def explain(output: str, folder: Path) -> str:
    """Turn what PostgreSQL said when it failed into a sentence with the remedy."""
    if "No space left on device" in output or "Disk quota exceeded" in output:
        return f"The disk of {folder} is full. Free at least 1 GB, or set MADANG_HOME to another disk."
    if "could not map anonymous shared memory" in output or "Cannot allocate memory" in output:
        return (
            "PostgreSQL found too little memory (it takes some 200 MB). End other programs, "
            "or set DATABASE_URL to an outside server."
        )
    lines = [line.split("] ", 1)[-1].strip() for line in output.splitlines() if line.strip()]
    said = " / ".join(lines[-4:]) or "it said nothing"
    return f"The embedded PostgreSQL in {folder} did not start: {said}"
