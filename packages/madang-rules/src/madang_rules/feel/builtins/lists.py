"""List functions (DMN 1.5, 10.3.4.4 and 10.3.4.8)."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from madang_rules.feel.builtins.registry import builtin
from madang_rules.feel.builtins.statistics import numbers_of, sum_of
from madang_rules.feel.conform import SCALARS, unknown_facts
from madang_rules.feel.evaluation import Evaluation
from madang_rules.feel.types import ANY, ListType
from madang_rules.feel.unknown import Unknown
from madang_rules.feel.values.arithmetic import calculate
from madang_rules.feel.values.door import normal
from madang_rules.feel.values.equality import equals, order_key
from madang_rules.feel.values.function import Function
from madang_rules.feel.values.membership import conjunction, disjunction
from madang_rules.feel.values.number import DECIMAL, finite, whole

Items = list[Any]
_ZERO = Decimal(0)


def _equal(evaluation: Evaluation, left: Any, right: Any) -> Any:
    """Answer `left = right` as items are compared: kinds that differ are not equal."""
    quiet = len(evaluation.reasons)
    evaluation.step()
    answer = equals(evaluation, left, right)
    del evaluation.reasons[quiet:]
    return False if answer is None else answer


@builtin("list contains(list: list, element: any) -> boolean", knows_unknown=True)
def _list_contains(evaluation: Evaluation, items: Items, element: Any) -> Any:
    undecided = []
    evaluation.charge(len(items))
    kind = element.__class__
    for item in items:
        if item.__class__ is kind and kind in SCALARS:
            if item == element:
                return True
            continue
        answer = _equal(evaluation, item, element)
        if answer is True:
            return True
        if answer is not False:
            undecided.append(Unknown(answer.facts, answer.type, (True, False), nullable=False))
    return disjunction(undecided) if undecided else False


@builtin("count(list: list) -> number", knows_unknown=True)
def _count(evaluation: Evaluation, items: Items) -> Decimal:
    return Decimal(len(items))


def _extreme(evaluation: Evaluation, items: Items, wanted: Callable[[Any, Any], bool]) -> Any:
    evaluation.charge(len(items))
    best: Any = None
    for item in items:
        if item.__class__ is not Decimal:
            break
        if best is None or wanted(item, best):
            best = item
    else:
        return best
    facts = unknown_facts(items, evaluation)
    if facts is not None:
        return Unknown(facts)
    best, best_key = None, None
    for item in items:
        value = normal(item)
        key = order_key(value)
        if key is None or (best_key is not None and key[0] is not best_key[0]):
            return None
        if best_key is None or wanted(key[1], best_key[1]):
            best, best_key = value, key
    return best


@builtin("min(list: list) -> any", knows_unknown=True)
def _min(evaluation: Evaluation, items: Items) -> Any:
    return _extreme(evaluation, items, operator.lt)


@builtin("min(c...: any) -> any", knows_unknown=True)
def _min_of(evaluation: Evaluation, *items: Any) -> Any:
    return _min(evaluation, list(items))


@builtin("max(list: list) -> any", knows_unknown=True)
def _max(evaluation: Evaluation, items: Items) -> Any:
    return _extreme(evaluation, items, operator.gt)


@builtin("max(c...: any) -> any", knows_unknown=True)
def _max_of(evaluation: Evaluation, *items: Any) -> Any:
    return _max(evaluation, list(items))


@builtin("sum(list: list) -> any", knows_unknown=True)
def _sum(evaluation: Evaluation, items: Items) -> Any:
    total: Any = _ZERO
    add = DECIMAL.add
    for item in items:
        if item.__class__ is not Decimal:
            break
        total = add(total, item)
    else:
        evaluation.charge(len(items))
        return finite(total) if items else None
    facts = unknown_facts(items, evaluation)
    if facts is not None:
        return Unknown(facts)
    numbers = numbers_of(evaluation, items)
    if numbers is not None:
        return finite(sum_of(numbers))
    if not items or any(item.__class__.__name__ not in ("DaysDuration", "MonthsDuration") for item in items):
        return None
    total = items[0]
    for item in items[1:]:
        total = calculate(evaluation, "+", total, item)
    return total


@builtin("sum(n...: any) -> any", knows_unknown=True)
def _sum_many(evaluation: Evaluation, *items: Any) -> Any:
    return _sum(evaluation, list(items))


@builtin("all(list: list) -> boolean", "and(list: list) -> boolean", knows_unknown=True)
def _all(evaluation: Evaluation, items: Items) -> Any:
    evaluation.charge(len(items))
    return conjunction(items)


@builtin("all(b...: any) -> boolean", "and(b...: any) -> boolean", knows_unknown=True)
def _all_many(evaluation: Evaluation, *items: Any) -> Any:
    return _all(evaluation, list(items))


@builtin("any(list: list) -> boolean", "or(list: list) -> boolean", knows_unknown=True)
def _any(evaluation: Evaluation, items: Items) -> Any:
    evaluation.charge(len(items))
    return disjunction(items)


@builtin("any(b...: any) -> boolean", "or(b...: any) -> boolean", knows_unknown=True)
def _any_many(evaluation: Evaluation, *items: Any) -> Any:
    return _any(evaluation, list(items))


@builtin("sublist(list: list, start position: number, length: number?=) -> list", knows_unknown=True)
def _sublist(
    evaluation: Evaluation, items: Items, start: Decimal, length: Decimal | None = None
) -> Items | None:
    begin = _position(items, start)
    count = len(items) if length is None else whole(length)
    if begin is None or count is None or count < 0 or (length is not None and begin + count > len(items)):
        return None
    evaluation.charge_list(min(count, len(items)))
    return list(items[begin : begin + count])


def _position(items: Items, number: Decimal) -> int | None:
    """Return the place in Python of a place in FEEL, counted from 1 or, if negative, from the end."""
    position = whole(number)
    if not position or abs(position) > len(items):
        return None
    return position - 1 if position > 0 else len(items) + position


@builtin("append(list: list, item...: any) -> list", knows_unknown=True)
def _append(evaluation: Evaluation, items: Items, *more: Any) -> Items:
    evaluation.charge_list(len(items) + len(more))
    return [*items, *more]


@builtin("concatenate(list...: list) -> list", knows_unknown=True)
def _concatenate(evaluation: Evaluation, *lists: Items) -> Items:
    evaluation.charge_list(sum(map(len, lists)))
    return [item for items in lists for item in items]


@builtin("insert before(list: list, position: number, newItem: any) -> list", knows_unknown=True)
def _insert_before(evaluation: Evaluation, items: Items, position: Decimal, item: Any) -> Items | None:
    place = _position(items, position)
    if place is None:
        return None
    evaluation.charge_list(len(items) + 1)
    return [*items[:place], item, *items[place:]]


@builtin("remove(list: list, position: number) -> list", knows_unknown=True)
def _remove(evaluation: Evaluation, items: Items, position: Decimal) -> Items | None:
    place = _position(items, position)
    if place is None:
        return None
    evaluation.charge_list(len(items))
    return [*items[:place], *items[place + 1 :]]


@builtin("list replace(list: list, position: number, newItem: any) -> list", knows_unknown=True)
def _list_replace(evaluation: Evaluation, items: Items, position: Decimal, item: Any) -> Items | None:
    place = _position(items, position)
    if place is None:
        return None
    evaluation.charge_list(len(items))
    return [*items[:place], item, *items[place + 1 :]]


@builtin("list replace(list: list, match: function, newItem: any) -> list", knows_unknown=True)
def _list_replace_matching(evaluation: Evaluation, items: Items, match: Function, new_item: Any) -> Any:
    if len(match.parameters) != 2:
        return None
    made: Items = []
    facts: frozenset[str] = frozenset()
    for item in items:
        answer = match.invoke(evaluation, [item, new_item])
        if answer.__class__ is Unknown:
            facts |= answer.facts
        elif not isinstance(answer, bool):
            return None
        made.append(new_item if answer is True else item)
    return Unknown(facts, ListType(ANY)) if facts else made


@builtin("reverse(list: list) -> list", knows_unknown=True)
def _reverse(evaluation: Evaluation, items: Items) -> Items:
    evaluation.charge_list(len(items))
    return list(items[::-1])


@builtin("index of(list: list, match: any) -> list")
def _index_of(evaluation: Evaluation, items: Items, match: Any) -> Items:
    return [
        Decimal(position) for position, item in enumerate(items, 1) if _equal(evaluation, item, match) is True
    ]


@builtin("union(list...: list) -> list")
def _union(evaluation: Evaluation, *lists: Items) -> Items:
    return _distinct(evaluation, _concatenate(evaluation, *lists))


@builtin("distinct values(list: list) -> list")
def _distinct(evaluation: Evaluation, items: Items) -> Items:
    made: Items = []
    seen: set[Any] = set()
    others: Items = []
    for item in items:
        evaluation.step()
        value = normal(item)
        key = order_key(value)
        if key is not None and key[0].__name__ in (
            "Decimal",
            "str",
            "Date",
            "DaysDuration",
            "MonthsDuration",
        ):
            if key not in seen:
                seen.add(key)
                made.append(value)
        elif not any(_equal(evaluation, value, other) is True for other in others):
            others.append(value)
            made.append(value)
    return made


@builtin("flatten(list: list) -> list", knows_unknown=True)
def _flatten(evaluation: Evaluation, items: Items) -> Any:
    made: Items = []
    waiting = [iter(items)]
    facts: frozenset[str] = frozenset()
    while waiting:
        for item in waiting[-1]:
            evaluation.step()
            if item.__class__ is list or item.__class__ is tuple:
                waiting.append(iter(item))
                break
            if item.__class__ is Unknown and (item.type is ANY or isinstance(item.type, ListType)):
                facts |= item.facts
            made.append(item)
        else:
            waiting.pop()
    evaluation.charge_list(len(made))
    return Unknown(facts, ListType(ANY)) if facts else made


class _Undecided(Exception):
    """The order of two items is unknown or no boolean."""

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.answer = answer


@builtin("sort(list: list, precedes: function) -> list", knows_unknown=True)
def _sort(evaluation: Evaluation, items: Items, precedes: Function) -> Any:
    def order(left: Any, right: Any) -> int:
        answer = precedes.invoke(evaluation, [left, right])
        if answer is True:
            return -1
        if answer is not False:
            raise _Undecided(answer)
        return 1

    evaluation.charge_list(len(items))
    try:
        return sorted(items, key=cmp_to_key(order))
    except _Undecided as undecided:
        if undecided.answer.__class__ is Unknown:
            facts = undecided.answer.facts | (unknown_facts(list(items), evaluation) or frozenset())
            return Unknown(facts)
        return None
