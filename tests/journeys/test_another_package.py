"""A system that somebody else ships: installed as a package, found by its entry point, nothing changed here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from madang.config.environment import REPOSITORY
from madang.config.new_system import new_system
from tests.operations.running import eventually

from .conftest import House, start


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """A site on which the package `madang-guestbook` is installed too."""
    with tempfile.TemporaryDirectory(prefix="madang-package-") as name:
        folder = Path(name)
        new_system("guestbook", title_ko="방명록", title_en="Guest book", package=folder / "source")
        install(folder / "source", folder / "installed")
        before = os.environ.get("PYTHONPATH")
        os.environ["PYTHONPATH"] = str(folder / "installed")
        try:
            running = start(folder / "var", folder / "up.log")
        finally:
            if before is None:
                del os.environ["PYTHONPATH"]
            else:
                os.environ["PYTHONPATH"] = before
        yield running
        running.stop()


def install(source: Path, target: Path) -> None:
    """Install a distribution as anybody would, without fetching anything."""
    if (
        subprocess.run([sys.executable, "-m", "uv", "--version"], capture_output=True, check=False).returncode
        == 0
    ):
        command = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", sys.executable]
    else:
        command = [sys.executable, "-m", "pip", "install", "--quiet"]
    subprocess.run(
        [*command, "--no-deps", "--no-build-isolation", "--target", str(target), str(source)],
        check=True,
        timeout=240,
    )


def read(house: House, path: str) -> str:
    with urllib.request.urlopen(house.url + path, timeout=60) as answer:
        return str(answer.read().decode())


def test_its_pages_menu_api_demo_listings_and_jobs_work(house: House) -> None:
    assert "방명록" in read(house, "/"), "the menu does not know it"
    page = read(house, "/guestbook/")
    assert "하늘시에 오신 것을 환영합니다." in page
    notes = json.loads(read(house, "/api/v1/guestbook/notes"))
    assert [note["text"] for note in notes] == ["하늘시에 오신 것을 환영합니다."]
    query = urllib.parse.urlencode({"q": "방명록"})

    def titles() -> list[str]:
        return [item["title"] for item in json.loads(read(house, f"/api/v1/search?{query}"))["items"]]

    eventually(lambda: "방명록" in titles())
    eventually(lambda: "남긴 글 1개" in read(house, "/guestbook/"))  # its job has counted


def test_its_own_tests_pass(house: House, tmp_path: Path) -> None:
    new_system("visitors", package=tmp_path / "source")
    install(tmp_path / "source", tmp_path / "installed")
    tests = tmp_path / "source" / "src" / "madang_visitors" / "tests"
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MADANG_", "DATABASE_URL", "DJANGO_", "PYTEST_"))
    }
    # One test of ours beside them: it makes pytest read the house's conftest, which brings the database: this run's
    # own server, on which the inner run makes a database of another name.
    server = urlsplit(os.environ["DATABASE_URL"])._replace(path="/visitors")
    ours = "tests/api/test_answers.py::test_openapi_is_3_1"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", ours, str(tests)],
        cwd=REPOSITORY,
        env={**kept, "PYTHONPATH": str(tmp_path / "installed"), "DATABASE_URL_TEST": urlunsplit(server)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert "7 passed" in done.stdout and done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
