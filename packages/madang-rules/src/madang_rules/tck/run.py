"""Runs suites of the kit and counts expected result nodes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from madang_rules.dmn.engine import Answer, Engine
from madang_rules.dmn.errors import DmnError
from madang_rules.dmn.exchange import read_definitions
from madang_rules.dmn.model import Definitions
from madang_rules.errors import RulesError
from madang_rules.feel.values import Function
from madang_rules.tck.cases import Case, Expected, Suite, find_suites

__all__ = ["Level", "agree", "run_folder", "run_suite"]

TOLERANCE = Decimal("0.00000001")
"""Numbers of the kit that are rounded in its files agree within this."""


@dataclass(slots=True)
class Level:
    """Counts of one compliance level, in expected result nodes; ids are `folder/file:case:node`."""

    passed: int = 0
    failed: int = 0
    errors: int = 0
    failing: list[str] = field(default_factory=list)
    left_out: list[dict[str, str]] = field(default_factory=list)
    details: dict[str, str] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """The counts as plain data."""
        return {
            "passed": self.passed,
            "failed": self.failed,
            "errors": self.errors,
            "failing": self.failing,
            "left_out": self.left_out,
        }


def run_folder(folder: Path) -> dict[str, Level]:
    """Run all suites below `folder`; one `Level` a compliance level, in the order of their names."""
    levels: dict[str, Level] = {}
    for suite in find_suites(folder):
        run_suite(suite, levels.setdefault(suite.level, Level()))
    return dict(sorted(levels.items()))


def run_suite(suite: Suite, level: Level) -> None:
    """Run one suite and add its counts to `level`."""
    try:
        main = read_definitions(suite.model.read_bytes())
        engine = Engine(main, _beside(suite.model, main))
    except (RulesError, OSError) as fault:
        for case in suite.cases:
            for node in case.expected:
                _count(level, f"{suite.name}:{case.id}:{node.name}", "errors", str(fault))
        return
    reason = _left_out(engine, main)
    for case in suite.cases:
        if reason:
            level.left_out += [
                {"id": f"{suite.name}:{case.id}:{node.name}", "reason": reason} for node in case.expected
            ]
        else:
            _run_case(suite, case, engine, level)


def _beside(model: Path, main: Definitions) -> list[Definitions]:
    """The other models of the suite's folder, which it may import: first those its imports say where to find,
    then all others, those in the same folder first."""
    folder = model.parent.resolve()
    waiting = [(model.parent, main)]
    found: dict[Path, Definitions] = {}
    while waiting:
        place, importing = waiting.pop(0)
        for each in importing.imports:
            path = (place / each.location).resolve() if each.location and ":" not in each.location else None
            if path is not None and path not in found and path.is_relative_to(folder) and path.is_file():
                _read_into(found, path)
                if path in found:
                    waiting.append((path.parent, found[path]))
    for path in sorted(folder.rglob("*.dmn"), key=lambda path: (len(path.parts), path)):
        if path != model.resolve() and path not in found:
            _read_into(found, path)
    return list(found.values())


def _read_into(found: dict[Path, Definitions], path: Path) -> None:
    with contextlib.suppress(RulesError):
        found[path] = read_definitions(path.read_bytes())


def _left_out(engine: Engine, main: Definitions) -> str:
    """Why a model is left out: it calls functions in Java, which this engine never runs."""
    if any(each.code == "function-external" for each in engine.program.findings):
        return "calls functions in Java"
    texts = _texts(main)
    return "calls functions in Java" if any(_is_external(text) for text in texts) else ""


def _texts(item: Any) -> Iterable[str]:
    from dataclasses import fields, is_dataclass

    stack = [item]
    while stack:
        each = stack.pop()
        if isinstance(each, tuple):
            stack.extend(each)
        elif is_dataclass(each) and not isinstance(each, type):
            if isinstance(text := getattr(each, "text", None), str):
                yield text
            stack.extend(getattr(each, one.name) for one in fields(each) if one.name != "source")


def _is_external(text: str) -> bool:
    compact = text.replace(" ", "")
    return "external{" in compact and "java:" in compact


def _run_case(suite: Suite, case: Case, engine: Engine, level: Level) -> None:
    facts: dict[Any, Any] = {}
    for namespace, name, value in case.facts:
        facts[(namespace, name) if namespace else name] = value
    for node in case.expected:
        identity = f"{suite.name}:{case.id}:{node.name}"
        try:
            found = _found(case, node, engine, facts)
        except RulesError as fault:
            # What cannot be computed at all is an error, which is what such a node expects.
            if node.error and not isinstance(fault, DmnError):
                _count(level, identity, "passed", "")
            else:
                _count(level, identity, "errors", f"{type(fault).__name__}: {fault}")
            continue
        if agree(node.value, found):
            _count(level, identity, "passed", "")
        else:
            _count(level, identity, "failed", f"expected {node.value!r}, found {found!r}")


def _found(case: Case, node: Expected, engine: Engine, facts: dict[Any, Any]) -> Any:
    if case.kind == "decisionService" and case.invocable:
        answer = engine.call(case.invocable, facts)
        return _of_service(answer, node)
    if node.kind == "decisionService":
        return _of_service(engine.call(node.name, facts), node)
    if case.kind == "bkm" or node.kind == "bkm":
        part = engine.program.part(case.invocable or node.name)
        if part is None or not isinstance(part.function, Function):
            raise DmnError("decision-none", name=node.name, known="")
        from madang_rules.feel import Evaluation

        return part.function.invoke_named(Evaluation(), {name: value for _, name, value in case.facts})
    return engine.decide((node.namespace, node.name) if node.namespace else node.name, facts).value


def _of_service(answer: Answer, node: Expected) -> Any:
    values = dict(answer.values)
    if node.name in values:
        return values[node.name]
    return next(iter(values.values())) if len(values) == 1 else values


def _count(level: Level, identity: str, outcome: str, detail: str) -> None:
    if outcome == "passed":
        level.passed += 1
        return
    if outcome == "failed":
        level.failed += 1
    else:
        level.errors += 1
    level.failing.append(identity)
    level.details[identity] = detail


def agree(expected: Any, found: Any) -> bool:
    """Whether a value found is the one expected: numbers within the kit's rounding, all else exactly."""
    if isinstance(expected, Decimal) and isinstance(found, Decimal):
        return expected == found or abs(expected - found) <= TOLERANCE
    if isinstance(expected, list) and isinstance(found, list | tuple):
        return len(expected) == len(found) and all(map(agree, expected, found))
    if isinstance(expected, dict) and isinstance(found, dict):
        return expected.keys() == found.keys() and all(agree(expected[key], found[key]) for key in expected)
    return bool(expected.__class__ is found.__class__ and expected == found)
