"""Guards: conditions over answers and facts of a case, three-valued."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from madang_rules.feel import Evaluation, to_feel
from madang_rules.feel.types import ANY

from madang.blocks.forms.asking import BUDGET, compiled, facts
from madang.blocks.forms.definition import Definition
from madang.blocks.forms.definition.faults import types_of


def scope(form: Definition, answers: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """Answers and facts as FEEL reads them; what nobody told is unknown."""
    return {**facts(form, answers), **{name: to_feel(value) for name, value in told.items()}}


def evaluate(text: str, form: Definition, known: Mapping[str, Any]) -> Any:
    """The value of a guard or fact; an Unknown where something is not told yet."""
    names = {**types_of(form), **{name: ANY for name in known if form.question(name) is None}}
    return compiled(text, tuple(names.items()))(known, Evaluation(budget=BUDGET))


def holds(text: str, form: Definition, known: Mapping[str, Any]) -> bool:
    """Whether a guard is true; unknown and null are not."""
    return evaluate(text, form, known) is True


def names_read(text: str, form: Definition, beside: Iterable[str]) -> frozenset[str]:
    """The names that a guard reads, where ``beside`` are those that stand beside the answers."""
    return compiled(text, tuple({**types_of(form), **dict.fromkeys(beside, ANY)}.items())).names
