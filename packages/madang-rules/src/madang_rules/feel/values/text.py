"""Values as text (DMN 1.5, 10.3.4.1, `string`)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from madang_rules.feel.conform import unknown_facts
from madang_rules.feel.errors import FeelSyntaxError
from madang_rules.feel.syntax.lexer import Kind, tokens_of
from madang_rules.feel.types import STRING
from madang_rules.feel.unknown import Unknown
from madang_rules.feel.values.door import normal
from madang_rules.feel.values.function import Function
from madang_rules.feel.values.number import number_text
from madang_rules.feel.values.range import Range

if TYPE_CHECKING:
    from madang_rules.feel.evaluation import Evaluation

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def text_of(evaluation: Evaluation, value: Any) -> str | Unknown | None:
    """Return the text of a value: a string is its own; parts of lists and contexts are written as FEEL."""
    if value is None:
        return None
    if isinstance(value, str):
        return value
    facts = unknown_facts(value, evaluation)
    if facts is not None:
        return Unknown(facts, STRING)
    try:
        text = literal_text(evaluation, value)
    except ValueError:
        return None
    evaluation.charge_string(len(text))
    return text


def literal_text(evaluation: Evaluation, value: Any) -> str:
    """Return FEEL that means the value."""
    evaluation.step()
    value = normal(value)
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            evaluation.charge_string(len(value))
            return f'"{value.translate(_ESCAPES)}"'
        case Decimal():
            return number_text(value)
        case list() | tuple():
            return f"[{', '.join([literal_text(evaluation, item) for item in value])}]"
        case dict():
            return f"{{{', '.join([f'{_key(name)}: {literal_text(evaluation, item)}' for name, item in value.items()])}}}"
        case Range():
            return _range_text(evaluation, value)
        case Function():
            return str(value)
    return str(value)


def _key(name: str) -> str:
    try:
        tokens = tokens_of(name)[:-1]
    except FeelSyntaxError:
        tokens = []
    plain = (
        bool(tokens) and all(token.kind is Kind.WORD for token in tokens) and " ".join(name.split()) == name
    )
    return name if plain else f'"{name.translate(_ESCAPES)}"'


def _range_text(evaluation: Evaluation, value: Range) -> str:
    if value.operator:
        return f"{value.operator} {literal_text(evaluation, value.start)}"
    if value.start is None:
        return f"{'<=' if value.end_included else '<'} {literal_text(evaluation, value.end)}"
    if value.end is None:
        return f"{'>=' if value.start_included else '>'} {literal_text(evaluation, value.start)}"
    start, end = literal_text(evaluation, value.start), literal_text(evaluation, value.end)
    return f"{'[' if value.start_included else '('}{start}..{end}{']' if value.end_included else ')'}"
