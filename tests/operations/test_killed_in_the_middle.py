"""kill -9 in the middle of a backup or a restore: what stood before stands, and the same command mends it."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from madang.config.backup import swapping
from madang.config.backup.making import DRAFT, keys_below
from madang.config.backup.manifest import check_parts
from madang.config.backup.restoring import backups_below
from tests.operations.conftest import BackedUp
from tests.operations.site import MADANG, Site

COUNT = "from madang.blocks.catalogue.models import Listing; answer(Listing.objects.count())"
PARTS = swapping.PARTS


def killed_after(site: Site, seconds: float, *arguments: str) -> bool:
    """Run a command and kill it after a while; True when it was still running then."""
    process = subprocess.Popen(
        [str(MADANG), *arguments], env=site.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True
    return False


def moments(count: int, longest: float) -> list[float]:
    """Moments of a run that takes ``longest`` seconds, one in each part of it, drawn from a fixed seed."""
    draw = random.Random(20260101)
    return [longest * (number + draw.random()) / count for number in range(count)]


def kill_backups(site: Site, target: Path, count: int) -> int:
    began = time.monotonic()
    site.madang("backup", str(target))
    longest = time.monotonic() - began
    ((good, _manifest),) = backups_below(target)
    hits = 0
    for share in moments(count, 1.0):
        began = time.monotonic()
        if killed_after(site, share * longest, "backup", str(target)):
            hits += 1
        else:  # through before its moment: the runs after it are no longer than that
            longest = time.monotonic() - began
    for folder, manifest in backups_below(target):
        check_parts(folder, manifest.parts)
    for folder, keys in keys_below(target / "keys"):
        check_parts(folder, keys.parts)
    assert good in [folder for folder, _manifest in backups_below(target)]
    assert site.run(COUNT) == 5
    site.madang("backup", str(target))
    assert not list(target.glob(f"{DRAFT}*")) and not list((target / "keys").glob(f"{DRAFT}*"))
    return hits


def test_a_killed_backup_leaves_the_site_and_earlier_backups_whole(
    copy_of: Callable[[], Site], tmp_path: Path
) -> None:
    site = copy_of()
    site.start_database()
    assert kill_backups(site, tmp_path / "target", 3) > 0


@pytest.mark.long
def test_a_killed_backup_at_twenty_moments(copy_of: Callable[[], Site], tmp_path: Path) -> None:
    site = copy_of()
    site.start_database()
    assert kill_backups(site, tmp_path / "target", 20) > 10


def kill_restores(site: Site, backed_up: BackedUp, count: int, longest: float) -> int:
    hits = 0
    for moment in moments(count, longest):
        hits += killed_after(site, moment, "restore", str(backed_up.backups))
        whole = all((site.home / part).is_dir() for part in ("postgres", "keys", "log"))
        started = (site.home / swapping.JOURNAL).exists() or whole
        if not started:
            assert not any((site.home / part).exists() for part in PARTS)
    done = site.madang("restore", str(backed_up.backups), check=False)
    assert done.returncode == 0 or "--force" in done.stderr, (
        done.stderr
    )  # one of those killed had come through
    assert not list(site.home.glob(f"{swapping.DRAFT}*"))
    site.start_database()
    assert site.content(backed_up.entries) == backed_up.content
    site.stop_database()
    return hits


def test_a_killed_restore_is_simply_run_again(backed_up: BackedUp, new_site: Callable[..., Site]) -> None:
    assert kill_restores(new_site(), backed_up, 3, 4.0) > 0


@pytest.mark.long
def test_a_killed_restore_at_twenty_moments(backed_up: BackedUp, new_site: Callable[..., Site]) -> None:
    assert kill_restores(new_site(), backed_up, 20, 6.0) > 5


def test_a_restore_that_is_killed_changes_nothing_of_the_site_that_stands_there(
    backed_up: BackedUp, copy_of: Callable[[], Site]
) -> None:
    site = copy_of()
    assert killed_after(site, 2.0, "restore", str(backed_up.backups), "--force")
    site.start_database()
    assert site.content(backed_up.entries) == backed_up.content


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a site in it, and another one restored beside it."""
    home = tmp_path / "home"
    for place, word in ((home, "old"), (home / ".restoring-x", "new")):
        for part in PARTS:
            (place / part).mkdir(parents=True)
            (place / part / word).write_text(word)
    (home / "index").mkdir()
    (home / "stamps.json").write_text("{}")
    return home


@pytest.mark.parametrize("steps", range(len(PARTS) * 2 + 1))
def test_a_stop_between_any_two_steps_of_the_exchange_is_finished_later(home: Path, steps: int) -> None:
    journal = swapping.Journal(".restoring-x", ".replaced-x")
    swapping.begin(home, journal)
    (home / ".replaced-x").mkdir()
    moves = [
        move
        for part in PARTS
        for move in (
            (home / part, home / ".replaced-x" / part),
            (home / ".restoring-x" / part, home / part),
        )
    ]
    for source, target in moves[:steps]:
        source.rename(target)
    assert swapping.unfinished(home) == journal
    assert swapping.exchange(home, journal) == home / ".replaced-x"
    for part in PARTS:
        assert (home / part / "new").exists() and (home / ".replaced-x" / part / "old").exists()
    assert not (home / "index").exists() and not (home / "stamps.json").exists()
    assert swapping.unfinished(home) is None
    assert not (home / ".restoring-x").exists()


def test_nothing_starts_on_a_half_exchanged_site_and_the_same_command_finishes_it(
    backed_up: BackedUp, home: Path
) -> None:
    site = Site(home)
    swapping.begin(home, swapping.Journal(".restoring-x", ".replaced-x"))
    (home / "log").rename(home / "log-moved")
    shutil.rmtree(home / "log-moved")
    for command in (("up",), ("migrate",), ("worker",)):
        assert "Run the same `madang restore` command again" in site.refused(*command)
    said = site.madang("restore", str(backed_up.backups)).stdout
    assert "The restore that was stopped is done now" in said
    assert all((home / part / "new").exists() for part in PARTS)
