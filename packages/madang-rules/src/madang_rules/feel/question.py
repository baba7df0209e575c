"""Which missing fact to ask for next: the one whose answer is expected to tell most about the outcome.

Information is counted in bits (Shannon): how much less uncertain the outcome is, on average over the answers, once
the fact is known. All completions of the missing facts are tried where they are few, else a seeded sample of them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from itertools import pairwise, product
from math import log2, prod
from typing import Any

from madang_rules.feel.evaluation import Evaluation
from madang_rules.feel.syntax import nodes
from madang_rules.feel.syntax.nodes import INPUT, Node
from madang_rules.feel.syntax.walk import all_nodes
from madang_rules.feel.types import BOOLEAN, DATE, NUMBER, STRING
from madang_rules.feel.unknown import Unknown, parts_of, unknowns_within
from madang_rules.feel.values.arithmetic import calculate, negative
from madang_rules.feel.values.date import Date, parse_date
from madang_rules.feel.values.equality import equals
from madang_rules.feel.values.membership import in_range
from madang_rules.feel.values.number import DECIMAL
from madang_rules.feel.values.range import Range

Decide = Callable[[Mapping[str, Any]], Any]
"""Returns the outcome for facts, some of which may be unknown."""
Answers = Sequence[tuple[Any, float]]
"""Answers to a question, each with its weight (relative to the others)."""

MOST_COMPLETIONS = 512
_WORD = 2**32 - 1
_PLACES = 9
"""Bits are told to nine places, so that what is equally telling is equal."""
_ONE = Decimal(1)
_FARTHEST = Decimal(10) ** 300


@dataclass(frozen=True, slots=True)
class Question:
    """A missing fact. `information`: bits expected of its answer. `settles`: share of answers that alone decide."""

    fact: str
    information: float
    settles: float


def questions(
    decide: Decide,
    facts: Mapping[str, Any],
    answers: Mapping[str, Answers],
    *,
    completions: int = MOST_COMPLETIONS,
    seed: int = 0,
) -> list[Question]:
    """Return the missing facts that bear on the outcome, the most telling first.

    `answers` gives the answers to expect for each missing fact: see `likely_answers`. A fact without answers is
    not asked for.
    """
    if not _is_open(decide(facts)):
        return []
    missing = [name for name in sorted(answers) if isinstance(facts.get(name), Unknown) and answers[name]]
    tried = list(_completions([answers[name] for name in missing], completions, seed))
    outcomes = [_label(decide({**facts, **dict(zip(missing, values, strict=True))})) for values, _ in tried]
    weights = [weight for _, weight in tried]
    found: list[Question] = []
    for index, name in enumerate(missing):
        bits = _information([_label(values[index]) for values, _ in tried], outcomes, weights)
        settled = [weight for value, weight in answers[name] if not _is_open(decide({**facts, name: value}))]
        share = sum(settled) / sum(weight for _, weight in answers[name])
        if bits > 1e-9 or share > 0:
            found.append(Question(name, bits, share))
    return sorted(found, key=lambda question: (-question.information, -question.settles, question.fact))


def _completions(answers: Sequence[Answers], most: int, seed: int) -> Iterator[tuple[tuple[Any, ...], float]]:
    if prod(map(len, answers)) <= most:
        for chosen in product(*answers):
            yield tuple(value for value, _ in chosen), prod(weight for _, weight in chosen)
        return
    chance = _chance(seed)
    for _ in range(most):
        yield tuple(_drawn(one, next(chance)) for one in answers), 1.0


def _drawn(answers: Answers, share: float) -> Any:
    left = share * sum(weight for _, weight in answers)
    for value, weight in answers:
        if left < weight:
            return value
        left -= weight
    return answers[-1][0]


def _chance(state: int) -> Iterator[float]:
    """Yield numbers from 0 to below 1 (mulberry32): so simple that the evaluator in TypeScript draws the same."""
    while True:
        state = (state + 0x6D2B79F5) & _WORD
        mixed = ((state ^ (state >> 15)) * (state | 1)) & _WORD
        mixed = ((mixed + (((mixed ^ (mixed >> 7)) * (mixed | 61)) & _WORD)) ^ mixed) & _WORD
        yield (mixed ^ (mixed >> 14)) / 2**32


def _label(value: Any) -> Hashable:
    """Return what is the same for outcomes that are the same, also in how they are written."""
    return _labelled(value, {})


def _labelled(value: Any, known: dict[int, Hashable]) -> Hashable:
    """A list or context, which may be long and stand at many places, is labelled once, by a digest."""
    if value.__class__ is Unknown:
        return "unknown", tuple(sorted(value.facts))
    parts = parts_of(value)
    if parts is None:
        return value.__class__.__name__, repr(value)
    if id(value) not in known:
        names = tuple(value) if value.__class__ is dict else None
        inside = repr((names, [_labelled(part, known) for part in parts]))
        known[id(value)] = sha256(inside.encode("utf-8", "surrogatepass")).digest()
    return known[id(value)]


def _is_open(value: Any) -> bool:
    return next(unknowns_within([value]), None) is not None


def _information(given: Sequence[Hashable], outcomes: Sequence[Hashable], weights: Sequence[float]) -> float:
    """Return how many bits `given` tells of the outcomes."""
    groups: dict[Hashable, tuple[list[Hashable], list[float]]] = {}
    for answer, outcome, weight in zip(given, outcomes, weights, strict=True):
        group = groups.setdefault(answer, ([], []))
        group[0].append(outcome)
        group[1].append(weight)
    total = sum(weights)
    left = sum(sum(group[1]) / total * _entropy(*group) for group in groups.values())
    return round(abs(_entropy(outcomes, weights) - left), _PLACES)


def _entropy(outcomes: Iterable[Hashable], weights: Iterable[float]) -> float:
    totals: dict[Hashable, float] = {}
    for outcome, weight in zip(outcomes, weights, strict=True):
        totals[outcome] = totals.get(outcome, 0.0) + weight
    total = sum(totals.values())
    return -sum(weight / total * log2(weight / total) for weight in totals.values() if weight)


def likely_answers(fact: Unknown, constants: Iterable[Any] = ()) -> Answers:
    """Return answers to try for an unknown fact, with their weights.

    Those that can be listed are; else one on each side of each constant that the rules compare the fact with
    (see `constants_compared`) and the constants themselves: no others can tell more. Where the fact lies in one
    range with two ends an answer weighs as much of the range as lies nearest to it, else all weigh the same.
    """
    if fact.values is not None:
        values = [value for value in fact.values if value is not None]
        return [(value, 1.0) for value in values or list(fact.values)]
    candidates: list[Any] = [*constants]
    for piece in () if candidates else fact.allowed or ():
        candidates += [piece.start, piece.end] if isinstance(piece, Range) else [piece]
    tried: list[Any] = []
    for value in candidates:
        for near in _neighbours(value):
            if fact.type in (NUMBER, STRING, DATE, BOOLEAN) and _type(near) != fact.type:
                continue
            if near.__class__ not in (Decimal, str, bool, Date):
                continue
            known = any(near.__class__ is other.__class__ and near == other for other in tried)
            if not known and _is_allowed(fact, near):
                tried.append(near)
    tried.sort(key=lambda value: (value.__class__.__name__, value.days if isinstance(value, Date) else value))
    return list(zip(tried, _weights(fact, tried), strict=True))


def _weights(fact: Unknown, answers: Sequence[Any]) -> list[float]:
    ranges = [piece for piece in fact.allowed or () if isinstance(piece, Range)]
    ends = [_position(end) for piece in ranges for end in (piece.start, piece.end)]
    places = [_position(answer) for answer in answers]
    low, high = ends if len(ends) == 2 else (None, None)
    if low is None or high is None or low >= high or None in places or len(fact.allowed or ()) != 1:
        return [1.0] * len(answers)
    known = [place for place in places if place is not None]
    edges = [low, *((a + b) / 2 for a, b in pairwise(known)), high]
    return [max(upper - lower, 0.0) / (high - low) + 1e-9 for lower, upper in pairwise(edges)]


def _position(value: Any) -> float | None:
    if isinstance(value, Decimal):
        return float(value) if value.copy_abs() < _FARTHEST else None
    return float(value.days) if isinstance(value, Date) else None


def _type(value: Any) -> Any:
    return {Decimal: NUMBER, str: STRING, bool: BOOLEAN, Date: DATE}.get(value.__class__)


def _neighbours(value: Any) -> tuple[Any, ...]:
    if isinstance(value, Decimal):
        return DECIMAL.subtract(value, _ONE), value, DECIMAL.add(value, _ONE)
    if isinstance(value, Date):
        return tuple(date for days in (-1, 0, 1) if (date := Date.from_days(value.days + days)) is not None)
    if isinstance(value, str):
        return value, "…"  # another text than the rules know
    return () if value is None else (value,)


def _is_allowed(fact: Unknown, value: Any) -> bool:
    evaluation = Evaluation()
    return fact.allowed is None or any(
        (
            in_range(evaluation, value, piece, None)
            if isinstance(piece, Range)
            else equals(evaluation, value, piece)
        )
        is True
        for piece in fact.allowed
    )


def constants_compared(node: Node, name: str | None = None) -> list[Any]:
    """Return the constants with which an expression compares a name (`None`: the input of unary tests)."""
    wanted = INPUT if name is None else name
    found: list[Any] = []
    for part in all_nodes(node):
        match part:
            case nodes.Comparison(left=left, right=right):
                found += _bounds(left, right, wanted) + _bounds(right, left, wanted)
            case nodes.Between(value=value, low=low, high=high):
                found += _bounds(value, low, wanted) + _bounds(value, high, wanted)
            case nodes.In(value=value, tests=tests):
                found += _bounds(value, tests, wanted)
            case nodes.UnaryTests() if name is None and part is node:
                found += _constants(part)
    return found


def _bounds(side: Node, other: Node, name: str) -> list[Any]:
    """Return the values of a name at which one side of a comparison meets the constants of the other."""
    if not _reads(side, name):
        return []
    found: list[Any] = []
    for constant in _constants(other):
        solved = _solved(side, name, constant)
        found.append(constant if solved is None else solved)
    return found


_INVERSE = {"+": "-", "-": "+", "*": "/", "/": "*"}


def _solved(node: Node, name: str, target: Any) -> Any:
    """Return the value of a name that makes `node` the target; None where it is not a chain of + - * / on it."""
    evaluation = Evaluation()
    while target is not None:
        match node:
            case nodes.Name(name=found) if found == name:
                return target
            case nodes.Negation(operand=operand):
                node, target = operand, negative(evaluation, target)
            case nodes.Arithmetic(operator=operator, left=left, right=nodes.Literal(value=constant)):
                if operator not in _INVERSE:
                    return None
                node, target = left, calculate(evaluation, _INVERSE[operator], target, constant)
            case nodes.Arithmetic(operator=operator, left=nodes.Literal(value=constant), right=right):
                # c - x = t where x = c - t, and c / x = t where x = c / t
                inverse = {"+": (target, "-", constant), "*": (target, "/", constant)}.get(
                    operator, (constant, operator, target)
                )
                if operator not in _INVERSE:
                    return None
                node, target = right, calculate(evaluation, inverse[1], inverse[0], inverse[2])
            case _:
                return None
    return None


def _reads(node: Node, name: str) -> bool:
    return any(isinstance(part, nodes.Name) and part.name == name for part in all_nodes(node))


def _constants(node: Node) -> list[Any]:
    """Return the literals in a node, and the dates that calls of conversion functions make of them."""
    found: list[Any] = []
    for part in all_nodes(node):
        if isinstance(part, nodes.Literal) and part.value is not None:
            found.append(part.value)
            date = _date(part.value)
            if date is not None:
                found.append(date)
    return found


def _date(value: Any) -> Date | None:
    return parse_date(value) if isinstance(value, str) else None
