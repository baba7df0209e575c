"""String functions (DMN 1.5, 10.3.4.3). Characters are Unicode code points."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from madang_rules.feel.builtins.regex import compiled_pattern, expand, literal_split
from madang_rules.feel.builtins.registry import builtin
from madang_rules.feel.evaluation import Evaluation
from madang_rules.feel.values.number import whole


@builtin("substring(string: string, start position: number, length: number?=) -> string")
def _substring(
    evaluation: Evaluation, text: str, start: Decimal, length: Decimal | None = None
) -> str | None:
    evaluation.charge_string(len(text))
    position = whole(start.to_integral_value("ROUND_DOWN")) if start.adjusted() < 16 else None
    if not position:
        return None
    begin = position - 1 if position > 0 else len(text) + position
    if not 0 <= begin < max(len(text), 1) or begin < 0:
        return None
    if length is None:
        return text[begin:]
    if length < 1:
        return None
    count = len(text) if length > len(text) else int(length)
    return text[begin : begin + count]


@builtin("string length(string: string) -> number")
def _string_length(evaluation: Evaluation, text: str) -> Decimal:
    return Decimal(len(text))


@builtin("upper case(string: string) -> string")
def _upper_case(evaluation: Evaluation, text: str) -> str:
    evaluation.charge_string(len(text))
    return text.upper()


@builtin("lower case(string: string) -> string")
def _lower_case(evaluation: Evaluation, text: str) -> str:
    evaluation.charge_string(len(text))
    return text.lower()


@builtin("substring before(string: string, match: string) -> string")
def _substring_before(evaluation: Evaluation, text: str, match: str) -> str:
    evaluation.charge_string(len(text))
    before, found, _ = text.partition(match) if match else ("", "", "")
    return before if found else ""


@builtin("substring after(string: string, match: string) -> string")
def _substring_after(evaluation: Evaluation, text: str, match: str) -> str:
    evaluation.charge_string(len(text))
    return text.partition(match)[2] if match else text


@builtin("contains(string: string, match: string) -> boolean")
def _contains(evaluation: Evaluation, text: str, match: str) -> bool:
    evaluation.charge(len(text) >> 4)
    return match in text


@builtin("starts with(string: string, match: string) -> boolean")
def _starts_with(evaluation: Evaluation, text: str, match: str) -> bool:
    return text.startswith(match)


@builtin("ends with(string: string, match: string) -> boolean")
def _ends_with(evaluation: Evaluation, text: str, match: str) -> bool:
    return text.endswith(match)


@builtin("matches(input: string, pattern: string, flags: string?=) -> boolean")
def _matches(evaluation: Evaluation, text: str, pattern: str, flags: str | None = None) -> bool | None:
    evaluation.charge(len(text))
    compiled = compiled_pattern(evaluation, pattern, flags or "")
    return None if compiled is None else compiled.is_in(evaluation, text)


@builtin("replace(input: string, pattern: string, replacement: string, flags: string?=) -> string")
def _replace(
    evaluation: Evaluation, text: str, pattern: str, replacement: str, flags: str | None = None
) -> str | None:
    evaluation.charge(len(text))
    compiled = compiled_pattern(evaluation, pattern, flags or "")
    if compiled is None:
        return None
    if compiled.is_in(evaluation, ""):  # XPath's err:FORX0003
        return evaluation.record("pattern", None, detail=f"'{pattern[:20]}' matches ''")
    parts: list[str] = []
    end = length = 0
    for found in compiled.finditer(evaluation, text):
        piece = expand(evaluation, replacement, found, literal="q" in (flags or ""))
        if piece is None:
            return None
        length += len(piece) + found.start() - end
        evaluation.charge_string(length)
        parts += text[end : found.start()], piece
        end = found.end()
    parts.append(text[end:])
    return "".join(parts)


@builtin("split(string: string, delimiter: string) -> list")
def _split(evaluation: Evaluation, text: str, delimiter: str) -> list[str] | None:
    evaluation.charge(len(text))
    if not delimiter:
        evaluation.charge_list(len(text))
        return list(text)
    plain = literal_split(text, delimiter)
    if plain is None:
        compiled = compiled_pattern(evaluation, delimiter, "")
        if compiled is None:
            return None
        plain, end = [], 0
        for found in compiled.finditer(evaluation, text):
            if found.end() == found.start():
                continue
            plain.append(text[end : found.start()])
            end = found.end()
        plain.append(text[end:])
    evaluation.charge_list(len(plain))
    return plain


@builtin("string join(list: list, delimiter: string?=) -> string")
def _string_join(evaluation: Evaluation, items: list[Any], delimiter: str | None = None) -> str | None:
    evaluation.charge(len(items))
    texts = [item for item in items if item is not None]
    if not all(isinstance(text, str) for text in texts):
        return None
    joint = delimiter or ""
    evaluation.charge_string(sum(map(len, texts)) + len(joint) * len(texts))
    return joint.join(texts)
