"""One small site, made and backed up once; each test copies what it changes."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.operations.site import LOG_ALL, POPULATE, Site, content_of, copy, made_once


@dataclass
class BackedUp:
    """A site at rest, what it holds, and a backup of it.

    Attributes:
        home: its home.
        backups: folder of its one backup, its keys in ``backups/keys``.
        content: what ``Site.content`` said of it.
    """

    home: Path
    backups: Path
    content: dict[str, Any]
    entries: int


def _make_backed_up(place: Path) -> None:
    site = Site(place / "home")
    site.start_database()
    try:
        content = site.run(POPULATE, LOG_ALL, content_of("Entry.objects.count()"))
        entries = site.entries()
        site.madang("backup", str(place / "backups"))
        site.run(LOG_ALL)
    finally:
        site.stop_database()
    (place / "said.json").write_text(json.dumps({"content": content, "entries": entries}))


@pytest.fixture(scope="session")
def backed_up() -> BackedUp:
    place = made_once("backed-up", _make_backed_up)
    said = json.loads((place / "said.json").read_text())
    return BackedUp(place / "home", place / "backups", said["content"], said["entries"])


@pytest.fixture
def backups(backed_up: BackedUp, tmp_path: Path) -> Path:
    """A copy of the backup that the test may damage."""
    return Path(shutil.copytree(backed_up.backups, tmp_path / "backups"))


@pytest.fixture
def new_site(tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """Return a function making a site in a home of this test; its database is stopped at the end."""
    made: list[Site] = []

    def make(name: str = "home", **more: str) -> Site:
        made.append(Site(tmp_path / name, **more))
        return made[-1]

    yield make
    for site in made:
        site.stop_database()


@pytest.fixture
def copy_of(backed_up: BackedUp, new_site: Callable[..., Site]) -> Callable[[], Site]:
    """Return a function making a copy of the site at rest, as it was after its backup."""

    def make() -> Site:
        site = new_site("copy")
        copy(backed_up.home, site.home)
        return site

    return make


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Return a function making a file system of a few bytes; skips where one may not be mounted."""
    mounted: list[Path] = []

    def make(size: int) -> Path:
        place = tmp_path / f"disk-{len(mounted)}"
        place.mkdir()
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0700", "none", str(place)], capture_output=True
        )
        if done.returncode != 0:
            pytest.skip("no file system may be mounted here (needs root)")
        mounted.append(place)
        return place

    yield make
    for place in mounted:
        subprocess.run(["umount", "-l", str(place)], check=True)
