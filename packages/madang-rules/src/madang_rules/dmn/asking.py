"""Which missing fact to ask for next, so that few questions settle a decision."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from madang_rules.dmn.errors import DmnError
from madang_rules.dmn.tables.area import Area
from madang_rules.dmn.tables.cells import value_of_key
from madang_rules.dmn.typing import normal_name
from madang_rules.feel import (
    DEFAULT_BUDGET,
    Budget,
    BudgetExceeded,
    CompiledUnaryTests,
    Question,
    Unknown,
    constants_compared,
    likely_answers,
    questions,
)

if TYPE_CHECKING:
    from madang_rules.dmn.engine import Answer, Engine
    from madang_rules.dmn.program import Program

__all__ = ["constants_for", "next_questions"]

MAX_CONSTANTS = 24
"""Constants tried for one fact; of more, evenly chosen ones."""


def next_questions(
    engine: Engine,
    decision: str,
    facts: Mapping[str, Any],
    *,
    answers: Mapping[str, list[tuple[Any, float]]] | None = None,
    completions: int = 512,
    budget: Budget | None = None,
    clock: Callable[[], datetime] | None = None,
) -> list[Question]:
    """The missing facts that bear on `decision`, the most telling first; none where it is settled.

    Facts not given are unknown. `answers` may give, for a fact, the answers to expect with their weights (for
    example from statistics); else those are tried that the model's own constants tell apart.

    The seconds of `budget` are for all completions together, its other limits for each. Raises as `Engine.decide`.
    """
    limits = budget or DEFAULT_BUDGET
    end = time.monotonic() + limits.seconds

    def decide(known: Mapping[str, Any]) -> Answer:
        left = end - time.monotonic()
        if left <= 0:
            raise BudgetExceeded("seconds", limits.seconds)
        return engine.decide(
            decision, known, unknown="unknown", budget=replace(limits, seconds=left), clock=clock
        )

    unknown = decide(facts)
    given = dict(facts)
    expected: dict[str, list[tuple[Any, float]]] = {}
    for name in sorted(unknown.missing):
        fact = given.get(name)
        if not isinstance(fact, Unknown):
            try:
                fact = engine.unknown_fact(name)
            except DmnError:  # an unknown of the caller's own, inside another fact
                continue
        given[name] = fact
        if answers is not None and name in answers:
            expected[name] = answers[name]
        else:
            expected[name] = list(likely_answers(fact, constants_for(engine.program, name)))
    return questions(
        lambda known: decide(known).value,
        given,
        expected,
        completions=completions,
    )


def constants_for(program: Program, name: str) -> list[Any]:
    """The constants with which the model's expressions and tables compare the fact `name`."""
    found: list[Any] = []
    for node in program.expressions:
        found += constants_compared(node, name)
    for _, table in program.tables:
        for each in table.inputs:
            if normal_name(each.text) == name:
                for cell in each.column.cells:
                    if cell.area is not None:
                        found += _constants_of(cell.area)
                    elif isinstance(cell.tests, CompiledUnaryTests):
                        found += constants_compared(cell.tests.node)
    distinct: list[Any] = []
    for value in found:
        if not any(value.__class__ is other.__class__ and value == other for other in distinct):
            distinct.append(value)
        if len(distinct) > 20 * MAX_CONSTANTS:
            break
    step = -(-len(distinct) // MAX_CONSTANTS) if distinct else 1
    return distinct[::step]


def _constants_of(area: Area) -> Iterable[Any]:
    yield from area.values
    for interval in area.intervals:
        for end in (interval.low, interval.high):
            if end is not None:
                yield value_of_key(area.kind, end)
