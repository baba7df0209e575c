"""A model's text made to answer: loaded once, bounded in size, steps and time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from madang_rules.dmn import Answer, Engine, as_data, explain, load
from madang_rules.dmn.explain.plain import plain
from madang_rules.dmn.model import Decision
from madang_rules.errors import Language, RulesError
from madang_rules.feel import Budget, Unknown

from madang.blocks.decisions.errors import Unfit
from madang.blocks.decisions.saying import LANGUAGES, language

MAX_XML = 1_000_000
"""Bytes of one model."""
MAX_ROWS = 5_000
"""Rows of all tables of one model."""
BUDGET = Budget(steps=300_000, seconds=2.0, list_length=100_000, string_length=200_000)
"""What one question may use up."""
QUESTIONS_UP_TO = 12
"""Most facts for which the next question is looked for: above, looking costs more than asking them all."""
Status = Literal["known", "unknown", "error"]
_SEOUL = ZoneInfo("Asia/Seoul")


def checked(xml: bytes, others: tuple[bytes, ...] = ()) -> Engine:
    """Load what somebody brought, with the models it imports.

    Raises Unfit for what is no model, or has errors, with place and remedy.
    """
    if len(xml) > MAX_XML:
        raise Unfit(
            _("모형이 너무 큽니다. %(limit)d바이트까지 올릴 수 있습니다. 여러 모형으로 나누어 주세요.")
            % {"limit": MAX_XML},
            field="xml",
        )
    try:
        engine = load(xml, others)
    except RulesError as error:
        raise Unfit(sentence_of(error), field="xml") from error
    except RecursionError as error:
        raise Unfit(_("모형이 너무 깊이 겹쳐 있습니다. 결정을 나누어 주세요."), field="xml") from error
    if not engine.decisions:
        raise Unfit(_("모형에 결정(decision)이 하나도 없습니다. 결정을 하나 이상 적어 주세요."), field="xml")
    rows = sum(len(table.source.rules) for _place, table in engine.program.tables)
    if rows > MAX_ROWS:
        raise Unfit(
            _("결정표의 행이 너무 많습니다. 모두 %(limit)d행까지 둘 수 있습니다.") % {"limit": MAX_ROWS},
            field="xml",
        )
    faults = [each for each in engine.findings if each.severity == "error"]
    if faults:
        first = faults[0]
        raise Unfit(
            _("모형에 고칠 곳이 있습니다. %(place)s: %(what)s %(remedy)s")
            % {
                "place": first.place(language()),
                "what": first.sentence(language()),
                "remedy": first.remedy.sentence(language()),
            },
            faults,
            field="xml",
        )
    return engine


def sentence_of(error: RulesError) -> str:
    """What the library says, with its place and the way out, in the reader's language."""
    said = error.sentence(language())
    line, column = getattr(error, "line", 0), getattr(error, "column", 0)
    if line:
        said = _("%(line)d번째 줄 %(column)d번째 글자: %(said)s") % {
            "line": line,
            "column": column,
            "said": said,
        }
    remedy = getattr(error, "remedy", None)
    if isinstance(remedy, str) and remedy:
        said = f"{said} {remedy}"
    return said


@lru_cache(maxsize=64)
def engine_of(xml: bytes, others: tuple[bytes, ...] = ()) -> Engine:
    """The compiled model of a version with the texts it imports; kept, for a version never changes."""
    return load(xml, others)


def top_decision(engine: Engine, wanted: str = "") -> str:
    """The decision that answers: ``wanted`` if the model has it, else the last that no other one needs."""
    if wanted in engine.decisions:
        return wanted
    elements = [each for each in engine.definitions.elements if isinstance(each, Decision)]
    needed = {
        need.decision.href.rpartition("#")[2]
        for each in elements
        for need in each.information
        if need.decision is not None
    }
    tops = [each.name for each in elements if each.id not in needed]
    return (tops or engine.decisions)[-1]


@dataclass(frozen=True)
class Row:
    """A row of a table that decided, counted from 1, with its id and what its annotation columns say."""

    number: int
    id: str
    annotations: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Result:
    """What a model answers for some facts.

    Attributes:
        value: as plain data; numbers are texts, an unknown is ``{"unknown": [facts]}``.
        status: ``known``: settled, also where the answer is no or nothing; ``unknown``: facts are missing; ``error``: the
            rule failed, and what is null in the value is null for that.
        reasons: why parts of it became null, in Korean and English.
        missing: the facts that would settle it.
        ask: the fact whose answer is expected to tell most, if one is open.
        sentences: why, in Korean and English.
        rows: the rows that decided.
        trace: the whole of it as data.
        figures: which dated figures the model read that day, in Korean and English.
    """

    decision: str
    value: Any
    status: Status
    missing: tuple[str, ...]
    ask: str | None
    sentences: dict[str, list[str]]
    rows: tuple[Row, ...]
    trace: list[dict[str, Any]]
    figures: dict[Language, list[str]] = field(default_factory=dict)
    reasons: dict[Language, list[str]] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Whether it is settled."""
        return self.status == "known"

    def as_data(self) -> dict[str, Any]:
        """The result as JSON can hold it."""
        return {
            "decision": self.decision,
            "value": self.value,
            "status": self.status,
            "reasons": self.reasons,
            "known": self.known,
            "missing": list(self.missing),
            "ask": self.ask,
            "sentences": self.sentences,
            "trace": self.trace,
            "figures": self.figures,
        }


def evaluate(
    engine: Engine, decision: str, facts: Mapping[str, Any], day: date, *, ask: bool = True
) -> Result:
    """Answer one question on ``day``; raises Unfit when it needs more than its budget."""
    found: Result = bounded(lambda: _evaluated(engine, decision, facts, day, ask=ask))
    return found


def _evaluated(engine: Engine, decision: str, facts: Mapping[str, Any], day: date, *, ask: bool) -> Result:
    # What is missing, why, and the value in full are made within the library's bounds, too, and may raise.
    answer: Answer = engine.decide(
        decision, facts, unknown="unknown", trace=True, budget=BUDGET, clock=noon(day)
    )
    missing = tuple(sorted(answer.missing))
    first: str | None = None
    if ask and missing:
        first = missing[0]
        if len(engine.inputs) - len(facts) <= QUESTIONS_UP_TO:
            with suppress(RulesError):  # then the first missing one is as good a question as another
                asked = engine.questions(decision, facts, budget=BUDGET, clock=noon(day))
                first = asked[0].fact if asked else first
    value = plain(answer.value)
    status: Status = "known"
    if missing or isinstance(answer.value, Unknown):
        status = "unknown"
    elif answer.reasons and _holds_null(value):
        status = "error"
    return Result(
        decision=decision,
        value=value,
        status=status,
        missing=missing,
        ask=first,
        sentences={
            each: [said for trace in reversed(answer.trace) for said in explain(trace, each)]
            for each in LANGUAGES
        },
        rows=_rows(answer, decision),
        trace=[as_data(each) for each in answer.trace],
        reasons={
            each: list(dict.fromkeys(reason.sentence(each) for reason in answer.reasons))
            for each in LANGUAGES
        },
    )


def _holds_null(value: Any) -> bool:
    if isinstance(value, dict | list):
        return any(map(_holds_null, value.values() if isinstance(value, dict) else value))
    return value is None


def noon(day: date) -> Callable[[], datetime]:
    """The clock of a question about a day."""
    moment = datetime.combine(day, time(12), _SEOUL)
    return lambda: moment


def bounded(work: Callable[[], Any]) -> Any:
    """Do what the library can refuse or stop; raises Unfit with its sentence."""
    try:
        return work()
    except RulesError as error:
        raise Unfit(sentence_of(error)) from error


def _rows(answer: Answer, decision: str) -> tuple[Row, ...]:
    found = []
    for trace in answer.trace:
        if trace.name != decision:
            continue
        for table in as_data(trace)["tables"]:
            for row in table["matched"]:
                if row["row"] in table["deciding"]:
                    said = tuple((each["name"] or "", each["text"] or "") for each in row["annotations"])
                    found.append(Row(row["row"], row["id"] or "", said))
    return tuple(found)
