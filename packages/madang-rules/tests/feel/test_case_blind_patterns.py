"""`matches` and `replace` with flag i: sets of characters keep their case (XPath functions 3.1, 5.6.2)."""

from __future__ import annotations

import time

import pytest
from case_blind_patterns import RESULTS, SIGNS
from feel import value, written


@pytest.mark.parametrize(("pattern", "inside", "outside"), SIGNS)
def test_a_class_with_flag_i(pattern: str, inside: str, outside: str) -> None:
    # The second form refers back to a group, which another matcher runs.
    for form in ("^{}$", "^(){}\\1$"):
        whole = form.format(pattern)
        found = [one for one in inside + outside if value('matches(t, p, "i")', t=one, p=whole)]
        assert found == list(inside), whole


@pytest.mark.parametrize(("text", "expected"), RESULTS)
def test_a_text_with_flag_i(text: str, expected: str) -> None:
    assert written(text) == expected


@pytest.mark.parametrize("pattern", [r"(\p{Lu}|\P{Lu})+!$", r"([^\p{Lu}a]|[\p{Lu}a])*!$", r"([a-z-[k]]+)+$"])
def test_time_stays_linear(pattern: str) -> None:
    started = time.monotonic()
    assert value('matches(t, p, "i")', t="aB" * 15_000 + "?", p=pattern) is False
    assert time.monotonic() - started < 3
