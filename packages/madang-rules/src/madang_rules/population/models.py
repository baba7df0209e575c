"""A decision model for many people: people whose facts the model cannot tell apart are decided once.

Of a fact that a model only compares with constants, all values between two neighbouring constants are one class; of
any other fact each distinct value is its own. The engine decides once for each combination of classes that
occurs, so the outcome is the engine's by construction, whatever the model is made of.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from madang_rules.dmn import Engine
from madang_rules.dmn.model import DecisionTable, InputData
from madang_rules.dmn.tables.area import Area
from madang_rules.dmn.tables.cells import value_of_key
from madang_rules.dmn.told import of_type
from madang_rules.feel.budget import Budget
from madang_rules.feel.builtins import BUILTIN_NAMES, BUILTINS
from madang_rules.feel.compile.unit import Unit
from madang_rules.feel.conform import SIMPLE_TYPE_OF
from madang_rules.feel.errors import FeelSyntaxError
from madang_rules.feel.evaluation import Evaluation
from madang_rules.feel.syntax import nodes
from madang_rules.feel.syntax.names import NameTable
from madang_rules.feel.syntax.nodes import Node
from madang_rules.feel.syntax.parser import parse_expression
from madang_rules.feel.syntax.walk import parts_of
from madang_rules.feel.types import ANY, ContextType, NamedType, Type, unnamed
from madang_rules.feel.unknown import Unknown
from madang_rules.feel.values.date import Date
from madang_rules.feel.values.range import Range
from madang_rules.population.coding import Coded, coded_of_values, identity, key_of
from madang_rules.population.columns import People, scope_of

__all__ = ["Decided", "Decider", "constants_that_matter"]

_ORDERED = (Decimal, Date)


@dataclass(frozen=True, slots=True, eq=False)
class Decided:
    """What a decision gives for people from `start` to before `stop`: `codes` are places in `outcomes`."""

    start: int
    stop: int
    codes: NDArray[np.int32]
    outcomes: list[Any]

    def counts(self) -> list[tuple[Any, int]]:
        """Return how many people have each outcome; all that is unknown counts as one outcome."""
        found: dict[Hashable, tuple[Any, int]] = {}
        for code, count in enumerate(np.bincount(self.codes, minlength=len(self.outcomes)).tolist()):
            value = self.outcomes[code]
            key = "unknown" if isinstance(value, Unknown) else identity(value)
            if count:
                found[key] = (value, found.get(key, (value, 0))[1] + count)
        return list(found.values())


class Decider:
    """One decision of a model, made ready for many people. `decided` counts how often the engine was asked."""

    def __init__(self, engine: Engine, decision: str) -> None:
        self.engine = engine
        self.decision = decision
        part = engine.program.part(decision)
        needed = [] if part is None else engine.program.order([part], frozenset())
        self.facts = [each.name for each in needed if isinstance(each.element, InputData)]
        self.types = {each.name: each.type for each in needed if isinstance(each.element, InputData)}
        self.constants = {name: constants_that_matter(engine, name) for name in self.facts}
        """For each fact it reads, the constants that divide its values; None where every value counts."""
        self.decided = 0

    def decide(
        self,
        people: People | Iterable[People],
        *,
        at_once: int = 65_536,
        budget: Budget | Callable[[], Budget] | None = None,
        clock: Callable[[], datetime] | None = None,
    ) -> Iterator[Decided]:
        """Decide for some people after the others. A fact without a column is unknown for everybody.

        Texts are read by the type that the model declares, and a value of another type is refused, as
        `Engine.decide` does; one of the type that it does not allow is null for that person.

        `budget` is that of one question to the engine; a function is called before each, to look at a clock of all
        questions together. Raises as `Engine.decide`, and what that function raises.
        """
        moment = datetime.now(UTC) if clock is None else clock()
        outcomes: list[Any] = []
        known: dict[Hashable, int] = {}
        places: dict[Hashable, int] = {}

        def outcome(facts: dict[str, Any]) -> int:
            self.decided += 1
            its = budget() if callable(budget) else budget
            answer = self.engine.decide(
                self.decision, facts, unknown="unknown", budget=its, clock=lambda: moment, strict=False
            )
            place = places.setdefault(identity(answer.value), len(outcomes))
            if place == len(outcomes):
                outcomes.append(answer.value)
            return place

        start = 0
        for part in (people,) if isinstance(people, People) else people:
            columns = {path: column for path, column in part.columns.items() if path[0] in self.facts}
            for low in range(0, len(part), at_once):
                high = min(low + at_once, len(part))
                coded = {
                    path: _of_type(column.coded(low, high), path, self.types[path[0]])
                    for path, column in columns.items()
                }
                classes = [_Classes(one, self.constants[path[0]], path) for path, one in coded.items()]
                keys = np.zeros(high - low, np.int64)
                for each in classes:
                    keys = np.unique(keys, return_inverse=True)[1] * each.count + each.codes
                _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
                found = np.empty(len(first), np.int32)
                for place, person in enumerate(first.tolist()):
                    key = tuple(each.name(int(each.codes[person])) for each in classes)
                    if key not in known:
                        values = {path: one.value(int(one.codes[person])) for path, one in coded.items()}
                        known[key] = outcome(scope_of(values))
                    found[place] = known[key]
                yield Decided(start + low, start + high, found[inverse], list(outcomes))
            start += len(part)


def _of_type(coded: Coded, path: tuple[str, ...], type_: Type | None) -> Coded:
    """A coded column with its values of the declared type. Raises `DmnError` for one of another type."""
    for name in path[1:]:
        behind = unnamed(type_ or ANY)
        type_ = dict(behind.fields).get(name) if isinstance(behind, ContextType) else None
    behind = unnamed(type_ or ANY)
    if (
        type_ is None
        or behind is ANY
        or (coded.is_open and SIMPLE_TYPE_OF.get(coded.kind or object) is behind)
    ):
        return coded
    evaluation = Evaluation(Budget(steps=sys.maxsize))
    values = [coded.value(code) for code in range(coded.total)]
    read = [of_type(".".join(path), value, type_, evaluation) for value in values]
    if all(one is other for one, other in zip(values, read, strict=True)):
        return coded
    found = coded_of_values(read)
    found.codes = found.codes[coded.codes]
    return found


class _Classes:
    """A coded column whose values are put into classes by the constants that matter."""

    def __init__(self, coded: Coded, constants: list[Any] | None, path: tuple[str, ...]) -> None:
        self._names: list[Hashable] = []
        table = np.empty(max(coded.total, 1), np.int64)
        cuts = None
        if constants is not None and len(path) == 1 and coded.kind in _ORDERED:
            cuts = sorted({key_of(one) for one in constants if one.__class__ is coded.kind})
        places: dict[Hashable, int] = {}
        for code in range(coded.total):
            name: Hashable
            if cuts is not None and code < coded.plain:
                key = key_of(coded.value(code))
                place = bisect_left(cuts, key)
                name = ("between", 2 * place + (place < len(cuts) and cuts[place] == key))
            else:
                name = (coded.name(code),)
            table[code] = places.setdefault(name, len(places))
        self._names = list(places)
        self.codes = table[coded.codes]
        self.count = max(len(places), 1)

    def name(self, place: int) -> Hashable:
        """Return what tells a class apart, the same in every stretch."""
        return self._names[place]


def constants_that_matter(engine: Engine, name: str) -> list[Any] | None:
    """Return the constants a model compares an input with; None where it does more with it than compare."""
    program = engine.program
    part = program.part(name)
    if part is None:
        return None
    found = _Found(name)
    found.type(part.type)
    for _, table in program.tables:
        for column in table.inputs:
            if _plain(column.text) != name:
                continue
            found.type(column.type)
            for area in (cell.area for cell in column.column.cells):
                found.area(area)
            if column.values is not None:
                found.area(column.allowed)
    for other in program.parts.values():
        unit = Unit(BUILTINS, other.names)
        names = NameTable(other.names)
        for text in _texts(other.element, name):
            if _mentions(text, name):
                found.text(text, names, unit)
    return None if found.is_whole else found.constants


class _Found:
    """The constants found so far, or that each value counts."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.constants: list[Any] = []
        self.is_whole = False

    def type(self, type_: Type | None) -> None:
        """Take the values that a type allows."""
        while isinstance(type_, NamedType):
            if type_.allows is not None:
                if type_.possible is None:
                    self.is_whole = True
                    return
                for value in type_.possible:
                    self.constant(value)
            type_ = type_.base

    def constant(self, value: Any) -> None:
        """Take a constant, or the ends of a range, or those of a list's items."""
        if isinstance(value, Range):
            self.constants += [end for end in (value.start, value.end) if end is not None]
        elif isinstance(value, list | tuple):
            for item in value:
                self.constant(item)
        else:
            self.constants.append(value)

    def area(self, area: Area | None) -> None:
        """Take the ends of a cell."""
        if area is None:
            self.is_whole = True
            return
        for interval in area.intervals:
            for end in (interval.low, interval.high):
                if end is not None:
                    self.constants.append(value_of_key(area.kind, end))

    def text(self, text: str, names: NameTable, unit: Unit) -> None:
        """Take the constants of comparisons in an expression; where the name stands elsewhere, all values count."""
        try:
            node = parse_expression(text, names, NameTable({}), BUILTIN_NAMES)
        except FeelSyntaxError:
            self.is_whole = True
            return
        self._node(node, unit)

    def _node(self, node: Node, unit: Unit) -> None:
        match node:
            case nodes.Name(name=name):
                if name == self.name:
                    self.is_whole = True
                return
            case nodes.Comparison(left=left, right=right):
                for side, other in ((left, right), (right, left)):
                    if self._is_fact(side) and self._constants([other], unit):
                        return
            case nodes.Between(value=value, low=low, high=high) if self._is_fact(value):
                if self._constants([low, high], unit):
                    return
            case nodes.In(value=value, tests=tests) if self._is_fact(value):
                if self._constants(list(tests.tests), unit):
                    return
        for part in parts_of(node):
            self._node(part, unit)

    def _is_fact(self, node: Node) -> bool:
        return isinstance(node, nodes.Name) and node.name == self.name

    def _constants(self, found: list[Node], unit: Unit) -> bool:
        constants = [unit.constant(node) for node in found]
        for constant in constants:
            if constant is not None:
                self.constant(constant.value)
        return all(constant is not None for constant in constants)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _mentions(text: str, name: str) -> bool:
    return name.replace(" ", "") in text.replace(" ", "").replace("\n", "").replace("\t", "")


def _texts(element: Any, name: str) -> Iterator[str]:
    """Return all texts of an element, but the input expressions of tables that are the fact alone."""
    waiting = [element]
    while waiting:
        each = waiting.pop()
        if isinstance(each, tuple):
            waiting.extend(each)
        elif is_dataclass(each) and not isinstance(each, type):
            if isinstance(each, DecisionTable):
                alone = [_is_alone(clause.expression, name) for clause in each.inputs]
                waiting += [
                    clause for clause, is_alone in zip(each.inputs, alone, strict=True) if not is_alone
                ]
                for rule in each.rules:
                    # A cell of such a column is looked at as an area.
                    waiting += [
                        cell
                        for place, cell in enumerate(rule.inputs)
                        if place >= len(alone) or not alone[place] or _mentions(cell.text or "", name)
                    ]
                    waiting += rule.outputs
                waiting += each.outputs
                continue
            if isinstance(text := getattr(each, "text", None), str):
                yield text
            waiting.extend(
                getattr(each, one.name) for one in fields(each) if one.name not in ("source", "text")
            )


def _is_alone(expression: Any, name: str) -> bool:
    return expression is not None and _plain(expression.text or "") == name
