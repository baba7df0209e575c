"""``madang web``: one more node that serves pages, with the keys and the log folder of the first."""

from __future__ import annotations

import re
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.operations.running import Running, eventually
from tests.operations.site import LOG_ALL, Site

LODGE = """
from madang.blocks.catalogue import actions as catalogue
answer(str(catalogue.draft(SYSTEM, title="안내")[1]))
"""


@pytest.fixture
def first(new_site: Callable[..., Site]) -> Site:
    site = new_site("first")
    site.start_database()
    return site


@pytest.fixture
def second(first: Site, tmp_path: Path) -> Iterator[Running]:
    """Another machine: a home of its own, into which keys, files and log of the first are mounted."""
    home = tmp_path / "second"
    home.mkdir()
    for shared in ("keys", "files", "log"):
        (first.home / shared).mkdir(mode=0o700, exist_ok=True)
        (home / shared).symlink_to(first.home / shared)
    assert first._server is not None
    running = Running(Site(home, DATABASE_URL=first._server.url()), "localhost")
    running.site.environment["MADANG_PORT"] = str(running.port)
    yield running
    running.stop()


def test_it_serves_pages_styles_and_receipts_and_ends_when_told(first: Site, second: Running) -> None:
    act = first.run(LODGE, LOG_ALL)
    second.start("web")
    page = eventually(lambda: second.get("/"))
    assert page.status == 200
    style = re.search(r'href="(/static/[^"]+\.css)"', page.text)
    assert style and second.get(style[1]).status == 200
    assert second.get(f"/receipts/{act}.tlog-proof").status == 200
    assert '"event":"request"' in second.log("web").read_text().replace(" ", ""), (
        "an outside supervisor keeps it"
    )
    second.kill("web", signal.SIGTERM)
    assert not second.alive("web")


def test_it_refuses_tables_of_another_release(first: Site, second: Running) -> None:
    first.run(
        "from django.db import connection",
        "connection.cursor().execute(\"DELETE FROM django_migrations WHERE app = 'catalogue'\")",
    )
    assert "madang migrate" in second.site.refused("web")


def test_it_names_a_database_that_does_not_answer(second: Running) -> None:
    second.site.environment["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/nothing"
    assert "database does not answer" in second.site.refused("web")


def test_its_port_in_use_is_named(second: Running) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", second.port))
        taken.listen()
        assert f"Port {second.port} is in use" in second.site.refused("web")
