"""The embedded PostgreSQL: on a unix socket, by password, private to one installation."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from madang.config.environment import Environment
from madang.config.postgres.binaries import binaries, binary
from madang.config.postgres.ownership import ServerInUseError
from madang.config.postgres.server import EmbeddedPostgres, Status

__all__ = [
    "EmbeddedPostgres",
    "ServerInUseError",
    "Status",
    "available_database",
    "binaries",
    "binary",
    "embedded_database_url",
    "embedded_server",
    "temporary_server",
]


def embedded_server(env: Environment) -> EmbeddedPostgres:
    """Return the installation's own server, started or not."""
    return EmbeddedPostgres(env.postgres)


def embedded_database_url(env: Environment) -> str:
    """Return the URL of the installation's database; makes the password when absent, starts nothing."""
    return embedded_server(env).url()


@contextmanager
def available_database(env: Environment, timeout: float = 60.0) -> Iterator[None]:
    """Make the installation's database answer for the time of one command.

    Uses the server of a running ``madang up``, else starts the embedded one and stops it afterwards. Does
    nothing for an outside server. Raises ConfigurationError when it does not answer in ``timeout`` seconds.
    """
    if env.database_url:
        yield
        return
    server = embedded_server(env)
    try:
        server.start(timeout)
        server.ensure_database()
    except ServerInUseError:
        deadline = time.monotonic() + timeout
        while server.status() != "running":
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
    try:
        yield
    finally:
        server.stop()  # only what we started


@contextmanager
def temporary_server(path: Path, *, fsync: bool = False) -> Iterator[EmbeddedPostgres]:
    """Yield a running throw-away server in the folder; by default it does without durability."""
    server = EmbeddedPostgres(path, fsync=fsync)
    server.start()
    try:
        server.ensure_database()
        yield server
    finally:
        server.stop()
