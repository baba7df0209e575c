"""What a change does to the test persons of the rules that rest on what it changes: an imported model, a dated figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from madang.blocks.decisions.models import DecisionModel, InForce, ModelVersion, ParameterChange, TestPerson
from madang.blocks.decisions.queries import endings, figures, imports, standing
from madang.blocks.decisions.queries.answers import Tried, ready, trial, tried_on
from madang.blocks.decisions.queries.comparing import PersonChange, side_by_side
from madang.blocks.identity.models import Account
from madang.blocks.identity.principal import Principal

Expected = Mapping[int, Any]
"""What test persons expect, by their number."""


@dataclass(frozen=True)
class Effect:
    """A rule in force on a day of the change, and each of its test persons without and with the change."""

    version: ModelVersion
    day: date
    pairs: tuple[tuple[Tried, Tried], ...]

    @property
    def changed(self) -> list[tuple[Tried, Tried]]:
        """Those who get another result."""
        return [(old, new) for old, new in self.pairs if old.differs(new)]

    @property
    def failing(self) -> list[Tried]:
        """Those who get another result, and one that is not expected."""
        return [new for _old, new in self.changed if not new.well]

    def name(self, tried: Tried) -> str:
        """By what a reviewer names a test person of another rule."""
        return f"{self.version.model.key}/{tried.person.key}"


def of_import(
    version: ModelVersion, first: date, last: date | None = None, again: Expected | None = None
) -> list[Effect]:
    """What a version does to the rules that import its model, directly or not, from ``first`` to before ``last``.

    ``again`` is what test persons will expect by then, where it is not what they do now.
    """
    found = []
    for each, day in imports.importers(version, first, last):
        persons = _expecting(each.model, again or {})
        new = trial(each, day, persons, instead=version.source_xml)
        pairs = zip(trial(each, day, persons).tried, new.tried, strict=True)
        found.append(Effect(each, day, tuple(pairs)))
    return found


def of_ending(version: ModelVersion) -> tuple[list[Tried], list[Effect]]:
    """What withdrawing a version whole does: to its model's own test persons, and to the rules that import it.

    Asked of the versions that get its days back, with what test persons expect again then; own persons of the last,
    where no other version follows it: what they expect is what the last one gives.
    """
    again = {now.pk: before.expected for now, before in endings.expected_again(version)}
    back = endings.given_back(version)
    found = [each for other, first, last in back for each in of_import(other, first, last, again)]
    own: list[Tried] = []
    others = [row for row in standing.periods(version.model) if row.version_id != version.pk]
    if back and all(row.valid_from < back[-1][1] for row in others):
        other, first, _last = back[-1]
        persons = _expecting(version.model, again)
        pairs = zip(trial(version, first, persons).tried, trial(other, first, persons).tried, strict=True)
        own = [new for old, new in pairs if old.differs(new) and not new.well]
    return own, found


def _expecting(model: DecisionModel, again: Expected) -> list[TestPerson]:
    persons = standing.persons(model)
    for each in persons:
        each.expected = again.get(each.pk, each.expected)
    return persons


def of_figures(change: ParameterChange) -> list[Effect]:
    """What a proposed table does to the rules that read its figures and are in force while it holds.

    Each rule is asked on its first such day, and on every later one from which on its figures or texts are others.
    Raises RulesError where the table meets another row.
    """
    first, last = change.valid_from, change.valid_to
    assert first is not None
    name = change.parameter.name
    then = figures.book([change.parameter], proposed=change)[name]
    turns = figures.ends(figures.book([change.parameter])[name]) | figures.ends(then)
    rows = imports.in_force_between(first, last)
    days = sorted({first, *turns, *(row.valid_from for row in rows)})
    found: list[tuple[date, str, Effect]] = []
    for row in rows:
        seen: object = None
        for day in days:
            if day < first or (last is not None and day >= last) or not row.holds_on(day):
                continue
            now = ready(row.version, day)
            if name not in now.figures.names:
                continue
            with_it = ready(row.version, day, proposed=change)
            basis = (now.engine, now.figures.digest, with_it.figures.digest)
            if basis != seen:
                pairs = zip(tried_on(now).tried, tried_on(with_it).tried, strict=True)
                found.append((day, row.version.model.key, Effect(row.version, day, tuple(pairs))))
            seen = basis
    return [effect for _day, _key, effect in sorted(found, key=lambda each: each[:2])]


@dataclass(frozen=True)
class Since:
    """A version that was in force on days of the past which a proposal takes, and whose results differ from its."""

    row: InForce
    first: date
    changed: tuple[PersonChange, ...]


def since(version: ModelVersion) -> list[Since]:
    """What was in force on the past days that a proposed version takes, each compared with it on its first of them."""
    today = timezone.localdate()
    if version.valid_from is None or version.valid_from >= today:
        return []
    last = min(version.valid_to, today) if version.valid_to else today
    found = []
    for row in standing.periods(version.model):
        first = max(row.valid_from, version.valid_from)
        if first < last and (row.valid_to is None or row.valid_to > first) and row.version_id != version.pk:
            compared = side_by_side(row.version, version, first)
            found.append(Since(row, first, compared.persons))
    return found


def failing(effects: Iterable[Effect]) -> dict[str, Tried]:
    """Test persons that the changes of a proposal let fail, by name: of more than one day the last."""
    return {each.name(one): one for each in effects for one in each.failing}


def not_ours(by: Principal, effects: Iterable[Effect]) -> list[Effect]:
    """Those whose test persons fail and whose rule is no rule of somebody's bodies: its own says what they expect."""
    if not isinstance(by, Account):
        return []
    reach = by.reach()
    return [each for each in effects if each.failing and each.version.model.organisation_id not in reach]


def nameable(effects: Sequence[Effect]) -> list[tuple[str, str]]:
    """The same people: their names, and what people call them."""
    titles = {each.version.model.key: each.version.model.title for each in effects}
    found = failing(effects)
    return [(name, f"{titles[name.partition('/')[0]]}: {one.person.title}") for name, one in found.items()]
