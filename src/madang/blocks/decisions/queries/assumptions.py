"""What a comparison takes for true of everybody in the demo city, because the city does not tell it."""

from __future__ import annotations

from datetime import date
from typing import Any

from madang.blocks.decisions.errors import Unfit
from madang.blocks.decisions.models import ModelVersion, ParameterChange
from madang.blocks.decisions.populations import FACTS
from madang.blocks.decisions.queries import standing
from madang.blocks.decisions.queries.answers import Ready, Tried, ready, trial


def assumable(prepared: Ready) -> list[str]:
    """The inputs that a comparison may assume: what the city does not tell. Their places name the form's fields."""
    return [name for name in prepared.asked if name not in FACTS]


def suggested(version: ModelVersion, day: date, figures: ParameterChange | None = None) -> dict[str, Any]:
    """Assumptions that make a change tell: a test person's, of one whom it touches if there is one, else of who tells most.

    Nothing where no test person tells anything of the kind, or where the version cannot be asked on ``day``.
    """
    try:
        prepared = ready(version, day, proposed=figures)
        names = assumable(prepared)
        current = standing.in_force(version.model, day)
        new = trial(version, day, proposed=figures).tried if names else []
        old = trial(current, day).tried if names and current is not None else new
    except Unfit:
        return {}
    pairs = list(zip(old, new, strict=True))
    best = max(pairs, key=lambda pair: _worth(pair[0], pair[1], names), default=None)
    if best is None:
        return {}
    told = {name: value for name, value in best[1].person.facts.items() if name in names}
    return {name: value for name, value in told.items() if _fits(prepared, name, value)}


def fitting(version: ModelVersion, day: date, assumed: dict[str, Any]) -> dict[str, Any]:
    """Check assumptions for a version on ``day``; raises Unfit for one that does not fit."""
    ready(version, day).facts(assumed)
    return assumed


def _worth(old: Tried, new: Tried, names: list[str]) -> tuple[bool, int, bool]:
    return old.differs(new), sum(name in new.person.facts for name in names), new.person.kind == "accepted"


def _fits(prepared: Ready, name: str, value: Any) -> bool:
    try:
        prepared.facts({name: value})
    except Unfit:
        return False
    return True
