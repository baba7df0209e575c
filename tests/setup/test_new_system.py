"""``madang new-system NAME`` in a checkout: one more room, green at once. Tried in a copy of this one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from madang.blocks.rooms.manifest import ENTRY_POINT_GROUP
from madang.config.environment import REPOSITORY

MAKE = "from madang.config.new_system import new_system; new_system('library', title_ko='도서관', title_en='Library')"
DOORS = ("GET /api/v1/library/notes", "GET /library/", "POST /library/")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The files of this checkout as they are now, copied; nothing that was made from them."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("this is no clone")
    copy = tmp_path / "checkout"
    for name in filter(None, listed.stdout.split("\0")):
        if (REPOSITORY / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(REPOSITORY / name, copy / name)
    return copy


def run(checkout: Path, *command: str | Path, seconds: float = 60) -> subprocess.CompletedProcess[str]:
    """Run something in the copy, with its code and no other; fails when it fails."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MADANG_", "DATABASE_URL", "DJANGO_", "PYTEST_", "VIRTUAL_ENV"))
    }
    environment = {
        **kept,
        "PYTHONPATH": str(checkout / "src"),
        "MADANG_HOME": str(checkout / "var"),
        "COLUMNS": "200",
    }
    done = subprocess.run(
        [str(part) for part in command],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-6000:]
    return done


def test_the_room_is_entered_and_in_good_style(checkout: Path) -> None:
    run(checkout, sys.executable, "-c", MAKE)
    room = checkout / "src" / "madang" / "systems" / "library"
    assert (room / "system.py").is_file()
    entries = tomllib.loads((checkout / "pyproject.toml").read_text())["project"]["entry-points"]
    ours = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]["entry-points"]
    assert entries[ENTRY_POINT_GROUP] == {**ours[ENTRY_POINT_GROUP], "library": "madang.systems.library"}
    before = (REPOSITORY / "tests" / "permissions" / "doors.csv").read_text().splitlines()
    after = (checkout / "tests" / "permissions" / "doors.csv").read_text().splitlines()
    assert {line.split(",")[0] for line in set(after) - set(before)} == set(DOORS)
    assert after == [before[0], *sorted(after[1:])]
    run(checkout, sys.executable, "-m", "ruff", "check", room)
    run(checkout, sys.executable, "-m", "ruff", "format", "--check", room)


@pytest.fixture
def installed(checkout: Path) -> Path:
    """The copy with an environment of its own, as `make setup` left ours: its files are the same ones on disk."""
    for folder in (".venv", "node_modules"):
        made = subprocess.run(["cp", "-al", REPOSITORY / folder, checkout / folder], check=False)
        if made.returncode:
            pytest.skip("the environment cannot be copied here")
        for stamp in (checkout / folder).glob(".madang-*"):  # written in place: not to be shared with ours
            text = stamp.read_text()
            stamp.unlink()
            stamp.write_text(text)
    found = run(
        checkout,
        checkout / ".venv" / "bin" / "python",
        "-c",
        "from madang.config.environment import REPOSITORY; print(REPOSITORY)",
    )
    assert found.stdout.strip() == str(checkout), "what follows must not touch this checkout"
    return checkout


@pytest.mark.long
@pytest.mark.timeout(900)
def test_one_command_makes_it_and_its_tests_style_walls_and_doors_are_green(installed: Path) -> None:
    python = installed / ".venv" / "bin" / "python"
    said = run(installed, python, "-m", "madang.cli", "new-system", "library", seconds=600).stdout
    assert said.strip().splitlines()[-1] == "다음: `make run` / next: `make run`"
    assert "--title-ko" in said
    room = installed / "src" / "madang" / "systems" / "library"
    run(installed, python, "-m", "ruff", "check", room)
    run(installed, python, "-m", "ruff", "format", "--check", room)
    run(installed, python, "-m", "madang.config.translations", "check")
    walls = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    run(installed, python, "-c", walls, seconds=300)
    tests = run(
        installed, python, "-m", "pytest", "-q", "-p", "no:xdist", room, "tests/permissions", seconds=600
    )
    assert " passed" in tests.stdout
    assert "failed" not in tests.stdout
