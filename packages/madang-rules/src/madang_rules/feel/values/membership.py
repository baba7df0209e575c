"""Whether a value lies in a range or satisfies a test (DMN 1.5, table 55)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from madang_rules.errors import Place
from madang_rules.feel.conform import SCALARS
from madang_rules.feel.types import ANY, BOOLEAN, ListType, unnamed
from madang_rules.feel.unknown import Unknown, facts_of, lift, truth_of, truths
from madang_rules.feel.values.equality import Truth, compare, equals
from madang_rules.feel.values.range import Range

if TYPE_CHECKING:
    from madang_rules.feel.evaluation import Evaluation


def conjunction(values: list[Any]) -> Truth:
    """Return the three-valued `and` of values already computed."""
    possible: set[bool | None] = {True}
    facts: frozenset[str] = frozenset()
    for value in values:
        if value is False:
            return False
        if value.__class__ is Unknown:
            facts = facts | value.facts
        possible = {
            False if a is False or b is False else None if a is None or b is None else True
            for a in possible
            for b in truths(value)
        }
    return truth_of(possible, facts)


def disjunction(values: list[Any]) -> Truth:
    """Return the three-valued `or` of values already computed."""
    possible: set[bool | None] = {False}
    facts: frozenset[str] = frozenset()
    for value in values:
        if value is True:
            return True
        if value.__class__ is Unknown:
            facts = facts | value.facts
        possible = {
            True if a is True or b is True else None if a is None or b is None else False
            for a in possible
            for b in truths(value)
        }
    return truth_of(possible, facts)


def negation(value: Any) -> Truth:
    """Return the three-valued `not`; null for anything that is no boolean."""
    if value is True or value is False:
        return not value
    if value.__class__ is Unknown:
        return truth_of([None if one is None else not one for one in truths(value)], value.facts)
    return None


def in_range(evaluation: Evaluation, value: Any, range_: Any, place: Place | None) -> Truth:
    """Answer whether the value lies in the range; null where it cannot be compared with its ends."""
    if range_.operator:
        answer = equals(evaluation, value, range_.start, place)
        return negation(answer) if range_.operator == "!=" else answer
    answers: list[Any] = []
    if range_.start is not None:
        answers.append(
            compare(evaluation, ">=" if range_.start_included else ">", value, range_.start, place)
        )
    if range_.end is not None and not (answers and answers[0] is False):
        answers.append(compare(evaluation, "<=" if range_.end_included else "<", value, range_.end, place))
    if not answers:
        return None if value is None else True
    return conjunction(answers)


def satisfies(evaluation: Evaluation, value: Any, test: Any, place: Place | None = None) -> Truth:
    """Answer `value in test` where the test is a value: equal to it, an item of it, or within it."""
    if test.__class__ is Range:
        return in_range(evaluation, value, test, place)
    if test.__class__ is Unknown:
        return truth_of((True, False, None), facts_of((test, value)))
    if isinstance(test, list | tuple):
        if value.__class__ is Unknown and value.values is not None:
            return lift(evaluation, lambda one: _in_list(evaluation, one, test, place), (value,), BOOLEAN)  # type: ignore[no-any-return]
        return _in_list(evaluation, value, test, place)
    if test is None:
        if value.__class__ is Unknown:
            return truth_of((True, None) if value.nullable else (None,), value.facts)
        return True if value is None else None
    return equals(evaluation, value, test, place)


def _in_list(evaluation: Evaluation, value: Any, test: Any, place: Place | None) -> Truth:
    """An item of the list, within a range of the list, or the list itself; kinds that differ do not count."""
    evaluation.left -= len(test)
    if evaluation.left < 0:
        evaluation.refill()
    kind = value.__class__
    undecided: list[Any] = []
    quiet = len(evaluation.reasons)
    if isinstance(value, list | tuple):
        whole = equals(evaluation, value, test, place)
        if whole is True:
            del evaluation.reasons[quiet:]
            return True
        if whole.__class__ is Unknown:
            undecided.append(_no_null(whole))
    elif kind is Unknown and (value.type is ANY or isinstance(unnamed(value.type), ListType)):
        undecided.append(truth_of((True, False), value.facts))  # it may be this very list
    for item in test:
        answer: Truth
        item_kind = item.__class__
        if item_kind is kind and kind in SCALARS:
            if value == item:
                del evaluation.reasons[quiet:]
                return True
            continue
        if item_kind is Range and kind is not Range:
            answer = in_range(evaluation, value, item, place)
        elif item_kind in (list, tuple) and not isinstance(value, list | tuple) and kind is not Unknown:
            continue
        else:
            answer = equals(evaluation, value, item, place)
        if answer is True:
            del evaluation.reasons[quiet:]
            return True
        if answer.__class__ is Unknown:
            undecided.append(_no_null(answer))
    del evaluation.reasons[quiet:]
    return disjunction(undecided) if undecided else False


def is_item(evaluation: Evaluation, value: Any, items: list[Any], place: Place | None) -> Truth:
    """Answer `value in items` for a value without parts; items that are not such values are looked at as tests."""
    evaluation.left -= len(items)
    if evaluation.left < 0:
        evaluation.refill()
    kind = value.__class__
    for item in items:
        if item.__class__ is kind:
            if item == value:
                return True
        elif item.__class__ not in SCALARS:
            return satisfies(evaluation, value, items, place)
    return False


def _no_null(answer: Any) -> Any:
    if answer.__class__ is not Unknown:
        return answer
    return truth_of([bool(one) for one in truths(answer)], answer.facts)
