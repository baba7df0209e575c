"""What a version answers: for facts, and for its test persons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from madang_rules.dmn import Engine
from madang_rules.dmn.model import Decision, DecisionTable

from madang.blocks.decisions import running
from madang.blocks.decisions.errors import Unfit
from madang.blocks.decisions.models import DatedParameter, ModelVersion, TestPerson
from madang.blocks.decisions.queries import standing


@dataclass(frozen=True)
class Ready:
    """A version made ready for one day.

    Attributes:
        asked: the inputs that people answer, in order of the model; dated parameters are the house's to know.
        given: the parameters of that day, typed.
    """

    version: ModelVersion
    engine: Engine
    decision: str
    day: date
    asked: tuple[str, ...]
    given: Mapping[str, Any]

    def facts(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """What is told, with the day's parameters; raises Unfit for what does not fit or is not people's to tell."""
        if wrong := [name for name in told if name in self.engine.inputs and name not in self.asked]:
            raise Unfit(
                _("‘%(name)s’은(는) 기준값입니다. 그날의 값을 이 누리집이 넣으므로 알리지 않습니다.")
                % {"name": wrong[0]},
                field=wrong[0],
            )
        return {**self.given, **running.typed_facts(self.engine, told)}

    def answer(self, told: Mapping[str, Any], *, ask: bool = True) -> running.Result:
        """Answer for what is told; raises Unfit."""
        return running.evaluate(self.engine, self.decision, self.facts(told), self.day, ask=ask)

    def value(self, told: Mapping[str, Any]) -> Any:
        """The plain result alone; raises Unfit."""
        return running.value_of(self.engine, self.decision, self.facts(told), self.day)


def ready(version: ModelVersion, day: date, known: datetime | None = None, decision: str = "") -> Ready:
    """Make a version ready to answer on ``day``, with the parameters of that day as known at ``known``."""
    engine = running.engine_of(version.source_xml)
    if decision and decision not in engine.decisions:
        raise Unfit(
            _("그런 결정이 없습니다. 있는 것: %(known)s") % {"known": running.names(engine.decisions)},
            field="decision",
        )
    figures = set(DatedParameter.objects.values_list("name", flat=True))
    return Ready(
        version,
        engine,
        decision or running.top_decision(engine, version.model.decision),
        day,
        tuple(name for name in engine.inputs if name not in figures),
        running.typed_facts(engine, standing.parameter_facts(engine.inputs, day, known)),
    )


@dataclass(frozen=True)
class Tried:
    """One test person and what came out."""

    person: TestPerson
    value: Any
    rows: tuple[running.Row, ...]
    fault: str = ""

    @property
    def well(self) -> bool:
        """Whether the result is the expected one."""
        return not self.fault and running.same(self.value, self.person.expected)

    @property
    def value_in_words(self) -> str:
        return self.fault or running.in_words(self.value)

    @property
    def expected_in_words(self) -> str:
        return running.in_words(self.person.expected)

    @property
    def facts_in_words(self) -> str:
        return "; ".join(f"{name}: {running.in_words(value)}" for name, value in self.person.facts.items())


def try_persons(version: ModelVersion, day: date, persons: list[TestPerson] | None = None) -> list[Tried]:
    """Run every test person of the model through a version on ``day``."""
    prepared = ready(version, day)
    tried = []
    for person in standing.persons(version.model) if persons is None else persons:
        try:
            result = prepared.answer(person.facts, ask=False)
        except Unfit as error:
            tried.append(Tried(person, None, (), str(error)))
        else:
            tried.append(Tried(person, result.value, result.rows))
    return tried


@dataclass(frozen=True)
class Coverage:
    """How many rows of the answering decision's table some test person reaches, and which none does."""

    rows: int
    reached: int
    missed: tuple[int, ...]


def coverage(version: ModelVersion, tried: list[Tried]) -> Coverage:
    """Which rows the test persons reach."""
    engine = running.engine_of(version.source_xml)
    wanted = running.top_decision(engine, version.model.decision)
    table = next(
        (
            each.expression
            for each in engine.definitions.elements
            if isinstance(each, Decision)
            and each.name == wanted
            and isinstance(each.expression, DecisionTable)
        ),
        None,
    )
    count = len(table.rules) if table is not None else 0
    reached = {row.number for each in tried for row in each.rows}
    return Coverage(
        count, len(reached), tuple(number for number in range(1, count + 1) if number not in reached)
    )
