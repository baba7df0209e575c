"""Expressions made to lead the evaluator in TypeScript astray: it answers them as Python does, or stops as Python does."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from both_engines import both_in
from madang_rules.export.node import Node, find_node
from madang_rules.feel import Unknown
from madang_rules.feel.types import NUMBER

NODE = find_node()
pytestmark = pytest.mark.skipif(NODE is None, reason="no Node.js of version 22.17 or later")


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    assert NODE is not None
    with Node(NODE) as process:
        yield process


@pytest.mark.parametrize(
    "text",
    [
        '[matches("/b", "b", "/a"), matches("a/b", "a/b")]',
        '[matches("x", "y/x", ""), matches("x", "x", "y")]',
        '[matches("x", "i/x", ""), matches("X", "x", "i"), matches("x", "/x", "i"), matches("i/x", "i/x")]',
    ],
)
def test_a_pattern_is_not_mistaken_for_its_flags(node: Node, text: str) -> None:
    ours, theirs = both_in(node, text)
    assert theirs == ours


@pytest.mark.parametrize("name", ["constructor", "valueof", "tostring", "isprototypeof"])
def test_no_name_that_objects_of_javascript_have_means_anything(node: Node, name: str) -> None:
    for text in (f'range("[{name}..1]")', f'range("[1..{name}]")', f'range("[-{name}..({name})]")'):
        ours, theirs = both_in(node, text)
        assert theirs == ours
        assert theirs["value"] is None


@pytest.mark.parametrize("number", ["1E-6176", "1E-6150", "-1E-6150", "0.5**30000", "n"])
@pytest.mark.parametrize(
    "text",
    ["{0} + null", 'null - {0}', '{0} * "a"', '-({0})', '{0} = "a"', '[{0}] = ["a"]', '{0} > "a"', "{0} < null", '"a" <= {0}',
     'list contains(["a"], {0})', 'list contains([{0}], "a")', 'index of(["a"], {0})', 'upper case({0})', "({0}).b", "{0} in [1..2]",
     '{0} in ["a".."b"]', 'max({0}, "a")', 'sum([{0}, null])', 'distinct values([{0}, "a"])', "abs({0}) = {0}", "u < {0}", "u + {0}",
     "string({0}) = string({0})", "for i in {0}..2 return i", "[1, 2][{0}]"],
)  # fmt: skip
def test_the_smallest_numbers_are_numbers_as_others(node: Node, text: str, number: str) -> None:
    scope = {"n": Decimal("1E-6170"), "u": Unknown.fact("u", NUMBER)}
    ours, theirs = both_in(node, text.format(f"({number})"), **scope)
    assert theirs == ours
    assert "exceeded" not in ours
