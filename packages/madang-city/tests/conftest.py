"""Cities that many tests read."""

from __future__ import annotations

import madang_city
import pytest


@pytest.fixture(scope="session")
def small() -> madang_city.City:
    return madang_city.generate("small")


@pytest.fixture(scope="session")
def town() -> madang_city.City:
    """Large enough for shares, small enough for every run."""
    return madang_city.generate(12_000, seed=7)


@pytest.fixture(scope="session")
def city() -> madang_city.City:
    """The full size; only for tests marked long."""
    return madang_city.generate("city")
