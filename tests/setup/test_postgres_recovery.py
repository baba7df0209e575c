"""The embedded PostgreSQL after crashes: one owner, nothing committed is lost, no stale file stops it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from madang.config.environment import ConfigurationError, Environment
from madang.config.postgres import (
    EmbeddedPostgres,
    ServerInUseError,
    available_database,
    embedded_server,
    temporary_server,
)
from tests.setup.conftest import living_processes, needs_proc


def remember(server: EmbeddedPostgres, word: str) -> None:
    with psycopg.connect(server.url()) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
        connection.execute("INSERT INTO kept VALUES (%s)", [word])


def remembered(server: EmbeddedPostgres) -> list[str]:
    with psycopg.connect(server.url()) as connection:
        return [word for (word,) in connection.execute("SELECT word FROM kept")]


def test_a_second_owner_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    with temporary_server(tmp_path / "postgres") as first:
        second = EmbeddedPostgres(tmp_path / "postgres")
        with pytest.raises(ServerInUseError, match=f"process {os.getpid()}"):
            second.start()
        assert first.status() == second.status() == "running"
    second.start()
    second.stop()


def test_it_keeps_what_was_committed_before_a_kill(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "postgres")
    server.start()
    server.ensure_database()
    remember(server, "before")
    os.kill(server.pid, signal.SIGKILL)
    while server.exited() is None:
        time.sleep(0.01)
    server.stop()
    assert server.status() == "stopped"
    again = EmbeddedPostgres(tmp_path / "postgres")
    again.start()
    assert remembered(again) == ["before"]
    again.stop()


def test_a_stale_pid_file_that_names_a_living_process_does_not_stop_it(tmp_path: Path) -> None:
    with temporary_server(tmp_path / "postgres") as server:
        remember(server, "kept")
        left = (server.data / "postmaster.pid").read_text().splitlines()
    (server.data / "postmaster.pid").write_text("\n".join([str(os.getpid()), *left[1:]]) + "\n")
    server.start()
    assert remembered(server) == ["kept"]
    server.stop()


@needs_proc
def test_a_killed_owner_takes_its_server_along_and_the_next_start_recovers(tmp_path: Path) -> None:
    script = f"""
import sys, time
from pathlib import Path
from madang.config.postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path({str(tmp_path)!r}) / "postgres")
server.start()
server.ensure_database()
print(server.pid, flush=True)
time.sleep(600)
"""
    owner = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    try:
        server_pid = int(owner.stdout.readline())
        server = EmbeddedPostgres(tmp_path / "postgres")
        remember(server, "before")
        owner.kill()
        owner.wait()
        server.start(timeout=30)
        assert server.pid != server_pid
        assert server_pid not in living_processes()
        assert remembered(server) == ["before"]
        server.stop()
    finally:
        owner.kill()
        owner.wait()
        owner.stdout.close()


def test_a_half_made_cluster_is_made_anew(tmp_path: Path) -> None:
    draft = tmp_path / "postgres" / ".data-1234"
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18\n")
    with temporary_server(tmp_path / "postgres") as server:
        assert server.status() == "running"
    assert not draft.exists()


def test_a_lost_superuser_password_is_named_and_not_replaced(tmp_path: Path) -> None:
    with temporary_server(tmp_path / "postgres") as server:
        pass
    (server.folder / "superuser.password").unlink()
    with pytest.raises(ConfigurationError, match=r"superuser\.password is missing"):
        server.start()
    assert not (server.folder / "superuser.password").exists()


def test_a_lost_application_password_is_replaced(tmp_path: Path) -> None:
    with temporary_server(tmp_path / "postgres") as server:
        remember(server, "kept")
    (server.folder / "password").unlink()
    server.start()
    assert remembered(server) == ["kept"]
    server.stop()


def test_a_broken_configuration_is_explained_with_the_servers_own_words(tmp_path: Path) -> None:
    with temporary_server(tmp_path / "postgres") as server:
        pass
    with (server.data / "postgresql.conf").open("a") as file:
        file.write("shared_buffers = 'plenty'\n")
    with pytest.raises(ConfigurationError, match="shared_buffers"):
        server.start()


def test_writes_are_durable_unless_a_test_says_otherwise(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "postgres")
    server.start()
    server.ensure_database()
    with psycopg.connect(server.url()) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit", "data_checksums"):
            assert connection.execute(f"SHOW {setting}").fetchone() == ("on",), setting
        assert connection.execute("SELECT upper('é가'), 'é' ~ '[[:alpha:]]'").fetchone() == ("É가", True)
    server.stop()


def test_a_command_starts_the_database_for_itself_and_leaves_a_running_one_alone(tmp_path: Path) -> None:
    env = Environment(home=tmp_path, mode="demo", port=0, database_url=None)
    server = embedded_server(env)
    with available_database(env):
        remember(server, "by a command")
        with available_database(env):
            assert remembered(server) == ["by a command"]
        assert server.status() == "running"
    assert server.status() == "stopped"
