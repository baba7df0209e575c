"""A model's text made to answer: loaded once, bounded in size, steps and time, facts read as the model types them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from madang_rules.dmn import Answer, Engine, as_data, explain, load
from madang_rules.dmn.explain.plain import plain
from madang_rules.dmn.model import Decision
from madang_rules.dmn.told import allowed_in_words, number_written, of_type
from madang_rules.errors import Language, RulesError
from madang_rules.feel import Budget, Evaluation, Unknown
from madang_rules.feel.types import ANY, BOOLEAN, DATE, NUMBER, STRING, ListType, NamedType, Type, unnamed
from madang_rules.feel.values.date import parse_date

from madang.blocks.api.parsing import is_unicode
from madang.blocks.decisions.errors import Unfit

MAX_XML = 1_000_000
"""Bytes of one model."""
MAX_ROWS = 5_000
"""Rows of all tables of one model."""
MAX_FACTS = 200
DEEPEST = 20
"""How deep lists and contexts that somebody tells may lie in one another."""
DEEPEST_SHOWN = 100
BUDGET = Budget(steps=300_000, seconds=2.0, list_length=100_000, string_length=200_000)
"""What one question may use up."""
QUESTIONS_UP_TO = 12
"""Most facts for which the next question is looked for: above, looking costs more than asking them all."""
Status = Literal["known", "unknown", "error"]
LANGUAGES: tuple[Language, ...] = ("ko", "en")
"""Those in which the house says why."""
_SEOUL = ZoneInfo("Asia/Seoul")


def language() -> Language:
    """The reader's language, as the library knows it."""
    return "en" if (get_language() or "ko").startswith("en") else "ko"


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


def typed_facts(engine: Engine, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts of JSON or a form as the model's inputs type them; raises Unfit naming the fact that does not fit.

    Numbers may be texts, so that no digit is lost; dates are texts as 2026-03-01. None is a known absence; a fact
    that is left out is unknown.
    """
    if len(facts) > MAX_FACTS:
        raise Unfit(_("사실이 너무 많습니다. %(limit)d개까지 알릴 수 있습니다.") % {"limit": MAX_FACTS})
    inputs = engine.inputs
    found: dict[str, Any] = {}
    for name, value in facts.items():
        if name not in inputs:
            raise Unfit(
                _("모형에 ‘%(name)s’(이)라는 입력이 없습니다. 있는 것: %(known)s")
                % {"name": str(name)[:100], "known": ", ".join(inputs)},
                field=str(name)[:100],
            )
        if is_deep(value):
            raise _does_not_fit(name, too_deep())
        found[name] = _typed(name, value, inputs[name], engine)
    return found


def parts(value: Any) -> Iterator[tuple[int, Any]]:
    """All that a JSON value holds, itself and names too, each with how deep it lies: read without recursion."""
    open_ = [(0, value)]
    while open_:
        deep, one = open_.pop()
        yield deep, one
        if isinstance(one, dict):
            open_ += [(deep + 1, each) for each in (*one.keys(), *one.values())]
        elif isinstance(one, list | tuple):
            open_ += [(deep + 1, each) for each in one]


def is_deep(value: Any) -> bool:
    """Whether its lists and contexts lie too deep in one another to be read or shown."""
    return any(deep > DEEPEST for deep, _one in parts(value))


def too_deep() -> str:
    """What is said of it."""
    return _("너무 깊이 겹쳐 있습니다. %(limit)d겹까지 적을 수 있습니다.") % {"limit": DEEPEST}


def _typed(name: str, value: Any, type_: Type, engine: Engine) -> Any:
    behind = unnamed(type_)
    if value is None:
        return None
    if isinstance(behind, ListType) and isinstance(value, list | tuple):
        return [_typed(name, each, behind.item, engine) for each in value]
    made: Any = value
    if behind == NUMBER:
        made = number_of(value)
        if made is None:
            raise no_number(name)
    elif behind == BOOLEAN:
        if not isinstance(value, bool):
            raise _does_not_fit(name, _("예(true)나 아니요(false)로 적어 주세요."))
    elif behind == DATE:
        made = parse_date(value) if isinstance(value, str) else value if isinstance(value, date) else None
        if made is None:
            raise _does_not_fit(name, _("날짜를 2026-03-01처럼 적어 주세요."))
    elif behind == STRING:
        if not isinstance(value, str) or len(value) > 10_000:
            raise _does_not_fit(name, _("글자로 적어 주세요."))
        made = " ".join(value.split())  # a blank too many is no other word
    elif behind is not ANY:
        # Times, durations and contexts are read as the library reads what is told.
        try:
            made = of_type(name, _exact(name, value), type_, Evaluation(BUDGET))
        except RulesError as error:
            raise Unfit(sentence_of(error), field=name) from error
    else:
        made = _exact(name, value)
    named = type_
    while isinstance(named, NamedType):  # a named type may narrow another one
        if named.allows is not None and not named.allows(made):
            allowed = allowed_in_words(named).sentence(language())
            raise _does_not_fit(name, _("쓸 수 있는 값: %(allowed)s") % {"allowed": allowed})
        named = named.base
    return made


def _exact(name: str, value: Any) -> Any:
    """What JSON gave with each number as the decimal that it says; raises Unfit for what is none, as NaN."""
    if isinstance(value, list | tuple):
        return [_exact(name, each) for each in value]
    if isinstance(value, dict):
        return {str(each): _exact(name, one) for each, one in value.items()}
    if not is_number(value):
        return value
    made = number_of(value)
    if made is None:
        raise no_number(name)
    return made


def is_number(value: Any) -> bool:
    """Whether JSON gave it as a number, be it NaN or endless."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def no_number(name: str) -> Unfit:
    """What is told where a number is wanted."""
    return _does_not_fit(name, _("수로 적어 주세요. 예: 1500000"))


def number_of(value: Any) -> Decimal | None:
    """The finite number that a JSON value or a text is; None for anything else and for what is absurdly large.

    A text is read as the library reads what is told; commas between its digits do not count.
    """
    if not isinstance(value, str) and not is_number(value):
        return None
    text = value.replace(",", "").strip() if isinstance(value, str) else str(value)
    if len(text) > 60:
        return None
    number = number_written(text) if isinstance(value, str) else Decimal(text)
    if number is None or not number.is_finite():
        return None
    return number if abs(number.adjusted()) < 100 else None


def _does_not_fit(name: str, how: str) -> Unfit:
    return Unfit(_("‘%(name)s’에 적은 값이 맞지 않습니다. %(how)s") % {"name": name, "how": how}, field=name)


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


def same(one: Any, other: Any) -> bool:
    """Whether two plain results are the same; 5000 and 5000.0 are, and an unknown is one whatever would settle it."""
    if is_unknown(one) or is_unknown(other):
        return is_unknown(one) and is_unknown(other)
    if isinstance(one, str) and isinstance(other, str | int) and not isinstance(other, bool):
        left, right = number_of(one), number_of(other)
        if left is not None and right is not None:
            return left == right
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and bool(one == other)


def is_unknown(value: Any) -> bool:
    """Whether a plain result is still open."""
    return isinstance(value, dict) and set(value) == {"unknown"}


def in_words(value: Any, deep: int = 0) -> str:
    """A plain result as people read it, in the reader's language; what lies very deep in it is left out."""
    if deep > DEEPEST_SHOWN:
        return "…"
    if is_unknown(value):
        return _("아직 모름")
    if value is None:
        return _("없음")
    if isinstance(value, bool):
        return _("예") if value else _("아니요")
    if isinstance(value, list):
        return ", ".join(in_words(each, deep + 1) for each in value) or _("없음")
    if isinstance(value, dict):
        return "; ".join(f"{name}: {in_words(each, deep + 1)}" for name, each in value.items())
    number = number_of(value) if isinstance(value, str) and _looks_like_number(value) else None
    return f"{number:,f}" if number is not None else str(value)


def _looks_like_number(text: str) -> bool:
    return bool(text) and text.lstrip("-").replace(".", "", 1).isdecimal() and text.isascii()


def facts_of_json(text: str) -> dict[str, Any]:
    """Facts of a JSON text; raises Unfit with the place of the fault."""
    try:
        found = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        place = f"{error.lineno}:{error.colno}" if isinstance(error, json.JSONDecodeError) else "1:1"
        raise Unfit(
            _("JSON으로 읽을 수 없습니다(%(place)s). 따옴표와 쉼표를 확인해 주세요.") % {"place": place}
        ) from error
    if not isinstance(found, dict):
        raise Unfit(_('사실은 {"이름": 값} 꼴로 적어 주세요.'))
    if not is_unicode(found):
        raise Unfit(_("글자의 반쪽(surrogate)이 들어 있습니다. 온전한 글자로 적어 주세요."))
    return found


def names(items: Iterable[object]) -> str:
    """Names in a row."""
    return ", ".join(map(str, items))
