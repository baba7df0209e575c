"""All sources of figures, in the order in which the README lists them."""

from __future__ import annotations

from madang_city.tables import Source
from madang_city.tables.foreigners import FOREIGNERS_SOURCE
from madang_city.tables.given_names import GIVEN_NAMES_SOURCE
from madang_city.tables.households import (
    DWELLINGS_SOURCE,
    KINDS_SOURCE,
    LIVING_ALONE_SOURCE,
    SIZES_SOURCE,
)
from madang_city.tables.incomes import HOUSEHOLDS_SOURCE, SPREAD_SOURCE, WAGES_SOURCE
from madang_city.tables.population import (
    AGE_SEX_SOURCE,
    BIRTHS_SOURCE,
    FIVE_YEARS_SOURCE,
    MARRIAGE_SOURCE,
    OLD_AGES_SOURCE,
)
from madang_city.tables.positions import POSITIONS_SOURCE
from madang_city.tables.surnames import SURNAMES_SOURCE
from madang_city.tables.trades import FIRMS_SOURCE, WORKERS_SOURCE

SOURCES: tuple[Source, ...] = (
    AGE_SEX_SOURCE,
    FIVE_YEARS_SOURCE,
    OLD_AGES_SOURCE,
    BIRTHS_SOURCE,
    MARRIAGE_SOURCE,
    SIZES_SOURCE,
    KINDS_SOURCE,
    LIVING_ALONE_SOURCE,
    POSITIONS_SOURCE,
    DWELLINGS_SOURCE,
    SURNAMES_SOURCE,
    GIVEN_NAMES_SOURCE,
    FOREIGNERS_SOURCE,
    FIRMS_SOURCE,
    WORKERS_SOURCE,
    WAGES_SOURCE,
    SPREAD_SOURCE,
    HOUSEHOLDS_SOURCE,
)


def as_markdown() -> str:
    """The table of sources as it stands in the README."""
    lines = ["| table | source | year | how far |", "|---|---|---|---|"]
    for source in SOURCES:
        note = f" {source.note}" if source.note else ""
        lines.append(
            f"| {source.table} | {source.title}. {source.publisher}. {source.where} | {source.year} | "
            f"{source.trust}.{note} |"
        )
    return "\n".join(lines)
