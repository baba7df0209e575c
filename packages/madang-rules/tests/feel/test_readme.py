"""The examples of the README about expressions run, each for itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
EXPRESSIONS = README[: README.index("\n## Decision models")]
EXAMPLES = re.findall(r"```python\n(.*?)```", EXPRESSIONS, re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES, ids=[str(number) for number in range(len(EXAMPLES))])
def test_an_example_about_expressions_runs(example: str) -> None:
    exec(compile(example, "README.md", "exec"), {})
