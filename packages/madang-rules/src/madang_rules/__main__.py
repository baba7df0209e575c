"""`python -m madang_rules`: run the standard's tests, check a model, answer a decision."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from madang_rules.dmn import DmnError, Engine, as_data, explain, load
from madang_rules.dmn.explain.plain import plain
from madang_rules.errors import Language, RulesError
from madang_rules.tck.run import run_folder

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code: 0 well, 1 faults found, 2 nothing could be done."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (RulesError, OSError, json.JSONDecodeError) as fault:
        said = fault.sentence(options.language) if isinstance(fault, RulesError) else str(fault)
        print(said, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m madang_rules", description=__doc__)
    parser.add_argument("--language", choices=("ko", "en"), default="en", help="language of sentences")
    commands = parser.add_subparsers(required=True)
    tck = commands.add_parser(
        "tck", help="run the cases of the DMN Technology Compatibility Kit below a folder"
    )
    tck.add_argument("folder", type=Path)
    tck.add_argument("--json", action="store_true", help="print one JSON object")
    tck.add_argument("--details", action="store_true", help="tell what failed, and how, on stderr")
    tck.set_defaults(run=_tck)
    check = commands.add_parser("check", help="check a model: faults with place and remedy")
    _add_model(check)
    check.set_defaults(run=_check)
    decide = commands.add_parser("decide", help="answer a decision from facts in JSON")
    _add_model(decide)
    decide.add_argument("--decision", action="append", help="a decision's name (default: all)")
    decide.add_argument("--facts", default="{}", help="JSON object, or @file")
    decide.add_argument("--unknown", action="store_true", help="facts not given are unknown, not null")
    decide.add_argument("--explain", action="store_true", help="tell why")
    decide.set_defaults(run=_decide)
    return parser


def _add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", type=Path)
    parser.add_argument(
        "--with", dest="others", type=Path, action="append", default=[], help="an imported model"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _tck(options: argparse.Namespace) -> int:
    levels = run_folder(options.folder)
    if not levels:
        raise DmnError("kit-none", folder=options.folder)
    if options.details:
        for level in levels.values():
            for identity, detail in level.details.items():
                print(f"{identity}: {detail}", file=sys.stderr)
    if options.json:
        print(json.dumps({name: level.as_data() for name, level in levels.items()}, ensure_ascii=False))
    else:
        for name, level in levels.items():
            print(
                f"{name}: {level.passed} passed, {level.failed} failed, {level.errors} errors, "
                f"{len(level.left_out)} left out"
            )
    return int(any(level.failing for level in levels.values()))


def _engine(options: argparse.Namespace) -> Engine:
    return load(options.model.read_bytes(), [path.read_bytes() for path in options.others])


def _check(options: argparse.Namespace) -> int:
    findings = _engine(options).findings
    language: Language = options.language
    if options.json:
        print(json.dumps({"findings": [each.as_data(language) for each in findings]}, ensure_ascii=False))
    else:
        for each in findings:
            print(f"{each.severity}: {each.place(language)}: {each.sentence(language)} "
                  f"{each.remedy.sentence(language)}")  # fmt: skip
    return int(any(each.severity == "error" for each in findings))


def _decide(options: argparse.Namespace) -> int:
    engine = _engine(options)
    text = Path(options.facts[1:]).read_text("utf-8") if options.facts.startswith("@") else options.facts
    facts: Any = json.loads(text, parse_float=Decimal)
    if not isinstance(facts, dict):
        raise DmnError("facts-no-object")
    answer = engine.decide(
        options.decision, facts, unknown="unknown" if options.unknown else "null", trace=options.explain
    )
    language: Language = options.language
    if options.json:
        result: dict[str, Any] = {
            "values": {name: plain(value) for name, value in answer.values.items()},
            "missing": sorted(answer.missing),
            "reasons": [each.sentence(language) for each in answer.reasons],
        }
        if options.explain:
            result["trace"] = [as_data(each) for each in answer.trace]
        print(json.dumps(result, ensure_ascii=False))
        return 0
    for name, value in answer.values.items():
        print(f"{name}: {json.dumps(plain(value), ensure_ascii=False)}")
    for each in answer.trace:
        for line in explain(each, language):
            print(f"  {line}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
