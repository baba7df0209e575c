"""Test persons: facts, and what the model must say about them. They are published with the rule."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from madang_rules.feel.errors import BudgetExceeded, FeelSyntaxError
from madang_rules.feel.evaluation import Evaluation
from madang_rules.feel.expression import compile_expression
from madang_rules.feel.unknown import Unknown
from madang_rules.feel.values import Date, DateTime, DaysDuration, MonthsDuration, Time
from madang_rules.feel.values.text import literal_text
from madang_rules.persons.messages import PersonError

__all__ = ["FORMAT", "UNKNOWN", "Kind", "Person", "read_persons", "write_persons"]

Kind = Literal["accepted", "refused", "unknown", "edge"]
FORMAT = "madang-persons/1"


class _Unknown:
    """What is expected where the facts do not settle a decision."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = _Unknown()


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person. Facts that are not named are unknown; null is a known absence.

    `expected` gives a FEEL value, or `UNKNOWN`, for each decision that is looked at.
    """

    name: str
    kind: Kind
    facts: Mapping[str, Any]
    expected: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""


def write_persons(persons: Iterable[Person]) -> str:
    """Return persons as JSON; each value is written as FEEL, an unknown outcome as `unknown`."""
    data = [
        {
            "name": person.name,
            "kind": person.kind,
            "facts": {name: _written(value) for name, value in person.facts.items()},
            "expected": {name: _written(value) for name, value in person.expected.items()},
            "note": person.note,
        }
        for person in persons
    ]
    return json.dumps({"format": FORMAT, "persons": data}, ensure_ascii=False, indent=1) + "\n"


def _written(value: Any) -> str:
    """Return FEEL that means the value."""
    if value is UNKNOWN or isinstance(value, Unknown):
        return "unknown"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_written, value))}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_written(str(name))}: {_written(one)}' for name, one in value.items())}}}"
    if isinstance(value, Date | Time | DateTime | DaysDuration | MonthsDuration):
        return f'@"{value}"'
    return literal_text(Evaluation(), value)


def read_persons(text: str) -> list[Person]:
    """Read what `write_persons` writes. Raises `PersonError`."""
    try:
        data = json.loads(text)
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise PersonError("person-format", detail=f"format is not {FORMAT}")
        persons = [_person(one) for one in data["persons"]]
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError) as fault:
        raise PersonError("person-format", detail=f"{type(fault).__name__}: {fault}") from None
    names: set[str] = set()
    for person in persons:
        if person.name in names:
            raise PersonError("person-twice", person=person.name)
        names.add(person.name)
    return persons


def _person(data: Mapping[str, Any]) -> Person:
    name, kind = str(data["name"]), data["kind"]
    if kind not in get_args(Kind):
        raise PersonError("person-kind", person=name, found=kind)
    facts = {key: _read(text, name, key) for key, text in data["facts"].items() if text != "unknown"}
    expected = {
        key: UNKNOWN if text == "unknown" else _read(text, name, key)
        for key, text in data.get("expected", {}).items()
    }
    return Person(name, kind, facts, expected, str(data.get("note", "")))


def _read(text: str, person: str, name: str) -> Any:
    evaluation = Evaluation()
    try:
        value = compile_expression(text)({}, evaluation)
    except (FeelSyntaxError, BudgetExceeded) as fault:
        raise PersonError("person-value", person=person, name=name, text=f"{text} ({fault})") from None
    if evaluation.reasons:
        raise PersonError("person-value", person=person, name=name, text=f"{text} ({evaluation.reasons[0]})")
    return value
