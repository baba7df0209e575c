"""One throw-away PostgreSQL and one throw-away home for all tests of a run.

The controller of pytest-xdist starts the server and its workers find it by ``DATABASE_URL``; each worker
has a home of its own, and pytest-django makes it a database of its own. ``DATABASE_URL_TEST`` names another
server instead (Debian's in ``make test-long``); its role must be allowed to create databases.

``DJANGO_SETTINGS_MODULE`` is set here and not in pyproject.toml, because pytest-django would read the
settings, and with them the environment, before this file.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import pytest

from madang.config.postgres import EmbeddedPostgres

_SETTINGS = "madang.config.settings"
_WORKER = os.environ.get("PYTEST_XDIST_WORKER")

if _WORKER is None:
    _base = Path(tempfile.mkdtemp(prefix="madang-tests-"))
    _outside = os.environ.get("DATABASE_URL_TEST")
    _server = None if _outside else EmbeddedPostgres(_base / "postgres", fsync=False)
    os.environ["MADANG_TEST_BASE"] = str(_base)
    os.environ["DATABASE_URL"] = _server.url() if _server else _outside or ""
else:
    _base = Path(os.environ["MADANG_TEST_BASE"])
    _server = None

os.environ["MADANG_HOME"] = str(_base / (_WORKER or "home"))
os.environ["MADANG_ENV"] = "demo"
if os.environ.setdefault("DJANGO_SETTINGS_MODULE", _SETTINGS) != _SETTINGS:
    raise pytest.UsageError(f"DJANGO_SETTINGS_MODULE is another project's; unset it or make it {_SETTINGS}.")

# Rooms' own conftest files are imported before pytest-django would do this, and they import models.
django.setup()


def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings

    if settings.configured and str(_base) not in str(settings.ENVIRONMENT.home):
        raise pytest.UsageError("Django's settings were read too early; unset DJANGO_SETTINGS_MODULE.")


# Files that take longest, the slowest first: they are begun first, so that no worker waits long for the other's last.
# `scripts/test --durations=0` shows where the seconds go.
SLOWEST = (
    "tests/operations/test_backup_and_restore.py",
    "tests/browser/test_every_page.py",
    "tests/permissions/test_every_door.py",
    "tests/operations/test_drills.py",
    "tests/browser/test_passkey.py",
    "tests/journeys/test_from_act_to_receipt.py",
    "tests/operations/test_killed_in_the_middle.py",
    "tests/setup/test_supervisor.py",
    "tests/journeys/test_another_package.py",
    "tests/operations/test_no_person_in_logs_and_ledger.py",
    "tests/operations/test_backup_elsewhere.py",
    "src/madang/blocks/catalogue/tests/test_sources_bad_input.py",
    "src/madang/blocks/catalogue/tests/test_workbooks_bad_input.py",
    "src/madang/blocks/catalogue/tests/test_search_index_survives.py",
    "tests/operations/test_production.py",
    "tests/operations/test_pages_in_the_browser.py",
    "tests/security/test_hostile_connections.py",
    "tests/browser/test_pages_are_accessible.py",
    "tests/operations/test_first_day_in_production.py",
    "src/madang/systems/portal/tests/test_hostile_text.py",
    "src/madang/systems/operations/tests/test_pages.py",
    "src/madang/blocks/ledger/tests/test_log_on_disk.py",
    "src/madang/blocks/ledger/tests/test_crashes.py",
    "src/madang/blocks/ledger/tests/test_events_are_heard.py",
    "tests/setup/test_postgres_recovery.py",
    "tests/api/test_schemathesis.py",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if _WORKER is not None:
        places = {name: place for place, name in enumerate(SLOWEST)}
        items.sort(key=lambda item: places.get(item.nodeid.split("::")[0], len(places)))


@pytest.fixture(autouse=True)
def language_of_the_house() -> Iterator[None]:
    """Each test begins in Korean, whatever language the one before it left its thread in."""
    from django.utils import translation

    with translation.override("ko"):
        yield


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    if _server is not None and not session.config.option.collectonly:
        _server.start()
        _server.ensure_database()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    if _WORKER is not None:
        return
    if _server is not None:
        _server.stop()
    shutil.rmtree(_base, ignore_errors=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say where the minutes go: seconds of tests a room, the slowest first."""
    rooms: dict[str, list[float]] = {}
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                spent = rooms.setdefault(_room(report.nodeid), [0.0, 0])
                spent[0] += report.duration
                spent[1] += report.when == "call"
    if len(rooms) > 1:
        terminalreporter.section("time by room")
        for room, (seconds, tests) in sorted(rooms.items(), key=lambda item: -item[1][0]):
            terminalreporter.write_line(f"{seconds / 60:6.2f} min  {tests:5.0f} tests  {room}")


def _room(nodeid: str) -> str:
    parts = nodeid.split("::")[0].split("/")
    if "tests" not in parts:  # a package of somebody else's
        return parts[0]
    return "/".join(parts[: parts.index("tests")]) if parts[0] != "tests" else "/".join(parts[:2])
