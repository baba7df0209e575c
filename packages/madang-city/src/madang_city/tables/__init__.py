"""Figures about Korea that the city follows, each with its source and how far it can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Source:
    """Where a table comes from.

    ``trust``: "published" figures are those of the source; "derived" ones follow from published figures by
    arithmetic; "approximate" ones were set by us so that they agree with the published totals that are named.
    """

    table: str
    title: str
    publisher: str
    year: str
    where: str
    trust: Literal["published", "derived", "approximate"]
    note: str = ""
