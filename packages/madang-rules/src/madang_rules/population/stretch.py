"""One stretch of people: its coded columns, and what each atom may be for each person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np

from madang_rules.feel.budget import Budget
from madang_rules.feel.evaluation import Evaluation
from madang_rules.feel.expression import CompiledExpression
from madang_rules.feel.syntax.nodes import Node
from madang_rules.feel.unknown import truths as possible_truths
from madang_rules.population.canonical import Atom, Graph, fact_path, is_arithmetic
from madang_rules.population.coding import Coded, Plane, packed
from madang_rules.population.columns import People, scope_of
from madang_rules.population.derived import Group, Path, combined, of_arithmetic, of_values
from madang_rules.population.messages import PopulationError

__all__ = ["Asker", "Stretch", "Truths"]

_BIT = {True: 1, False: 2, None: 4}
_MOST_REMEMBERED = 1_000_000
_MOST_SPECIALS = 6
"""So many special codes are worked on as planes; more are looked up in a table."""


class Truths(NamedTuple):
    """For each person, whether an answer may be true, may be false, may be null. One of them: it is."""

    true: Plane
    false: Plane
    null: Plane

    def signed(self, negated: int) -> Truths:
        """Return the truths of the negation, if asked for."""
        return Truths(self.false, self.true, self.null) if negated else self


class Asker:
    """Asks the engine, and remembers what it said."""

    def __init__(self, declared: Sequence[str], budget: Budget, clock: Callable[[], datetime]) -> None:
        self.declared = declared
        self.asked = 0
        self.paths: dict[int, tuple[Path, ...]] = {}
        """The columns that an atom reads, by its place in the graph."""
        self._budget = budget
        self._clock = clock
        self._compiled: dict[Hashable, CompiledExpression] = {}
        self._remembered: dict[Hashable, Any] = {}

    def value(self, key: Hashable, node: Node, group: Group, code: int) -> Any:
        """Return the value of a node for those who have a code."""
        known = (key, group.name(code))
        if known in self._remembered:
            return self._remembered[known]
        compiled = self._compiled.get(key)
        if compiled is None:
            compiled = self._compiled[key] = CompiledExpression("", node, self.declared)
        self.asked += 1
        value = compiled(scope_of(group.facts(code)), Evaluation(self._budget, clock=self._clock))
        if len(self._remembered) >= _MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered[known] = value
        return value

    def truths(self, place: Hashable, node: Node, group: Group, code: int) -> int:
        """Return what an atom may be for those who have a code, as bits: 1 true, 2 false, 4 null."""
        bits = 0
        for truth in possible_truths(self.value(place, node, group, code)):
            bits |= _BIT[truth]
        return bits


class Stretch:
    """People from `start` to before `stop`."""

    def __init__(self, people: People, start: int, stop: int, graph: Graph, asker: Asker) -> None:
        self.people = people
        self.start, self.stop = start, stop
        self.graph = graph
        self.asker = asker
        self.everybody = packed(np.ones(stop - start, bool))
        self.nobody = np.zeros_like(self.everybody)
        self.ways: Counter[str] = Counter()
        self._columns: dict[Path, Coded] = {}
        self._groups: dict[Hashable, Group | None] = {}
        self._special: dict[Hashable, Truths] = {}

    def atom(self, place: int, atom: Atom) -> Truths:
        """Return what an atom may be for each person."""
        paths = self.asker.paths.get(place)
        if paths is None:
            paths = self.asker.paths[place] = tuple(sorted(self._paths(atom)))
        columns = {path: self._column(path) for path in paths}
        if not columns:
            self.ways["constant"] += 1
            everybody = Group(_one_code(self), lambda code: {}, lambda code: None)
            return self._asked(place, atom, everybody)
        only = next(iter(columns)) if len(columns) == 1 else None
        if only is not None:
            base = self._base(only)
            if atom.members and fact_path(atom.source or atom.node) == only and base.coded.vocabulary:
                return self._contained(place, atom, base)
            is_compared = atom.spans and atom.minus is None and fact_path(atom.source or atom.node) == only
            if is_compared and base.coded.kind is atom.kind:
                self.ways["order"] += 1
                return self._ordered(place, atom, base)
        if atom.spans and atom.source is not None:
            derived = self._derived(atom, columns, only)
            if derived is not None:
                return self._ordered(place, atom, derived)
        self.ways["engine"] += 1
        return self._asked(place, atom, self._all(columns))

    def _paths(self, atom: Atom) -> set[Path]:
        known = self.people.columns
        found: set[Path] = set()
        for path in atom.facts:
            prefix = next((path[:end] for end in range(len(path), 0, -1) if path[:end] in known), None)
            if prefix is not None:
                found.add(prefix)
                continue
            below = [column for column in known if column[: len(path)] == path]
            if not below and path[0] in self.asker.declared:
                columns = ", ".join(".".join(column) for column in known)
                raise PopulationError("population-column", name=".".join(path), known=columns)
            found.update(below)
        return found

    def _column(self, path: Path) -> Coded:
        coded = self._columns.get(path)
        if coded is None:
            coded = self._columns[path] = self.people.columns[path].coded(self.start, self.stop)
        return coded

    def _base(self, path: Path) -> Group:
        coded = self._column(path)
        return Group(coded, lambda code: {path: coded.value(code)}, coded.name)

    def _all(self, columns: dict[Path, Coded]) -> Group:
        if len(columns) == 1:
            return self._base(next(iter(columns)))
        key = ("all", *columns)
        if key not in self._groups:
            self._groups[key] = combined(columns, np.ones(self.stop - self.start, bool))
        group = self._groups[key]
        assert group is not None
        return group

    def _derived(self, atom: Atom, columns: dict[Path, Coded], only: Path | None) -> Group | None:
        source = atom.source
        assert source is not None
        minus = None if atom.minus is None else self.graph.key(atom.minus)
        if is_arithmetic(source) and atom.kind in (None, Decimal):
            key: Hashable = ("sum", self.graph.key(source), minus)
            if key not in self._groups:
                self._groups[key] = of_arithmetic(source, atom.minus, columns)
            if (group := self._groups[key]) is not None:
                self.ways["arithmetic"] += 1
                return group
        if only is None or atom.minus is not None or atom.kind is None or fact_path(source) == only:
            return None
        kind = atom.kind
        key = ("derived", self.graph.key(source), kind)
        if key not in self._groups:
            base = self._base(only)
            said = ("value", self.graph.key(source))
            values = [self.asker.value(said, source, base, code) for code in range(base.coded.total)]
            self._groups[key] = of_values(base.coded, only, values, kind)
        self.ways["derived"] += 1
        return self._groups[key]

    def _ordered(self, place: int, atom: Atom, group: Group) -> Truths:
        """Those whose value lies in one of the spans: a comparison of codes."""
        coded = group.coded
        spans = sorted(
            {
                (
                    0 if span.low is None else coded.place(span.low, behind=not span.low_in),
                    coded.plain if span.high is None else coded.place(span.high, behind=span.high_in),
                )
                for span in atom.spans
            }
        )
        spans = [span for span in spans if span[0] < span[1]]
        if len(spans) == 1:
            true = coded.between(*spans[0])
        elif not spans:
            true = self.nobody
        else:
            table = np.zeros(coded.total, bool)
            for low, high in spans:
                table[low:high] = True
            true = coded.chosen(table)
        return self._with_specials(place, atom, group, true, coded.plain_plane & ~true)

    def _contained(self, place: int, atom: Atom, group: Group) -> Truths:
        """Those whose list holds one of the members: bits."""
        self.ways["bits"] += 1
        coded = group.coded
        bits = 0
        for member in atom.members:
            if member in coded.vocabulary:
                bits |= 1 << coded.vocabulary.index(member)
        table = np.zeros(coded.total, bool)
        table[: coded.plain] = (np.array(coded.keys, np.int64) & bits) != 0
        true = coded.chosen(table)
        return self._with_specials(place, atom, group, true, coded.plain_plane & ~true)

    def _with_specials(self, place: int, atom: Atom, group: Group, true: Plane, false: Plane) -> Truths:
        coded = group.coded
        if not coded.specials:
            return Truths(true, false, self.nobody)
        shared = atom.shape is not None and coded.is_open
        key: Hashable = (id(coded), atom.shape if shared else place)
        special = self._special.get(key)
        if special is None:
            asking = ("shape", atom.shape) if shared else place
            masks = tuple(
                self.asker.truths(asking, atom.node, group, code) for code in range(coded.plain, coded.total)
            )
            special = self._special[key] = self._planes(coded, masks)
        return Truths(true | special.true, false | special.false, special.null)

    def _planes(self, coded: Coded, masks: tuple[int, ...]) -> Truths:
        if len(masks) > _MOST_SPECIALS:
            return self._looked_up(coded, [0] * coded.plain + list(masks))
        planes = [self.nobody.copy() for _ in range(3)]
        for code, mask in enumerate(masks, start=coded.plain):
            for bit, plane in enumerate(planes):
                if mask >> bit & 1:
                    plane |= coded.plane_of(code)
        return Truths(*planes)

    def _asked(self, place: int, atom: Atom, group: Group) -> Truths:
        """The engine's answer for each code."""
        masks = [self.asker.truths(place, atom.node, group, code) for code in range(group.coded.total)]
        return self._looked_up(group.coded, masks)

    def _looked_up(self, coded: Coded, masks: Sequence[int]) -> Truths:
        found = np.array(masks, np.uint8).take(coded.codes, mode="clip")
        return Truths(packed(found & 1 != 0), packed(found & 2 != 0), packed(found & 4 != 0))


def _one_code(stretch: Stretch) -> Coded:
    codes = np.zeros(stretch.stop - stretch.start, np.uint8)
    return Coded(codes, [], [None], kind=None, value_of=lambda key: key)
