"""The examples of the README about parameters, persons and populations run, each for itself."""

import re
from pathlib import Path

import pytest

pytest.importorskip("numpy")

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
SECTIONS = README[README.index("\n## Dated parameters") : README.index("\n## Tests")]


@pytest.mark.parametrize("example", re.findall(r"```python\n(.*?)```", SECTIONS, re.S))
def test_an_example_runs(example: str) -> None:
    exec(compile(example, "README.md", "exec"), {})
