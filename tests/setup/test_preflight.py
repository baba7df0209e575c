"""What stops a start is said in a sentence with its remedy, before anything is touched."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from madang.config import preflight
from madang.config.environment import ConfigurationError, Environment
from madang.config.keys import django_secret
from madang.config.postgres import EmbeddedPostgres
from madang.config.preparation import look_at_database
from tests.setup.conftest import needs_root

UserRun = Callable[[Callable[[Path], None]], None]


def environment(home: Path, mode: str = "demo") -> Environment:
    return Environment(home=home, mode=mode, port=8400, database_url=None)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 MB: less than a database takes."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", place], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("no file system can be mounted here")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_home_that_may_not_be_written_is_named_with_the_way_out(as_ordinary_user: UserRun) -> None:
    def work(folder: Path) -> None:
        closed = folder / "closed"
        closed.mkdir(mode=0o500)
        for home in (closed, closed / "var"):
            with pytest.raises(ConfigurationError, match=r"cannot write.*MADANG_HOME"):
                preflight.refuse_unusable_home(home)

    as_ordinary_user(work)


def test_a_home_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("not a folder")
    with pytest.raises(ConfigurationError, match="MADANG_HOME"):
        preflight.refuse_unusable_home(tmp_path / "var")


@needs_root
def test_a_full_disk_is_said_before_the_start(small_disk: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"is full.*Free at least"):
        preflight.refuse_unusable_home(small_disk / "var")


@needs_root
def test_a_disk_that_fills_while_the_database_is_made_is_said_and_nothing_half_made_stays(
    small_disk: Path,
) -> None:
    server = EmbeddedPostgres(small_disk / "postgres")
    with pytest.raises(ConfigurationError, match="is full"):
        server.start()
    assert server.status() == "absent"
    assert not list((small_disk / "postgres").glob(".data-*"))


def test_a_closed_port_is_said(as_ordinary_user: UserRun) -> None:
    if int(Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").read_text()) <= 80:
        pytest.skip("everybody may open port 80 here")

    def work(_folder: Path) -> None:
        with pytest.raises(ConfigurationError, match=r"Port 80 .*MADANG_PORT=\d+"):
            preflight.refuse_port_in_use(80)

    as_ordinary_user(work)


def test_the_demo_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    env = environment(tmp_path / "var")
    secret = django_secret(env)
    assert len(secret) >= 50
    assert django_secret(env) == secret
    assert stat.S_IMODE(env.keys.stat().st_mode) == 0o700
    assert stat.S_IMODE((env.keys / "django.secret").stat().st_mode) == 0o600
    assert [path.name for path in env.keys.iterdir()] == ["django.secret"]


def test_production_makes_no_key_by_itself(tmp_path: Path) -> None:
    env = environment(tmp_path / "var", "production")
    with pytest.raises(ConfigurationError, match=r"django\.secret is missing"):
        django_secret(env)
    assert not env.keys.exists()


def test_production_refuses_a_key_that_others_may_read(tmp_path: Path) -> None:
    django_secret(environment(tmp_path / "var"))
    key = tmp_path / "var" / "keys" / "django.secret"
    assert django_secret(environment(tmp_path / "var", "production"))
    key.chmod(0o640)
    with pytest.raises(ConfigurationError, match=r"chmod 600"):
        django_secret(environment(tmp_path / "var", "production"))


def test_the_remedy_for_a_missing_production_key_works_as_printed(tmp_path: Path) -> None:
    env = environment(tmp_path / "var", "production")
    with pytest.raises(ConfigurationError) as refused:
        django_secret(env)
    command = str(refused.value).split("make it:  ")[1]
    subprocess.run(["sh", "-c", command], check=True)
    assert len(django_secret(env)) >= 50


def test_an_outside_database_that_does_not_answer_is_said() -> None:
    with pytest.raises(ConfigurationError, match=r"does not answer.*DATABASE_URL"):
        look_at_database("postgresql://madang@127.0.0.1:1/madang")


def test_an_outside_database_of_another_encoding_is_refused(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "postgres", fsync=False)
    server.start()
    with server.superuser() as connection:
        connection.execute(
            "CREATE DATABASE korean ENCODING 'EUC_KR' LOCALE 'C' TEMPLATE template0 OWNER madang"
        )
    with pytest.raises(ConfigurationError, match="EUC_KR; it must be UTF8"):
        look_at_database(server.url("korean"))
    server.stop()


def test_many_first_starts_at_once_agree_on_one_key(tmp_path: Path) -> None:
    env = environment(tmp_path / "var")
    readers = []
    for _ in range(8):
        read_end, write_end = os.pipe()
        if os.fork() == 0:
            try:
                os.write(write_end, django_secret(env).encode())
            finally:
                os._exit(0)
        os.close(write_end)
        readers.append(read_end)
    secrets = set()
    for read_end in readers:
        with os.fdopen(read_end, "rb") as pipe:
            secrets.add(pipe.read())
        os.wait()
    assert len(secrets) == 1
    assert len(secrets.pop()) >= 50
