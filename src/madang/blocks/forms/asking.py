"""Which questions are asked, which is next, what is missing: the same on every channel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from madang_rules.feel import Budget, CompiledExpression, Evaluation, Unknown, compile_expression, to_feel

from madang.blocks.forms.definition import Definition, Kind, Question
from madang.blocks.forms.definition.faults import type_of, types_of

BUDGET = Budget(steps=20_000, seconds=0.5, list_length=10_000, string_length=50_000)
"""What one condition may use up."""


def facts(definition: Definition, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as FEEL reads them. What nobody told yet is unknown; what somebody has not is null."""
    return {
        each.name: as_fact(each, answers[each.name])
        if each.name in answers
        else Unknown.fact(each.name, type_of(each))
        for each in definition.questions
    }


def as_fact(question: Question, value: Any) -> Any:
    """One answer as a value of FEEL."""
    if value is None:
        return None
    if question.kind == Kind.DATE:
        return to_feel(date.fromisoformat(value))
    if question.kind in (Kind.NUMBER, Kind.MONEY):
        return Decimal(value)
    return to_feel(value)


def asked(definition: Definition, answers: Mapping[str, Any]) -> list[Question]:
    """The questions that are asked, as far as the answers say: one whose condition is still open waits."""
    known = facts(definition, answers)
    return [each for each in definition.questions if _is_asked(definition, each, known)]


def next_question(definition: Definition, answers: Mapping[str, Any]) -> Question | None:
    """The first question that is asked and has no answer."""
    return next((each for each in asked(definition, answers) if each.name not in answers), None)


def missing(definition: Definition, answers: Mapping[str, Any]) -> list[Question]:
    """What is asked and not answered; before a form is lodged it is empty."""
    return [each for each in asked(definition, answers) if each.name not in answers]


def told(definition: Definition, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that count: those to questions that are asked."""
    return {each.name: answers[each.name] for each in asked(definition, answers) if each.name in answers}


def _is_asked(definition: Definition, question: Question, known: Mapping[str, Any]) -> bool:
    if question.when is None:
        return True
    condition = compiled(question.when, tuple(types_of(definition, question.name).items()))
    return condition(known, Evaluation(budget=BUDGET)) is True


@lru_cache(maxsize=2_000)
def compiled(text: str, names: tuple[tuple[str, Any], ...]) -> CompiledExpression:
    """A condition compiled for these names with their types, once."""
    return compile_expression(text, dict(names))
