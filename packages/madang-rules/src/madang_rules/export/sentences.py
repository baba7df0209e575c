"""The sentences that the evaluator in TypeScript says: those of evaluations and explanations, out of the
library's own.

`python -m madang_rules.export.sentences` writes them to `js/src/sentences.json`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import madang_rules.dmn  # noqa: F401 - registers its sentences
from madang_rules.errors import SENTENCES

__all__ = ["CODES", "sentences"]

CODES = (
    "argument-count", "argument-name", "argument-type", "argument-value", "budget-answer_depth",
    "budget-answer_size", "budget-depth", "budget-list_length", "budget-seconds", "budget-steps",
    "budget-string_length", "condition", "decision-cycle", "division-by-zero", "expression-broken",
    "expression-language", "expression-missing", "external-function", "fact-not-allowed", "fact-type",
    "function-external", "index", "input-missing", "iteration", "logic-missing", "member-unknown",
    "name-unknown", "not-a-function", "operands", "out-of-range", "pattern", "range-ends",
    "table-aggregate-numbers", "table-input-not-allowed", "table-not-any", "table-not-unique", "type",
)  # fmt: skip


def sentences() -> str:
    """Return the sentences as JSON: code → [Korean, English]."""
    told = [*CODES, *sorted(code for code in SENTENCES if code.startswith(("told-", "why-")))]
    chosen = {code: list(SENTENCES[code]) for code in told}
    return json.dumps(chosen, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    target = Path(__file__).parents[3] / "js" / "src" / "sentences.json"
    target.write_text(sentences(), encoding="utf-8")
    sys.stdout.write(f"{target}\n")
