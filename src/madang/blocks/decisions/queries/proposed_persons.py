"""Proposed test persons beside those who stand, and what the rule of today answers for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from madang.blocks.decisions import saying
from madang.blocks.decisions.errors import Unfit
from madang.blocks.decisions.models import DecisionModel, ModelVersion, PersonsChange, State, TestPerson
from madang.blocks.decisions.queries import standing
from madang.blocks.decisions.queries.answers import Tried, try_persons


@dataclass(frozen=True)
class Line:
    """One row of a proposal.

    Attributes:
        person: as proposed; None for one who ends.
        before: who stands under this key, None for a new one.
        tried: what the rule of today answers for the proposed one; None where nothing has been approved yet.
    """

    key: str
    person: TestPerson | None
    before: TestPerson | None
    tried: Tried | None = None

    @property
    def contradicts(self) -> bool:
        """Whether the rule of today answers something else than is expected."""
        return self.tried is not None and not self.tried.well

    @property
    def facts_in_words(self) -> str:
        """What is told of them; where that changes, first what was told before."""
        said = [_facts(each) for each in (self.before, self.person) if each is not None]
        return " → ".join(dict.fromkeys(said))

    @property
    def before_in_words(self) -> str:
        return saying.in_words(self.before.expected) if self.before else ""

    @property
    def expected_in_words(self) -> str:
        return saying.in_words(self.person.expected) if self.person else ""


def _facts(person: TestPerson) -> str:
    return Tried(person, None).facts_in_words


def measure_of(model: DecisionModel) -> ModelVersion | None:
    """The version that test persons are proposed for: in force today, else the newest approved, else the newest text."""
    waiting = ModelVersion.objects.filter(model=model, state__in=[State.DRAFT, State.PROPOSED])
    return approved_measure(model) or waiting.order_by("-number").first()


def approved_measure(model: DecisionModel) -> ModelVersion | None:
    """The version that proposed test persons must agree with: in force today, else the newest approved."""
    approved = ModelVersion.objects.filter(model=model, state=State.APPROVED)
    return standing.in_force(model, timezone.localdate()) or approved.order_by("-number").first()


def day_of(measure: ModelVersion) -> date:
    """The day on which it is asked: today, or its first day where that comes later."""
    today = timezone.localdate()
    return max(today, measure.valid_from or today)


def as_persons(model: DecisionModel, rows: Iterable[Mapping[str, Any]]) -> list[TestPerson]:
    """The persons of these rows, not kept; those who end are none."""
    return [TestPerson(model=model, **row) for row in rows if not row.get("gone")]


def lines(change: PersonsChange) -> list[Line]:
    """The rows of a proposal beside who stands; of a judged one beside who stood when it was proposed."""
    waits = change.state == State.PROPOSED
    stood = standing.persons(change.model, None if waits else change.proposed_at)
    before = {each.key: each for each in stood}
    persons = {each.key: each for each in as_persons(change.model, change.rows)}
    tried = _tried(change.model, list(persons.values())) if waits else {}
    keys = [row["key"] for row in change.rows]
    return [Line(key, persons.get(key), before.get(key), tried.get(key)) for key in keys]


def contradictions(model: DecisionModel, rows: Iterable[Mapping[str, Any]]) -> list[Tried]:
    """Those of rows that fit who expect something else than the rule of today answers."""
    return [each for each in _tried(model, as_persons(model, rows)).values() if not each.well]


def _tried(model: DecisionModel, persons: list[TestPerson]) -> dict[str, Tried]:
    measure = approved_measure(model)
    if measure is not None:
        with suppress(Unfit):  # it imports what is not in force on the day: nobody can be asked
            return {each.person.key: each for each in try_persons(measure, day_of(measure), persons)}
    return {}
