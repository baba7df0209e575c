"""Rules asked by machines: one, or many for the facts of one person. Nothing of it is stored."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Schema
from pydantic import AwareDatetime, PlainSerializer, WithJsonSchema

from madang.blocks.api.problems import Invalid, NotFound
from madang.blocks.decisions import limits, telling
from madang.blocks.decisions.api.reading import NOT_IN_FORCE, invalid, model_of, router
from madang.blocks.decisions.errors import Unfit, UnfitFacts
from madang.blocks.decisions.models import DecisionModel
from madang.blocks.decisions.queries import standing
from madang.blocks.decisions.queries.answers import Ready, ready
from madang.blocks.decisions.telling import MAX_FAULTS

MOST_RULES = 20
"""Rules that one call may ask."""
MOST_SECONDS = 10.0
"""What asking them all may take: those that are left then are not answered."""


Exactly = Annotated[
    datetime,
    PlainSerializer(datetime.isoformat, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""A moment to the microsecond: what became known within a millisecond of it is on one side or the other."""


class Asked(Schema):
    """Facts by the inputs' names; what is left out is unknown.

    ``day`` and what was known by then choose the version, figures and imported models: ``known`` by the end of that
    day, or ``known_at`` at that very moment, as an answer's ``evidence`` names it.
    """

    facts: dict[str, Any] = Field({}, json_schema_extra={"maxProperties": telling.MAX_FACTS})
    day: date | None = None
    known: date | None = None
    known_at: AwareDatetime | None = None

    def moments(self) -> tuple[date, datetime]:
        """The day asked about, and the moment as of which it is answered; raises Invalid when both are named."""
        if self.known is not None and self.known_at is not None:
            raise Invalid(
                "known과 known_at 가운데 하나만 적어 주세요. / Give either known or known_at.", field="known"
            )
        now = timezone.now()
        moment = None if self.known_at is None else _passed(self.known_at, now)
        known = standing.end_of_day(self.known) if self.known and self.known.year < 9999 else moment
        return self.day or timezone.localdate(), min(known or now, now)


def _passed(moment: datetime, now: datetime) -> datetime:
    """The moment in UTC, for the database reads no zone as far away as Python's; raises Invalid outside 1900 to now."""
    with suppress(OverflowError):  # the first and last hours of the calendar have none in UTC
        found = moment.astimezone(UTC)
        if 1900 <= found.year <= now.year:
            return found
    raise Invalid(
        "known_at이 지난 순간이 아닙니다. / known_at is not a moment that has passed.", field="known_at"
    )


class EvaluateIn(Asked):
    """A question to one rule."""

    decision: str = Field("", max_length=200)


class Import(Schema):
    """The text of an imported model."""

    namespace: str
    sha256: str


class Evidence(Schema):
    """What an answer rests on, and what to ask with to get it again.

    ``sha256`` is of the rule's text byte for byte (``GET …/versions/N/xml``), ``figures_sha256`` of what the dated
    figures that the rule reads say on the day (null: it reads none), ``known_at`` the moment as of which all was taken.
    """

    model: str
    version: int
    sha256: str
    imports: list[Import]
    figures_sha256: str | None
    day: date
    known_at: Exactly
    engine: str


class Answered(Schema):
    """The result of a rule. ``value`` has numbers as text; ``{"unknown": [facts]}`` where it is open.

    ``status`` tells a settled answer (``known``, also a no, a zero or a null that the rule means) from one for which
    facts are missing (``unknown``) and from a failure (``error``): then a null in the value is no answer, and
    ``reasons`` say in Korean and English what failed.
    """

    version: int
    decision: str
    value: Any
    status: Literal["known", "unknown", "error"]
    reasons: dict[str, list[str]]
    known: bool
    missing: list[str]
    ask: str | None
    sentences: dict[str, list[str]]
    figures: dict[str, list[str]]
    trace: list[dict[str, Any]]
    evidence: Evidence


class RuleIn(Schema):
    """A rule to be asked, and which of its decisions."""

    key: str = Field(max_length=80)
    decision: str = Field("", max_length=200)


class EvaluateManyIn(Asked):
    """A question to many rules about one person. Each is told the facts that it asks for."""

    rules: list[RuleIn] = Field(min_length=1, max_length=MOST_RULES)


class RuleAnswer(Schema):
    """What one of them answers, or why it does not."""

    key: str
    answer: Answered | None
    problem: str


class ManyAnswers(Schema):
    """Answers in the order of the rules."""

    answers: list[RuleAnswer]


@router.post("/models/{key}/evaluate", response=Answered, summary="Ask a rule; nothing is stored")
def evaluate(request: HttpRequest, key: str, content: EvaluateIn) -> dict[str, Any]:
    found = model_of(key)
    day, known = content.moments()
    try:
        with limits.ASKED.problems(request):
            prepared = _ready(found, day, known, content.decision)
            if prepared is None:
                raise NotFound(NOT_IN_FORCE)
            return _answered(prepared, content.facts, known)
    except Unfit as error:
        raise invalid(error) from error


@router.post(
    "/evaluate",
    response=ManyAnswers,
    summary="Ask many rules about one person; nothing is stored",
    description=f"At most {MOST_RULES} rules and {MOST_SECONDS:g} seconds. A rule that cannot be asked says why in its "
    "place (`problem`); the others are answered. A fact that no rule asks for is refused.",
)
def evaluate_many(request: HttpRequest, content: EvaluateManyIn) -> dict[str, Any]:
    day, known = content.moments()
    with limits.COMPARED.problems(request):
        until = time.monotonic() + MOST_SECONDS
        models = {
            each.key: each
            for each in standing.models().filter(
                key__in=[one.key.replace("\x00", "") for one in content.rules]
            )
        }
        answers: list[dict[str, Any]] = []
        asked: set[str] = set()
        for each in content.rules:
            answer, problem = None, ""
            try:
                if time.monotonic() > until:
                    raise Unfit(_("모두 묻기에는 시간이 모자랍니다. 규칙을 나누어 물어 주세요."))
                model = models.get(each.key)
                if model is None:
                    raise Unfit(_("이 코드의 규칙이 없습니다."))
                prepared = _ready(model, day, known, each.decision)
                if prepared is None:
                    raise Unfit(_("그날 시행하는 판이 없습니다."))
                inputs = prepared.engine.inputs
                asked |= set(inputs)
                told = {name: value for name, value in content.facts.items() if name in inputs}
                answer = _answered(prepared, told, known)
            except Unfit as error:
                problem = str(error)
            answers.append({"key": each.key, "answer": answer, "problem": problem})
    strange = [name[:100] for name in content.facts if name not in asked] if asked else []
    if strange:
        sentence = _("‘%(name)s’을(를) 묻는 규칙이 없습니다.")
        raise invalid(
            UnfitFacts([Unfit(sentence % {"name": each}, field=each) for each in strange[:MAX_FAULTS]])
        )
    return {"answers": answers}


def _ready(found: DecisionModel, day: date, known: datetime, decision: str) -> Ready | None:
    current = standing.in_force(found, day, known)
    return None if current is None else ready(current, day, known, decision)


def _answered(prepared: Ready, facts: dict[str, Any], known: datetime) -> dict[str, Any]:
    result = prepared.answer(facts)
    return {
        "version": prepared.version.number,
        **result.as_data(),
        "evidence": prepared.evidence(known),
    }
