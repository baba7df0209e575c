"""Counts of the whole demo city: the question they answer, and those that are kept."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from madang.blocks.decisions import populations
from madang.blocks.decisions.errors import Unfit
from madang.blocks.decisions.models import Counting, CountingState, ModelVersion, ParameterChange, State
from madang.blocks.decisions.queries import effects, standing
from madang.blocks.decisions.queries.answers import Ready, ready
from madang.blocks.decisions.queries.assumptions import suggested
from madang.blocks.decisions.queries.completing import OUTCOMES
from madang.blocks.decisions.queries.effects import Effect


@dataclass(frozen=True)
class Question:
    """What a change does to the city: two versions of one model on a day, under assumptions.

    With ``figures`` the second is asked as it will be when those are approved.
    """

    before: ModelVersion
    after: ModelVersion
    day: date
    assumed: Mapping[str, Any]
    people: int = field(default_factory=lambda: populations.WHOLE)
    figures: ParameterChange | None = None

    def prepared(self) -> tuple[Ready, Ready]:
        """Both versions made ready; raises Unfit for an assumption that does not fit."""
        before = ready(self.before, self.day)
        after = ready(self.after, self.day, proposed=self.figures)
        for version in (before, after):
            inputs = version.engine.inputs
            version.facts({name: value for name, value in self.assumed.items() if name in inputs})
        after.facts({name: value for name, value in self.assumed.items() if name not in before.engine.inputs})
        return before, after

    def digest(self, prepared: tuple[Ready, Ready] | None = None) -> bytes:
        """SHA-256 of all that the result depends on, of both versions made ready. Raises Unfit as ``prepared``."""
        prepared = prepared or self.prepared()
        content = {
            "texts": [each.version.digest_hex for each in prepared],
            "decisions": [each.decision for each in prepared],
            "imported": [sorted(sha256(text).hexdigest() for text in each.others) for each in prepared],
            "figures": [each.figures.digest for each in prepared],
            **({"proposed": self.figures.pk} if self.figures is not None else {}),
            "better": self.after.model.better,
            "outcomes": OUTCOMES,
            "day": self.day.isoformat(),
            "assumed": [self._assumed_by(each) for each in prepared],
            "city": [self.people, populations.SEED],
        }
        return sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).digest()

    def _assumed_by(self, prepared: Ready) -> dict[str, Any]:
        """What is assumed as the version reads it: of an untyped input 1 and "1" are two questions, of a number one."""
        names = prepared.engine.inputs
        typed = prepared.facts({name: value for name, value in self.assumed.items() if name in names})
        return {name: _said(typed[name]) for name in self.assumed if name in names}


def _said(value: Any) -> Any:
    """A value with its kind, so that two kinds never look alike."""
    if isinstance(value, Mapping):
        return {str(name): _said(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_said(one) for one in value]
    if isinstance(value, Decimal):
        return ["number", f"{value.normalize():f}"]
    return [type(value).__name__, str(value)]


def kept(question: Question) -> Counting | None:
    """The count that answers the question, done or not. Raises Unfit for an assumption that does not fit."""
    return Counting.objects.filter(question=question.digest()).first()


def of_proposal(version: ModelVersion) -> tuple[Counting | None, bool]:
    """The count of what a version changes, and whether it is of an older state.

    Under the assumptions it was proposed with, else the newest, if possible done. While a version waits, a count
    against anything but what is in force now is of an older state: it is returned only where there is no other.
    """
    found = list(
        Counting.objects.filter(after=version, figures=None).select_related("before", "after__model")
    )
    fresh = _of_now(version, found) if version.state in {State.DRAFT, State.PROPOSED} else found
    chosen = fresh or found
    own = [each for each in chosen if version.valid_from == each.day and version.assumed == each.assumed]
    best = next(
        (each for each in (*own, *chosen) if each.state == CountingState.DONE),
        next(iter(own or chosen), None),
    )
    return best, not fresh and best is not None


def _of_now(version: ModelVersion, found: list[Counting]) -> list[Counting]:
    """Those against what is in force now on the day that the version, or else the count, is about."""
    days = [version.valid_from or each.day for each in found]
    now = {day: standing.in_force(version.model, day) for day in set(days)}
    return [each for each, day in zip(found, days, strict=True) if now[day] == each.before]


def of_figures(change: ParameterChange) -> list[Counting]:
    """The counts of what proposed figures change, one for each rule that reads them."""
    found = Counting.objects.filter(figures=change).select_related("after__model")
    return list(found.order_by("after__model__key", "day"))


def questions_of_figures(change: ParameterChange, touched: Iterable[Effect] | None = None) -> list[Question]:
    """What is asked about proposed figures: each rule in force in their term that reads them, on its first such day.

    ``touched`` is what ``effects.of_figures`` gives, where somebody has asked already. Raises RulesError as it does.
    """
    first: dict[int, Effect] = {}
    for each in effects.of_figures(change) if touched is None else touched:
        first.setdefault(each.version.model_id, each)
    return [
        Question(
            each.version, each.version, each.day, suggested(each.version, each.day, change), figures=change
        )
        for each in first.values()
    ]


def uncounted(questions: Iterable[Question]) -> list[Question]:
    """Those that nobody has had counted as things stand now, or whose count failed."""
    found = []
    for each in questions:
        try:
            row = kept(each)
        except Unfit:
            continue  # it cannot be asked at all
        if row is None or row.state == CountingState.FAILED:
            found.append(each)
    return found


def beside(question: Question) -> list[Counting]:
    """Counts of the same two versions that are done, on whatever day and under whatever assumptions."""
    return list(
        Counting.objects.filter(
            before=question.before, after=question.after, figures=None, state=CountingState.DONE
        ).order_by("-asked_at")[:20]
    )
