"""The standard, expression by expression: all built-in functions in their forms, and what each operator does with what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from madang_rules.feel import Evaluation, FeelSyntaxError, compile_expression

_LINES = (Path(__file__).parent / "standard_cases.txt").read_text(encoding="utf-8").splitlines()
_CASES = [line.rsplit(" => ", 1) for line in _LINES if line and not line.startswith("#")]


def _value(text: str) -> Any:
    try:
        return compile_expression(text)({}, Evaluation())
    except FeelSyntaxError:
        return None


@pytest.mark.parametrize(("text", "expected"), _CASES, ids=[text for text, _ in _CASES])
def test_it_is_what_the_standard_says(text: str, expected: str) -> None:
    found, wanted = _value(text), _value(expected)
    assert repr(found) == repr(wanted) or (found.__class__ is wanted.__class__ and found == wanted)
