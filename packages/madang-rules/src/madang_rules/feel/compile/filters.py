"""Filters: items by place or by condition (DMN 1.5, table 53 and 10.3.2.5)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from madang_rules.errors import Place
from madang_rules.feel.compile.unit import Frame, Run, Unit, compiles
from madang_rules.feel.evaluation import Evaluation
from madang_rules.feel.syntax import nodes
from madang_rules.feel.syntax.walk import has_function, names_in
from madang_rules.feel.types import ANY, BOOLEAN, ListType, SimpleType
from madang_rules.feel.unknown import Unknown, truths
from madang_rules.feel.values.door import normal
from madang_rules.feel.values.number import whole

_TRUTHS = (nodes.Comparison, nodes.And, nodes.Or, nodes.In, nodes.Between, nodes.InstanceOf, nodes.Quantified)


@compiles(nodes.Filter)
def _filter(unit: Unit, node: nodes.Filter) -> Run:
    source, place = unit(node.source), node.place
    index = unit.constant(node.condition)
    if index is not None and index.value.__class__ is Decimal:
        position = index.value
        return lambda scope, evaluation: _at(evaluation, source(scope, evaluation), position, place)
    names = tuple(names_in(node.condition))
    # A name in the condition may be a field of the items, which hides what it names outside.
    with unit.binding("item"):
        condition = unit(node.condition)
    fresh = has_function(node.condition)
    maybe_index = not isinstance(node.condition, _TRUTHS)

    def run(scope: Any, evaluation: Evaluation) -> Any:
        items = source(scope, evaluation)
        if items.__class__ is Unknown:
            return Unknown(items.facts)
        if items.__class__ is not list and items.__class__ is not tuple:
            items = [] if items is None else [normal(items)]
        kept: list[Any] = []
        facts: frozenset[str] | None = None
        frame = Frame(scope)
        if maybe_index and not items:
            outside = condition(scope, evaluation)
            if outside.__class__ is Unknown and outside.type is not BOOLEAN:
                return Unknown(outside.facts)
            return _at(evaluation, items, outside, place) if outside.__class__ is Decimal else kept
        for item in items:
            evaluation.left -= 1
            if evaluation.left < 0:
                evaluation.refill()
            if fresh:
                frame = Frame(scope)
            else:
                frame.clear()
            frame["item"] = item
            if item.__class__ is dict:
                for name in names:
                    if name in item:
                        frame[name] = item[name]
            elif item.__class__ is Unknown:
                _hide(frame, item, names)
            answer = condition(frame, evaluation)
            if answer is True:
                kept.append(item)
            elif answer.__class__ is Decimal:
                if maybe_index:
                    return _at(evaluation, items, answer, place)
            elif answer.__class__ is Unknown:
                if answer.values is None:
                    return Unknown(answer.facts | (facts or frozenset()))
                if True in truths(answer):
                    facts = answer.facts if facts is None else facts | answer.facts
                if any(one.__class__ is Decimal for one in answer.values):
                    return Unknown(answer.facts | (facts or frozenset()))
        return kept if facts is None else Unknown(facts, ListType(ANY), nullable=False)

    return run


def _hide(frame: Frame, item: Unknown, names: tuple[str, ...]) -> None:
    """An unknown item may turn out to be a context whose fields hide what the names mean outside."""
    if item.type is ANY or not isinstance(item.type, SimpleType):
        for name in names:
            if name != "item":
                frame[name] = Unknown(item.facts)


def _at(evaluation: Evaluation, items: Any, position: Decimal, place: Place) -> Any:
    if items.__class__ is Unknown:
        return Unknown(items.facts)
    if items.__class__ is not list and items.__class__ is not tuple:
        items = [] if items is None else [items]
    index = whole(position)
    if index is not None and 0 < index <= len(items):
        return normal(items[index - 1])
    if index is not None and 0 < -index <= len(items):
        return normal(items[index])
    return evaluation.record("index", place, index=position if index is None else index)
