"""A plug-in of pytest: whatever our own tests evaluate is evaluated by the evaluator in TypeScript too, and compared.

Loaded by `test_javascript_own_cases.py` in a process of its own. Writes a report to the file `MADANG_JS_REPORT` names.
"""

from __future__ import annotations

import json
import math
import os
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import madang_rules.feel.expression as feel
from madang_rules.export.node import Node, find_node
from madang_rules.feel.errors import BudgetExceeded

MOST_A_TEST = 60
"""Evaluations compared of each test; property tests have thousands."""

MOST_PARTS = 100_000
"""Parts of facts, one within another, that are written out for the other evaluator."""

FEW = 40
"""Completions tried when asked which question tells most."""

_compile_expression, _compile_tests = feel.compile_expression, feel.compile_unary_tests
_declared: dict[int, tuple[Any, tuple[str, ...]]] = {}
_counts: Counter[str] = Counter()
_left = MOST_A_TEST
_differences: list[str] = []
_busy = False
_node: Node | None = None
_loaded: int | None = None


_now = time.monotonic
_spent = 0.0


def _standing_clock() -> float:
    """The clock that tests look at: it stands still while the other evaluator works."""
    return _now() - _spent


time.monotonic = _standing_clock


def _beside_the_clock(work: Any) -> Any:
    def working(*given: Any) -> None:
        global _spent
        began = _now()
        try:
            work(*given)
        finally:
            _spent += _now() - began

    return working


def _remembering(compiling: Any) -> Any:
    def compiled(text: str, names: Any = None, **options: Any) -> Any:
        made = compiling(text, names, **options)
        table = names.types if isinstance(names, feel.NameTable) else names
        _declared[id(made)] = (made, tuple(table or ()))
        return made

    return compiled


feel.compile_expression = _remembering(_compile_expression)
feel.compile_unary_tests = _remembering(_compile_tests)

import madang_rules.feel as door  # noqa: E402 - after the functions are replaced

door.compile_expression = feel.compile_expression
door.compile_unary_tests = feel.compile_unary_tests

from madang_rules.dmn import explain  # noqa: E402
from madang_rules.dmn.asking import next_questions  # noqa: E402
from madang_rules.dmn.engine import Engine  # noqa: E402
from madang_rules.export import ExportError, export_expressions, export_model  # noqa: E402
from madang_rules.export.wire import encode  # noqa: E402
from madang_rules.feel import Unknown  # noqa: E402
from madang_rules.feel.conform import NATIVE  # noqa: E402
from madang_rules.feel.values.door import to_feel  # noqa: E402


def _settled(data: Any) -> Any:
    if isinstance(data, list):
        return [_settled(one) for one in data]
    if isinstance(data, dict):
        if "unknown" in data:
            names, type_, allowed, nullable = data["unknown"]
            order = None if allowed is None else sorted(map(_settled, allowed), key=json.dumps)
            return {"unknown": [names, type_, order, nullable]}
        return {name: _settled(one) for name, one in data.items()}
    return data


def _is_native(*values: Any) -> bool:
    """Whether facts are values of FEEL, or numbers of Python that mean one (others are made null by the door), and no
    more of them than can be written out: lists that share their parts unfold without end."""
    waiting, seen = list(values), 0
    while waiting:
        value = waiting.pop()
        seen += 1
        if seen > MOST_PARTS or not _is_native_itself(value):
            return False
        if value.__class__ is dict:
            waiting.extend(value.values())
        elif value.__class__ in (list, tuple):
            waiting.extend(value)
    return True


def _is_native_itself(value: Any) -> bool:
    if isinstance(value, Decimal):
        return value.is_finite() and abs(value.adjusted()) <= 6144 and len(value.as_tuple().digits) <= 34
    if isinstance(value, float):
        return math.isfinite(value)
    return value.__class__ in NATIVE or value.__class__ in (int, dict, list, tuple)


def _has_function(data: Any) -> bool:
    return "function" in json.dumps(data) and '{"function"' in json.dumps(data)


def _watched(call: Any) -> Any:
    def calling(self: Any, scope: Any, evaluation: Any, *value: Any) -> Any:
        global _left, _busy
        known = _declared.get(id(self))
        if _busy or known is None or _left <= 0 or evaluation.depth or evaluation.left < 0:
            return call(self, scope, evaluation, *value)
        _busy = True
        try:
            _left -= 1
            try:
                if not _is_native(*(scope[name] for name in scope), *value):
                    raise ExportError("export-value", kind="Python")
                facts = [[str(name), encode(to_feel(scope[name]))] for name in scope]
                values = [encode(to_feel(one)) for one in value]
            except ExportError:
                facts, values = None, []
            before = len(evaluation.reasons)
            try:
                found = call(self, scope, evaluation, *value)
                ours: Any = None
            except BudgetExceeded as exceeded:
                ours = {"exceeded": exceeded.limit}
                _compare(known, facts, values, evaluation, ours)
                raise
            ours = {"value": _settled(encode(found, typed=False)),
                    "codes": [one.code for one in evaluation.reasons[before:]]}  # fmt: skip
            _compare(known, facts, values, evaluation, ours)
            return found
        finally:
            _busy = False

    return calling


@_beside_the_clock
def _compare(known: Any, facts: Any, values: list[Any], evaluation: Any, ours: Any) -> None:
    global _node, _loaded
    compiled, names = known
    if facts is None or _has_function(facts) or _has_function(values):
        _counts["left out: facts that only Python has"] += 1
        return
    if ours.get("exceeded") == "seconds":
        _counts["left out: stopped by the clock"] += 1
        return
    try:
        if _node is None:
            path = find_node()
            assert path is not None
            _node = Node(path)
        if _loaded != id(compiled):
            _node.ask({"load": export_expressions([compiled], names)})
            _loaded = id(compiled)
        budget, moment = evaluation.budget, evaluation.moment
        offset = moment.utcoffset()
        question: dict[str, Any] = {
            "evaluate": 0,
            "facts": facts,
            "budget": {
                "steps": budget.steps, "seconds": max(budget.seconds, 10), "depth": budget.depth,
                "listLength": budget.list_length, "stringLength": budget.string_length,
            },
            "moment": {
                "milliseconds": moment.timestamp() * 1000 // 1,
                "offset": 0 if offset is None else offset.total_seconds(),
            },
        }  # fmt: skip
        if values:
            question["value"] = values[0]
        answer = _node.ask(question)
    except ExportError:
        _counts["left out: types checked by code"] += 1
        return
    except RuntimeError as error:
        answer = {"error": str(error)}
        _node, _loaded = None, None
    theirs: Any = answer
    if "value" in answer:
        theirs = {"value": _settled(answer["value"]), "codes": [one[0] for one in answer["reasons"]]}
    _counts["compared"] += 1
    if theirs != ours and not (_is_now(compiled) and "value" in answer):
        _differences.append(
            f"{compiled.text[:300]} | {str(facts)[:300]} | {values} | {ours} | {str(theirs)[:1500]}"
        )


def _as_data(answer: Any) -> Any:
    return {
        "values": [[name, _settled(encode(value, typed=False))] for name, value in answer.values.items()],
        "codes": [one.code for one in answer.reasons],
        "missing": sorted(answer.missing),
    }


def _watched_decide(decide: Any) -> Any:
    def deciding(self: Any, decisions: Any, facts: Any, **options: Any) -> Any:
        global _left, _busy
        if _busy or _left <= 0:
            return decide(self, decisions, facts, **options)
        _left -= 1
        _busy = True
        try:
            answer = decide(self, decisions, facts, **options)
            _compare_answer(self, decisions, facts, options, answer)
            return answer
        finally:
            _busy = False

    return deciding


@_beside_the_clock
def _compare_answer(engine: Any, decisions: Any, facts: Any, options: dict[str, Any], answer: Any) -> None:
    global _node, _loaded
    if (
        not isinstance(decisions, str)
        or options.get("clock") is not None
        or options.get("budget") is not None
    ):
        _counts["left out: several decisions, a clock or a budget"] += 1
        return
    try:
        if not _is_native(*facts.values()):
            raise ExportError("export-value", kind="Python")
        given = [
            [name[0], name[1], encode(to_feel(value))]
            if isinstance(name, tuple)
            else [None, name, encode(to_feel(value))]
            for name, value in facts.items()
        ]
        document = export_model(engine)
    except (ExportError, AssertionError):
        _counts["left out: facts that only Python has"] += 1
        return
    strict = options.get("strict", True)
    try:
        traced = engine.decide(
            decisions, facts, unknown=options.get("unknown", "null"), strict=strict, trace=True
        )
    except BudgetExceeded:
        _counts["left out: too much to explain"] += 1
        return
    unknown = options.get("unknown", "null")
    if not isinstance(unknown, str):
        unknown = sorted(unknown)
    try:
        if _node is None:
            path = find_node()
            assert path is not None
            _node = Node(path)
        _node.ask({"load": document})
        _loaded = None
        found = _node.ask(
            {"decide": decisions, "given": given, "unknown": unknown, "strict": strict, "trace": True}
        )
        theirs: Any = found
        if "values" in found:
            theirs = {
                "values": _settled(found["values"]),
                "codes": [one[0] for one in found["reasons"]],
                "missing": found["missing"],
                "sentences": found["sentences"],
            }
        known = {name: value for name, value in facts.items() if not isinstance(value, Unknown)}
        is_asked = strict and len(known) < len(engine.inputs)
        told = [each for each, name in zip(given, facts, strict=True) if name in known]
        asked = _node.ask({"ask": decisions, "given": told, "most": FEW}) if is_asked else {}
    except RuntimeError as error:
        theirs = {"error": str(error)}
        _node = None
    _counts["decisions compared"] += 1
    ours = json.loads(json.dumps(_as_data(answer)))
    ours["sentences"] = [[explain(one, "ko"), explain(one, "en")] for one in traced.trace]
    if theirs != ours:
        _differences.append(f"{decisions} | {given} | {unknown} | {str(ours)[:800]} | {str(theirs)[:1500]}")
    if asked:
        _counts["questions compared"] += 1
        best = next_questions(engine, decisions, known, completions=FEW)
        if not _same_questions(
            [[one.fact, one.information, one.settles] for one in best], asked["questions"]
        ):
            _differences.append(f"questions of {decisions} | {told} | {best} | {asked}")


def _same_questions(ours: list[Any], theirs: list[Any]) -> bool:
    return len(ours) == len(theirs) and all(
        one[0] == other[0] and abs(one[1] - other[1]) < 2e-9 and abs(one[2] - other[2]) < 2e-9
        for one, other in zip(ours, theirs, strict=True)
    )


def _is_now(compiled: Any) -> bool:
    return "now()" in compiled.text  # microseconds


Engine.decide = _watched_decide(Engine.decide)  # type: ignore[method-assign]
feel.CompiledExpression.__call__ = _watched(feel.CompiledExpression.__call__)  # type: ignore[method-assign]
feel.CompiledUnaryTests.__call__ = _watched(feel.CompiledUnaryTests.__call__)  # type: ignore[method-assign]


def pytest_runtest_setup() -> None:
    global _left
    _left = MOST_A_TEST


def pytest_sessionfinish() -> None:
    if _node is not None:
        _node.close()
    report = {"counts": dict(_counts), "differences": _differences}
    Path(os.environ["MADANG_JS_REPORT"]).write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")
