"""Persons against a model: what came out, and what of the model they have tried."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from madang_rules.dmn import Answer, Engine
from madang_rules.errors import RulesError
from madang_rules.feel.budget import Budget
from madang_rules.feel.unknown import Unknown
from madang_rules.persons.coverage import TableCoverage, coverage_of
from madang_rules.persons.person import UNKNOWN, Person

__all__ = ["Outcome", "Report", "run"]


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """One person and decision: what was expected and found. `answer` holds the trace; `fault` what stopped it."""

    person: Person
    decision: str
    expected: Any
    found: Any
    answer: Answer | None
    fault: RulesError | None = None

    @property
    def agrees(self) -> bool:
        """Whether what was found is what was expected."""
        if self.fault is not None:
            return False
        if self.expected is UNKNOWN or isinstance(self.found, Unknown):
            return self.expected is UNKNOWN and isinstance(self.found, Unknown)
        return _is_same(self.expected, self.found)


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """All outcomes, and the coverage of the model's decision tables."""

    outcomes: tuple[Outcome, ...]
    tables: tuple[TableCoverage, ...]

    @property
    def differing(self) -> list[Outcome]:
        """The outcomes that are not as expected."""
        return [outcome for outcome in self.outcomes if not outcome.agrees]

    def as_data(self) -> dict[str, Any]:
        """Return counts and coverage as plain data, rows counted from 1."""
        kinds: dict[str, int] = {}
        for person in {id(outcome.person): outcome.person for outcome in self.outcomes}.values():
            kinds[person.kind] = kinds.get(person.kind, 0) + 1
        return {
            "persons": kinds,
            "outcomes": len(self.outcomes),
            "differing": [{"person": one.person.name, "decision": one.decision} for one in self.differing],
            "tables": [table.as_data() for table in self.tables],
        }


def run(
    engine: Engine,
    persons: Iterable[Person],
    *,
    clock: Callable[[], datetime] | None = None,
    budget: Budget | None = None,
) -> Report:
    """Ask the model about each person's expected decisions; facts that are not named are unknown.

    `budget` bounds each question; one that needs more is an outcome with its fault.

    A person who expects nothing is asked about every decision, for coverage only, and agrees with all.
    """
    outcomes: list[Outcome] = []
    for person in persons:
        for decision in person.expected or engine.decisions:
            try:
                answer = engine.decide(
                    decision, person.facts, unknown="unknown", trace=True, clock=clock, budget=budget
                )
            except RulesError as fault:
                outcomes.append(Outcome(person, decision, person.expected.get(decision), None, None, fault))
                continue
            found = answer.value
            default = UNKNOWN if isinstance(found, Unknown) else found
            outcomes.append(Outcome(person, decision, person.expected.get(decision, default), found, answer))
    traces = [
        (outcome.person.name, trace)
        for outcome in outcomes
        if outcome.answer is not None
        for trace in outcome.answer.trace
    ]
    return Report(tuple(outcomes), coverage_of(engine, traces))


def _is_same(expected: Any, found: Any) -> bool:
    if isinstance(expected, list | tuple) and isinstance(found, list | tuple):
        return len(expected) == len(found) and all(map(_is_same, expected, found))
    if isinstance(expected, dict) and isinstance(found, dict):
        return expected.keys() == found.keys() and all(
            _is_same(value, found[name]) for name, value in expected.items()
        )
    return expected.__class__ is found.__class__ and bool(expected == found)
