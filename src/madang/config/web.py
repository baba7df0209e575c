"""The web process: how Granian is called, and ``madang web``, which is that process alone.

A second machine serves pages with it: the same keys, log folder and ``DATABASE_URL``, an index of its own.
"""

from __future__ import annotations

import os
import sys

from madang.config import preflight
from madang.config.environment import ConfigurationError, Environment
from madang.config.production import web_environment


def web_command(env: Environment) -> tuple[str, ...]:
    """Return the command that serves the pages; ``production.web_environment`` belongs into its environment."""
    return (
        sys.executable, "-P", "-m", "granian", "madang.config.asgi:application",
        "--interface", "asgi", "--no-ws", "--port", str(env.port), "--log-level", "warning",
        "--http1-header-read-timeout", "10000", "--respawn-failed-workers", "--workers-kill-timeout", "8",
    )  # fmt: skip


def listening_host() -> str:
    """Where Granian listens: it reads this variable itself."""
    return os.environ.get("GRANIAN_HOST", "127.0.0.1")


def serve(env: Environment) -> None:
    """Become the web process. Django is set up, and the site is ready for its mode.

    Raises ConfigurationError, with the remedy, when the machine or the database is not.
    """
    from django.core.management import call_command
    from django.db import DatabaseError

    from madang.config import preparation
    from madang.config.postgres import embedded_database_url

    preflight.refuse_missing_build()
    preflight.refuse_port_in_use(env.port, listening_host())
    url = env.database_url or embedded_database_url(env)
    state = preparation.look_at_database(url)
    try:
        call_command("migrate", check_unapplied=True, verbosity=0)
    except (SystemExit, DatabaseError):
        raise ConfigurationError(
            "데이터베이스의 표가 이 판의 것이 아닙니다. / The database's tables are not this release's: run "
            "`madang migrate` once, then start the web processes."
        ) from None
    if "static" in preparation.due(env, state):
        preparation.prepare(env, url, ["static"])
    command = web_command(env)
    os.execve(command[0], command, {**os.environ, **web_environment(env)})  # noqa: S606 - our own command
