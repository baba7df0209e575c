"""Conditions of formulas in words: "소득 × 12 30,000,000 이하"; what no plain words say goes by its decision's name."""

from __future__ import annotations

from collections.abc import Callable

from madang_rules.dmn.explain.wanted import area_in_words
from madang_rules.dmn.explain.words import MAX_CHARACTERS, all_but, range_in_words, value_in_words
from madang_rules.dmn.tables.cells import area_of, constant_of
from madang_rules.errors import Language, Sentence
from madang_rules.feel.syntax import nodes
from madang_rules.feel.values import Range

__all__ = ["ConditionName"]

_SIGNS = {"+": "+", "-": "-", "*": "×", "/": "÷"}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_BOUND = {"<": "{} 미만", "<=": "{} 이하", ">": "{} 초과", ">=": "{} 이상"}
_BOUND_ENGLISH = {"<": "less than {}", "<=": "at most {}", ">": "more than {}", ">=": "at least {}"}


class ConditionName(Sentence):
    """What one condition of a decision is called: itself in words; else the decision, with the place of the condition
    (from 1) where it is one of several."""

    def __init__(self, node: nodes.Node, decision: str, place: int, of: int) -> None:
        super().__init__("condition-part" if of > 1 else "condition-whole", name=decision, place=place)
        self.node = node

    def sentence(self, language: Language = "en") -> str:
        said = _condition(self.node, language)
        return said if said is not None and len(said) <= MAX_CHARACTERS else super().sentence(language)


def _condition(node: nodes.Node, language: Language) -> str | None:
    match node:
        case nodes.Comparison(operator=operator, left=left, right=right):
            if constant_of(left)[0] and not constant_of(right)[0]:
                operator, left, right = _TURNED[operator], right, left
            return _both(left, lambda: _bound(operator, right, language), language)
        case nodes.Between(value=value, low=low, high=high):
            known = [constant_of(each) for each in (low, high)]
            if all(each[0] for each in known):
                limits = Range(known[0][1], known[1][1], True, True)
                return _both(value, lambda: range_in_words(limits, language), language)
        case nodes.In(value=value, tests=tests):
            area = area_of(tests)
            return None if area is None else _both(value, lambda: area_in_words(area, "", language), language)
        case nodes.Call(function=nodes.Name(name="not"), arguments=(inner,)):
            said = _value(inner, language)
            return said and (f"{said}: 아니요" if language == "ko" else f"{said}: no")
        case nodes.Name() | nodes.Path():
            return _value(node, language)
    return None


def _both(value: nodes.Node, wanted: Callable[[], str | None], language: Language) -> str | None:
    said, told = _value(value, language), wanted()
    return f"{said} {told}" if said and told else None


def _bound(operator: str, right: nodes.Node, language: Language) -> str | None:
    said = _value(right, language)
    if said is None or operator == "=":
        return said and f"= {said}"
    if operator == "!=":
        return all_but(said, language)
    known, value = constant_of(right)
    if known:
        closed = operator in ("<=", ">=")
        up = "<" in operator
        return range_in_words(
            Range(None, value, False, closed) if up else Range(value, None, closed, False), language
        )
    return (_BOUND if language == "ko" else _BOUND_ENGLISH)[operator].format(said)


def _value(node: nodes.Node, language: Language) -> str | None:
    """A value in words: a name, a constant, or what is reckoned from such; None for anything else."""
    known, value = constant_of(node)
    if known:
        return value_in_words(value, language)
    match node:
        case nodes.Name(name=name):
            return name
        case nodes.Path(source=source, name=name):
            said = _value(source, language)
            return said and (f"{said}의 {name}" if language == "ko" else f"{name} of {said}")
        case nodes.Arithmetic(operator=operator, left=left, right=right) if operator in _SIGNS:
            first, second = _part(left, language), _part(right, language)
            return f"{first} {_SIGNS[operator]} {second}" if first and second else None
    return None


def _part(node: nodes.Node, language: Language) -> str | None:
    said = _value(node, language)
    return f"({said})" if said and isinstance(node, nodes.Arithmetic) else said
