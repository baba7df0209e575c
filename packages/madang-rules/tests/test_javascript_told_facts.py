"""Facts are read by their declared types in TypeScript as in Python, and refused with the same sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from madang_rules.dmn import DmnError
from madang_rules.export import export_model
from madang_rules.export.node import Node, find_node
from madang_rules.export.wire import encode
from madang_rules.feel import to_feel
from test_told_facts import CASES, REFUSED, engine_of

NODE = find_node()
pytestmark = pytest.mark.skipif(NODE is None, reason="no Node.js of version 22.17 or later")


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    assert NODE is not None
    with Node(NODE) as process:
        yield process


@pytest.mark.parametrize(("type_ref", "told", "holds"), CASES)
def test_texts_are_read_as_in_python(node: Node, type_ref: str, told: Any, holds: str) -> None:
    node.ask({"load": export_model(engine_of(type_ref, holds))})
    found = node.ask({"decide": "d", "given": [[None, "x", encode(to_feel(told))]]})
    assert found["values"] == [["d", encode(True)]]


@pytest.mark.parametrize(("type_ref", "told"), [case[:2] for case in REFUSED])
def test_what_does_not_fit_is_refused_as_in_python(node: Node, type_ref: str, told: Any) -> None:
    engine = engine_of(type_ref)
    node.ask({"load": export_model(engine)})
    question = {"decide": "d", "given": [[None, "x", encode(to_feel(told))]]}
    with pytest.raises(DmnError) as refused:
        engine.decide("d", {"x": told})
    ours = refused.value
    assert node.ask(question) == {
        "refused": ours.code,
        "sentences": [ours.sentence("ko"), ours.sentence("en")],
    }
    assert node.ask({**question, "strict": False})["values"] == [["d", encode(None)]]
