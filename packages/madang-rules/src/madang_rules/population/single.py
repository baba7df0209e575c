"""One person against thousands of conditions: each fact looked up once among all constants it is compared with.

The atoms about one fact are answered together: the fact's place among the sorted constants tells of every
comparison whether it holds. Conjunctions are then worked out level by level, for all conditions at once.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from madang_rules.feel.budget import DEFAULT_BUDGET, Budget
from madang_rules.feel.evaluation import Evaluation
from madang_rules.feel.expression import CompiledExpression
from madang_rules.feel.types import Type
from madang_rules.feel.unknown import Unknown
from madang_rules.feel.unknown import truths as possible_truths
from madang_rules.feel.values.door import to_feel
from madang_rules.population.canonical import Atom, Graph, Junction, Path, Reference, fact_path
from madang_rules.population.coding import identity, is_open, key_of

__all__ = ["OneAnswer", "Single"]

Masks = NDArray[np.uint8]
"""What answers may be, as bits: 1 true, 2 false, 4 null; 8 says true or null."""

_WORDS = {1: "yes", 2: "no", 4: "null"}
_MISSING = object()
_MOST_REMEMBERED = 256
_COMPLETED = np.array([mask & 7 | (8 if mask & 5 else 0) for mask in range(16)], np.uint8)
_NEGATED = np.array(
    [_COMPLETED[(mask & 1) << 1 | (mask & 2) >> 1 | mask & 4] for mask in range(16)], np.uint8
)


class OneAnswer(NamedTuple):
    """The answers of all conditions for one person: `masks` has one entry a distinct condition."""

    masks: Masks
    rows: Mapping[str, int]

    def of(self, condition: str) -> str:
        """Return "yes", "no", "null" or "unknown"."""
        return _WORDS.get(int(self.masks[self.rows[condition]]) & 7, "unknown")

    def conditions(self, answer: str) -> list[str]:
        """Return the conditions with this answer."""
        return [condition for condition in self.rows if self.of(condition) == answer]


class _Level(NamedTuple):
    """Conjunctions of equally many parts, all known: where they go, and their parts, one row for each first part, …"""

    places: NDArray[np.int64]
    parts: NDArray[np.int64]


class Single:
    """Conditions made ready for one person after the other."""

    def __init__(
        self, graph: Graph, roots: Mapping[Reference, int], rows: Mapping[str, int], types: Mapping[str, Type]
    ) -> None:
        self.rows = rows
        self._graph = graph
        self._types = types
        self._count = len(graph.nodes)
        self._compiled: dict[int, CompiledExpression] = {}
        by_fact: dict[tuple[Path, type | None, bool], list[int]] = {}
        others: list[int] = []
        for place, node in enumerate(graph.nodes):
            if isinstance(node, Atom):
                path = None if node.source is None else fact_path(node.source)
                if path is not None and node.minus is None and node.shape is not None:
                    by_fact.setdefault((path, node.kind, bool(node.members)), []).append(place)
                else:
                    others.append(place)
        self._groups: list[_Group] = [
            _Members(path, places, graph) if is_member else _Compared(path, places, graph, kind)
            for (path, kind, is_member), places in by_fact.items()
        ]
        self._others = others
        self._levels = _levels(graph)
        self._roots = np.array(list(roots), np.int64)
        self._everyone: dict[str, Any] = {name: Unknown.fact(name, type_) for name, type_ in types.items()}

    def answer(
        self,
        facts: Mapping[str, Any],
        *,
        budget: Budget = DEFAULT_BUDGET,
        clock: Callable[[], datetime] | None = None,
    ) -> OneAnswer:
        """Answer all conditions for one person. Declared facts that are not given are unknown."""
        moment = datetime.now(UTC) if clock is None else clock()
        scope = {**self._everyone, **{name: _value(value) for name, value in facts.items()}}

        def ask(place: int) -> int:
            compiled = self._compiled.get(place)
            if compiled is None:
                atom = self._graph.nodes[place]
                assert isinstance(atom, Atom)
                compiled = self._compiled[place] = CompiledExpression("", atom.node, tuple(self._types))
            return _mask(compiled(scope, Evaluation(budget, clock=lambda: moment)))

        state = np.zeros(2 * self._count, np.uint8)
        for group in self._groups:
            state[group.references] = group.masks(_at(scope, group.path), ask)
        for place in self._others:
            state[2 * place] = ask(place)
        known = _COMPLETED.take(state[0::2])
        state[0::2] = known
        state[1::2] = _NEGATED.take(known)
        for level in self._levels:
            parts = state.take(level.parts)
            every = np.bitwise_and.reduce(parts, axis=0)
            some = np.bitwise_or.reduce(parts, axis=0)
            found = _COMPLETED.take(every & 1 | some & 2 | (some & 4 & (every >> 1)))
            state[level.places] = found
            state[level.places + 1] = _NEGATED.take(found)
        return OneAnswer(state[self._roots] & np.uint8(7), self.rows)


def _value(value: Any) -> Any:
    return value if value.__class__ is Unknown else to_feel(value)


def _mask(value: Any) -> int:
    mask = 0
    for truth in possible_truths(value):
        mask |= 1 if truth is True else 2 if truth is False else 4
    return mask


def _at(scope: Mapping[str, Any], path: Path) -> Any:
    value: Any = scope
    for name in path:
        if not isinstance(value, Mapping) or name not in value:
            return _MISSING
        value = value[name]
    return value


def _levels(graph: Graph) -> list[_Level]:
    depth: list[int] = []
    alike: dict[tuple[int, int], list[int]] = {}
    for place, node in enumerate(graph.nodes):
        if isinstance(node, Atom):
            depth.append(0)
            continue
        depth.append(1 + max(depth[part >> 1] for part in node.parts))
        alike.setdefault((depth[place], len(node.parts)), []).append(place)
    levels = []
    for _, places in sorted(alike.items()):
        parts = [node.parts for place in places if isinstance(node := graph.nodes[place], Junction)]
        columns = np.ascontiguousarray(np.array(parts, np.int64).T)
        levels.append(_Level(2 * np.array(places, np.int64), columns))
    return levels


class _Group:
    """Atoms about one fact."""

    def __init__(self, path: Path, places: list[int], graph: Graph) -> None:
        self.path = path
        self.places = places
        self.references = 2 * np.array(places, np.int64)
        self.atoms = [atom for place in places if isinstance(atom := graph.nodes[place], Atom)]
        self._special: dict[Hashable, Masks] = {}

    def masks(self, value: Any, ask: Callable[[int], int]) -> Masks:
        """Return what each atom may be for the value; `ask` asks the engine."""
        raise NotImplementedError

    def _asked(self, value: Any, ask: Callable[[int], int]) -> Masks:
        """The engine's answers; where nothing is known of the fact, once for atoms of one shape."""
        if value is _MISSING:
            return np.array([ask(place) for place in self.places], np.uint8)
        key = identity(value)
        known = self._special.get(key)
        if known is not None:
            return known
        if is_open(value):
            said: dict[Hashable, int] = {}
            masks = np.array(
                [
                    said[atom.shape] if atom.shape in said else said.setdefault(atom.shape, ask(place))
                    for place, atom in zip(self.places, self.atoms, strict=True)
                ],
                np.uint8,
            )
        else:
            masks = np.array([ask(place) for place in self.places], np.uint8)
        if len(self._special) < _MOST_REMEMBERED:
            self._special[key] = masks
        return masks


class _Compared(_Group):
    """Comparisons of a fact with constants of one class: each holds in one span of the places, or in several."""

    def __init__(self, path: Path, places: list[int], graph: Graph, kind: type | None) -> None:
        super().__init__(path, places, graph)
        self.kind = kind
        ends = {
            key_of(end)
            for atom in self.atoms
            for span in atom.spans
            for end in (span.low, span.high)
            if end is not None
        }
        self.keys: list[Any] = sorted(ends)
        at = {key: 2 * place + 1 for place, key in enumerate(self.keys)}
        last = 2 * len(self.keys) + 1
        lows: list[int] = []
        highs: list[int] = []
        starts: list[int] = []
        for atom in self.atoms:
            starts.append(len(lows))
            for span in atom.spans:
                lows.append(0 if span.low is None else at[key_of(span.low)] + (not span.low_in))
                highs.append(last if span.high is None else at[key_of(span.high)] + span.high_in)
        self._lows, self._highs = np.array(lows, np.int32), np.array(highs, np.int32)
        self._starts = np.array(starts, np.int64) if len(lows) > len(self.atoms) else None

    def masks(self, value: Any, ask: Callable[[int], int]) -> Masks:
        if value.__class__ is not self.kind:
            return self._asked(value, ask)
        key = key_of(value)
        place = bisect_left(self.keys, key)
        segment = 2 * place + (place < len(self.keys) and self.keys[place] == key)
        holds = (self._lows <= segment) & (segment < self._highs)
        if self._starts is not None:
            holds = np.logical_or.reduceat(holds, self._starts)
        return np.where(holds, np.uint8(1), np.uint8(2))


class _Members(_Group):
    """Whether a list holds one of some items."""

    def __init__(self, path: Path, places: list[int], graph: Graph) -> None:
        super().__init__(path, places, graph)
        self.item_class = self.atoms[0].members[0].__class__
        self._one_class = all(atom.members[0].__class__ is self.item_class for atom in self.atoms)
        self._by_item: dict[Any, NDArray[np.int64]] = {}
        found: dict[Any, list[int]] = {}
        for index, atom in enumerate(self.atoms):
            for member in atom.members:
                found.setdefault(member, []).append(index)
        self._by_item = {member: np.array(indexes, np.int64) for member, indexes in found.items()}

    def masks(self, value: Any, ask: Callable[[int], int]) -> Masks:
        if (
            value.__class__ not in (list, tuple)
            or not self._one_class
            or any(item.__class__ is not self.item_class for item in value)
        ):
            return self._asked(value, ask)
        masks = np.full(len(self.atoms), 2, np.uint8)
        for item in value:
            holding = self._by_item.get(item)
            if holding is not None:
                masks[holding] = 1
        return masks
