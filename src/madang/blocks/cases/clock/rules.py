"""Legal values of the clock as data: ``rules.json``, one row a value with article, validity and mark.

A case is counted by the rules in force on the day of its receipt: the acts name no other transition, so this is a
reading of ours. What each row means stands in ``docs/legal-clock.md``.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from .errors import OutsideCalendar, TablesWrong
from .periods import Period
from .texts import FOLDER, Ground, Mark, Text

_KINDS: dict[str, type] = {
    "hours_up_to_days": int,
    "hours_per_day": int,
    "immediate_hours": int,
    "first_day": bool,
    "saturdays_count": bool,
    "end_off_moves": bool,
    "extensions": int,
    "extensions_with_consent": int,
    "extension_after_lapse": bool,
    "completion_extensions": int,
}
_CHOICES: dict[str, tuple[str, ...]] = {
    "by_calendar": ("civil_act",),
    "outside_hours": ("next_opening", "same_day"),
    "lapse_days": ("end_of_day", "closing"),
    "lapse_calendar": ("end_of_day", "closing"),
    "citizen_terms": ("next_day",),
    "pause": ("whole_days", "moments", "none"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One legal value, in force from ``valid_from`` to ``valid_to`` (both included; None: for good)."""

    name: str
    value: int | bool | str
    article: Text
    valid_from: date
    valid_to: date | None
    mark: Mark
    note: Text

    @property
    def ground(self) -> Ground:
        return Ground(self.name, self.article, self.mark, self.note)


class RulesOn:
    """The rules in force on one day, by name."""

    def __init__(self, day: date, rules: Mapping[str, Rule]) -> None:
        self.day = day
        self._rules = rules

    def rule(self, name: str) -> Rule:
        """Raises :class:`OutsideCalendar` where no row of that name is in force."""
        try:
            return self._rules[name]
        except KeyError:
            raise OutsideCalendar(f"no rule {name!r} is in force on {self.day}") from None

    def number(self, name: str) -> int:
        return int(self.rule(name).value)

    def period(self, name: str) -> Period:
        """A period that the law itself names, as ``completion_second`` (``period.completion_second``)."""
        return Period.parse(str(self.rule(f"period.{name}").value))

    def pause(self, family: str, mode: str) -> Rule:
        """How a pause of ``family`` is left out of a period counted in ``mode`` (hours, days, calendar)."""
        return self._rules.get(f"pause.{family}.{mode}") or self.rule(f"pause.{family}")


class Rules:
    """All legal values of the clock with their validity.

    Raises:
        TablesWrong: rows of one name overlap or leave a gap, or a value is of the wrong kind.
    """

    def __init__(self, rows: Iterable[Rule]) -> None:
        self.rows = tuple(rows)
        self._by_name: dict[str, list[Rule]] = {}
        for row in sorted(self.rows, key=lambda row: row.valid_from):
            _check(row, self._by_name.setdefault(row.name, []))
        ends = (row.valid_to + timedelta(days=1) for row in self.rows if row.valid_to is not None)
        self._turns = sorted({*(row.valid_from for row in self.rows), *ends})
        self._on: dict[int, RulesOn] = {}

    @classmethod
    def standard(cls) -> Rules:
        """The rules of ``rules.json``."""
        return _standard()

    @classmethod
    def load(cls, path: Path) -> Rules:
        table: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
        return cls(_row(row) for row in table)

    def on(self, day: date) -> RulesOn:
        """The rules in force on ``day``."""
        turn = bisect_right(self._turns, day)  # between two turns the same rules are in force
        known = self._on.get(turn)
        if known is None:
            in_force = {
                name: row
                for name, rows in self._by_name.items()
                for row in rows
                if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)
            }
            known = self._on[turn] = RulesOn(day, in_force)
        return known


def _row(row: dict[str, Any]) -> Rule:
    return Rule(
        row["name"],
        row["value"],
        Text(**row["article"]),
        date.fromisoformat(row["valid_from"]),
        date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        Mark(row["mark"]),
        Text(**row["note"]),
    )


def _check(row: Rule, earlier: list[Rule]) -> None:
    kind, _, _ = row.name.partition(".")
    if kind == "period":
        Period.parse(str(row.value))
    elif kind in _CHOICES:
        if row.value not in _CHOICES[kind]:
            raise TablesWrong(f"{row.name}: one of {', '.join(_CHOICES[kind])}, not {row.value!r}")
    elif row.name not in _KINDS:
        raise TablesWrong(f"no rule is called {row.name!r}")
    elif type(row.value) is not _KINDS[row.name]:
        raise TablesWrong(f"{row.name}: {row.value!r} is no {_KINDS[row.name].__name__}")
    if row.valid_to is not None and row.valid_to < row.valid_from:
        raise TablesWrong(f"{row.name}: ends on {row.valid_to}, before it begins on {row.valid_from}")
    if earlier:
        last = earlier[-1].valid_to
        if last is None or row.valid_from != last + timedelta(days=1):
            raise TablesWrong(
                f"{row.name}: the row from {row.valid_from} must follow the one before without gap or overlap"
            )
    earlier.append(row)


@cache
def _standard() -> Rules:
    return Rules.load(FOLDER / "rules.json")
