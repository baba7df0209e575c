"""Many conditions, answered for many people (column by column): yes, no, or unknown, as the engine would answer.

```python
from madang_rules.population import Numbers, People, Words, compile_conditions

conditions = compile_conditions({"youth rent": 'age >= 19 and age <= 34 and region = "하늘시"'}, names=["age", "region"])
people = People({"age": Numbers([25, 40]), "region": Words([0, 0], ["하늘시"])})
[part.counts("youth rent") for part in conditions.answer(people)]  # [Counts(yes=1, no=1, unknown=0)]
```
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from madang_rules.feel.budget import DEFAULT_BUDGET, Budget
from madang_rules.feel.builtins import BUILTIN_NAMES
from madang_rules.feel.expression import Names
from madang_rules.feel.syntax.names import NameTable
from madang_rules.feel.syntax.parser import parse_expression
from madang_rules.feel.types import Type
from madang_rules.population.canonical import Atom, Graph, Reference
from madang_rules.population.columns import People
from madang_rules.population.stretch import Asker, Stretch, Truths

__all__ = ["Answers", "Conditions", "Counts", "compile_conditions"]

PEOPLE_AT_ONCE = 65_536
"""How many people are worked on at a time; memory grows with it, not with the number of people."""


class Counts(NamedTuple):
    """How many people a condition answers so. A condition that is null counts as no: it does not hold."""

    yes: int
    no: int
    unknown: int


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """The answers for people from `start` to before `stop`: two bits for each distinct condition and person.

    `yes` and `no` have one row a distinct condition, eight people a byte, the first the lowest bit; neither bit
    means unknown. Null (neither true nor false, and known to be so) is a no; `null` tells which noes it are.
    """

    start: int
    stop: int
    yes: NDArray[np.uint8]
    no: NDArray[np.uint8]
    null: NDArray[np.uint8] | None
    rows: Mapping[str, int]

    def counts(self, condition: str) -> Counts:
        """Return how many of these people a condition answers how."""
        row = self.rows[condition]
        yes, no = (int(np.bitwise_count(plane[row]).sum()) for plane in (self.yes, self.no))
        return Counts(yes, no, self.stop - self.start - yes - no)

    def of(self, condition: str, person: int) -> str:
        """Return "yes", "no", "null" (where nulls are told apart) or "unknown" for one person of all."""
        row, (byte, bit) = self.rows[condition], divmod(person - self.start, 8)
        if self.null is not None and self.null[row, byte] >> bit & 1:
            return "null"
        if self.yes[row, byte] >> bit & 1:
            return "yes"
        return "no" if self.no[row, byte] >> bit & 1 else "unknown"

    def people(self, condition: str, answer: str = "yes") -> NDArray[np.int64]:
        """Return the numbers of those for whom the condition's answer is "yes", "no" or "unknown"."""
        row = self.rows[condition]
        plane = {"yes": self.yes[row], "no": self.no[row], "unknown": ~(self.yes[row] | self.no[row])}[answer]
        found = np.unpackbits(plane, count=self.stop - self.start, bitorder="little")
        return np.flatnonzero(found).astype(np.int64) + self.start


class Conditions:
    """Conditions compiled to column operations. It keeps no state between questions but `ways` and `asked`."""

    def __init__(self, texts: Mapping[str, str], names: NameTable, types: NameTable) -> None:
        self.graph = Graph(names.types)
        self.declared = tuple(names.types)
        self.roots: dict[str, Reference] = {}
        for label, text in texts.items():
            self.roots[label] = self.graph.add(parse_expression(text, names, types, BUILTIN_NAMES))
        places: dict[Reference, int] = {}
        self.rows = {
            label: places.setdefault(reference, len(places)) for label, reference in self.roots.items()
        }
        self._row_of = places
        self._last_use = self._last_uses()
        self.ways: Counter[str] = Counter()
        """How the atoms were computed when last asked: "order", "bits", "arithmetic", "derived", or "engine"."""
        self.asked = 0
        """How often the engine was asked when last asked: for distinct values, not for people."""

    @property
    def distinct(self) -> int:
        """How many conditions differ after canonicalising."""
        return len(self._row_of)

    @property
    def atoms(self) -> int:
        """How many different atoms they are made of."""
        return sum(isinstance(node, Atom) for node in self.graph.nodes)

    def _last_uses(self) -> list[int]:
        last = list(range(len(self.graph.nodes)))
        for place, node in enumerate(self.graph.nodes):
            if not isinstance(node, Atom):
                for part in node.parts:
                    last[part >> 1] = place
        return last

    def answer(
        self,
        people: People | Iterable[People],
        *,
        at_once: int = PEOPLE_AT_ONCE,
        nulls: bool = False,
        budget: Budget = DEFAULT_BUDGET,
        clock: Callable[[], datetime] | None = None,
    ) -> Iterator[Answers]:
        """Answer all conditions for some people after the others; `people` may itself come in parts.

        `nulls`: also tell null from false. `clock`: the instant that `now()` and `today()` speak of. Raises
        `PopulationError` for a fact that no column holds, `BudgetExceeded` where the engine is asked and stops.
        """
        moment = datetime.now(UTC) if clock is None else clock()
        asker = Asker(self.declared, budget, lambda: moment)
        start = 0
        for part in (people,) if isinstance(people, People) else people:
            for low in range(0, len(part), at_once):
                high = min(low + at_once, len(part))
                stretch = Stretch(part, low, high, self.graph, asker)
                answers = self._answers(stretch, start + low, start + high, nulls)
                self.ways, self.asked = stretch.ways, asker.asked
                yield answers
            start += len(part)

    def _answers(self, stretch: Stretch, start: int, stop: int, nulls: bool) -> Answers:
        width = (stop - start + 7) // 8
        yes, no, null = (
            np.zeros((len(self._row_of), width if kept else 0), np.uint8) for kept in (1, 1, nulls)
        )
        inside = stretch.everybody
        living: dict[int, Truths] = {}
        leaving: dict[int, list[int]] = {}
        for place, last in enumerate(self._last_use):
            leaving.setdefault(last, []).append(place)
        for place, node in enumerate(self.graph.nodes):
            if isinstance(node, Atom):
                truths = stretch.atom(place, node)
            else:
                truths = _conjunction([living[part >> 1].signed(part & 1) for part in node.parts])
            living[place] = truths
            for sign in (0, 1):
                row = self._row_of.get(2 * place + sign)
                if row is None:
                    continue
                can = truths.signed(sign)
                others = can.false | can.null
                np.bitwise_and(can.true, ~others, out=yes[row])
                np.bitwise_and(can.false ^ can.null, ~can.true, out=no[row])
                if nulls:
                    np.bitwise_and(can.null, ~(can.true | can.false), out=null[row])
            for gone in leaving.get(place, ()):
                del living[gone]
        yes &= inside
        no &= inside
        return Answers(start, stop, yes, no, null if nulls else None, self.rows)


def _conjunction(parts: Sequence[Truths]) -> Truths:
    """Return what the conjunction of parts may be, each part being what it may be."""
    true = parts[0].true & parts[1].true
    false = parts[0].false | parts[1].false
    null = parts[0].null | parts[1].null
    not_false = (parts[0].true | parts[0].null) & (parts[1].true | parts[1].null)
    for part in parts[2:]:
        true &= part.true
        false |= part.false
        null |= part.null
        not_false &= part.true | part.null
    null &= not_false
    return Truths(true, false, null)


def compile_conditions(
    conditions: Mapping[str, str] | Iterable[str],
    names: Names | None = None,
    *,
    types: Mapping[str, Type] | NameTable | None = None,
) -> Conditions:
    """Parse and canonicalise conditions (by label, or labelled by their own text). Raises `FeelSyntaxError`.

    `names` are the names of the facts, `types` the model's own types, as with `compile_expression`.
    """
    texts = conditions if isinstance(conditions, Mapping) else {text: text for text in conditions}
    table = names if isinstance(names, NameTable) else NameTable(names or ())
    known = types if isinstance(types, NameTable) else NameTable(types or {})
    return Conditions(texts, table, known)
