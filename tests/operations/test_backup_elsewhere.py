"""Backups of a site that never rests, and restores into a PostgreSQL server that is not the embedded one."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from madang.config.backup import outside
from madang.config.backup.restoring import backups_below
from madang.config.environment import Environment
from tests.operations.conftest import BackedUp
from tests.operations.site import _PREAMBLE, LOG_ALL, Site

STANDING = """
from madang.systems.operations.queries.standing import read_only
answer(read_only() is None)
"""
# A site at work: a sequencer in one thread, acts in the main one, until the file is gone. The count is put
# in place whole: a file written over is empty for a moment, and the test reads it while the site works.
BUSY = """
import threading, time
from pathlib import Path
from django.db import transaction
from madang.blocks.ledger.running import run_sequencer
flag = Path(sys.argv[1])
told = threading.Event()
sequencer = threading.Thread(target=run_sequencer, args=(told.is_set,))
sequencer.start()
count = 0
while flag.exists():
    with transaction.atomic():
        record("test.thing.done", actor=SYSTEM, subject=f"thing:{count % 50}", detail={"count": count}, purpose="operate", basis="test")
    count += 1
    flag.with_suffix(".next").write_text(str(count))
    flag.with_suffix(".next").replace(flag.with_suffix(".count"))
told.set()
sequencer.join()
"""


def test_a_backup_of_a_site_at_work_is_one_point_and_opens_without_a_gap(
    copy_of: Callable[[], Site], new_site: Callable[..., Site], tmp_path: Path
) -> None:
    site, flag = copy_of(), tmp_path / "flag"
    flag.touch()
    site.start_database()
    busy = subprocess.Popen(
        [sys.executable, "-c", _PREAMBLE + BUSY, str(flag)], env=site.environment, stderr=subprocess.DEVNULL
    )
    try:
        while not flag.with_suffix(".count").exists():
            assert busy.poll() is None
            time.sleep(0.05)
        site.madang("backup", str(tmp_path / "backups"))
        during = int(flag.with_suffix(".count").read_text())
    finally:
        flag.unlink()
        busy.wait(30)
    assert during > 100, "the site did not work beside the backup"
    ((_folder, manifest),) = backups_below(tmp_path / "backups")
    assert manifest.lacks == 0
    restored = new_site("restored")
    restored.madang("restore", str(tmp_path / "backups"))
    restored.start_database()
    fine, waiting = restored.answers(
        STANDING, LOG_ALL, "from madang.blocks.ledger.models import Outbox; answer(Outbox.objects.count())"
    )
    assert (fine, waiting) == (True, 0)
    assert restored.verify("log", str(restored.home / "log")).returncode == 0


@pytest.fixture
def database() -> Iterator[Callable[[], str]]:
    """Return a function making an empty database on the outside server of this test run; returns its URL."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    base = urlunsplit(parts)
    made: list[str] = []

    def make() -> str:
        made.append(f"restore_{secrets.token_hex(4)}")
        with psycopg.connect(base, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {made[-1]} TEMPLATE template0")
        return urlunsplit(parts._replace(path=f"/{made[-1]}"))

    yield make
    with psycopg.connect(base, autocommit=True) as connection:
        rows = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'restore\\_%'"
        ).fetchall()
        for (name,) in rows:
            if any(name.startswith(each) for each in made):
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_it_restores_into_an_empty_outside_database(
    backed_up: BackedUp, new_site: Callable[..., Site], database: Callable[[], str]
) -> None:
    site = new_site(DATABASE_URL=database())
    site.madang("restore", str(backed_up.backups))
    assert site.content(backed_up.entries) == backed_up.content
    assert not (site.home / "postgres").exists()
    assert "--force" in site.refused("restore", str(backed_up.backups))


def test_an_outside_database_that_holds_something_is_kept_aside(
    backed_up: BackedUp, new_site: Callable[..., Site], database: Callable[[], str]
) -> None:
    url = database()
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE precious (word text)")
        connection.execute("INSERT INTO precious VALUES ('kept')")
    site = new_site(DATABASE_URL=url)
    said = site.refused("restore", str(backed_up.backups))
    assert "is not empty" in said
    site.madang("restore", str(backed_up.backups), "--force")
    assert site.content(backed_up.entries) == backed_up.content
    name = urlsplit(url).path.lstrip("/")
    with psycopg.connect(url, autocommit=True) as connection:
        assert connection.execute("SELECT to_regclass('precious')").fetchone() == (None,)
        (aside,) = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{name}\\_replaced\\_%"]
        ).fetchone() or ("",)
    with psycopg.connect(urlunsplit(urlsplit(url)._replace(path=f"/{aside}"))) as connection:
        assert connection.execute("SELECT word FROM precious").fetchone() == ("kept",)


def test_exchanging_databases_twice_is_the_same_as_once(tmp_path: Path, database: Callable[[], str]) -> None:
    old, new = database(), database()
    with psycopg.connect(new) as connection:
        connection.execute("CREATE TABLE fresh (word text)")
    names = (urlsplit(old).path.lstrip("/"), urlsplit(new).path.lstrip("/"))
    env = Environment(home=tmp_path, mode="demo", port=1, database_url=old)
    for _time in range(2):
        outside.take_place(env, names)
    with psycopg.connect(old) as connection:
        assert connection.execute("SELECT to_regclass('fresh') IS NOT NULL").fetchone() == (True,)
