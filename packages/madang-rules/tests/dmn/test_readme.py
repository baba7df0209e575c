"""The examples of the README run as they stand."""

import re
from pathlib import Path

README = Path(__file__).parents[2] / "README.md"


def test_the_examples_about_models_run_one_after_the_other() -> None:
    text = README.read_text("utf-8")
    section = text[text.index("## Decision models") :]
    following = section.find("\n## ", 4)
    section = section if following < 0 else section[:following]
    names: dict[str, object] = {}
    blocks = re.findall(r"```python\n(.*?)```", section, re.S)
    assert len(blocks) >= 5
    for block in blocks:
        exec(compile(block, str(README), "exec"), names)
