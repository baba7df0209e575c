"""What ending a version leaves: who has its days then, and what test persons expect again."""

from __future__ import annotations

from datetime import date

from madang.blocks.decisions.models import DecisionModel, Ending, InForce, ModelVersion, State, TestPerson
from madang.blocks.decisions.periods import without
from madang.blocks.decisions.queries import standing

Span = tuple[ModelVersion, date, date | None]
"""A version with its first day in force, and the day before which it ends."""


def days_of(version: ModelVersion) -> list[InForce]:
    """When a version is in force, as known now."""
    return list(InForce.objects.filter(version=version, known_to__isnull=True).order_by("valid_from"))


def given_back(version: ModelVersion) -> list[Span]:
    """Who would have the days of a version had it never been approved: all acts that still hold, in their order."""
    without = _replayed(version)
    found: list[Span] = []
    for row in days_of(version):
        for other, first, last in without:
            begin = max(first, row.valid_from)
            ends = [each for each in (last, row.valid_to) if each is not None]
            end = min(ends) if ends else None
            if end is None or begin < end:
                found.append((other, begin, end))
    return sorted(found, key=lambda each: each[1])


def expected_again(version: ModelVersion) -> list[tuple[TestPerson, TestPerson]]:
    """The test persons who expect what a version brought, each with how they stood before it and what was withdrawn."""
    found = []
    for person in TestPerson.objects.filter(version=version, known_to__isnull=True).select_related("model"):
        before = _before(person)
        while before is not None and before.version and before.version.state == State.WITHDRAWN:
            before = _before(before)
        if before is not None:
            found.append((person, before))
    return found


def expected_on(model: DecisionModel, day: date) -> list[TestPerson]:
    """The test persons of a model with what they expect on ``day``: what a later version or figure brings is not yet expected."""
    return [_on(each, day) for each in standing.persons(model)]


def _on(person: TestPerson, day: date) -> TestPerson:
    found = person
    while any(each and each.valid_from and each.valid_from > day for each in (found.version, found.figures)):
        before = _before(found)
        if before is None:
            break
        found = before
    return found


def _before(person: TestPerson) -> TestPerson | None:
    return (
        TestPerson.objects.filter(model=person.model_id, key=person.key, known_to=person.known_from)
        .exclude(pk=person.pk)
        .select_related("version", "figures")
        .first()
    )


def _replayed(without: ModelVersion) -> list[Span]:
    acts: list[ModelVersion | Ending] = [
        *ModelVersion.objects.filter(model=without.model_id, state=State.APPROVED).exclude(pk=without.pk),
        *Ending.objects.filter(version__model=without.model_id, state=State.APPROVED, whole=False),
    ]
    spans: list[Span] = []
    for act in sorted(acts, key=lambda each: each.reviewed_at or each.recorded_at):
        assert act.valid_from is not None
        if isinstance(act, ModelVersion):
            spans = [*_cut(spans, act.valid_from, act.valid_to), (act, act.valid_from, act.valid_to)]
        else:
            mine = [span for span in spans if span[0].pk == act.version_id]
            others = [span for span in spans if span[0].pk != act.version_id]
            spans = [*others, *_cut(mine, act.valid_from, None)]
    return spans


def _cut(spans: list[Span], first: date, last: date | None) -> list[Span]:
    """What is left of spans without the days from ``first`` to before ``last``."""
    return [(version, *days) for version, begin, end in spans for days in without(begin, end, first, last)]
