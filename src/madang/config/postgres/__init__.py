"""The embedded PostgreSQL: on a unix socket, by password, private to one installation."""

from __future__ import annotations

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
def temporary_server(path: Path, *, fsync: bool = False) -> Iterator[EmbeddedPostgres]:
    """Yield a running throw-away server in the folder; by default it does without durability."""
    server = EmbeddedPostgres(path, fsync=fsync)
    server.start()
    try:
        server.ensure_database()
        yield server
    finally:
        server.stop()
