"""What a version answers: for facts, and for its test persons."""

from __future__ import annotations

import json
import math
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from importlib.metadata import version as version_of
from itertools import count
from threading import Lock
from typing import Any, cast

from django.utils.translation import gettext as _
from madang_rules.dmn import Engine
from madang_rules.dmn.explain.plain import plain
from madang_rules.errors import Language
from madang_rules.persons import UNKNOWN, Kind, Person, Report, run, suggestions

from madang.blocks.decisions import running, saying, telling
from madang.blocks.decisions.errors import Unfit, UnfitFacts
from madang.blocks.decisions.models import ModelVersion, ParameterChange, TestPerson
from madang.blocks.decisions.queries import imports, standing
from madang.blocks.decisions.queries.figures import Figures

KEPT = 32
"""Reports on test persons that a process keeps."""
FAULTY_LIVES = 60.0
"""Seconds."""


@dataclass(frozen=True)
class Ready:
    """A version made ready for one day.

    Attributes:
        asked: the inputs that people answer, in order of the model; dated parameters are the house's to know.
        figures: the parameters of that day.
        others: the texts of the models it imports.
        known: the moment as of which figures and imports are taken; None: when they were read.
    """

    version: ModelVersion
    engine: Engine
    decision: str
    day: date
    asked: tuple[str, ...]
    figures: Figures
    others: tuple[bytes, ...] = ()
    known: datetime | None = None

    @property
    def given(self) -> Mapping[str, Any]:
        """The parameters of the day, as facts."""
        return self.figures.given

    def facts(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """What is told, with the day's parameters; raises Unfit for what does not fit or is not people's to tell."""
        ours = [name for name in told if name in self.engine.inputs and name not in self.asked]
        faults: list[Unfit] = [
            Unfit(
                _("‘%(name)s’은(는) 기준값입니다. 그날의 값을 이 누리집이 넣으므로 알리지 않습니다.")
                % {"name": name},
                field=name,
            )
            for name in ours
        ]
        typed: dict[str, Any] = {}
        try:
            typed = telling.typed_facts(
                self.engine, {name: value for name, value in told.items() if name not in ours}
            )
        except Unfit as error:
            faults += error.faults
        UnfitFacts.refuse(faults)
        return {**self.given, **typed}

    def answer(self, told: Mapping[str, Any], *, ask: bool = True) -> running.Result:
        """Answer for what is told, naming the figures it rests on; raises Unfit."""
        found = running.evaluate(self.engine, self.decision, self.facts(told), self.day, ask=ask)
        said = {
            language: self.figures.sentences(self.figures.names, language) for language in saying.LANGUAGES
        }
        return replace(found, figures=said)

    def evidence(self, known_at: datetime) -> dict[str, Any]:
        """What an answer rests on, by SHA-256, and what to ask with to get it again: ``known_at`` is the moment asked as of."""
        return {
            "model": self.version.model.key,
            "version": self.version.number,
            "sha256": self.version.digest_hex,
            "imports": [
                {"namespace": namespace, "sha256": digest}
                for namespace, digest in imports.digests_by_namespace(self.others)
            ],
            "figures_sha256": self.figures.digest if self.figures.names else None,
            "day": self.day,
            "known_at": known_at,
            "engine": f"madang-rules {version_of('madang-rules')}",
        }


def ready(
    version: ModelVersion,
    day: date,
    known: datetime | None = None,
    decision: str = "",
    *,
    instead: bytes | None = None,
    proposed: ParameterChange | None = None,
) -> Ready:
    """Make a version ready to answer on ``day``, with that day's parameters and imported models as known at ``known``.

    ``instead`` is a text that stands in for the imported model of its namespace; with ``proposed`` the figures are
    as they will be when that table is approved.
    """
    others = imports.beside(imports.heading_of(version), day, known, instead=instead)
    engine = running.engine_of(version.source_xml, others)
    if decision and decision not in engine.decisions:
        raise Unfit(
            _("그런 결정이 없습니다. 있는 것: %(known)s") % {"known": saying.names(engine.decisions)},
            field="decision",
        )
    figures = Figures(engine.inputs, day, known, proposed)
    return Ready(
        version,
        engine,
        decision or running.top_decision(engine, version.model.decision),
        day,
        tuple(name for name in engine.inputs if name not in figures.names),
        figures,
        others,
        known,
    )


@dataclass(frozen=True)
class Tried:
    """One test person and what came out."""

    person: TestPerson
    value: Any
    fault: str = ""

    @property
    def well(self) -> bool:
        """Whether the result is the expected one."""
        return not self.fault and saying.same(self.value, self.person.expected)

    def differs(self, other: Tried) -> bool:
        """Whether something else came out for the same person."""
        return self.fault != other.fault or not saying.same(self.value, other.value)

    @property
    def value_in_words(self) -> str:
        return self.fault or saying.in_words(self.value)

    @property
    def expected_in_words(self) -> str:
        return saying.in_words(self.person.expected)

    @property
    def facts_in_words(self) -> str:
        return "; ".join(f"{name}: {saying.in_words(value)}" for name, value in self.person.facts.items())


@dataclass(frozen=True, eq=False)
class Trial:
    """All test persons of a version, and what of its tables they try."""

    prepared: Ready
    tried: list[Tried]
    report: Report

    @property
    def rows(self) -> int:
        """How many rows the model's tables have."""
        return sum(len(each.rows) for each in self.report.tables)

    @property
    def reached(self) -> int:
        """How many of them some test person reaches."""
        return self.rows - sum(len(each.rows_never_matched) for each in self.report.tables)

    def open(self, language: Language | None = None) -> list[str]:
        """Rows that nobody reaches and bounds at or beside which nobody stands, as sentences."""
        said = language or saying.language()
        return [each.sentence(said) for table in self.report.tables for each in table.sentences()]

    def missing(self, most: int = 20) -> list[dict[str, Any]]:
        """Test persons who would try what is open, as ``actions.propose_persons`` takes them.

        What is expected is the model's own answer: a person has to compare it with the law.
        """
        decision, given = self.prepared.decision, self.prepared.given
        found = suggestions(self.prepared.engine, self.report, most=most, budget=running.BUDGET)
        taken = {each.person.key for each in self.tried}
        keys = (key for number in count(1) if (key := f"new-{number}") not in taken)
        return [
            {
                "key": next(keys),
                "title_ko": each.name[:200],
                "title_en": each.name[:200],
                "kind": "unknown" if each.expected[decision] is UNKNOWN else "edge",
                "facts": {name: plain(value) for name, value in each.facts.items() if name not in given},
                "expected": {"unknown": []}
                if each.expected[decision] is UNKNOWN
                else plain(each.expected[decision]),
            }
            for each in found
            if decision in each.expected
        ]


def trial(
    version: ModelVersion,
    day: date,
    persons: list[TestPerson] | None = None,
    *,
    instead: bytes | None = None,
    proposed: ParameterChange | None = None,
) -> Trial:
    """Run every test person of the model through a version on ``day`` (``instead``, ``proposed``: see ``ready``)."""
    return tried_on(ready(version, day, instead=instead, proposed=proposed), persons)


def tried_on(prepared: Ready, persons: list[TestPerson] | None = None) -> Trial:
    """Run every test person of the model through a version made ready; what was run before of the same is kept."""
    wanted = standing.persons(prepared.version.model) if persons is None else persons
    digest = _digest(prepared, wanted)
    found = _reports.get(digest)
    if found is None:
        found = _tried(prepared, wanted)
        _reports.keep(digest, found)
    outcomes = {each.person.key: each for each in found.tried}
    tried = [replace(outcomes[each.key], person=each) for each in wanted]
    return Trial(prepared, tried, found.report)


class _Reports:
    """The last reports by what they rest on. One with a fault may owe it to a busy machine: it is kept a minute."""

    def __init__(self) -> None:
        self._found: OrderedDict[bytes, tuple[float, Trial]] = OrderedDict()
        self._lock = Lock()

    def get(self, digest: bytes) -> Trial | None:
        with self._lock:
            until, found = self._found.get(digest, (0.0, None))
            return found if until > time.monotonic() else None

    def keep(self, digest: bytes, found: Trial) -> None:
        faulty = any(each.fault for each in found.tried)
        with self._lock:
            self._found[digest] = (time.monotonic() + (FAULTY_LIVES if faulty else math.inf), found)
            self._found.move_to_end(digest)
            while len(self._found) > KEPT:
                self._found.popitem(last=False)


_reports = _Reports()


def _digest(prepared: Ready, persons: list[TestPerson]) -> bytes:
    """SHA-256 of all that a report rests on: texts, figures, day, persons, and the language of its sentences."""
    content = {
        "texts": [sha256(each).hexdigest() for each in (prepared.version.source_xml, *prepared.others)],
        "decision": prepared.decision,
        "figures": prepared.figures.digest,
        "day": prepared.day.isoformat(),
        "persons": [[each.key, each.kind, each.facts] for each in persons],
        "language": saying.language(),
    }
    return sha256(json.dumps(content, sort_keys=True, default=repr).encode()).digest()


def _tried(prepared: Ready, wanted: list[TestPerson]) -> Trial:
    tried: dict[str, Tried] = {}
    fit: list[Person] = []
    for person in wanted:
        try:
            facts = prepared.facts(person.facts)
        except Unfit as error:
            tried[person.key] = Tried(person, None, str(error))
        else:
            fit.append(Person(person.key, cast("Kind", person.kind), facts, {prepared.decision: None}))
    report = run(prepared.engine, fit, clock=running.noon(prepared.day), budget=running.BUDGET)
    by_key = {each.key: each for each in wanted}
    for outcome in report.outcomes:
        fault = running.sentence_of(outcome.fault) if outcome.fault is not None else ""
        key = outcome.person.name
        tried[key] = Tried(by_key[key], plain(outcome.found), fault)
    return Trial(prepared, [tried[each.key] for each in wanted], report)


def try_persons(version: ModelVersion, day: date, persons: list[TestPerson] | None = None) -> list[Tried]:
    """What came out for every test person of the model on ``day``."""
    return trial(version, day, persons).tried
