"""What a change does to the test persons of the rules that rest on what it changes: an imported model, a dated figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from madang.blocks.decisions.models import ModelVersion
from madang.blocks.decisions.queries import imports
from madang.blocks.decisions.queries.answers import Tried, trial


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


def of_import(version: ModelVersion, first: date, last: date | None = None) -> list[Effect]:
    """What a version does to the rules that import its model, directly or not, from ``first`` to before ``last``."""
    found = []
    for each, day in imports.importers(version, first, last):
        pairs = zip(trial(each, day).tried, trial(each, day, instead=version.source_xml).tried, strict=True)
        found.append(Effect(each, day, tuple(pairs)))
    return found


def failing(effects: Iterable[Effect]) -> dict[str, Tried]:
    """Test persons that the changes of a proposal let fail, by name: of more than one day the last."""
    return {each.name(one): one for each in effects for one in each.failing}


def nameable(effects: Sequence[Effect]) -> list[tuple[str, str]]:
    """The same people: their names, and what people call them."""
    titles = {each.version.model.key: each.version.model.title for each in effects}
    found = failing(effects)
    return [(name, f"{titles[name.partition('/')[0]]}: {one.person.title}") for name, one in found.items()]
