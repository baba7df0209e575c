"""The door: models loaded once, questions answered many times."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from madang_rules.dmn.asking import next_questions
from madang_rules.dmn.check import check_program
from madang_rules.dmn.clock import CHECKING, Clock
from madang_rules.dmn.errors import DmnError, ModelRefused
from madang_rules.dmn.exchange import read_definitions
from madang_rules.dmn.findings import Finding, finding
from madang_rules.dmn.link import link
from madang_rules.dmn.model import Decision, DecisionService, Definitions, InputData
from madang_rules.dmn.program import Part, Program
from madang_rules.dmn.told import read_told
from madang_rules.dmn.trace import DecisionTrace, Tracer
from madang_rules.dmn.typing import normal_name
from madang_rules.feel import Budget, BudgetExceeded, Evaluation, Question, Reason, Unknown, to_feel
from madang_rules.feel.budget import MAX_SECONDS_TO_LOAD
from madang_rules.feel.size import Measure
from madang_rules.feel.types import ANY, NamedType, Type
from madang_rules.feel.unknown import facts_within

__all__ = ["Answer", "Engine", "UnknownPolicy", "load"]

UnknownPolicy = Literal["null", "unknown"] | Collection[str]
"""What a missing input is: null, unknown, or unknown if its name is in the collection (else null)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The values of the decisions asked for, why parts of them are null, and how each came about.

    `trace` holds one entry a decision in the order they ran, empty unless asked for.
    """

    values: Mapping[str, Any]
    reasons: tuple[Reason, ...]
    trace: tuple[DecisionTrace, ...] = ()

    @property
    def value(self) -> Any:
        """The value, where one decision was asked for."""
        (value,) = self.values.values()
        return value

    @property
    def missing(self) -> frozenset[str]:
        """The facts that would settle what is unknown."""
        return facts_within(self.values.values())


def load(main: bytes | str | Definitions, others: Iterable[bytes | str | Definitions] = (), *,
         strict: bool = False, seconds: float = MAX_SECONDS_TO_LOAD,
         checking: Budget = CHECKING) -> Engine:  # fmt: skip
    """Read, link, compile and check a model and those it imports (handed in, never fetched).

    With `strict` a model with findings of severity "error" is refused; otherwise what cannot be compiled is
    null with a reason, and `Engine.findings` tells. Raises `XmlRefused` and `ModelRefused`, the latter also when
    compiling needs more than `seconds` of the processor. `checking` limits the steps and seconds of looking at the
    tables for `Engine.findings`: what it leaves no time for becomes a finding.
    """
    definitions = main if isinstance(main, Definitions) else read_definitions(main)
    beside = [each if isinstance(each, Definitions) else read_definitions(each) for each in others]
    engine = Engine(definitions, beside, seconds=seconds, checking=checking)
    if strict:
        first = next((each for each in engine.findings if each.severity == "error"), None)
        if first is not None:
            raise ModelRefused("model-faulty", first.line, first.column, fault=first, remedy=first.remedy)
    return engine


class Engine:
    """A compiled model. It keeps no state between questions and nothing of the caller's objects."""

    def __init__(
        self,
        definitions: Definitions,
        others: Iterable[Definitions] = (),
        *,
        seconds: float = MAX_SECONDS_TO_LOAD,
        checking: Budget = CHECKING,
    ) -> None:
        self.definitions = definitions
        linked = link(definitions, others)
        found: list[Finding] = [
            finding(problem.code, problem.model, problem.element, problem.values)
            for problem in linked.problems
        ]
        try:
            self.program = Program(linked, found, Clock(Budget(seconds=seconds)))
        except BudgetExceeded:
            raise ModelRefused("model-too-slow", seconds=seconds) from None
        except RecursionError:
            raise ModelRefused("model-too-deep") from None
        self._compiled_findings = found
        self._checking = checking
        self._findings: tuple[Finding, ...] | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that reading, compiling and checking found; tables are checked when this is first asked."""
        if self._findings is None:
            self._findings = (*self._compiled_findings, *check_program(self.program, Clock(self._checking)))
        return self._findings

    @property
    def inputs(self) -> dict[str, Type]:
        """The inputs of the main model, with their types."""
        return {part.name: part.type or ANY for part in self._mine(InputData)}

    @property
    def decisions(self) -> list[str]:
        """The names of the main model's decisions."""
        return [part.name for part in self._mine(Decision)]

    @property
    def services(self) -> list[str]:
        """The names of the main model's decision services."""
        return [part.name for part in self._mine(DecisionService)]

    def _mine(self, cls: type) -> list[Part]:
        main = self.program.linked.main
        return [
            part
            for part in self.program.parts.values()
            if part.unit is main and isinstance(part.element, cls)
        ]

    def decide(
        self,
        decisions: str | tuple[str, str] | list[str | tuple[str, str]] | list[str] | None,
        facts: Mapping[Any, Any],
        *,
        unknown: UnknownPolicy = "null",
        trace: bool = False,
        budget: Budget | None = None,
        clock: Callable[[], datetime] | None = None,
        strict: bool = True,
    ) -> Answer:
        """Answer one decision, several in a list, or (None) all of the main model.

        A decision is named by its name, one of an imported model by (namespace, name).

        `facts` maps names of inputs to values (Python's own or FEEL's, or `Unknown`); an input of an imported
        model is named `import.name`, nested in a mapping under the import's name, or by (namespace, name). A
        decision named in `facts` is taken as given. Numbers, dates, times and durations may be told as texts.
        Raises `DmnError` for a name that is none and for a value that its declared type refuses (which is null with a
        reason where not `strict`), and `BudgetExceeded` when the question needs more than its budget.
        """
        asked: list[str | tuple[str, str]]
        if decisions is None:
            asked = [*self.decisions]
        else:
            asked = [decisions] if isinstance(decisions, str | tuple) else list(decisions)
        parts = [self._decision(each) for each in asked]
        names = [each if isinstance(each, str) else each[1] for each in asked]
        evaluation, tracer = _evaluation(trace, budget, clock)
        values = self._given(facts, unknown, parts, evaluation, strict=strict)
        _bounded(lambda: self.program.run(parts, values, evaluation))
        return _answer(
            {name: values[id(part)] for name, part in zip(names, parts, strict=True)}, evaluation, tracer
        )

    def _decision(self, asked: str | tuple[str, str]) -> Part:
        namespace, name = (None, asked) if isinstance(asked, str) else asked
        part = self.program.part(name, namespace)
        if part is None or not isinstance(part.element, Decision):
            raise DmnError("decision-none", name=name, known=", ".join(self.decisions))
        return part

    def questions(
        self,
        decision: str,
        facts: Mapping[str, Any],
        *,
        answers: Mapping[str, list[tuple[Any, float]]] | None = None,
        budget: Budget | None = None,
        clock: Callable[[], datetime] | None = None,
    ) -> list[Question]:
        """The missing facts that bear on `decision`, the most telling first (see `asking.next_questions`)."""
        return next_questions(self, decision, facts, answers=answers, budget=budget, clock=clock)

    def unknown_fact(self, name: str) -> Unknown:
        """The unknown that the input `name` is while nobody has told it: of its type, with its allowed values.

        Raises `DmnError` for a name that is none.
        """
        part = self.program.part(name) or self._part_of_import(name)
        if part is None or not isinstance(part.element, InputData):
            raise DmnError("fact-none", name=name, known=", ".join(self.inputs))
        return _unknown(name, part.type)

    def call(
        self,
        service: str,
        facts: Mapping[Any, Any],
        *,
        unknown: UnknownPolicy = "null",
        trace: bool = False,
        budget: Budget | None = None,
        clock: Callable[[], datetime] | None = None,
    ) -> Answer:
        """Call a decision service by the names of its inputs and input decisions (DMN 1.5, 10.4).

        The answer's values are those of its output decisions. As in a call of any function, an argument of another
        type than declared is null with a reason. Raises as `decide` for all else.
        """
        part = self.program.part(service)
        if part is None or not isinstance(part.element, DecisionService) or part.function is None:
            raise DmnError("service-none", name=service, known=", ".join(self.services))
        given, outputs = self.program.service_parts(part.element, part.unit)
        evaluation, tracer = _evaluation(trace, budget, clock)
        values = self._given(facts, unknown, [*given, *outputs], evaluation, strict=False)
        for each in given:
            if id(each) not in values:
                values[id(each)] = self._absent(each, unknown, evaluation)
        arguments = [values[id(each)] for each in given]
        function = part.function
        result = _bounded(lambda: function.invoke(evaluation, arguments))
        if len(outputs) == 1:
            found = {outputs[0].name: result}
        elif isinstance(result, dict):
            found = result
        else:
            found = {each.name: result for each in outputs}
        return _answer(found, evaluation, tracer)

    def _given(
        self,
        facts: Mapping[Any, Any],
        unknown: UnknownPolicy,
        targets: list[Part],
        evaluation: Evaluation,
        *,
        strict: bool = True,
    ) -> dict[int, Any]:
        """Values by part: those of `facts`, and for inputs that are needed and missing, null or unknown."""
        values: dict[int, Any] = {}
        for part, value in self._named(facts):
            values[id(part)] = read_told(part.name, to_feel(value), part.type, evaluation, strict=strict)
        for part in self.program.order(targets, frozenset(values)):
            if isinstance(part.element, InputData) and id(part) not in values:
                values[id(part)] = self._absent(part, unknown, evaluation)
        return values

    def _named(self, facts: Mapping[Any, Any]) -> Iterable[tuple[Part, Any]]:
        program = self.program
        for key, value in facts.items():
            if isinstance(key, tuple):
                part = program.part(key[1], key[0])
            else:
                part = program.part(key) or self._part_of_import(key)
                if part is None and isinstance(value, Mapping) and self._imports(key):
                    for name, inner in value.items():
                        inside = self._part_of_import(f"{normal_name(key)}.{name}")
                        if inside is None:
                            raise DmnError("fact-none", name=f"{key}.{name}", known=", ".join(self.inputs))
                        yield inside, inner
                    continue
            if part is None or part.is_static:
                raise DmnError("fact-none", name=str(key), known=", ".join(self.inputs))
            yield part, value

    def _imports(self, name: str) -> bool:
        wanted = normal_name(name)
        return any(wanted and normal_name(known) == wanted for known, _ in self.program.linked.main.imports)

    def _part_of_import(self, key: str) -> Part | None:
        key = normal_name(key)
        for name, unit in self.program.linked.main.imports:
            prefix = f"{normal_name(name)}."
            if name and key.startswith(prefix):
                part = self.program.part(key[len(prefix) :], unit.namespace)
                if part is not None:
                    return part
        found = [
            part
            for part in self.program.parts.values()
            if part.name == key and isinstance(part.element, InputData)
        ]
        return found[0] if len(found) == 1 else None

    def _absent(self, part: Part, unknown: UnknownPolicy, evaluation: Evaluation) -> Any:
        name = self.program.name_in(self.program.linked.main, part)
        if unknown == "unknown" or (not isinstance(unknown, str) and name in unknown):
            return _unknown(name, part.type)
        return evaluation.record("input-missing", None, name=name)


def _unknown(name: str, type_: Type | None) -> Unknown:
    allowed = type_.possible if isinstance(type_, NamedType) else None
    return Unknown.fact(name, type_ or ANY, allowed=allowed)


def _evaluation(
    trace: bool, budget: Budget | None, clock: Callable[[], datetime] | None
) -> tuple[Evaluation, Tracer | None]:
    tracer = Tracer() if trace else None
    options: dict[str, Any] = {"trace": tracer}
    if clock is not None:
        options["clock"] = clock
    evaluation = Evaluation(**options) if budget is None else Evaluation(budget, **options)
    if tracer is not None:
        tracer.telling = Evaluation(evaluation.budget, clock=lambda: evaluation.moment)
    return evaluation, tracer


def _answer(values: dict[str, Any], evaluation: Evaluation, tracer: Tracer | None) -> Answer:
    """What leaves the engine, measured as whoever shows it will write it out; raises `BudgetExceeded`."""
    measure = Measure(evaluation)
    for value in values.values():
        measure.add(value)
    trace = () if tracer is None else tuple(tracer.decisions)
    for each in trace:
        each.measured(measure)
    return Answer(values, tuple(evaluation.reasons), trace)


def _bounded(work: Callable[[], Any]) -> Any:
    """Run `work`; what nests deeper than Python can follow ends like any other budget."""
    try:
        return work()
    except RecursionError:
        raise BudgetExceeded("depth", 0) from None
