"""A ledger of its own for each test: fresh keys, fresh log, the test's database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from madang.blocks.ledger.sequencer import Sequencer
from madang.blocks.ledger.tests.backup import Backup
from madang.blocks.ledger.tests.by_hand import sequencer_by_hand
from madang.blocks.ledger.tests.listening import drop_tables, empty_queue, make_tables, move_in, move_out
from madang.blocks.ledger.tests.site import Forks, Site


@pytest.fixture
def log_folder(tmp_path: Path, settings: Any) -> Path:
    """Point the site's keys and log at a fresh folder; returns the log's."""
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, home=tmp_path)
    return tmp_path / "log"


@pytest.fixture
def sequencer(log_folder: Path, transactional_db: None) -> Iterator[Sequencer]:
    """A sequencer over the fresh log, its lock taken on this connection."""
    with sequencer_by_hand(log_folder) as found:
        yield found


@pytest.fixture
def backup(sequencer: Sequencer) -> Iterator[Callable[[], Backup]]:
    """Return a function that copies the ledger's tables."""
    made: list[Backup] = []

    def make() -> Backup:
        made.append(Backup())
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture(scope="session")
def forks(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Forks]:
    found = Forks(tmp_path_factory.mktemp("forks") / "output")
    yield found
    found.close()


@pytest.fixture
def site(log_folder: Path, transactional_db: None, forks: Forks) -> Iterator[Site]:
    found = Site(log_folder.parent, forks)
    yield found
    found.close()


@pytest.fixture
def listening(transactional_db: None) -> Iterator[None]:
    """A room that hears the tests' events."""
    empty_queue()
    move_in()
    make_tables()
    yield
    drop_tables()
    move_out()
    empty_queue()
