"""Every case of the standard's kit, decided by the evaluator in TypeScript as by Python: values, reasons, traces.

The kit is read from the folder that `MADANG_DMN_TCK` names, or from `../shared/data/dmn-tck` beside the repository.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest
from madang_rules.dmn import as_data, explain
from madang_rules.dmn.asking import next_questions
from madang_rules.dmn.engine import Engine
from madang_rules.dmn.errors import DmnError
from madang_rules.dmn.exchange import read_definitions
from madang_rules.errors import RulesError
from madang_rules.export import export_model
from madang_rules.export.node import Node, find_node
from madang_rules.export.wire import encode
from madang_rules.feel import BudgetExceeded, Evaluation, Reason
from madang_rules.tck.cases import Case, Expected, Suite, find_suites
from madang_rules.tck.run import _beside

KIT = Path(
    os.environ.get("MADANG_DMN_TCK") or Path(__file__).parents[3].parent / "shared" / "data" / "dmn-tck"
)
NODE = find_node()
SUITES = list(find_suites(KIT)) if KIT.is_dir() else []
NOW = datetime(2026, 11, 28, 1, 2, 3, 456_000, tzinfo=UTC)
MOMENT = {"milliseconds": int(NOW.timestamp() * 1000), "offset": 0}
FEW = 40
"""Completions tried when asked which question tells most: of more, both draw the same sample."""
VARIANTS = 2
"""How often each case is also asked with random facts unknown."""

pytestmark = [
    pytest.mark.skipif(NODE is None, reason="no Node.js of version 22.17 or later"),
    pytest.mark.skipif(not SUITES, reason=f"0 suites: no kit in {KIT.name} (see MADANG_DMN_TCK)"),
]


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    assert NODE is not None
    with Node(NODE) as process:
        yield process


def reasons(found: tuple[Reason, ...] | list[Reason]) -> list[Any]:
    return [
        [one.code, list(one.place) if one.place else None]
        + (["", ""] if one.code == "pattern" else [one.sentence("en"), one.sentence("ko")])
        for one in found
    ]


def comparable(data: Any) -> Any:
    """Data without what may differ: the order of possible values, and what is wrong in a pattern."""
    if isinstance(data, dict):
        if "unknown" in data and isinstance(data["unknown"], list) and len(data["unknown"]) == 4:
            names, type_, allowed, nullable = data["unknown"]
            order = None if allowed is None else sorted(map(comparable, allowed), key=json.dumps)
            return {"unknown": [names, type_, order, nullable]}
        return {name: comparable(one) for name, one in data.items()}
    if isinstance(data, list | tuple):
        if len(data) == 4 and data[0] == "pattern":
            return [*data[:2], "", ""]
        return [comparable(one) for one in data]
    return data


def asked(case: Case, node: Expected) -> tuple[str, str]:
    """How a case asks for a node: `invoke`, `call` or `decide`, and the name."""
    if case.kind == "bkm" or node.kind == "bkm":
        return "invoke", case.invocable or node.name
    if case.kind == "decisionService" and case.invocable:
        return "call", case.invocable
    return ("call" if node.kind == "decisionService" else "decide"), node.name


def in_python(engine: Engine, case: Case, expected: Expected, facts: dict[Any, Any], unknown: Any) -> Any:
    how, name = asked(case, expected)
    try:
        if how == "invoke":
            part = engine.program.part(name)
            evaluation = Evaluation(clock=lambda: NOW)
            assert part is not None
            assert part.function is not None
            value = part.function.invoke_named(evaluation, {key: value for _, key, value in case.facts})
            return {"value": encode(value, typed=False), "reasons": reasons(evaluation.reasons)}
        ask = engine.call if how == "call" else engine.decide
        answer = ask(name, facts, unknown=unknown, trace=True, clock=lambda: NOW)
    except BudgetExceeded as exceeded:
        return {"exceeded": exceeded.limit}
    except DmnError as refused:
        return {"refused": refused.code}
    return {
        "values": [[key, encode(value, typed=False)] for key, value in answer.values.items()],
        "reasons": reasons(answer.reasons),
        "missing": sorted(answer.missing),
        "trace": [as_data(each) for each in answer.trace],
        "sentences": [[explain(each, "ko"), explain(each, "en")] for each in answer.trace],
    }


def same_questions(node: Node, engine: Engine, decision: str, facts: dict[Any, Any], how: str) -> None:
    """Both ask for the same facts in the same order, and expect as much of each answer."""
    if how != "decide":
        return
    try:
        asked = next_questions(engine, decision, facts, completions=FEW)
    except (BudgetExceeded, DmnError):
        return
    theirs = node.ask({"ask": decision, "given": given(facts), "most": FEW, "moment": MOMENT})
    for ours, other in zip_longest(
        [[each.fact, each.information, each.settles] for each in asked], theirs["questions"]
    ):
        assert ours == pytest.approx(other, abs=2e-9), (decision, facts)


def given(facts: dict[Any, Any]) -> list[Any]:
    return [
        [key[0], key[1], encode(value)] if isinstance(key, tuple) else [None, key, encode(value)]
        for key, value in facts.items()
    ]


def in_javascript(node: Node, case: Case, expected: Expected, facts: dict[Any, Any], unknown: Any) -> Any:
    how, name = asked(case, expected)
    told = [[None, key, encode(value)] for _, key, value in case.facts] if how == "invoke" else given(facts)
    return node.ask({how: name, "given": told, "unknown": unknown, "trace": True, "moment": MOMENT})


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_a_suite_of_the_kit(node: Node, suite: Suite) -> None:
    try:
        main = read_definitions(suite.model.read_bytes())
        engine = Engine(main, _beside(suite.model, main))
    except (RulesError, OSError):
        pytest.skip("the library refuses the model")
    node.ask({"load": export_model(engine, places=True)})
    random_ = random.Random(suite.name)
    for case in suite.cases:
        full: dict[Any, Any] = {
            (namespace, name) if namespace else name: value for namespace, name, value in case.facts
        }
        for expected in case.expected:
            variants: list[tuple[dict[Any, Any], str]] = [(full, "null")]
            for _ in range(VARIANTS):
                known = {key: value for key, value in full.items() if random_.random() < 0.5}
                variants.append((known, "unknown"))
            for facts, unknown in variants:
                ours = json.loads(json.dumps(in_python(engine, case, expected, facts, unknown)))
                theirs = in_javascript(node, case, expected, facts, unknown)
                assert comparable(theirs) == comparable(ours), (case.id, expected.name, facts, unknown)
                if unknown == "unknown" and ours.get("missing"):
                    same_questions(node, engine, asked(case, expected)[1], facts, asked(case, expected)[0])
