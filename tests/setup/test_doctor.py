"""``madang doctor`` names what is missing and how to mend it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from madang.config.doctor import Check, checks
from madang.config.environment import Environment
from madang.config.keys import django_secret
from madang.config.postgres import embedded_server


def finding(env: Environment, name: str) -> Check:
    return next(check for check in checks(env) if name in check.name)


@pytest.fixture
def env(tmp_path: Path) -> Environment:
    return Environment(home=tmp_path / "var", mode="demo", port=0, database_url=None)


def test_a_fresh_installation_is_well_and_stays_untouched(env: Environment) -> None:
    for name in ("Python", "packages", "home", "disk", "port", "database", "keys", "log", "search index"):
        assert finding(env, name).ok, finding(env, name)
    assert not env.home.exists()


def test_every_lack_comes_with_a_remedy(env: Environment) -> None:
    for check in checks(env):
        assert check.ok or check.remedy, check


def test_keys_that_others_may_read_are_named(env: Environment) -> None:
    django_secret(env)
    assert finding(env, "keys").ok
    (env.keys / "django.secret").chmod(0o644)
    assert not finding(env, "keys").ok
    assert "chmod" in finding(env, "keys").remedy


def test_production_without_keys_is_not_well(tmp_path: Path) -> None:
    env = Environment(home=tmp_path / "var", mode="production", port=0, database_url=None)
    assert not finding(env, "keys").ok


def test_what_a_restore_put_aside_is_named_with_how_to_remove_it(env: Environment) -> None:
    assert finding(env, "replaced").ok
    left = env.home / ".replaced-2026-11-28" / "keys"
    left.mkdir(parents=True)
    found = finding(env, "replaced")
    assert not found.ok
    assert found.optional  # the site runs all the same
    assert str(left.parent) in found.detail
    assert f"rm -r {left.parent}" in found.remedy


def test_paths_are_printed_in_one_piece_however_narrow_the_terminal(tmp_path: Path) -> None:
    home = tmp_path / "a folder with a rather [long] name" / ("so long that it does not fit " * 3) / "var"
    outside = {**os.environ, "MADANG_HOME": str(home), "COLUMNS": "40", "MADANG_ENV": "demo"}
    madang = [sys.executable, "-m", "madang.cli"]
    told = subprocess.run([*madang, "doctor"], env=outside, capture_output=True, text=True)
    assert f"{home} (made at the first start)" in told.stdout
    missing = home.parent / "no backup"
    told = subprocess.run([*madang, "restore", str(missing)], env=outside, capture_output=True, text=True)
    assert told.returncode == 2
    assert str(missing) in told.stderr


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        env = Environment(home=tmp_path / "var", mode="demo", port=port, database_url=None)
        assert not finding(env, "port").ok
        assert str(port) in finding(env, "port").detail


def test_the_database_is_looked_into_when_it_runs(env: Environment) -> None:
    server = embedded_server(env)
    server.start()
    try:
        assert not finding(env, "database").ok  # the server is there, the database not yet
        server.ensure_database()
        assert finding(env, "database").ok
        assert "running" in finding(env, "database").detail
    finally:
        server.stop()
    assert "stopped" in finding(env, "database").detail


def test_an_outside_database_that_is_away_is_named(tmp_path: Path) -> None:
    env = Environment(
        home=tmp_path, mode="demo", port=0, database_url="postgresql://madang@127.0.0.1:1/madang"
    )
    assert not finding(env, "database").ok


@pytest.mark.parametrize(
    "text", ["torn", "a log\n²\nroot\n", f"a log\n{'9' * 5000}\nroot\n"], ids=["torn", "²", "long"]
)
def test_a_damaged_checkpoint_is_named(env: Environment, text: str) -> None:
    env.log.mkdir(parents=True)
    (env.log / "checkpoint").write_text(text, encoding="utf-8")
    assert not finding(env, "log").ok
