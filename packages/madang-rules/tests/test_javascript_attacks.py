"""Expressions made to lead the evaluator in TypeScript astray: it answers them as Python does, or stops as Python does."""

from __future__ import annotations

import time
from collections.abc import Iterator
from decimal import Decimal

import pytest
from both_engines import both_in
from madang_rules.export import export_expressions
from madang_rules.export.node import Node, find_node
from madang_rules.feel import Unknown, compile_expression
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


@pytest.mark.parametrize(
    ("pattern", "length", "stops"),
    [
        ("(a?b?){300}c", 60, False),
        ("(a?b?){300}c", 1500, True),
        ("(?:a|b|(b)){20}[ab]+?c*", 3000, True),
        ("(a|b)*a(a|b){12}", 1500, False),
        (r"^(a*)(b*)\1$", 60, False),
        (r"(a)(b)(a)(b).*\1\2\3\4c", 200, True),
    ],
)
@pytest.mark.parametrize("use", ["matches(t, p)", "split(t, p)", 'replace(t, p, "x")'])
def test_patterns_are_stopped_where_python_stops_them(
    node: Node, use: str, pattern: str, length: int, stops: bool
) -> None:
    ours, theirs = both_in(node, use, t="ab" * (length // 2), p=pattern)
    assert theirs == ours
    assert (ours.get("exceeded") == "steps") is stops


@pytest.mark.parametrize("use", ["split(t, p)", 'replace(t, p, "x")'])
def test_matches_that_each_look_at_all_the_rest_end_within_their_seconds(node: Node, use: str) -> None:
    compiled = compile_expression(use, ["t", "p"])
    node.ask({"load": export_expressions([compiled], ["t", "p"])})
    facts = [["t", "a" * 100_000], ["p", "a(.*b)?"]]
    began = time.monotonic()
    assert node.ask({"evaluate": 0, "facts": facts, "budget": {"seconds": 0.3}}) == {"exceeded": "seconds"}
    assert time.monotonic() - began < 3
