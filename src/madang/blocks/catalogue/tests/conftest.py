"""What tests of this room share."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import pytest


@pytest.fixture
def memory() -> Iterator[None]:
    """Fails when Python's own memory grows by more than 24 MB, whatever the size of the file."""
    tracemalloc.start()
    yield
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 24 * 1024 * 1024, f"{peak:,} bytes at most"
