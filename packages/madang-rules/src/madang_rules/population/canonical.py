"""Conditions in canonical form, each distinct part once: a graph of atoms and conjunctions with signs.

A disjunction is the negation of the conjunction of the negated parts (De Morgan holds for FEEL's three truths and
for sets of them), so `and`, `or` and `not` meet in one kind of node. Operands are sorted and told apart, comparisons
are turned so that the constant stands on the right, and negations are drawn into them: `x >= 3`, `3 <= x` and
`not(x < 3)` are one atom.

Everything here keeps what the engine answers, also for unknown facts; what would not is left alone.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from madang_rules.feel.builtins import BUILTINS
from madang_rules.feel.compile.unit import Unit
from madang_rules.feel.syntax import nodes
from madang_rules.feel.syntax.nodes import Node
from madang_rules.feel.syntax.walk import free_names, parts_of
from madang_rules.feel.values.date import Date
from madang_rules.feel.values.duration import DaysDuration, MonthsDuration
from madang_rules.feel.values.range import Range
from madang_rules.population.coding import identity, key_of

__all__ = ["Atom", "Graph", "Junction", "Reference", "Span"]

Path = tuple[str, ...]
Reference = int
"""Twice the place of a node in the graph, plus 1 where its negation is meant."""

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}
_ORDERED = (Decimal, str, Date, DaysDuration, MonthsDuration)


@dataclass(frozen=True, slots=True)
class Span:
    """Values between two bounds; None has no bound."""

    low: Any
    low_in: bool
    high: Any
    high_in: bool


@dataclass(frozen=True, slots=True, eq=False)
class Atom:
    """A question that is answered for itself.

    `facts` are the paths it reads. Where `spans` are given, the answer for values of class `kind` is whether
    `source` lies in one of them; where `members` are given, whether the list `source` holds one of them. For all
    other values the engine answers `node`.
    """

    node: Node
    facts: frozenset[Path]
    source: Node | None = None
    kind: type | None = None
    spans: tuple[Span, ...] = ()
    members: tuple[Any, ...] = ()
    shape: Hashable = None
    """Equal for atoms that ask the same of a fact that is absent or entirely unknown: only their constants differ."""
    minus: Node | None = None
    """What is subtracted from the source before it is compared: the other side of a comparison of two facts."""


@dataclass(frozen=True, slots=True, eq=False)
class Junction:
    """All of the parts hold."""

    parts: tuple[Reference, ...]


class Graph:
    """Distinct atoms and conjunctions of many conditions."""

    def __init__(self, declared: Iterable[str]) -> None:
        self.unit = Unit(BUILTINS, declared)
        self.nodes: list[Atom | Junction] = []
        self._places: dict[Hashable, int] = {}

    def add(self, node: Node) -> Reference:
        """Add a condition, and return where it is."""
        match node:
            case nodes.And(operands=operands):
                return self._junction(self.add(one) for one in operands)
            case nodes.Or(operands=operands):
                return self._junction(self.add(one) ^ 1 for one in operands) ^ 1
            case nodes.Call(arguments=(operand,), names=None) if self._is_not(node) and self._is_truth(
                operand
            ):
                return self.add(operand) ^ 1
            case nodes.Comparison():
                return self._comparison(node)
            case nodes.Between(place=place, value=value, low=low, high=high):
                return self._junction(
                    self._comparison(nodes.Comparison(place, operator, value, bound))
                    for operator, bound in ((">=", low), ("<=", high))
                )
            case nodes.In():
                return self._in(node)
            case nodes.Quantified(every=False) if (found := self._members_of_some(node)) is not None:
                return self._members("some", node, *found)
            case nodes.Call(arguments=(source, item), names=None) if self._is_call(node, "list contains"):
                constant = self.unit.constant(item)
                if constant is not None and constant.value.__class__ in (str, Decimal):
                    return self._members("contains", node, source, (constant.value,))
        return self._plain(node)

    def _junction(self, references: Iterable[Reference]) -> Reference:
        parts: set[Reference] = set()
        for reference in references:
            node = self.nodes[reference >> 1]
            if isinstance(node, Junction) and not reference & 1:
                parts.update(node.parts)
            else:
                parts.add(reference)
        ordered = tuple(sorted(parts))
        return ordered[0] if len(ordered) == 1 else self._keep(("and", ordered), lambda: Junction(ordered))

    def _keep(self, key: Hashable, make: Any) -> Reference:
        place = self._places.get(key)
        if place is None:
            place = self._places[key] = len(self.nodes)
            self.nodes.append(make())
        return 2 * place

    # Atoms

    def _plain(self, node: Node) -> Reference:
        return self._keep(self.key(node), lambda: Atom(node, facts_of(node)))

    def _comparison(self, node: nodes.Comparison) -> Reference:
        operator, left, right = node.operator, node.left, node.right
        constant = self.unit.constant(right)
        first = self.unit.constant(left) if constant is None else None
        if first is not None or (constant is None and repr(self.key(left)) > repr(self.key(right))):
            constant = first
            left, right, operator = right, left, _MIRRORED[operator]
        flip = 0
        if operator in ("!=", ">", ">="):
            # One atom for an operator and its negation.
            operator, flip = _NEGATED[operator], 1
        turned = nodes.Comparison(node.place, operator, left, right)
        if constant is None:
            if not (is_arithmetic(left) and is_arithmetic(right)):
                return self._plain(turned) ^ flip
            key: Hashable = ("pair", operator, self.key(left), self.key(right))

            def make() -> Atom:
                spans = (_span(operator, Decimal(0)),)
                return Atom(turned, facts_of(turned), source=left, minus=right, spans=spans)

        else:
            value = constant.value
            kind = value.__class__
            compared = self.key(left)
            key = ("compare", operator, compared, _constant_key(value))

            def make() -> Atom:
                if kind not in _ORDERED:
                    return Atom(turned, facts_of(turned))
                spans = (_span(operator, value),)
                return Atom(turned, facts_of(turned), left, kind, spans, shape=(operator, compared, kind))

        return self._keep(key, make) ^ flip

    def _in(self, node: nodes.In) -> Reference:
        value, tests = node.value, node.tests
        if len(tests.tests) == 1:
            return self._plain(node) if tests.negated else self._in_one(node, tests.tests[0])
        constants = [self.unit.constant(test) for test in tests.tests]
        found = _spans([constant.value for constant in constants if constant is not None])
        if found is None or any(constant is None for constant in constants):
            return self._plain(node)
        keys = frozenset(_constant_key(constant.value) for constant in constants if constant is not None)
        positive = nodes.In(node.place, value, nodes.UnaryTests(tests.place, tests.tests))
        return self._spanned(("in", self.key(value), keys), positive, *found) ^ int(tests.negated)

    def _spanned(
        self, key: tuple[Any, ...], node: nodes.In, kind: type, spans: tuple[Span, ...]
    ) -> Reference:
        forms = frozenset((span.low is None, span.high is None, span.low == span.high) for span in spans)
        shape = (*key[:2], kind, forms)
        return self._keep(key, lambda: Atom(node, facts_of(node), node.value, kind, spans, shape=shape))

    def _in_one(self, node: nodes.In, only: Node) -> Reference:
        """One test: often a comparison in other words."""
        value, constant = node.value, self.unit.constant(only)
        if isinstance(only, nodes.OperatorTest) and self.unit.constant(only.operand) is not None:
            return self._comparison(nodes.Comparison(node.place, only.operator, value, only.operand))
        if constant is not None:
            if isinstance(only, nodes.RangeLiteral):
                bounds = (
                    (">=" if only.start_included else ">", only.start),
                    ("<=" if only.end_included else "<", only.end),
                )
                return self._junction(
                    self._comparison(nodes.Comparison(node.place, operator, value, bound))
                    for operator, bound in bounds
                )
            if constant.value.__class__ in _ORDERED:
                return self._comparison(nodes.Comparison(node.place, "=", value, only))
            if constant.value.__class__ is list and (found := _spans(constant.value)) is not None:
                keys = frozenset(map(_constant_key, constant.value))
                return self._spanned(("in list", self.key(value), keys), node, *found)
        item = self.unit.constant(value)
        if item is not None and item.value.__class__ in (str, Decimal) and fact_path(only) is not None:
            return self._members("item of", node, only, (item.value,))
        return self._plain(node)

    def _members(self, form: str, node: Node, source: Node, members: tuple[Any, ...]) -> Reference:
        chosen = tuple(sorted(set(members)))
        shape = (form, self.key(source), chosen[0].__class__)
        return self._keep(
            (form, self.key(source), tuple(map(_constant_key, chosen))),
            lambda: Atom(node, facts_of(node), source, members=chosen, shape=shape),
        )

    def _members_of_some(self, node: nodes.Quantified) -> tuple[Node, tuple[Any, ...]] | None:
        """`some x in list satisfies x = constant` or `x in (constants)`."""
        if len(node.iterators) != 1 or node.iterators[0].end is not None:
            return None
        name, source = node.iterators[0].name, node.iterators[0].source
        match node.condition:
            case nodes.Comparison(operator="=", left=nodes.Name(name=left), right=right) if left == name:
                tests: tuple[Node, ...] = (right,)
            case nodes.In(
                value=nodes.Name(name=left), tests=nodes.UnaryTests(tests=tests, negated=False)
            ) if left == name:
                pass
            case _:
                return None
        if fact_path(source) is None:
            return None
        members = []
        for test in tests:
            constant = self.unit.constant(test)
            if constant is None or constant.value.__class__ not in (str, Decimal):
                return None
            members.append(constant.value)
        if len({member.__class__ for member in members}) != 1:
            return None
        return source, tuple(members)

    def _is_call(self, node: nodes.Call, name: str) -> bool:
        builtin = self.unit.builtin(node.function)
        return builtin is not None and builtin.name == name

    def _is_not(self, node: nodes.Call) -> bool:
        return self._is_call(node, "not")

    def _is_truth(self, node: Node) -> bool:
        """Whether a node can be nothing but true, false or null: only then `not` turns its sign."""
        return isinstance(
            node, nodes.And | nodes.Or | nodes.Comparison | nodes.Between | nodes.In | nodes.Quantified
        ) or (isinstance(node, nodes.Call) and self._is_not(node))

    def key(self, node: Node) -> Hashable:
        """Return what is equal for nodes that mean the same; places do not count, nor does how constants are written
        where they are compared."""
        constant = self.unit.constant(node)
        if constant is not None and not isinstance(constant.value, Range):
            return ("constant", identity(constant.value))
        if isinstance(node, nodes.Literal):
            return ("literal", identity(node.value))
        return (
            node.__class__.__name__,
            *(self._part_key(getattr(node, one.name)) for one in fields(node)[1:]),
        )

    def _part_key(self, part: Any) -> Hashable:
        if isinstance(part, Node):
            return self.key(part)
        if isinstance(part, tuple):
            return tuple(map(self._part_key, part))
        return part if part is None or isinstance(part, str | bool) else ("other", repr(part))


def _span(operator: str, value: Any) -> Span:
    if operator == "=":
        return Span(value, True, value, True)
    return Span(None, False, value, operator == "<=")


def _constant_key(value: Any) -> Hashable:
    """The key of a constant that is only compared: 2.0 is 2."""
    if isinstance(value, Range):
        return (
            "range", _constant_key(value.start), _constant_key(value.end), value.start_included,
            value.end_included, value.operator,
        )  # fmt: skip
    key = key_of(value)
    return (value.__class__.__name__, key) if key is not None else identity(value)


def _spans(constants: list[Any]) -> tuple[type, tuple[Span, ...]] | None:
    """Return constant tests as spans of one class; None where they are not of one ordered class."""
    spans: list[Span] = []
    kinds: set[type] = set()
    for value in constants:
        if isinstance(value, Range):
            ends = [end for end in (value.start, value.end) if end is not None]
            if value.operator or not ends:
                return None
            kinds.update(end.__class__ for end in ends)
            spans.append(Span(value.start, value.start_included, value.end, value.end_included))
            continue
        kinds.add(value.__class__)
        spans.append(Span(value, True, value, True))
    if len(kinds) != 1 or not kinds <= set(_ORDERED):
        return None
    return kinds.pop(), tuple(spans)


def is_arithmetic(node: Node) -> bool:
    """Whether a node only adds, subtracts and multiplies facts and numbers."""
    match node:
        case nodes.Literal(value=value):
            return value.__class__ is Decimal
        case nodes.Arithmetic(operator=operator, left=left, right=right):
            return operator in ("+", "-", "*") and is_arithmetic(left) and is_arithmetic(right)
        case nodes.Negation(operand=operand):
            return is_arithmetic(operand)
    return fact_path(node) is not None


def fact_path(node: Node) -> Path | None:
    """Return the path of a fact that a node is."""
    if isinstance(node, nodes.Name):
        return (node.name,)
    if isinstance(node, nodes.Path):
        source = fact_path(node.source)
        return None if source is None else (*source, node.name)
    return None


def facts_of(node: Node) -> frozenset[Path]:
    """Return the paths of the facts a node reads, built-in functions left out."""
    found: set[Path] = set()

    def visit(one: Node) -> None:
        path = fact_path(one)
        if path is not None:
            found.add(path)
            return
        for part in parts_of(one):
            visit(part)

    visit(node)
    if len(found) > 1:
        free = free_names(node)
        found = {path for path in found if path[0] in free}
    return frozenset(found)
