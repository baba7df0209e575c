"""A case as a line of states, as an order is tracked: those behind it, where it is, those that usually follow."""

from __future__ import annotations

from dataclasses import dataclass

from madang.blocks.cases.actions.writing import current_answers, values_of
from madang.blocks.cases.models import Case
from madang.blocks.cases.process.guards import evaluate, scope
from madang.blocks.cases.process.parts import APPLICANT, StateKind, Transition
from madang.blocks.cases.registered import fact_names


@dataclass(frozen=True)
class Line:
    """The states' titles in order, and the place of the present one, from 1; one more when all lie behind."""

    titles: list[str]
    current: int


def line_of(case: Case) -> Line:
    """The line of a case. No state stands in it twice: where it will be again, it is not behind."""
    behind = [case.process.begins.name]
    for step in case.steps.order_by("number"):
        if step.to in behind:
            behind = behind[: behind.index(step.to)]
        behind.append(step.to)
    ahead = _ahead(case)
    behind = [*(each for each in behind[:-1] if each not in ahead), behind[-1]]
    names = behind + ahead
    over = case.at.kind == StateKind.CLOSED
    return Line([str(case.process.state(each).title) for each in names], len(behind) + over)


def _ahead(case: Case) -> list[str]:
    """The shortest way to an end by steps that usually come: none that gives a reason, refuses, or backs out."""
    untold = dict.fromkeys(fact_names())  # facts change; the usual way does not wait for them
    known = scope(case.form, values_of(current_answers(case)), untold)

    def usual(step: Transition) -> bool:
        backs_out = APPLICANT in step.by and "close" in step.effects
        if step.asks_reason or step.outcome in ("refused", "part") or backs_out:
            return False
        return step.guard is None or evaluate(step.guard, case.form, known) is not False

    seen = {case.state}
    ways: list[tuple[str, ...]] = [(case.state,)]
    for way in ways:  # grows while it is read: breadth first
        if case.process.state(way[-1]).kind == StateKind.CLOSED:
            return [*way[1:]]
        for step in case.process.leaving(way[-1]):
            if usual(step) and step.to not in seen:
                seen.add(step.to)
                ways.append((*way, step.to))
    return []
