"""Expressions made to lead the evaluator in TypeScript astray: it answers them as Python does, or stops as Python does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from both_engines import both_in
from madang_rules.export.node import Node, find_node

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
